"""Casts: the rule of each, for all values, alone and in lists."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphex.graph.model import GraphInput
from graphs import connect, graph_input, node, run

if TYPE_CHECKING:
    from collections.abc import Callable

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "Number": st.integers(-(2**60), 2**60) | st.floats(),
    "String": st.text() | st.floats().map(str) | st.sampled_from(["", " 1_0 ", "0x10", "False", "nan"]),
    "Boolean": st.booleans(),
    "Data Container": st.lists(JSON) | st.dictionaries(st.text(), JSON),
}
RULES: dict[tuple[str, str], Callable[[Any], Any]] = {
    ("Number", "String"): str,
    ("Number", "Boolean"): lambda number: number != 0,
    ("String", "Number"): float,
    ("String", "Boolean"): lambda text: text != "",
    ("Boolean", "Number"): lambda boolean: 1 if boolean else 0,
    ("Boolean", "String"): lambda boolean: "True" if boolean else "False",
    ("Data Container", "String"): lambda container: json.dumps(container, indent=4),
    ("Data Container", "Boolean"): lambda container: len(container) > 0,
}


def by_rule(rule: Callable[[Any], Any], values: list[Any]) -> Any:
    """Return what a rule makes of values, or the name of the error."""
    try:
        return [rule(value) for value in values]
    except ValueError as error:
        return type(error).__name__


def by_nodes(source: str, to: str, value: Any, *, is_list: bool) -> Any:
    """Return what a cast node makes of a value, or the name of the error."""
    suffix, setter = (" (List)", "Set List Variable") if is_list else ("", "Set Variable")
    socket = f"{to} List To Save" if is_list else f"{to} To Save"
    done = run(
        node(f"{source}{suffix} To {to}{suffix}", "cast", None, {"Cast From": graph_input("given")}),
        node(f"{setter} ({to})", "set", "start", {socket: connect("cast::Cast To")}, "made"),
        inputs=(GraphInput("given", source, list_flag=is_list),),
        values={"given": value},
    )
    return done.errors[0] if done.errors else done.runtime.variables["made"][0]


@pytest.mark.parametrize(("source", "to"), RULES)
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_a_cast_follows_its_rule(source: str, to: str, data: st.DataObject) -> None:
    values = data.draw(st.lists(VALUES[source], max_size=3))

    alone = [by_nodes(source, to, value, is_list=False) for value in values]
    together = by_nodes(source, to, values, is_list=True)

    expected = [by_rule(RULES[source, to], [value]) for value in values]
    assert repr(alone) == repr([one if isinstance(one, str) else one[0] for one in expected])
    assert repr(together) == repr(by_rule(RULES[source, to], values))
