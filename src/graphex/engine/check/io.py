"""Checking the inputs and outputs that a graph declares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from graphex.engine.check.quotes import quotes_hint
from graphex.engine.problem import Problem
from graphex.graph.model import MISSING
from graphex.plugin.datatypes import String

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from graphex.engine.plan.bound import BoundGraph
    from graphex.graph.model import GraphInput, GraphOutput


TYPED_IN: Final = frozenset({"String", "Number", "Boolean"})
"""The datatypes whose values can be given as words of a command line."""


def missing_input_problems(bound: BoundGraph, provided: Collection[str]) -> list[Problem]:
    """Return the graph inputs that have no value."""
    return [
        Problem(
            code="input-value",
            message=f'The graph input "{entry.name}" has no value',
            hint=_value_hint(bound, entry),
            graph=bound.name,
        )
        for entry in bound.inputs
        if entry.name not in provided and entry.default_value is MISSING
    ]


def _value_hint(bound: BoundGraph, entry: GraphInput) -> str:
    if entry.datatype in bound.registry.composite_inputs:
        return f"Give it in the configuration, under graph_inputs, as datatype: {entry.datatype} and its values."
    if entry.datatype not in TYPED_IN:
        return "Give it in the configuration, under graph_inputs, or as its default."
    return f"Give it one: {entry.name}=value on the command line, in the configuration, or as its default."


def declaration_problems(bound: BoundGraph) -> Iterator[Problem]:
    """Yield what is wrong with the inputs and outputs that the graph declares."""
    yield from _entry_problems(bound, bound.inputs, "input")
    for entry in bound.inputs:
        yield from _default_problems(bound, entry)
    yield from _entry_problems(bound, bound.outputs, "output")


def _entry_problems(
    bound: BoundGraph, entries: Collection[GraphInput] | Collection[GraphOutput], kind: str
) -> Iterator[Problem]:
    seen: set[str] = set()
    for entry in entries:
        name = entry.name.strip()
        if not name:
            yield _problem(bound, f"{kind}-name", f"A graph {kind} has a blank name", f"Give the {kind} a name.")
        elif name in seen:
            yield _problem(
                bound, f"{kind}-name", f"Two graph {kind}s are called '{name}'", "Give one of them another name."
            )
        seen.add(name)
        if entry.datatype not in bound.registry.datatypes:
            yield _problem(
                bound,
                f"{kind}-datatype",
                f"The graph {kind} {name} has the unknown datatype '{entry.datatype}'",
                "Install the plugin that brings the datatype, or choose another one.",
                error_type="ValueError",
            )


def _default_problems(bound: BoundGraph, entry: GraphInput) -> Iterator[Problem]:
    datatype = bound.registry.datatypes.get(entry.datatype)
    if entry.default_value is MISSING or datatype is None or datatype.check_type(entry.default_value, entry.is_list):
        return
    mismatch = datatype.mismatch(entry.default_value, is_list=entry.is_list)
    in_quotes = quotes_hint(entry.default_value, entry.written) if datatype is String else None
    yield _problem(
        bound,
        "input-default",
        f"The default of the graph input {entry.name} does not fit: {mismatch}",
        in_quotes or "Correct the default, or the datatype.",
        error_type="TypeError",
    )


def _problem(bound: BoundGraph, code: str, message: str, hint: str, *, error_type: str = "RuntimeError") -> Problem:
    return Problem(code=code, message=message, hint=hint, graph=bound.name, error_type=error_type)
