"""Values that are not of the datatype of their graph input."""

from __future__ import annotations

from typing import Any

import pytest

from graphex.graph.model import GraphInput
from graphex.plugin.composite import CompositeValue
from graphex.runs.input_values import InputValue
from graphex.runs.misfits import find_misfits
from graphs import bind

GRAPH = bind(
    inputs=(
        GraphInput("S", "String", list_flag=True),
        GraphInput("N", "Number"),
        GraphInput("T", "String"),
        GraphInput("X", "Widget"),
    )
)


def misfits(origin: str = "request", **values: Any) -> list[Any]:
    return list(find_misfits(GRAPH, {name: InputValue(value, origin) for name, value in values.items()}))


def test_values_that_fit_are_no_problems() -> None:
    assert misfits(S=["a"], N=1, T="t", X=object()) == []


def test_defaults_are_checked_with_the_graph() -> None:
    assert misfits("default", N="many") == []


def test_a_value_that_does_not_fit_is_quoted_with_its_origin() -> None:
    (problem,) = misfits(N="many")

    assert problem.message.startswith('The value of the graph input "N" (request) does not fit: ')
    assert "many" in problem.message
    assert (problem.code, problem.error_type, problem.graph) == ("input-value", "TypeError", "/main.gx")


def test_a_hidden_value_is_not_quoted() -> None:
    (problem,) = find_misfits(GRAPH, {"N": InputValue("hunter2", "request", is_password=True)})

    assert "hunter2" not in problem.message


@pytest.mark.parametrize(
    ("values", "hint"),
    [
        ({"S": ["a", 755]}, "Put each item in quotes: without them YAML reads numbers"),
        ({"N": "1e7"}, "with a point and a sign: 1.0e+7"),
        ({"S": "a"}, "values in the configuration are not converted"),
        ({"T": False}, "Put it in quotes: without them YAML reads a Boolean."),
    ],
)
def test_the_hint_says_how_the_value_is_written(values: dict[str, Any], hint: str) -> None:
    (problem,) = misfits(**values)

    assert hint in problem.hint


def test_a_composite_value_that_no_plugin_makes_is_a_problem() -> None:
    value = CompositeValue("Outer", {"Inner": CompositeValue("Widget", {}, "c"), "text": "x"}, "c")

    outer, inner = misfits(N=value)

    assert 'no plugin makes values of the datatype "Outer"' in outer.message
    assert 'no plugin makes values of the datatype "Widget"' in inner.message
    assert outer.error_type == "ValueError"
