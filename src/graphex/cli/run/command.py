"""`graphex run`: argv, settings, node types, graph, inputs, check, run, exit code."""

from __future__ import annotations

import contextlib
import gc
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from graphex.cli.run.graph_arguments import GivenWords
from graphex.cli.run.graph_help import print_graphs, print_inputs
from graphex.cli.run.log import EventLines, RunLog
from graphex.cli.run.problems import log_first_problem, report_problems
from graphex.cli.run.progress import Progress
from graphex.cli.run.signals import EndingSignals
from graphex.cli.session import Session
from graphex.cli.vault_password import ask_vault_password
from graphex.cli.words.commands import command_app
from graphex.cli.words.options import SettingsCommand, settings_command
from graphex.cli.words.out_files import unwritable_reason
from graphex.engine import GraphRuntime
from graphex.engine.events.fan_out import FanOut
from graphex.engine.run.processes import adopt_orphans, end_processes
from graphex.errors import ExitCode, GraphexError, UsageError
from graphex.files import replace_file
from graphex.logs import log_stray_errors
from graphex.runs import Prepared, Refused, Request, Workbench, create_workbench, find_inputs, prepare
from graphex.workspace.graph_files import find_graph_file

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graphex.cli.output import Output
    from graphex.cli.words.argv import Words
    from graphex.engine import Outcome
    from graphex.masks import Mask
    from graphex.runs.start import Note
    from graphex.settings import Settings

app = command_app()

EXAMPLES = """
python3 -m graphex run hello.gx                  a graph below the current directory
python3 -m graphex run -f hello.gx Name=Ada      with a value for one of its inputs
python3 -m graphex run -f hello.gx -h            which inputs it has, and their values
python3 -m graphex run -f hello.gx -o            only find out what is wrong with it
python3 -m graphex run hello.gx --json           every event of the run as a line of JSON
python3 -m graphex run hello.gx --outputs r.json the graph outputs in a file
"""

_HELP = "graphex.graph_help"
_STDOUT = Path("-")


