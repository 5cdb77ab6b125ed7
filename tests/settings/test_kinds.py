"""Every kind of value reads text strictly."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphex.settings.kinds import Choice, FilePath, Integer, Kind, Switch, Text, TextList, Unfit

WORDS = TextList(Text("WORD"))


@given(st.integers(0, 100))
def test_an_integer_within_its_limits_is_accepted(number: int) -> None:
    assert Integer(0, 100).from_text(str(number)) == number


@given(st.integers(max_value=-1) | st.integers(min_value=101))
def test_an_integer_outside_its_limits_is_refused(number: int) -> None:
    with pytest.raises(Unfit, match="a whole number from 0 to 100"):
        Integer(0, 100).from_text(str(number))


@given(st.lists(st.text("abc.", min_size=1, max_size=4), max_size=5))
def test_a_list_is_the_same_with_and_without_blanks(words: list[str]) -> None:
    assert WORDS.from_text(" , ".join(words)) == WORDS.from_text(",".join(words)) == tuple(words)


def test_a_repeated_flag_collects_all_words() -> None:
    assert WORDS.from_texts(["a,b", " c ", ""]) == ("a", "b", "c")


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Text("TEXT"), "   "),
        (Text("TEXT"), "two\nlines"),
        (FilePath("DIR", optional=False), ""),
        (FilePath("FILE"), "a\0b"),
        (Integer(0), "1.0"),
        (Integer(0), ""),
        (Integer(0), "01"),
        (Integer(0), "1_0"),
        (Choice(("a", "b")), "A"),
        (Switch(), "true"),
    ],
)
def test_text_that_does_not_fit_is_refused(kind: Kind, text: str) -> None:
    with pytest.raises(Unfit):
        kind.from_text(text)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (Text("TEXT"), " blanks around ", "blanks around"),
        (Text("TEXT", optional=True), "", None),
        (FilePath("FILE"), "", None),
        (FilePath("FILE"), "a b/c", Path("a b/c")),
        (Integer(-5), "-5", -5),
        (Integer(0), " +7 ", 7),
        (Choice(("a", "b")), " b ", "b"),
    ],
)
def test_text_that_fits_becomes_the_value(kind: Kind, text: str, value: object) -> None:
    assert kind.from_text(text) == value


def test_the_message_shortens_what_is_too_long_for_a_sentence() -> None:
    with pytest.raises(Unfit) as caught:
        Choice(("a",)).from_text("x" * 10_000)

    assert len(str(caught.value)) < 100
