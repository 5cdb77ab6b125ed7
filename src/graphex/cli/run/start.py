"""What a run needs before it starts: the graph with its node types, the values of its inputs, and its problems."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from graphex.cli.run.graph_arguments import read_graph_arguments
from graphex.cli.vault_password import ask_vault_password
from graphex.cli.words.hints import did_you_mean
from graphex.engine import GraphLibrary, Problem, check_graph
from graphex.engine.check.quotes import quotes_hint
from graphex.errors import GraphexError
from graphex.masks import secret_texts
from graphex.plugin.composite import CompositeValue
from graphex.plugin.datatypes import Number, String
from graphex.secrets.vault import Vault, read_password
from graphex.workspace.graph_files import find_graph_file, find_scope
from graphex.workspace.input_values import InputValues
from graphex.workspace.node_types import create_registry

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from graphex.cli.output import Output
    from graphex.engine import BoundGraph
    from graphex.graph.model import GraphInput
    from graphex.masks import Mask
    from graphex.plugin.datatypes import DataType
    from graphex.plugin.registry import Registry
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


def prepare_run(settings: Settings, output: Output, mask: Mask, file: str, words: list[str]) -> Start:
    """Load what a run needs and look up the inputs; all that is secret is in the mask from then on."""
    bound = load_bound(settings, output, file)
    values = input_values(settings, output, mask, bound, words)
    problems = check_graph(bound, provided=values.keys())
    return Start(bound, values, [*_misfits(bound, values), *problems])


def load_bound(settings: Settings, output: Output, file: str) -> BoundGraph:
    """Load the node types and the graph; GraphexError if a plugin is broken."""
    path = find_graph_file(file, root=settings.root, cwd=Path.cwd())
    registry = _node_types(settings, output, file)
    return GraphLibrary(settings.root, registry).load(path)


def _node_types(settings: Settings, output: Output, file: str) -> Registry:
    """Load the node types; GraphexError if a plugin that the settings name is broken, a warning for others."""
    registry, failures = create_registry(settings.plugins, settings.inventory_path, left_out=settings.without_plugins)
    for failure in failures:
        (output.error if failure.is_named else output.warning)(failure.message, failure.hint)
        if settings.errors:
            output.error(failure.trace)
    if any(failure.is_named for failure in failures):
        raise GraphexError(f"The graph {file} is not run: not all of its plugins could be loaded.")
    return registry


def input_values(
    settings: Settings, output: Output, mask: Mask, bound: BoundGraph, words: list[str]
) -> dict[str, InputValue]:
    """Look up the values of the inputs."""
    # Before they are read: the message about a value that cannot be read quotes it.
    mask.add(*_password_words(words, bound.inputs))
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

    vault = Vault(settings.secrets, password, mask, file=file)
    values = InputValues(settings.graph_inputs, vault).find(bound.inputs, given, scope.name)
    for entry in bound.inputs:
        if entry.is_password and entry.name in values:
            mask.add(*secret_texts(values[entry.name].value))
    return values


def _password_words(words: Sequence[str], declared: Sequence[GraphInput]) -> Iterator[str]:
    """Yield the words, and the items of lists in them, that are values of password inputs."""
    by_name = {entry.name: entry for entry in declared}
    secret = False
    for word in words:
        name, separator, text = word.partition("=")
        if separator and name in by_name:
            secret, word = bool(by_name[name].is_password), text  # noqa: PLW2901 - the rest is read the same way
        if secret and word:
            yield word
            yield from re.split(r"(?<!\\),|\s+", word)


def _warn_of_unfit(scope: Scope, output: Output) -> None:
    """Say that the configuration has values for a graph of this name elsewhere: a default may be used unnoticed."""
    found = ", ".join(f'"{other}"' for other in scope.unfit)
    output.warning(
        f'No value of the configuration for {found} is used: this graph is "{scope.name}".',
        f'A scope in graph_inputs is the path from the root with its extension: write "{scope.name}".',
    )


def _misfits(bound: BoundGraph, values: Mapping[str, InputValue]) -> list[Problem]:
    """List the values that are not of the datatype of their input."""
    found: list[Problem] = []
    for entry in bound.inputs:
        datatype, value = bound.registry.datatypes.get(entry.datatype), values.get(entry.name)
        if datatype is None or value is None or value.origin == "default":
            continue
        if isinstance(value.value, CompositeValue):
            found += _composite_misfits(bound, entry, value.value)
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


def _composite_misfits(bound: BoundGraph, entry: GraphInput, value: CompositeValue) -> Iterator[Problem]:
    """Yield the datatypes in the value of a composite input that no plugin makes, or that are not the input's own."""
    known = bound.registry.composite_inputs
    if value.datatype in known and value.datatype != entry.datatype:
        yield _misfit(bound, entry, value, f"it makes a {value.datatype}, not a {entry.datatype}.", [entry.datatype])
    for datatype in _datatypes_in(value):
        if datatype not in known:
            yield _misfit(bound, entry, value, f'no plugin makes values of the datatype "{datatype}".', list(known))


def _datatypes_in(value: CompositeValue) -> Iterator[str]:
    yield value.datatype
    for child in value.values.values():
        if isinstance(child, CompositeValue):
            yield from _datatypes_in(child)


def _misfit(bound: BoundGraph, entry: GraphInput, value: CompositeValue, said: str, choices: list[str]) -> Problem:
    otherwise = f"The datatypes are: {', '.join(choices)}." if choices else "Name the plugin that makes it with -l."
    return Problem(
        code="input-value",
        message=f'The value of the graph input "{entry.name}" ({value.origin}) does not fit: {said}',
        hint=did_you_mean(value.datatype, choices, otherwise=otherwise),
        graph=bound.name,
        error_type="ValueError",
    )


def passwords_of(start: Start) -> frozenset[str]:
    """Give the values, as texts, of the inputs that the graph marks as passwords."""
    values = (start.values[entry.name].value for entry in start.bound.inputs if _has_password(start, entry))
    return frozenset(text for value in values for text in secret_texts(value) if text)


def _has_password(start: Start, entry: GraphInput) -> bool:
    return bool(entry.is_password) and entry.name in start.values


def _misfit_hint(datatype: DataType[Any], value: object) -> str:
    in_quotes = quotes_hint(value, None) if datatype is String else None
    if in_quotes:
        return in_quotes
    if datatype is Number and isinstance(value, str) and _EXPONENT.fullmatch(value):
        return "A number with an exponent is written without quotes, with a point and a sign: 1.0e+7."
    return "Correct it where it comes from; values in the configuration are not converted."


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