class RunCommand(SettingsCommand):
    """The run command: every failure ends it with exit code 1, and -h may be about a graph."""

    other_flags = {  # noqa: RUF012 - replaced as a whole, never changed
        **SettingsCommand.other_flags,
        "--validate_only": "--validate-only",
        "--show_inputs": "--show-inputs",
    }

    takes_inputs = True

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Note the exit code of failures, then read the words."""
        session = ctx.find_object(Session)
        if session is not None:
            session.failure_code = ExitCode.RUN_FAILED
        return super().parse_args(ctx, args)

    def _read(self, ctx: Any, args: list[str]) -> Words:
        words = super()._read(ctx, args)
        # The help may be about a graph, which is known only when all words are.
        if words.used.pop("help", None):
            ctx.meta[_HELP] = self.get_help(ctx)
            words.options = [option for option in words.options if option not in ctx.help_option_names]
        return words


@settings_command(app, "run", options="run", examples=EXAMPLES, cls=RunCommand)
def run(
    settings: Settings,
    output: Output,
    mask: Mask,
    context: typer.Context,
    *,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FILE] [NAME=VALUE]...", help="The graph, and values for its inputs.", show_default=False
        ),
    ] = None,
    file: Annotated[
        str | None, typer.Option("-f", "--file", metavar="FILE", help="Run this graph.", show_default=False)
    ] = None,
    azure: Annotated[bool, typer.Option("-a", "--azure", help="Write the commands of Azure pipelines.")] = False,
    validate_only: Annotated[
        bool, typer.Option("-o", "--validate-only", help="Say what is wrong with the graph; run nothing.")
    ] = False,
    show_inputs: Annotated[
        bool, typer.Option("-i", "--show-inputs", help="Log the values of all inputs at the start.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Write every event as a line of JSON.")] = False,
    outputs: Annotated[
        Path | None,
        typer.Option(
            "--outputs",
            metavar="FILE",
            help="Write the graph outputs to this file, as JSON; - is standard output.",
            show_default=False,
        ),
    ] = None,
) -> ExitCode:
    """Run a graph."""
    file, values = _split(file, list(words or ()))
    if _HELP in context.meta:
        return _print_help(context, settings, output, mask, (file, values))
    flags = _checked(_Flags(azure, show_inputs, as_json, validate_only, outputs))
    with _no_collection():
        start = _prepare(settings, output, mask, (_required(file), values), flags)
    return _run(start, settings, output, flags)


def _required(file: str | None) -> str:
    if file is None:
        raise UsageError(
            'Argument "-f, --file" is required: no graph was named.',
            hint="Name one: python3 -m graphex run FILE; run -h lists the graphs.",
        )
    return file


def _prepare(
    settings: Settings, output: Output, mask: Mask, asked: tuple[str, list[str]], flags: _Flags
) -> Prepared | Refused:
    file, words = asked
    workbench, graph = _open(settings, output, file)
    request = Request(
        graph=graph,
        given=GivenWords(words),
        level="DEBUG" if settings.verbose else "INFO",
        verbose_errors=settings.errors,
        azure=flags.azure,
        show_inputs=flags.show_inputs,
        # People read secrets of the vault where the graph itself logs them, as they always did; programs do not.
        log_shows_secrets=not flags.as_json,
    )
    start = prepare(workbench, request, mask, ask_vault_password)
    _tell(start.notes, output)
    return start


def _open(settings: Settings, output: Output, file: str) -> tuple[Workbench, str]:
    """Find the graph that is meant, and load what can be loaded; what cannot is told."""
    cwd = Path.cwd()
    graph = find_graph_file(file, root=settings.root, cwd=cwd).relative_to(settings.root.resolve()).as_posix()
    workbench = create_workbench(settings, cwd)
    for failure in workbench.failures:
        (output.error if failure.is_named else output.warning)(failure.message, failure.hint)
        if settings.errors:
            output.error(failure.trace)
    return workbench, graph


def _tell(notes: Sequence[Note], output: Output) -> None:
    for note in notes:
        (output.notice if note.severity == "notice" else output.warning)(note.message, note.hint)


def _run(start: Prepared | Refused, settings: Settings, output: Output, flags: _Flags) -> ExitCode:
    if isinstance(start, Refused):
        return _refuse(start, output, settings, flags)
    if flags.validate_only:
        output.result(f"No pre-execution errors found in graph file: {start.plan.graph.name.removeprefix('/')}")
        return ExitCode.OK
    outcome = _execute(start, settings, output, flags)
    if flags.outputs is not None:
        _write_outputs(flags.outputs, outcome.outputs, output)
    return ExitCode.OK if outcome.status == "succeeded" else ExitCode.RUN_FAILED


@dataclass(frozen=True, slots=True)
class _Flags:
    azure: bool
    show_inputs: bool
    as_json: bool
    validate_only: bool
    outputs: Path | None


def _checked(flags: _Flags) -> _Flags:
    if flags.as_json and flags.outputs == _STDOUT:
        raise UsageError(
            "--json and --outputs - would both write to standard output.", hint="Name a file: --outputs FILE."
        )
    if flags.outputs not in {None, _STDOUT} and (reason := unwritable_reason(flags.outputs)) is not None:
        # Now, and not after an hour of work.
        raise _not_written(flags.outputs, reason)
    return flags


def _split(file: str | None, words: list[str]) -> tuple[str | None, list[str]]:
    """Take the graph from the first word, unless it was named by a flag."""
    if file is None and words and "=" not in words[0]:
        return words[0], words[1:]
    return file, words


def _refuse(refused: Refused, output: Output, settings: Settings, flags: _Flags) -> ExitCode:
    reason = refused.reason
    if isinstance(reason, GraphexError):
        raise reason
    if flags.as_json:
        EventLines(output.stdout)(reason)
        return ExitCode.RUN_FAILED
    log_first_problem(reason.problems, RunLog(output.stdout, color=settings.color), fatal=not flags.validate_only)
    report_problems(reason.problems, output)
    return ExitCode.RUN_FAILED


def _execute(start: Prepared, settings: Settings, output: Output, flags: _Flags) -> Outcome:
    """Run the graph with the terminal as the reader of its events."""
    sink = EventLines(output.stdout) if flags.as_json else RunLog(output.stdout, color=settings.color)
    if flags.azure and isinstance(sink, RunLog):
        _announce(start.passwords, output)
    progress = Progress(output.stderr)
    if isinstance(sink, RunLog):
        sink.before_line = progress.clear
    runtime = GraphRuntime(start.plan, start.values, events=FanOut([sink, progress]), options=start.options)
    log_stray_errors()
    adopt_orphans()
    # What nodes print must not get between the events.
    elsewhere = contextlib.redirect_stdout(sys.stderr) if flags.as_json else contextlib.nullcontext()
    with EndingSignals(start.options.interrupts), elsewhere:
        outcome = runtime.run()
        if outcome.status != "succeeded":
            end_processes(at_once=outcome.forced)
    if outcome.forced:
        _leave(output)
    return outcome


def _announce(passwords: frozenset[str], output: Output) -> None:
    """Tell a pipeline what it must not show."""
    import uuid  # noqa: PLC0415 - few runs need it

    for value in sorted(passwords):
        name = str(uuid.uuid4()).replace("-", "_")
        # A pipeline takes a line for a command, and shows what follows it.
        one_line = value.replace("\r", "%0D").replace("\n", "%0A")
        output.raw(f"##vso[task.setvariable variable={name};issecret=true]{one_line}\n")


def _leave(output: Output) -> NoReturn:
    """End the program without waiting for threads, which a second signal asked for."""
    output.flush()
    os._exit(ExitCode.RUN_FAILED)


class _no_collection:  # noqa: N801 - a context manager, used as a statement
    """Keep the garbage collector from searching what is being loaded: it all stays, and searching is a third of it."""

    def __enter__(self) -> None:
        gc.disable()

    def __exit__(self, *_: object) -> None:
        gc.enable()


def _print_help(
    context: typer.Context, settings: Settings, output: Output, mask: Mask, asked: tuple[str | None, list[str]]
) -> ExitCode:
    file, words = asked
    if file is None:
        output.result(context.meta[_HELP])
        print_graphs(settings.root.resolve(), output)
        return ExitCode.OK
    workbench, graph = _open(settings, output, file)
    found = find_inputs(workbench, Request(graph=graph, given=GivenWords(words)), mask, ask_vault_password)
    _tell(found.notes, output)
    if found.error is not None:
        # The table is still worth having without what cannot be looked up.
        output.warning(found.error.message, found.error.hint)
    print_inputs(found.graph.document, found.values, output)
    return ExitCode.OK


def _write_outputs(path: Path, values: Mapping[str, Any], output: Output) -> None:
    """Write the graph outputs, whole or not at all."""
    text = json.dumps(values, indent=2, ensure_ascii=False, default=str) + "\n"
    # Names of files may hold bytes that are no text; JSON has an escape for what stands for them.
    text = text.encode(errors="backslashreplace").decode()
    if path == _STDOUT:
        output.raw(text)
        return
    try:
        replace_file(path, text)
    except OSError as error:
        raise _not_written(path, error.strerror or str(error)) from error


def _not_written(path: Path, reason: str) -> GraphexError:
    return GraphexError(f"The outputs cannot be written to {path}: {reason}.", hint="Name another file with --outputs.")
