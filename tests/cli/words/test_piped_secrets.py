"""Secrets on standard input."""

from __future__ import annotations

import pytest

from graphex.cli.words.piped_secrets import read_piped
from graphex.errors import UsageError


@pytest.mark.parametrize(
    ("text", "secrets"),
    [
        ("one\n", {"A": "one"}),
        ("one", {"A": "one"}),
        ("one\r\n", {"A": "one"}),
        ("", {"A": ""}),
        ("one\nn\n", {"A": "one"}),
        ("one\ny\nB\ntwo\n", {"A": "one", "B": "two"}),
        ("one\ny\nB\ntwo\nyes\nC\nthree\nno\n", {"A": "one", "B": "two", "C": "three"}),
        ("one\ny\nB\n", {"A": "one\ny\nB"}),
        ("one\ny\n", {"A": "one\ny"}),
        ("BEGIN\nline2\nEND\n", {"A": "BEGIN\nline2\nEND"}),
        ("BEGIN\r\nEND\r\n", {"A": "BEGIN\nEND"}),
        ("one\n\nthree\n", {"A": "one\n\nthree"}),
        ("one\nn\nthree\n", {"A": "one\nn\nthree"}),
        ("  one \n", {"A": "  one "}),
    ],
)
def test_all_of_standard_input_is_kept(text: str, secrets: dict[str, str]) -> None:
    piped = read_piped(text, name="A", with_password=False)

    assert dict(piped.secrets) == secrets
    assert piped.password is None


@pytest.mark.parametrize(
    ("text", "secrets"),
    [
        ("one\npw\npw\n", {"A": "one"}),
        ("one\npw\npw\nn\n", {"A": "one"}),
        ("one\npw\npw\ny\nB\ntwo\nn\n", {"A": "one", "B": "two"}),
    ],
)
def test_the_password_follows_the_secret_twice(text: str, secrets: dict[str, str]) -> None:
    piped = read_piped(text, name="A", with_password=True)

    assert dict(piped.secrets) == secrets
    assert piped.password == "pw"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("one\n", "no terminal to ask"),
        ("one\n\n\n", "no terminal to ask"),
        ("one\npw\n", "is not given a second time"),
        ("one\npw\nwp\n", "is not given a second time"),
        ("BEGIN\nx\nx\nEND\n", "more lines than a secret and its password twice"),
    ],
)
def test_what_is_no_secret_with_its_password_is_refused(text: str, message: str) -> None:
    with pytest.raises(UsageError, match=message) as raised:
        read_piped(text, name="A", with_password=True)

    assert "-pf FILE" in str(raised.value.hint)
    assert "BEGIN" not in raised.value.message
