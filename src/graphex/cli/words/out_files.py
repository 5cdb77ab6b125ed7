"""Files that a command was asked to write: whether it could, before it does anything else."""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def unwritable_reason(path: Path) -> str | None:
    """Return why a file could not be written if it were now; None if it could, as far as that can be told before."""
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
