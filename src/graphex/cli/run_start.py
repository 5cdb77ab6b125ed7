"""What a run needs before it starts: the graph with its node types, the values of its inputs, and its problems."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from graphex.cli.graph_arguments import read_graph_arguments
from graphex.cli.vault_password import ask_vault_password
from graphex.engine import GraphLibrary, Problem, check_graph
from graphex.engine.quotes import quotes_hint
from graphex.errors import GraphexError
from graphex.plugin.composite import CompositeValue
from graphex.plugin.datatypes import Number, String
from graphex.workspace.graph_files import find_graph_file, find_scope
from graphex.workspace.input_values import InputValues
from graphex.workspace.node_types import create_registry
from graphex.workspace.vault import Vault, read_password

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from graphex.cli.output import Output
    from graphex.engine import BoundGraph
    from graphex.graph.model import GraphInput
    from graphex.plugin.datatypes import DataType
    from graphex.settings import Settings
    from graphex.workspace.graph_files import Scope
    from graphex.workspace.input_values import InputValue


_EXPONENT: Final = re.compile(r"[-+]?[0-9.]+[eE][-+]?[0-9]+")


@dataclass(frozen=True, slots=True)
class Start:
    """A graph with the values of its inputs, and what keeps it from running."""

    bound: BoundGraph
    values: Mapping[str, InputValue]
    problems: Sequence[Problem]


def prepare_run(settings: Settings, output: Output, file: str, words: list[str]) -> Start:
    """Load what a run needs and look up the inputs."""
    bound = load_bound(settings, output, file)
    values = input_values(settings, output, bound, words)
    problems = check_graph(bound, provided=values.keys())
    return Start(bound, values, [*_misfits(bound, values), *problems])


def load_bound(settings: Settings, output: Output, file: str) -> BoundGraph:
    """Load the node types and the graph; GraphexError if a plugin is broken."""
    path = find_graph_file(file, root=settings.root, cwd=Path.cwd())
    registry, failures = create_registry(settings.plugins, settings.inventory_path)
    if failures:
        for failure in failures:
            output.error(failure.message, failure.hint)
            if settings.errors:
                output.error(failure.trace)
        raise GraphexError(f"The graph {file} is not run: not all of its plugins could be loaded.")
    return GraphLibrary(settings.root, registry).load(path)


def input_values(settings: Settings, output: Output, bound: BoundGraph, words: list[str]) -> dict[str, InputValue]:
    """Look up the values of the inputs."""
    given = read_graph_arguments(words, bound.inputs)
    scope = find_scope(
        bound.name.removeprefix("/"), root=settings.root, cwd=Path.cwd(), scopes=settings.graph_inputs.keys()
    )
    if scope.adjusted:
        output.notice(scope.adjusted)
    if scope.unfit and bound.inputs:
        _warn_of_unfit(scope, output)

    file = settings.vault_password_path

    def password() -> str:
        return read_password(file) if file else ask_vault_password()

    return InputValues(settings.graph_inputs, Vault(settings.secrets, password, file=file)).find(
        bound.inputs, given, scope.name
    )


def _warn_of_unfit(scope: Scope, output: Output) -> None:
    """Say that the configuration has values for a graph of this name elsewhere: a default may be used unnoticed."""
    found = ", ".join(f'"{other}"' for other in scope.unfit)
    output.warning(
        f'No value of the configuration for {found} is used: this graph is "{scope.name}".',
        f'A scope in graph_inputs is the path from the root with its extension: write "{scope.name}".',
    )


def _misfits(bound: BoundGraph, values: Mapping[str, InputValue]) -> list[Problem]:
    """List the values that are not of the datatype of their input."""
    found = []
    for entry in bound.inputs:
        datatype, value = bound.registry.datatypes.get(entry.datatype), values.get(entry.name)
        if datatype is None or value is None or value.origin == "default" or isinstance(value.value, CompositeValue):
            continue
        if not datatype.check_type(value.value, entry.is_list):
            shown = "******" if entry.is_password or value.secrets else value.value
            mismatch = datatype.mismatch(shown, is_list=entry.is_list)
            found.append(
                Problem(
                    code="input-value",
                    message=f'The value of the graph input "{entry.name}" ({value.origin}) does not fit: {mismatch}',
                    hint=_misfit_hint(datatype, value.value),
                    graph=bound.name,
                    error_type="TypeError",
                )
            )
    return found


def _misfit_hint(datatype: DataType[Any], value: object) -> str:
    in_quotes = quotes_hint(value, None) if datatype is String else None
    if in_quotes:
        return in_quotes
    if datatype is Number and isinstance(value, str) and _EXPONENT.fullmatch(value):
        return "A number with an exponent is written without quotes, with a point and a sign: 1.0e+7."
    return "Correct it where it comes from; values in the configuration are not converted."


def texts_of(start: Start, wanted: Callable[[GraphInput, InputValue], bool]) -> frozenset[str]:
    """Give the values, as texts, of the inputs that are wanted."""
    found = set()
    for entry in start.bound.inputs:
        value = start.values.get(entry.name)
        if value is not None and wanted(entry, value):
            items = value.value if isinstance(value.value, list) else [value.value]
            found |= {str(item) for item in items if str(item)}
    return frozenset(found)


def inputs_line(start: Start) -> str:
    """Give the line that shows the values of all inputs; passwords and secrets stay hidden."""
    if not start.bound.inputs:
        return "No graph inputs are defined for this graph."
    shown = [
        f"{entry.name}={_shown(entry, start.values[entry.name])}"
        for entry in start.bound.inputs
        if entry.name in start.values
    ]
    return f"Graph executing with the following inputs: {' '.join(shown)}"


def _shown(entry: GraphInput, value: InputValue) -> str:
    if isinstance(value.value, CompositeValue):
        return f"({value.value.datatype})"
    if entry.is_password or value.secrets:
        hidden = ["'******'"] * (len(value.value) if isinstance(value.value, list) else 1)
        return ", ".join(hidden)
    if isinstance(value.value, list):
        return str(value.value)[1:-1]
    return f"'{value.value}'" if isinstance(value.value, str) else str(value.value)
