"""Writing files that others read or that must not be lost."""

from __future__ import annotations

import contextlib
import errno
import os
from pathlib import Path
from typing import Final

# What a directory that may not be written to, a file that is mounted by itself and a file of another user answer.
_IN_PLACE: Final = frozenset({errno.EACCES, errno.EPERM, errno.EBUSY, errno.EXDEV})
_RIGHTS: Final = 0o7777


def replace_file(path: Path, text: str) -> None:
    """Write a file, whole or not at all; raises OSError.

    Permissions, owner and attributes of an existing file stay, and a link to it too. What is no file, such as a pipe,
    is written to, and so is what a name like /dev/stdout stands for; a file in whose directory nothing can be made is
    written over.
    """
    content = text.encode()
    if path.exists() and (not path.is_file() or path.absolute().is_relative_to("/dev")):
        with path.open("ab") as stream:
            stream.write(content)
        return
    target = Path(os.path.realpath(path))
    before = _status(target)
    try:
        _replace(target, content, before)
    except OSError as error:
        if before is None or error.errno not in _IN_PLACE:
            raise
        with target.open("r+b") as file:
            file.write(content)
            file.truncate()


def _status(path: Path) -> os.stat_result | None:
    # A circle of links is an error here; as a name that is not there it would be replaced.
    try:
        return path.stat()
    except FileNotFoundError:
        return None


def _replace(target: Path, content: bytes, before: os.stat_result | None) -> None:
    staged = target.with_name(f".{target.name}.{os.urandom(4).hex()}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        with os.fdopen(os.open(staged, flags, 0o666 if before is None else 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if before is not None:
            _make_alike(staged, target, before)
        staged.replace(target)
    except BaseException:
        staged.unlink(missing_ok=True)
        raise


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
