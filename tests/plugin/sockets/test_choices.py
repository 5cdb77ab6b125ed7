"""Choices of Enum members and literals."""

from __future__ import annotations

import enum
from typing import Any

import pytest

from graphex.plugin.datatypes import Boolean, Number, String
from graphex.plugin.sockets.choices import ChoiceSocket, choices_of


class Color(enum.Enum):
    """Texts."""

    RED = "red"
    BLUE = "#00f"


class Level(enum.IntEnum):
    """Numbers."""

    low = 1
    high = 2


class Shape(enum.Enum):
    """Neither."""

    DOT = ()
    LINE = (1, 2)


class Twin(enum.Enum):
    """Texts that differ only in the case of letters."""

    SMALL = "a"
    LARGE = "A"


class Nothing(enum.Enum):
    """No member."""


@pytest.mark.parametrize(
    ("members", "datatype", "labels", "values"),
    [
        (Color, String, ["red", "#00f"], ["red", "#00f"]),
        (Level, Number, ["low", "high"], [1, 2]),
        (Shape, String, ["DOT", "LINE"], ["DOT", "LINE"]),
        (Twin, String, ["SMALL", "LARGE"], ["SMALL", "LARGE"]),
        ((True, False), Boolean, ["True", "False"], [True, False]),
        ((1, 10), Number, ["1", "10"], [1, 10]),
        (("a", 1), String, ["a", "1"], ["a", "1"]),
        ((1, True), String, ["1", "True"], ["1", "True"]),
    ],
    ids=str,
)
def test_labels_and_values_follow_from_the_members(members: Any, datatype: Any, labels: Any, values: Any) -> None:
    choices = choices_of(tuple(members), "it")

    assert choices.datatype is datatype
    assert choices.labels == labels
    assert [choice.value for choice in choices.choices] == values
    assert [choice.member for choice in choices.choices] == list(members)


@pytest.mark.parametrize(("text", "member"), [("RED", Color.RED), ("Blue", Color.BLUE), ("#00F", Color.BLUE)])
def test_a_choice_is_called_by_its_value_or_its_name_in_any_case(text: str, member: Color) -> None:
    choices = choices_of(tuple(Color), "Color")

    found = choices.find(text)

    assert found
    assert found.member is member
    assert ChoiceSocket(choices, "Color", "").member(text) == member.value


def test_the_exact_text_comes_before_a_name() -> None:
    crossed = enum.Enum("crossed", {"ON": "off", "OFF": "on"})

    found = choices_of(tuple(crossed), "crossed").find("off")

    assert found
    assert found.member is crossed["ON"]


def test_numbers_are_found_by_value_and_by_name_and_true_is_not_one() -> None:
    choices = choices_of(tuple(Level), "Level")

    assert [getattr(choices.find(value), "member", None) for value in (2.0, "HIGH", 3, "2")] == [2, 2, None, None]
    assert choices.of_member(True) is None


@pytest.mark.parametrize("members", [(), ("a", "A"), (b"x",)])
def test_members_that_texts_cannot_tell_apart_are_refused(members: tuple[Any, ...]) -> None:
    with pytest.raises(TypeError, match=r"No text stands for|cannot tell the members of Mine apart"):
        choices_of(members, "Mine")


def test_an_enum_without_members_is_refused() -> None:
    with pytest.raises(TypeError, match="Nothing"):
        choices_of(tuple(Nothing), "Nothing")
