"""Files that a command was asked to write: whole or not at all, and never over something else by accident."""

from __future__ import annotations

import os
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
