"""What cannot be seen is spelled out."""

from __future__ import annotations

import pytest

from graphex.escapes import escaped, spell_out


@pytest.mark.parametrize(
    ("text", "keep", "shown"),
    [
        ("plain, with ünïcode and \U0001f600", "", "plain, with ünïcode and \U0001f600"),
        ("", "", ""),
        ("a\x1b[31mb", "", "a\\x1b[31mb"),
        ("a\nb\tc", "", "a\\nb\\tc"),
        ("a\nb\tc\r", "\n\t", "a\nb\tc\\r"),
        ("\u202ecod.gx", "", "\\u202ecod.gx"),
        ("family\u200dname", "", "family\\u200dname"),
        ("no\xa0break", "", "no\\xa0break"),
        ("\udc80", "", "\\udc80"),
        ("\U000e0001", "", "\\U000e0001"),
    ],
)
def test_every_character_can_be_seen(text: str, keep: str, shown: str) -> None:
    assert spell_out(text, keep=keep) == shown


@pytest.mark.parametrize(("character", "shown"), [("\u200d", "\\u200d"), ("\n", "\\n")])
def test_one_character_is_written_as_its_escape(character: str, shown: str) -> None:
    assert escaped(character) == shown
