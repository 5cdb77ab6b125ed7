"""Misfits: values that are not of the datatype of their graph input, as problems."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from graphex.engine import Problem
from graphex.engine.check.quotes import quotes_hint
from graphex.masks import HIDDEN
from graphex.plugin.composite import CompositeValue
from graphex.plugin.datatypes import Number, String
from graphex.settings.spelling import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from graphex.engine import BoundGraph
    from graphex.graph.model import GraphInput
    from graphex.plugin.datatypes import DataType
    from graphex.runs.input_values import InputValue

_EXPONENT: Final = re.compile(r"[-+]?[0-9.]+[eE][-+]?[0-9]+")


def find_misfits(graph: BoundGraph, values: Mapping[str, InputValue]) -> Iterator[Problem]:
    """Yield a problem for each value that does not fit; defaults are checked with the graph."""
    for entry in graph.inputs:
        datatype, value = graph.registry.datatypes.get(entry.datatype), values.get(entry.name)
        if datatype is None or value is None or value.origin == "default":
            continue
        if isinstance(value.value, CompositeValue):
            yield from _composite_misfits(graph, entry, value.value)
        elif not datatype.check_type(value.value, entry.is_list):
            shown = HIDDEN if value.is_hidden else value.value
            said = str(datatype.mismatch(shown, is_list=entry.is_list))
            yield _misfit(graph, entry, value.origin, said, _hint(datatype, value.value), error_type="TypeError")


def _composite_misfits(graph: BoundGraph, entry: GraphInput, value: CompositeValue) -> Iterator[Problem]:
    """Yield the datatypes in the value of a composite input that no plugin makes, or that are not the input's own."""
    known = graph.registry.composite_inputs
    if value.datatype in known and value.datatype != entry.datatype:
        said = f"it makes a {value.datatype}, not a {entry.datatype}."
        yield _misfit(graph, entry, value.origin, said, _meant(value, [entry.datatype]))
    for datatype in _datatypes_in(value):
        if datatype not in known:
            said = f'no plugin makes values of the datatype "{datatype}".'
            yield _misfit(graph, entry, value.origin, said, _meant(value, list(known)))


def _datatypes_in(value: CompositeValue) -> Iterator[str]:
    yield value.datatype
    for child in value.values.values():
        if isinstance(child, CompositeValue):
            yield from _datatypes_in(child)


def _misfit(
    graph: BoundGraph, entry: GraphInput, origin: str, said: str, hint: str, *, error_type: str = "ValueError"
) -> Problem:
    return Problem(
        code="input-value",
        message=f'The value of the graph input "{entry.name}" ({origin}) does not fit: {said}',
        hint=hint,
        graph=graph.name,
        error_type=error_type,
    )


def _meant(value: CompositeValue, choices: Sequence[str]) -> str:
    otherwise = f"The datatypes are: {', '.join(choices)}." if choices else "Name the plugin that makes it with -l."
    return did_you_mean(value.datatype, choices, otherwise=otherwise)


def _hint(datatype: DataType[Any], value: object) -> str:
    in_quotes = quotes_hint(value, None) if datatype is String else None
    if in_quotes:
        return in_quotes
    if datatype is Number and isinstance(value, str) and _EXPONENT.fullmatch(value):
        return "A number with an exponent is written without quotes, with a point and a sign: 1.0e+7."
    return "Correct it where it comes from; values in the configuration are not converted."
