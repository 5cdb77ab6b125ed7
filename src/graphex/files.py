"""Writing files that others read or that must not be lost."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

# What a directory that may not be written to, a file that is mounted by itself and a file of another user answer.
_IN_PLACE: Final = frozenset({errno.EACCES, errno.EPERM, errno.EBUSY, errno.EXDEV})
_RIGHTS: Final = 0o7777
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

    Permissions, owner and attributes of an existing file stay, and a link to it too. What is no file, such as a pipe,
    is written to, and so is what a name like /dev/stdout stands for; a file in whose directory nothing can be made is
    written over.
    """
    if path.exists() and (not path.is_file() or path.absolute().is_relative_to("/dev")):
        with path.open("ab") as stream:
            yield stream
        return
    target = Path(os.path.realpath(path))
    before = _status(target, path)
    staged = target.with_name(f".graphex-{os.urandom(8).hex()}.part")
    file = _created(staged, path, before)
    if file is None:
        with target.open("r+b") as file:
            yield file
            file.truncate()
        return
    try:
        with file:
            yield file
            file.flush()
            sync_file(file.fileno())
        _put(staged, target, before)
    finally:
        staged.unlink(missing_ok=True)


def _status(target: Path, path: Path) -> os.stat_result | None:
    # A circle of links is an error here; as a name that is not there it would be replaced.
    try:
        return target.stat()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _about(path, error) from None


def _created(staged: Path, path: Path, before: os.stat_result | None) -> BinaryIO | None:
    """Make the file that is to replace another; None where that has to be written over."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        return os.fdopen(os.open(staged, flags, 0o666 if before is None else 0o600), "wb")
    except OSError as error:
        if before is not None and error.errno in _IN_PLACE:
            return None
        raise _about(path, error) from None


def _about(path: Path, error: OSError) -> OSError:
    """Give the same error about the file that people know."""
    return type(error)(error.errno, error.strerror, str(path))


def _put(staged: Path, target: Path, before: os.stat_result | None) -> None:
    """Rename the new file to the old one's place, or write its content over it where that cannot be."""
    try:
        if before is not None:
            _make_alike(staged, target, before)
        staged.replace(target)
    except OSError as error:
        if before is None or error.errno not in _IN_PLACE:
            raise
        with staged.open("rb") as new, target.open("r+b") as old:
            shutil.copyfileobj(new, old)
            old.truncate()


def _make_alike(staged: Path, target: Path, before: os.stat_result) -> None:
    """Give a new file owner, attributes (access lists are among them) and permissions of the one it replaces."""
    made = staged.stat()
    if (made.st_uid, made.st_gid) != (before.st_uid, before.st_gid):
        os.chown(staged, before.st_uid, before.st_gid)
    if hasattr(os, "listxattr"):
        with contextlib.suppress(OSError):  # not every file system has them
            for name in os.listxattr(target):
                os.setxattr(staged, name, os.getxattr(target, name))
    # Last, and once more, as a change of the owner takes bits away.
    staged.chmod(before.st_mode & _RIGHTS)
