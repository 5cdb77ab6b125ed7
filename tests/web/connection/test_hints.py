"""Prose and commands in the hints of findings."""

from __future__ import annotations

import pytest

from graphex.web.connection.hints import Hint, read_hint


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("chmod 600 '/a b/key.pem'", Hint("", "chmod 600 '/a b/key.pem'")),
        ("(umask 077 && openssl pkey) > key.pem", Hint("", "(umask 077 && openssl pkey) > key.pem")),
        ("Use the key that the certificate was made with.", Hint("Use the key that the certificate was made with.")),
        ("Renew it: python3 -m graphex certs renew", Hint("Renew it:", "python3 -m graphex certs renew")),
        (
            "Leave one key in the file. This prints the first: awk '/a/' key.pem",
            Hint("Leave one key in the file. This prints the first:", "awk '/a/' key.pem"),
        ),
        ("Ask O=Example: the issuer, for it.", Hint("Ask O=Example: the issuer, for it.")),
    ],
)
def test_a_sentence_is_told_from_a_command(text: str, hint: Hint) -> None:
    assert read_hint(text) == hint
