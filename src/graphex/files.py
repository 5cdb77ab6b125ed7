"""Writing files that others read or that must not be lost."""

from __future__ import annotations

import contextlib
import errno
import os
from typing import TYPE_CHECKING, BinaryIO, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
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
    """Write a file, whole or not at all; raises OSError."""
    with replacing(path) as file:
        file.write(text.encode())


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Give a stream whose content takes the place of a file when it is whole; raises OSError.

    The permissions of an existing file stay, and a link to it too. What is no file, such as a pipe, is written to, and
    so is what a name like /dev/stdout stands for.
    """
    if path.exists() and (not path.is_file() or path.absolute().is_relative_to("/dev")):
        with path.open("ab") as stream:
            yield stream
        return
    target = path.resolve()
    mode = target.stat().st_mode & 0o777 if target.exists() else None
    staged = target.with_name(f".graphex-{os.urandom(8).hex()}.part")
    file = _created(staged, path, 0o666 if mode is None else mode & 0o700)
    try:
        with file:
            if mode is not None:
                # Once more, as the umask takes away from what a new file gets.
                staged.chmod(mode)
            yield file
            file.flush()
            sync_file(file.fileno())
        staged.replace(target)
    except BaseException:
        staged.unlink(missing_ok=True)
        raise


def _created(staged: Path, path: Path, mode: int) -> BinaryIO:
    """Make the file that is to replace another; an error names the file that people know."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        return os.fdopen(os.open(staged, flags, mode), "wb")
    except OSError as error:
        raise type(error)(error.errno, error.strerror, str(path)) from None
