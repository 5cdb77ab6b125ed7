"""Passphrases that commands need: from a file or from the terminal, never from the command line."""

from __future__ import annotations

import getpass
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, TypeAlias

import typer

from graphex.errors import StartError, UsageError
from graphex.paths import user_path
from graphex.tls.passphrase import read_passphrase, terminal_prompt

if TYPE_CHECKING:
    from collections.abc import Mapping

PassphrasePath: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--passphrase-path",
        metavar="FILE",
        help="Read the passphrase of the file that is written or read from the first line of this file.",
    ),
]

# Systemd's credential is that of the served pair.
_NO_ENVIRONMENT: Final[Mapping[str, str]] = {}
_IN_A_FILE: Final = "Write it into a file that only you can read, and name that with --passphrase-path FILE."


def passphrase_from_file(path: Path | None) -> bytes | None:
    """Read the first line of a file, None if there is none; raises StartError for a file that cannot be used."""
    try:
        return read_passphrase(user_path(path) if path else None, environment=_NO_ENVIRONMENT)
    except StartError as error:
        raise StartError(
            error.message, hint="Name a readable file whose first line is the passphrase, and nothing else."
        ) from error


def passphrase_for(file: Path, path: Path | None) -> bytes:
    """Get a passphrase for a file that is about to be written: from a file, else from the terminal, typed twice."""
    given = passphrase_from_file(path)
    if given is not None:
        return given
    nobody = UsageError(f"There is no terminal to ask for a passphrase of {file} on.", hint=_IN_A_FILE)
    return _type_twice(f"Passphrase for {file}: ", nobody)


def new_authority_passphrase(path: Path | None) -> bytes:
    """Get one for the key of an authority that is about to be made: from a file, else from the terminal, twice."""
    given = read_passphrase(path, environment=_NO_ENVIRONMENT)
    if given is not None:
        return given
    nobody = UsageError(
        "There is no terminal to ask for a passphrase on.",
        hint="Write it into a file that only you can read, and name that with --ca-passphrase-path FILE.",
    )
    return _type_twice("Passphrase for the key of the authority: ", nobody)


def passphrase_of(file: Path) -> bytes:
    """Ask for the passphrase of a file that is there."""
    ask = terminal_prompt()
    if ask is None:
        raise UsageError(f"{file} is protected by a passphrase, and there is no terminal to ask on.", hint=_IN_A_FILE)
    return ask(file)


def _type_twice(prompt: str, nobody: UsageError) -> bytes:
    """Have a new passphrase typed twice; raises `nobody` where there is no terminal."""
    if not (sys.stdin and sys.stdin.isatty() and sys.stderr.isatty()):
        raise nobody
    first = getpass.getpass(prompt, stream=sys.stderr)
    if not first or first != getpass.getpass("The same once more: ", stream=sys.stderr):
        raise UsageError("The two were not the same." if first else "An empty passphrase protects nothing.")
    return os.fsencode(first)
