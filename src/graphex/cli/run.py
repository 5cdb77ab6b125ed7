"""`graphex run`: argv, settings, node types, graph, inputs, check, run, exit code."""

from __future__ import annotations

import contextlib
import gc
import json
import signal
import sys
from dataclasses import dataclass
from pathlib import Path  # noqa: TC003 - typer reads it from the signature
from typing import TYPE_CHECKING, Annotated, Any

import typer

from graphex.cli.commands import command_app
from graphex.cli.graph_help import print_graphs, print_inputs
from graphex.cli.options import SettingsCommand, settings_command
from graphex.cli.progress import Progress
from graphex.cli.run_log import EventLines, RunLog
from graphex.cli.run_problems import log_first_problem, report_problems
from graphex.cli.run_start import Start, input_values, inputs_line, load_bound, prepare_run, texts_of
from graphex.cli.session import Session
from graphex.engine import GraphRuntime, RunOptions, compile_plan
from graphex.errors import ExitCode, GraphexError, UsageError
from graphex.files import replace_file

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphex.cli.output import Output
    from graphex.engine import Outcome
    from graphex.settings import Settings
    from graphex.workspace.input_values import InputValue

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


class RunCommand(SettingsCommand):
    """The run command: every failure ends it with exit code 1, and -h may be about a graph."""

    other_flags = {  # noqa: RUF012 - replaced as a whole, never changed
        **SettingsCommand.other_flags,
        "--validate_only": "--validate-only",
        "--show_inputs": "--show-inputs",
    }

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Take the flags for help out where they are about graphs."""
        session = ctx.find_object(Session)
        if session is not None:
            session.failure_code = ExitCode.RUN_FAILED
        asks = [word for word in args if word in ctx.help_option_names]
        if asks and not ctx.resilient_parsing:
            ctx.meta[_HELP] = self.get_help(ctx)
            args = [word for word in args if word not in ctx.help_option_names]
        return super().parse_args(ctx, args)


@settings_command(app, "run", options="run", examples=EXAMPLES, cls=RunCommand)
def run(
    settings: Settings,
    output: Output,
    context: typer.Context,
    *,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FILE] [NAME=VALUE]...", help="The graph, and values for its inputs.", show_default=False
        ),
    ] = None,
    file: Annotated[str | None, typer.Option("-f", "--file", help="Run this graph.", show_default=False)] = None,
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
        typer.Option("--outputs", help="Write the graph outputs to this file, as JSON.", show_default=False),
    ] = None,
) -> ExitCode:
    """Run a graph."""
    file, values = _split(file, list(words or ()))
    if _HELP in context.meta:
        return _print_help(context.meta[_HELP], settings, output, file, values)
    flags = _Flags(azure, show_inputs, as_json, validate_only, outputs)
    with _no_collection():
        start = prepare_run(settings, output, _required(file), values)
    return _run(start, settings, output, flags)


def _required(file: str | None) -> str:
    if file is None:
        raise UsageError(
            'Argument "-f, --file" is required: no graph was named.',
            hint="Name one: python3 -m graphex run FILE; run -h lists the graphs.",
        )
    return file


def _run(start: Start, settings: Settings, output: Output, flags: _Flags) -> ExitCode:
    if start.problems:
        return _refuse(start, output, settings, flags)
    if flags.validate_only:
        output.result(f"No pre-execution errors found in {start.bound.name.removeprefix('/')}")
        return ExitCode.OK
    outcome = _execute(start, settings, output, flags)
    if flags.outputs is not None:
        _write_outputs(flags.outputs, outcome.outputs)
    return ExitCode.OK if outcome.status == "succeeded" else ExitCode.RUN_FAILED


@dataclass(frozen=True, slots=True)
class _Flags:
    azure: bool
    show_inputs: bool
    as_json: bool
    validate_only: bool
    outputs: Path | None


def _split(file: str | None, words: list[str]) -> tuple[str | None, list[str]]:
    """Take the graph from the first word, unless it was named by a flag."""
    if file is None and words and "=" not in words[0]:
        return words[0], words[1:]
    return file, words


def _refuse(start: Start, output: Output, settings: Settings, flags: _Flags) -> ExitCode:
    if flags.as_json:
        for problem in start.problems:
            output.raw(json.dumps({"type": "problem", **problem.as_json()}) + "\n")
        return ExitCode.RUN_FAILED
    log_first_problem(start.problems, RunLog(output.stdout, color=settings.color), fatal=not flags.validate_only)
    report_problems(start.problems, output)
    return ExitCode.RUN_FAILED


def _execute(start: Start, settings: Settings, output: Output, flags: _Flags) -> Outcome:
    """Run the graph with the terminal as the reader of its events."""
    sink = EventLines(output.stdout) if flags.as_json else RunLog(output.stdout, color=settings.color)
    passwords = texts_of(start, lambda entry, _: entry.is_password)
    secrets = frozenset().union(*(value.secrets for value in start.values.values()))
    if flags.azure and isinstance(sink, RunLog):
        import uuid  # noqa: PLC0415 - few runs need it

        for value in sorted(passwords):
            name = str(uuid.uuid4()).replace("-", "_")
            output.raw(f"##vso[task.setvariable variable={name};issecret=true]{value}\n")
    options = RunOptions(
        level="DEBUG" if settings.verbose else "INFO",
        verbose_errors=settings.errors,
        azure=flags.azure,
        hidden=passwords | (secrets if flags.as_json else frozenset()),
        hidden_unless_logged=secrets,
    )
    with _no_collection():
        plan = compile_plan(start.bound)
    runtime = GraphRuntime(
        plan,
        {name: value.value for name, value in start.values.items()},
        events=sink,
        options=options,
    )
    if flags.show_inputs:
        runtime.logger.notice(inputs_line(start))
    progress = Progress(runtime, output.stderr)
    if isinstance(sink, RunLog):
        sink.before_line = progress.clear
    # What nodes print must not get between the events.
    elsewhere = contextlib.redirect_stdout(sys.stderr) if flags.as_json else contextlib.nullcontext()
    with _terminate_as_interrupt(), progress, elsewhere:
        return runtime.run()


class _no_collection:  # noqa: N801 - a context manager, used as a statement
    """Keep the garbage collector from searching what is being loaded: it all stays, and searching is a third of it."""

    def __enter__(self) -> None:
        gc.disable()

    def __exit__(self, *_: object) -> None:
        gc.enable()


class _terminate_as_interrupt:  # noqa: N801 - a context manager, used as a statement
    """Let SIGTERM end a run as Ctrl-C does: deferred work still runs."""

    def __enter__(self) -> None:
        self._before = signal.signal(signal.SIGTERM, signal.default_int_handler)

    def __exit__(self, *_: object) -> None:
        signal.signal(signal.SIGTERM, self._before)


def _print_help(text: str, settings: Settings, output: Output, file: str | None, words: list[str]) -> ExitCode:
    if file is None:
        output.result(text)
        print_graphs(settings.root.resolve(), output)
        return ExitCode.OK
    bound = load_bound(settings, output, file)
    values: dict[str, InputValue] = {}
    try:
        values = input_values(settings, output, bound, words)
    except GraphexError as error:
        # The table is still worth having without what cannot be looked up.
        output.warning(error.message, error.hint)
    print_inputs(bound.document, values, output)
    return ExitCode.OK


def _write_outputs(path: Path, values: Mapping[str, Any]) -> None:
    """Write the graph outputs, whole or not at all."""
    text = json.dumps(values, indent=2, ensure_ascii=False, default=str) + "\n"
    try:
        replace_file(path, text)
    except OSError as error:
        raise GraphexError(
            f"The outputs cannot be written to {path}: {error.strerror}.", hint="Name another file with --outputs."
        ) from error
