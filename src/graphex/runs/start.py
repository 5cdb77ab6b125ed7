"""The one way to begin a run: from settings and a request to a prepared run, or to what keeps it from running."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from graphex.engine import GraphLibrary, RunOptions, check_graph, compile_plan, run_refused
from graphex.engine.events.run_id import new_run_id
from graphex.errors import GraphexError
from graphex.masks import HIDDEN, Mask, secret_texts
from graphex.plugin.composite import CompositeValue
from graphex.runs.given import GivenValues, typed_values
from graphex.runs.input_values import InputValues
from graphex.runs.misfits import find_misfits
from graphex.secrets.vault import Vault, read_password
from graphex.workspace.graph_files import find_scope

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from graphex.engine import BoundGraph, Plan
    from graphex.engine.events.types import Level, RunRefused
    from graphex.graph.model import GraphInput
    from graphex.runs.given import Given
    from graphex.runs.input_values import InputValue
    from graphex.runs.workbench import Workbench
    from graphex.settings import Settings
    from graphex.workspace.graph_files import Scope

AskPassword: TypeAlias = "Callable[[], str]"
"""Gives the password of the vault; called only when a secret is needed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is to be run, with which values, and what its log shows.

    `graph` is the path from the root. With `log_shows_secrets` the log has secrets of the vault where the graph itself
    logs them; passwords stay hidden there, too.
    """

    graph: str
    given: Given = field(default_factory=lambda: GivenValues({}))
    level: Level = "INFO"
    verbose_errors: bool = False
    azure: bool = False
    show_inputs: bool = False
    log_shows_secrets: bool = False
    run_id: str = field(default_factory=new_run_id)


@dataclass(frozen=True, slots=True)
class Note:
    """What people should know about a run before it begins."""

    severity: Literal["notice", "warning"]
    message: str
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class Inputs:
    """A graph with the values that a run of it would begin with, and why one of them cannot be looked up."""

    graph: BoundGraph
    notes: Sequence[Note] = ()
    values: Mapping[str, InputValue] = field(default_factory=dict)
    error: GraphexError | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """A run that can begin."""

    plan: Plan
    values: Mapping[str, Any]
    options: RunOptions
    passwords: frozenset[str]
    """The texts that nothing may show, whatever the log shows of other secrets."""
    notes: Sequence[Note] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """What keeps a run from beginning: the event with all problems, or the error that came before they were looked for.

    Nothing in it shows a secret.
    """

    reason: RunRefused | GraphexError
    notes: Sequence[Note] = ()


def prepare(workbench: Workbench, request: Request, mask: Mask, ask_password: AskPassword) -> Prepared | Refused:
    """Load the graph, look up its inputs and check both; all that is secret is in the mask from then on.

    GraphexError if there is no such graph, or if a plugin that the settings name is broken.
    """
    found = find_inputs(workbench, request, mask, ask_password)
    if found.error is not None:
        return Refused(found.error, found.notes)
    problems = [*find_misfits(found.graph, found.values), *check_graph(found.graph, provided=found.values.keys())]
    if problems:
        return Refused(run_refused(problems, graph=found.graph.name, hidden=mask, run_id=request.run_id), found.notes)
    passwords = _passwords(found.values)
    options = RunOptions(
        level=request.level,
        verbose_errors=request.verbose_errors,
        azure=request.azure,
        hidden=mask,
        hidden_in_log=Mask(passwords) if request.log_shows_secrets else None,
        opening=opening_line(found.graph.inputs, found.values) if request.show_inputs else None,
        run_id=request.run_id,
    )
    values = {name: value.value for name, value in found.values.items()}
    return Prepared(compile_plan(found.graph), values, options, passwords, found.notes)


def find_inputs(workbench: Workbench, request: Request, mask: Mask, ask_password: AskPassword) -> Inputs:
    """Load the graph and look up the values of its inputs; all that is secret is in the mask from then on.

    GraphexError if there is no such graph, or if a plugin that the settings name is broken.
    """
    if any(failure.is_named for failure in workbench.failures):
        raise GraphexError(f"The graph {request.graph} is not run: not all of its plugins could be loaded.")
    graph = GraphLibrary(workbench.settings.root, workbench.registry).load(Path(request.graph))
    # Before they are read: the message about a value that cannot be read quotes it.
    mask.add(*request.given.secrets(graph.inputs))
    try:
        given = typed_values(request.given, graph.inputs)
    except GraphexError as error:
        return Inputs(graph, error=_masked(error, mask))
    settings = workbench.settings
    scope = find_scope(
        graph.name.removeprefix("/"), root=settings.root, cwd=workbench.directory, scopes=settings.graph_inputs.keys()
    )
    notes = tuple(_notes(scope, graph.inputs))
    source = InputValues(settings.graph_inputs, _vault(settings, mask, ask_password), request.given.origin)
    try:
        values = source.find(graph.inputs, given, scope.name)
    except GraphexError as error:
        return Inputs(graph, notes, error=_masked(error, mask))
    mask.add(*_passwords(values))
    return Inputs(graph, notes, values)


def _vault(settings: Settings, mask: Mask, ask_password: AskPassword) -> Vault:
    file = settings.vault_password_path
    return Vault(settings.secrets, (lambda: read_password(file)) if file else ask_password, mask, file=file)


def _notes(scope: Scope, declared: Sequence[GraphInput]) -> Iterator[Note]:
    if scope.adjusted:
        yield Note("notice", scope.adjusted)
    if scope.unfit and declared:
        # A default may be used unnoticed.
        found = ", ".join(f'"{other}"' for other in scope.unfit)
        yield Note(
            "warning",
            f'No value of the configuration for {found} is used: this graph is "{scope.name}".',
            f'A scope in graph_inputs is the path from the root with its extension: write "{scope.name}".',
        )


def _masked(error: GraphexError, mask: Mask) -> GraphexError:
    """Take what a message quotes of a secret out of it."""
    error.message, error.hint = mask(error.message), mask(error.hint) if error.hint else error.hint
    error.args = (error.message,)
    return error


def _passwords(values: Mapping[str, InputValue]) -> frozenset[str]:
    """Return the texts of the inputs that the graph marks as passwords."""
    passwords = (value.value for value in values.values() if value.is_password)
    return frozenset(text for value in passwords for text in secret_texts(value) if text)


def opening_line(declared: Sequence[GraphInput], values: Mapping[str, InputValue]) -> str:
    """Return the line that shows the values of all inputs; passwords and secrets stay hidden."""
    if not declared:
        return "No graph inputs are defined for this graph."
    shown = [f"{entry.name}={_shown(values[entry.name])}" for entry in declared if entry.name in values]
    return f"Graph executing with the following inputs: {' '.join(shown)}"


def _shown(found: InputValue) -> str:
    value = found.value
    if isinstance(value, CompositeValue):
        return f"({value.datatype})"
    if found.is_hidden:
        return ", ".join([f"'{HIDDEN}'"] * (len(value) if isinstance(value, list) else 1))
    if isinstance(value, list):
        return str(value)[1:-1]
    return f"'{value}'" if isinstance(value, str) else str(value)
