"""Files that a command was asked to write: whole or not at all, and never over something else by accident."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from graphex.errors import GraphexError, UsageError
from graphex.tls.files import write_atomically

if TYPE_CHECKING:
    from pathlib import Path


def refuse_existing(paths: tuple[Path, ...], *, force: bool) -> None:
    """Refuse to write over what is there; call it before anything is made or anybody is asked."""
    there = [str(path) for path in paths if os.path.lexists(path)]
    if there and not force:
        verb = "exists" if len(there) == 1 else "exist"
        raise UsageError(
            f"{' and '.join(there)} {verb} already.", hint="Choose another name with --out, or replace it with --force."
        )


def check_target(path: Path, *, flag: str) -> None:
    """Refuse a file that cannot be written later on; raises UsageError."""
    try:
        problem = _problem_with(path)
    except OSError as error:
        problem = f"cannot be used: {error.strerror or error}"
    if problem is not None:
        raise UsageError(f"{path} from {flag} {problem}.", hint=f"Name another file with {flag}.")


def _problem_with(path: Path) -> str | None:
    try:
        return "is a directory, not a file" if stat.S_ISDIR(path.stat().st_mode) else None
    except FileNotFoundError:
        parent = path.parent
    if not parent.is_dir():
        return f"cannot be written: there is no directory {parent}"
    return None if os.access(parent, os.W_OK | os.X_OK) else f"cannot be written: {parent} is closed to writing"


def write_out(path: Path, content: bytes, *, private: bool) -> None:
    """Write a file, closed to others if it is private; raises GraphexError where that is impossible."""
    try:
        write_atomically(path, content, 0o600 if private else 0o644)
    except OSError as error:
        raise unwritable(path, error) from error


def unwritable(path: Path, error: OSError) -> GraphexError:
    """Say that something cannot be written."""
    return GraphexError(
        f"{path} cannot be written: {error.strerror or error}.", hint="Choose another place with --out."
    )
