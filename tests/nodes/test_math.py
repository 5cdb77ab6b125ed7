"""The nodes of mathematics."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pytest

from graphex.nodes.math import arithmetic, bases, bitwise, combinatorics, comparison, constants, rounding, trigonometry
from graphex.testing import run_node
from node_results import result

if TYPE_CHECKING:
    from graphex.plugin import Node

BIG = 9007199254740993


@pytest.mark.parametrize(
    ("node_type", "values", "expected"),
    [
        (arithmetic.AddNumbers, ([1, 2.5, -3],), 0.5),
        (arithmetic.AddNumbers, ([],), 0),
        (arithmetic.AddNumbers, ([0.5, 0.5],), 1),
        (arithmetic.AddNumbers, ([BIG, 0],), BIG),
        (arithmetic.AddNumbers, ([0.1] * 10,), 0.9999999999999999),
        (arithmetic.AddNumbers, ([2**53, 1, 1, 0.5],), 2**53),
        (arithmetic.SubtractNumbers, (BIG, [1]), BIG - 1),
        (arithmetic.SubtractNumbers, (10, [0.1] * 7), 9.300000000000002),
        (arithmetic.SubtractNumbers, (1e16, [1, 1, 1]), 10**16),
        (arithmetic.SubtractNumbers, (1.5, []), 1.5),
        (arithmetic.MultiplyNumbers, ([],), 1),
        (arithmetic.MultiplyNumbers, ([BIG, 1],), BIG),
        (arithmetic.MultiplyNumbers, ([BIG, BIG, 0.5],), 2**105),
        (arithmetic.DivideNumbers, (4, 2), 2),
        (arithmetic.DivideNumbers, (1, 4), 0.25),
        (arithmetic.DivideNumbers, (BIG * 2, 2), BIG),
        (arithmetic.Modulo, (-7, 3), 2),
        (arithmetic.RaiseNumberToPower, (2, 100), 2**100),
        (arithmetic.RaiseNumberToPower, (2, -1), 0.5),
        (arithmetic.RaiseNumberToPower, (-1, 10**12 + 1), -1),
        (arithmetic.RootOfNumber, (27, 3), 3.0),
        (arithmetic.RootOfNumber, (-4, 1), -4.0),
        (arithmetic.RootOfNumber, (16, 0), 4.0),
        (arithmetic.RootOfNumber, (27, 3.9), 3.0),
        (arithmetic.AbsoluteValueOfNumber, (-2.5,), 2.5),
        (arithmetic.LogOfNumber, (8, 2), 3.0),
        (arithmetic.NaturalLogLnOfNumber, (1,), 0.0),
        (bases.NumberToBinaryString, (-5,), "-0b101"),
        (bases.NumberToOctalString, (8,), "0o10"),
        (bases.NumberToHexadecimalString, (255,), "0xff"),
        (bases.BinaryStringToNumber, ("101",), 5),
        (bases.OctalStringToNumber, ("17",), 15),
        (bases.HexidecimalStringToNumber, ("ff",), 255),
        (bases.HexidecimalStringToNumber, ("0b11",), 3),
        (bitwise.BitwiseAnd, (12, 10), 8),
        (bitwise.BitwiseOr, (12, 10), 14),
        (bitwise.BitwiseExclusiveOrXor, (12, 10), 6),
        (bitwise.BitwiseNotInvert, (5,), -6),
        (bitwise.BitwiseLeftShift, (1, 10), 1024),
        (bitwise.BitwiseLeftShift, (0, 10**30), 0),
        (bitwise.BitwiseRightShift, (-1, 3), -1),
        (bitwise.NumberLengthInBits, (255,), 8),
        (bitwise.BitCount, (-7,), 3),
        (combinatorics.Factorial, (5.9,), 120),
        (combinatorics.Combination, (5, 2), 10),
        (combinatorics.Permutation, (5, 2), 20),
        (comparison.EqualNumber, (1, 1.0), True),
        (comparison.EqualNumber, (math.nan, math.nan), False),
        (comparison.NotEqualNumber, (1, 2), True),
        (comparison.GreaterThan, (2, 1), True),
        (comparison.GreaterThanOrEqualTo, (1, 1), True),
        (comparison.LessThan, (1, 2), True),
        (comparison.LessThanOrEqualTo, (2, 1), False),
        (comparison.NumberIsFinite, (math.inf,), False),
        (comparison.NumberIsInfinite, (-math.inf,), True),
        (comparison.NumberIsNaNValue, (math.nan,), True),
        (rounding.RoundNumber, (2.5, 0), 2.0),
        (rounding.RoundNumber, (1234, -2), 1200),
        (rounding.RoundNumber, (6, -1), 10),
        (rounding.RoundNumber, (-5, -(10**12)), 0),
        (rounding.RoundNumber, (5.5, -(10**12)), 0.0),
        (rounding.CeilingOfNumber, (1.1,), 2),
        (rounding.FloorOfNumber, (-1.1,), -2),
        (rounding.MaxNumber, ([1, 3, 2],), 3),
        (rounding.MinNumber, ([1, 3, 2],), 1),
        (trigonometry.SinOfNumber, (0,), 0.0),
        (trigonometry.CosOfNumber, (0,), 1.0),
        (trigonometry.DegreeOfNumber, (math.pi,), 180.0),
        (trigonometry.RadiansOfNumber, (180,), math.pi),
    ],
)
def test_results(node_type: type[Node], values: tuple[Any, ...], expected: Any) -> None:
    found = result(node_type, *values)

    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("node_type", "values"),
    [
        (trigonometry.TanOfNumber, (1,)),
        (trigonometry.ArcsinOfNumber, (1,)),
        (trigonometry.ArccosOfNumber, (0.5,)),
        (trigonometry.ArctanOfNumber, (1,)),
        (trigonometry.SinhOfNumber, (1,)),
        (trigonometry.CoshOfNumber, (1,)),
        (trigonometry.TanhOfNumber, (1,)),
    ],
)
def test_other_functions_give_what_the_host_gives(node_type: type[Node], values: tuple[float, ...]) -> None:
    function = node_type.__name__.removesuffix("OfNumber").lower().replace("arc", "a")

    assert result(node_type, *values) == getattr(math, function)(*values)


@pytest.mark.parametrize(
    ("node_type", "values", "error"),
    [
        (arithmetic.RootOfNumber, (-4, 2), ValueError),
        (arithmetic.RootOfNumber, (16, 0.5), ZeroDivisionError),
        (arithmetic.RootOfNumber, (-8, 3), ValueError),
        (arithmetic.RootOfNumber, (0, -2), ValueError),
        (arithmetic.RaiseNumberToPower, (0, -1), ZeroDivisionError),
        (arithmetic.RaiseNumberToPower, (-8, 0.5), TypeError),
        (arithmetic.RaiseNumberToPower, (10, 10**9), OverflowError),
        (arithmetic.LogOfNumber, (0, 10), ValueError),
        (bitwise.BitwiseLeftShift, (1, -1), ValueError),
        (bitwise.BitwiseLeftShift, (1, 10**12), OverflowError),
        (combinatorics.Factorial, (-1,), ValueError),
        (combinatorics.Factorial, (10**12,), OverflowError),
        (combinatorics.Combination, (10**6, 500_000), OverflowError),
        (combinatorics.Permutation, (10**6, 500_000), OverflowError),
        (arithmetic.MultiplyNumbers, ([1 << 6_000_000, 1 << 6_000_000],), OverflowError),
        (arithmetic.RaiseNumberToPower, (3, 50_000_000), OverflowError),
        (trigonometry.ArcsinOfNumber, (2,), ValueError),
        (rounding.FloorOfNumber, (math.nan,), ValueError),
    ],
)
def test_errors_have_the_names_that_graphs_catch(
    node_type: type[Node], values: tuple[Any, ...], error: type[Exception]
) -> None:
    with pytest.raises(error):
        result(node_type, *values)


@pytest.mark.parametrize("node_type", [arithmetic.DivideNumbers, arithmetic.Modulo, arithmetic.DivModNumber])
def test_division_by_zero_warns_and_gives_nan(node_type: type[Node]) -> None:
    run = run_node(node_type, {"Dividend": 1, "Divisor": 0})

    assert all(math.isnan(value) for value in run.outputs.values())
    assert [level for level, _ in run.logs] == ["WARNING"]


def test_a_text_that_is_no_number_is_logged_and_gives_nan() -> None:
    run = run_node(bases.BinaryStringToNumber, {"Binary String": "12"})

    assert math.isnan(run.outputs["Integer"])
    assert run.logs[0][0] == "ERROR"


@pytest.mark.parametrize("node_type", [rounding.MaxNumber, rounding.MinNumber])
def test_no_numbers_have_no_extremes(node_type: type[Node]) -> None:
    assert run_node(node_type, {"Numbers": []}).outputs == {}


def test_quotient_and_remainder() -> None:
    run = run_node(arithmetic.DivModNumber, {"Dividend": -7, "Divisor": 2})

    assert run.outputs == {"Quotient": -4, "Remainder": 1}


@pytest.mark.parametrize(
    ("node_type", "expected"),
    [(constants.Pi, math.pi), (constants.EulersNumber, math.e), (constants.InfinityValue, math.inf)],
)
def test_constants(node_type: type[Node], expected: float) -> None:
    assert list(run_node(node_type).outputs.values()) == [expected]


def test_nan_is_no_number() -> None:
    assert math.isnan(run_node(constants.NaNValue).outputs["Nan Value"])
