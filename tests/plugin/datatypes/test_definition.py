"""What a datatype is declared with, and what it says."""

from __future__ import annotations

import pytest

from graphex.plugin import DataType, String
from graphex.plugin.datatypes import shortened


def test_a_value_of_another_type_is_named() -> None:
    with pytest.raises(TypeError, match=r"Value '5' .* is not compatible with a list of DataType 'String'"):
        String.assert_type(5, is_list=True)


def test_a_second_cast_to_the_same_datatype_is_an_error() -> None:
    own: DataType[int] = DataType(int, "Own", "Mine.", "#000000", ["Own"])
    own.cast(to=String)(str)

    with pytest.raises(ValueError, match="already has a cast to String"):
        own.cast(to=String)(repr)


def test_a_datatype_describes_itself_and_constructs() -> None:
    own: DataType[dict[str, int]] = DataType(dict, "Own", "Mine.", "#000000", ["Own"], constructor=dict)

    assert own.construct([("a", 1)]) == {"a": 1}
    assert String.construct("x") is None
    assert own.metadata() == {"name": "Own", "description": "Mine.", "color": "#000000"}
    assert repr(own) == "<DataType Own>"


class Silent:
    """Has no text."""

    def __str__(self) -> str:
        raise RuntimeError("no")


def test_a_long_or_silent_value_is_shown_shortly() -> None:
    assert shortened("x" * 1000).startswith("x" * 500 + "…")
    assert shortened(Silent()) == "<Silent without text: RuntimeError>"
