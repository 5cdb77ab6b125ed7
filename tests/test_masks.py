"""Masks: no written form of a secret comes through."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphex.masks import HIDDEN, Mask, secret_texts
from graphex.plugin.composite import CompositeValue
from secret_forms import written_forms

SECRETS = (
    "DOM\\us3r-pass",
    'it\'s "quoted" 99',
    "eyJhbGciOi" + "J" * 220,
    "pä€ss😀wörd",
    "a\\'\"b\nc\td",
    "two lines\nof a secret\n  and one more",
    "p@ss w&rd<>/+%?",
    "\\\\\n'\"",
    "x\x1b[31my\x00z1",
    "long words " * 20 + "'q'\\ é",
    "e\u0301a\u0308bc",
    "%41%2f\\u00e4",
    "----BEGIN----\r\nMIIE/+0=\r\n----END----\r\n",
)
TEXTS = st.text(min_size=4, max_size=60).filter(lambda text: len(text.strip()) >= 4 and text.strip("*"))
CONTEXT = 12  # so much of what stands around a secret may be shown by base64


@pytest.mark.parametrize(
    ("secrets", "text", "masked"),
    [
        (["hunter2"], "xhunter2y", "x******y"),
        (["abcd", "abcdef"], "abcdef abcd", "****** ******"),
        (["e"], "e and hello", "****** and hello"),
        (["abcd", "cdef"], "abcdef", "******"),
        (["abcd"], "abcdabcd", "************"),
        (["ab"], "cab ab", "cab ******"),
        (["ab"], "'ab' \\nab", "'******' \\n******"),
        (["line one\nline two"], "line two", "******"),
        (["{\n  key\n}"], "{ key }", "******"),
        (["{\n  key\n}"], "{}", "{}"),
        (["a.c*"], "abcc a.c*", "abcc ******"),
        (["", "  "], "a b", "a b"),
        (["  spaced \n"], "<spaced>", "<******>"),
        (["****"], "******", "******"),
        ([], "x", "x"),
    ],
)
def test_secrets_are_hidden(secrets: list[str], text: str, masked: str) -> None:
    assert Mask(secrets)(text) == masked


@pytest.mark.parametrize("secret", SECRETS)
def test_every_written_form_is_hidden(secret: str) -> None:
    mask = Mask([secret])
    forms = written_forms(secret)

    kept = {form: mask(f"<{form}>").replace(HIDDEN, "") for form in forms}

    assert [form for form, rest in kept.items() if rest == f"<{form}>"] == []
    assert [rest for form, rest in kept.items() if len(rest) > CONTEXT + len(form) // 4] == []


@settings(deadline=None)
@given(secret=TEXTS)
def test_no_written_form_of_any_text_is_left(secret: str) -> None:
    mask = Mask([secret])
    forms = written_forms(secret.strip())

    shown = [mask(f"<{form}>") for form in forms]

    assert [form for form, text in zip(forms, shown, strict=True) if HIDDEN not in text] == []
    assert not any(secret.strip() in text.replace(HIDDEN, "") for text in shown)


@settings(deadline=None)
@given(secret=TEXTS, around=st.text(max_size=20))
def test_what_is_written_as_json_can_still_be_read(secret: str, around: str) -> None:
    mask = Mask([secret])

    shown = json.loads(json.dumps({"text": mask(f"{around}{secret}{around}")}))

    assert secret.strip() not in shown["text"].replace(HIDDEN, "")


@pytest.mark.parametrize("secret", ['\\"abc', "- -x", "' '", "\\\\", "ä\\ö", " \n ", "%%%%", "a b c d"])
@pytest.mark.parametrize("text", ["\\", " ", "'", '\\"', "%25", "' ", "\\n", "a ", "\\\\u", "\n"])
def test_a_very_long_text_is_read_to_its_end(secret: str, text: str) -> None:
    mask = Mask([secret])

    # Whatever went over the text again at each of its places would take hours.
    shown = mask(text * 200_000)

    assert shown


def test_a_secret_that_becomes_known_is_hidden_from_then_on() -> None:
    mask = Mask(["first"])
    before = mask("first second")

    mask.add("second")

    assert (before, mask("first second")) == ("****** second", "****** ******")


def test_secrets_may_be_added_by_threads() -> None:
    mask = Mask()
    barrier = threading.Barrier(8)

    def add(number: int) -> None:
        barrier.wait()
        mask.add(*(f"secret-{number}-{item}" for item in range(20)))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(8)))

    assert (
        mask(" ".join(f"secret-{number}-{item}" for number in range(8) for item in range(20))).split() == [HIDDEN] * 160
    )


def test_a_mask_knows_whether_it_hides_something_and_shows_nothing_of_it() -> None:
    assert (Mask().is_empty, Mask(["hunter2"]).is_empty, Mask([" "]).is_empty) == (True, False, True)
    assert "hunter2" not in repr(Mask(["hunter2"]))


def test_another_text_may_stand_for_a_secret() -> None:
    assert Mask(["hunter2"]).replaced("a hunter2", "[redacted]") == "a [redacted]"


@pytest.mark.parametrize(
    ("value", "texts"),
    [
        ("a", ["a"]),
        (5, ["5"]),
        (None, []),
        (b"a\xff", ["a\udcff"]),
        (CompositeValue("C", {"user": "a", "in": CompositeValue("D", {"key": "b"})}), ["a", "b"]),
        ({"user": "a", "of": [1.5, {"b"}, None]}, ["a", "1.5", "b"]),
    ],
)
def test_a_secret_value_consists_of_texts(value: object, texts: list[str]) -> None:
    assert list(secret_texts(value)) == texts
