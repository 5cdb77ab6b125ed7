"""Branches and the operators on Booleans."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from graphex.nodes import conditionals
from graphex.testing import run_node
from graphs import log, node, run
from node_results import result

if TYPE_CHECKING:
    from graphex.plugin import Node


@pytest.mark.parametrize(
    ("node_type", "condition", "branches"),
    [
        (conditionals.IfElse, True, ["If True"]),
        (conditionals.IfElse, False, ["If False"]),
        (conditionals.IfElseFinally, True, ["If True", "Finally"]),
        (conditionals.IfElseFinally, False, ["If False", "Finally"]),
        (conditionals.IfTrue, True, ["If True"]),
        (conditionals.IfTrue, False, []),
        (conditionals.IfTrueFinally, True, ["If True", "Finally"]),
        (conditionals.IfTrueFinally, False, ["Finally"]),
        (conditionals.IfFalse, True, []),
        (conditionals.IfFalse, False, ["If False"]),
        (conditionals.IfFalseFinally, True, ["Finally"]),
        (conditionals.IfFalseFinally, False, ["If False", "Finally"]),
    ],
)
def test_the_branches_that_run(node_type: type[Node], *, condition: bool, branches: list[str]) -> None:
    assert run_node(node_type, {"Condition": condition}).branches == branches


@pytest.mark.parametrize(
    ("node_type", "booleans", "expected"),
    [
        (conditionals.And, [True, False], False),
        (conditionals.And, [], True),
        (conditionals.Or, [True, False], True),
        (conditionals.Or, [], False),
    ],
)
def test_operators_on_lists(node_type: type[Node], booleans: list[bool], *, expected: bool) -> None:
    assert result(node_type, booleans) is expected


@pytest.mark.parametrize(("boolean", "expected"), [(True, False), (False, True)])
def test_negation(*, boolean: bool, expected: bool) -> None:
    assert result(conditionals.Not, boolean) is expected


@pytest.mark.parametrize(("first", "second"), [(True, True), (True, False)])
def test_comparisons(*, first: bool, second: bool) -> None:
    assert result(conditionals.EqualBoolean, first, second) is (first == second)
    assert result(conditionals.NotEqualBoolean, first, second) is (first != second)


def test_finally_is_left_out_after_an_error() -> None:
    done = run(
        node("If True / Finally", "if", "start", {"Condition": True}),
        node("Raise Exception", "raise", "if::If True", {"Error Message": "no", "Exception Name": None}),
        log("after", "if::Finally", "finally"),
    )

    assert done.lines == []
    assert done.errors == ["RuntimeError"]
