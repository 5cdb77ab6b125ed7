"""The entry point: finds the command, runs it, and turns whatever ends it into a message and an exit code.

Commands are imported when they are called, so that `graphex --help` costs nothing but typer.
"""

from __future__ import annotations

import os
import sys
import traceback
import zlib
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, Protocol, runtime_checkable

import typer

import graphex
from graphex.cli.output import Output
from graphex.cli.session import Session
from graphex.cli.streams import ensure_streams
from graphex.cli.words.commands import CONTEXT_SETTINGS, CommandGroup
from graphex.errors import ExitCode, GraphexError
from graphex.installation.damage import refuse_damage
from graphex.masks import Mask
from graphex.program import Invocation

if TYPE_CHECKING:
    from collections.abc import Sequence

_TRACEBACK_VARIABLE = "GRAPHEX_TRACEBACK"
_COMPLETION_VARIABLE = "_GRAPHEX_COMPLETE"
_TRUE = frozenset({"1", "true", "yes", "on"})


@dataclass(frozen=True, slots=True)
class LazyCommand:
    """A command, known by one line until it is called; its module has a typer application called `app`."""

    name: str
    module: str
    help: str

    def load(self) -> Any:
        """Import the module."""
        return typer.main.get_command(import_module(self.module).app)


COMMANDS = (
    LazyCommand("serve", "graphex.cli.serve.command", "Serve a directory over HTTPS."),
    LazyCommand("run", "graphex.cli.run.command", "Run a graph."),
    LazyCommand("check", "graphex.cli.run.check", "Say everything that is wrong with graphs."),
    LazyCommand("plugins", "graphex.cli.plugins", "List, check, install and remove plugins."),
    LazyCommand("vault", "graphex.cli.vault", "Encrypt, decrypt and remove secrets."),
    LazyCommand("certs", "graphex.cli.certs.command", "Show, check, renew, issue and move certificates."),
    LazyCommand("trust", "graphex.cli.trust.command", "Make your browsers accept every GraphEx of yours."),
    LazyCommand("untrust", "graphex.cli.trust.untrust", "Undo trust, leaving no trace."),
    LazyCommand("config", "graphex.cli.config", "Show the settings and where each value came from."),
    LazyCommand("sign-in", "graphex.cli.serve.sign_in", "Print a new sign-in link."),
)


class LazyGroup(CommandGroup):
    """The commands of GraphEx, each imported when it is called."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names of the commands."""
        del ctx
        return [command.name for command in COMMANDS]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Import a command, or give None for an unknown name."""
        del ctx
        return next((command.load() for command in COMMANDS if command.name == cmd_name), None)

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        """Write where to read more."""
        formatter.write(f"\nEvery command explains itself: {ctx.info_name} serve --help\n")

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the list of commands without importing them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(command.name, command.help) for command in COMMANDS])


app = typer.Typer(
    cls=LazyGroup,
    rich_markup_mode=None,
    context_settings=CONTEXT_SETTINGS,
)


def _print_version(value: bool) -> None:
    if value:
        typer.echo(f"graphex {graphex.__version__}")
        raise typer.Exit


@app.callback()
def root(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Visual automation served over HTTPS from your own machine."""


@runtime_checkable
class ParserError(Protocol):
    """An error of typer's parser, whichever library it comes from."""

    exit_code: int

    def format_message(self) -> str:
        """Return the sentence for the user."""


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and end the process with its exit code."""
    ensure_streams()
    sys.exit(run(sys.argv[1:] if argv is None else argv))


def run(argv: Sequence[str]) -> int:
    """Run the command line; the one place where errors become messages and exit codes."""
    mask = Mask()
    session = Session(Output.of_process(mask=mask), mask=mask)
    try:
        refuse_damage()
        result = typer.main.get_command(app)(
            list(argv), prog_name=_program(argv), complete_var=_COMPLETION_VARIABLE, standalone_mode=False, obj=session
        )
        session.output.flush()
    except GraphexError as error:
        return _report(session, error)
    except (KeyboardInterrupt, typer.Abort):
        return session.failure_code or ExitCode.INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the boundary: whatever else arrives is a bug of ours
        return _report_other(session, error)
    # What was asked for is lost, though all else went well.
    loss = session.output.take_loss()
    if loss is not None and not result:
        return _report(session, loss)
    return int(result) if isinstance(result, int) else ExitCode.OK


def _program(argv: Sequence[str]) -> str:
    # Shells complete the name of a program, which `python3 -m graphex` is not.
    completes = _COMPLETION_VARIABLE in os.environ or any(word.endswith("-completion") for word in argv)
    return "graphex" if completes else Invocation.of_process().program


def _report(session: Session, error: GraphexError) -> int:
    session.output.failure(error)
    return session.failure_code or error.exit_code


def _report_other(session: Session, error: Exception) -> int:
    if isinstance(error, ParserError):
        return _report_usage(session, error)
    from graphex.conditions import as_condition  # noqa: PLC0415 - most commands end well

    condition = as_condition(error)
    if condition is None:
        return _report_bug(session, error)
    _report_traceback(session, error)
    return _report(session, condition)


def _report_usage(session: Session, error: ParserError) -> int:
    context = getattr(error, "ctx", None)
    session.output.error(error.format_message(), f"See {context.command_path if context else 'graphex'} --help.")
    return session.failure_code or ExitCode.USAGE


def _report_bug(session: Session, error: Exception) -> int:
    what = _redacted(f"{type(error).__name__}: {error}".strip(": ").replace("\n", " "), session)
    hint = f"Set {_TRACEBACK_VARIABLE}=1 to see where, and report it with the reference."
    shown = _report_traceback(session, error)
    session.output.error(f"This is a bug in GraphEx (reference {_reference(error)}): {what}", None if shown else hint)
    return ExitCode.INTERNAL


def _report_traceback(session: Session, error: Exception) -> bool:
    """Print where an error came from, if that is wanted; return whether it was."""
    wanted = session.verbose or os.environ.get(_TRACEBACK_VARIABLE, "").lower() in _TRUE
    if wanted:
        session.output.error(_redacted("".join(traceback.format_exception(error)).rstrip(), session))
    return wanted


def _redacted(text: str, session: Session) -> str:
    from graphex.logs import redacted  # noqa: PLC0415 - `graphex --help` does without logging

    return redacted(text, session.mask)


def _reference(error: Exception) -> str:
    """Return the reference of a bug: the same bug has the same one on every machine."""
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{Path(frame.filename).name}:{frame.name}" for frame in frames]
    return f"{zlib.crc32('|'.join([type(error).__name__, *places]).encode()):08x}"
