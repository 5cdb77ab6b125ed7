"""What the built-in datatypes accept, and their casts."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphex.plugin import Boolean, DataContainer, DataType, DirectedGraph, Dynamic, Number, String
from graphex.plugin.datatypes.directed_graph import DirectedGraphViz


def cast(value: Any, source: DataType[Any], to: DataType[Any]) -> Any:
    return source.casts[to.name][1](value)


@pytest.mark.parametrize(
    ("datatype", "good", "bad"),
    [
        (String, ["x", ""], [1, None]),
        (Number, [1, 1.5, True, math.nan], ["1", None, 1j]),
        (Boolean, [True], [0, 1, None]),
        (DataContainer, [{}, []], [(), "x"]),
        (Dynamic, [1, None], []),
        (DirectedGraph, [DirectedGraphViz()], [{}, None]),
    ],
)
def test_what_a_datatype_accepts(datatype: DataType[Any], good: list[Any], bad: list[Any]) -> None:
    assert all(datatype.check_type(value) for value in good)
    assert datatype.check_type(good, is_list=True)
    assert not any(datatype.check_type(value) for value in bad)


@pytest.mark.parametrize(
    ("value", "source", "to", "expected"),
    [
        (1.0, Number, String, "1.0"),
        (0.1 + 0.2, Number, String, "0.30000000000000004"),
        (1e20, Number, String, "1e+20"),
        (True, Number, String, "True"),
        (-0.0, Number, Boolean, False),
        (math.nan, Number, Boolean, True),
        ("5", String, Number, 5.0),
        (" 1_0 ", String, Number, 10.0),
        ("False", String, Boolean, True),
        ("", String, Boolean, False),
        (True, Boolean, Number, 1),
        (False, Boolean, String, "False"),
        ({"é": {1: None}}, DataContainer, String, '{\n    "\\u00e9": {\n        "1": null\n    }\n}'),
        ([], DataContainer, Boolean, False),
    ],
)
def test_casts(value: Any, source: DataType[Any], to: DataType[Any], expected: Any) -> None:
    found = cast(value, source, to)

    assert found == expected
    assert type(found) is type(expected)


@given(st.floats(allow_nan=False))
def test_a_number_survives_the_way_to_text_and_back(number: float) -> None:
    assert cast(cast(number, Number, String), String, Number) == number


@given(st.integers(min_value=-(2**53), max_value=2**53))
def test_a_whole_number_survives_the_way_to_text_and_back(number: int) -> None:
    assert cast(cast(number, Number, String), String, Number) == number


@given(st.booleans())
def test_a_boolean_survives_the_way_to_a_number_and_back(boolean: bool) -> None:
    assert cast(cast(boolean, Boolean, Number), Number, Boolean) is boolean
