"""Names of files on a page."""

from __future__ import annotations

import pytest

from graphex.escapes import spell_out
from graphex.web.pages.odd_names import show_name


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("plain ü 漢字.gx", "plain ü 漢字.gx"),
        ("\u0645\u06cc\u200c\u062e\u0648.gx", "\u0645\u06cc\\u200c\u062e\u0648.gx"),  # Persian
        ("👩\u200d💻.gx", "👩\\u200d💻.gx"),
        ("soft\xadhyphen.gx", "soft\\xadhyphen.gx"),
        ("no\xa0break.gx", "no\\xa0break.gx"),
        ("exe\u202excod.gx", "exe\\u202excod.gx"),
        ("line\nend.gx", "line\\nend.gx"),
        ("not utf-8 \udcff.gx", "not utf-8 \\udcff.gx"),
    ],
)
def test_every_character_can_be_seen(name: str, shown: str) -> None:
    assert spell_out(name) == shown
    assert show_name(name).striptags() == shown


def test_an_escape_is_told_from_a_backslash() -> None:
    assert show_name("a\\u200cb") == "a\\u200cb"
    assert show_name("a\u200cb") == 'a<span class="odd">\\u200c</span>b'


def test_a_name_is_no_markup() -> None:
    assert "<img" not in show_name("<img src=x>\u202e&")
