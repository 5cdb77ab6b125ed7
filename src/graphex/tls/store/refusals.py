"""Why a certificate directory cannot be used, in a sentence, and what to do instead."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Final

from graphex.errors import StartError
from graphex.tls.shell import quote
from graphex.tls.store.permissions import NO_PERMISSIONS_HERE

NAMING_FLAG: Final = "-s DIR"
_ELSEWHERE: Final = (
    f"Name a directory that can be written with {NAMING_FLAG}, or keep the certificate in memory with --ssl-in-memory."
)


def explain(error: OSError, directory: Path) -> StartError:
    """Return the error that says why a certificate directory cannot be used, and what to do instead."""
    message, hint = _sentences(error, directory)
    return StartError(message, hint=hint)


def _sentences(error: OSError, directory: Path) -> tuple[str, str]:
    path = _concerned(error) or directory
    match error.errno:
        case errno.EACCES | errno.EPERM:
            found = f"There is no permission to write in {directory}.", _ELSEWHERE
        case errno.EROFS:
            found = f"The file system of {directory} is read-only.", _ELSEWHERE
        case errno.ENOSPC | errno.EDQUOT:
            found = (
                f"The disk of {directory} is full: no certificate can be written there.",
                f"Free some space. Or else: {_ELSEWHERE[0].lower()}{_ELSEWHERE[1:]}",
            )
        case errno.EBUSY:
            found = (
                f"{path} is a mount of its own, so it cannot be replaced.",
                "Mount the directory instead of the file, or keep the certificate in memory with --ssl-in-memory.",
            )
        case errno.ENOTDIR | errno.EEXIST:
            found = f"{directory} is not a directory.", f"Name a directory with {NAMING_FLAG}."
        case errno.ELOOP:
            found = f"{path} is a symbolic link that leads to itself.", f"Remove it: rm {quote(path)}"
        case errno.ENOTSUP if error.strerror == NO_PERMISSIONS_HERE:
            found = f"{path} cannot be closed to others: {error.strerror}.", _ELSEWHERE
        case _:
            found = f"{path} cannot be used: {error.strerror or error}.", _ELSEWHERE
    return found


def _concerned(error: OSError) -> Path | None:
    """Return the file that an error is about; of a rename, where it leads."""
    named = error.filename2 or error.filename
    return Path(named) if isinstance(named, str) else None
