"""Writing files that others read or that must not be lost."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

# Some network and FUSE file systems cannot be told to write through; there the system does when it likes.
_CANNOT_SYNC: Final = frozenset({errno.EINVAL, errno.ENOSYS, errno.ENOTSUP})


def sync_file(descriptor: int) -> None:
    """Have what was written to a file on the disk, where the file system can; raises OSError if the disk fails."""
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _CANNOT_SYNC:
            raise


def replace_file(path: Path, text: str) -> None:
    """Write a file, whole or not at all; raises OSError.

    The permissions of an existing file stay, and a link to it too. What is no file, such as a pipe, is written to, and
    so is what a name like /dev/stdout stands for.
    """
    content = text.encode()
    if path.exists() and (not path.is_file() or path.absolute().is_relative_to("/dev")):
        with path.open("ab") as stream:
            stream.write(content)
        return
    target = path.resolve()
    mode = target.stat().st_mode & 0o777 if target.exists() else None
    staged = target.with_name(f".{target.name}.{os.urandom(4).hex()}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        with os.fdopen(os.open(staged, flags, 0o666 if mode is None else mode & 0o700), "wb") as file:
            if mode is not None:
                # Once more, as the umask takes away from what a new file gets.
                staged.chmod(mode)
            file.write(content)
            file.flush()
            sync_file(file.fileno())
        staged.replace(target)
    except BaseException:
        staged.unlink(missing_ok=True)
        raise
