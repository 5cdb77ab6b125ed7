"""Files that a command was asked to write: whole or not at all, and never over something else by accident."""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING

from graphex.errors import GraphexError, UsageError
from graphex.tls.store.files import write_atomically

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


def unwritable_reason(path: Path) -> str | None:
    """Say why a file could not be written if it were now; None if it could, as far as that can be told before."""
    try:
        return os.strerror(errno.EISDIR) if _exists_as_directory(path) else None
    except OSError as error:
        return error.strerror or str(error)


def _exists_as_directory(path: Path) -> bool:
    try:
        return stat.S_ISDIR(path.stat().st_mode)
    except FileNotFoundError:
        if not stat.S_ISDIR(path.parent.stat().st_mode):
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR)) from None
        if not os.access(path.parent, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES)) from None
        return False


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
