"""Writing files that others read or that must not be lost, one process at a time."""

from __future__ import annotations

import contextlib
import errno
import importlib
import os
import shutil
import stat
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

# What a directory that may not be written to, a file that is mounted by itself and a file of another user answer.
_IN_PLACE: Final = frozenset({errno.EACCES, errno.EPERM, errno.EBUSY, errno.EXDEV})
_RIGHTS: Final = 0o7777
# Some network and FUSE file systems cannot be told to write through; there the system does when it likes.
_CANNOT_SYNC: Final = frozenset({errno.EINVAL, errno.ENOSYS, errno.ENOTSUP})

LOCK_NAME: Final = ".graphex-lock"
"""The file in a directory that whoever changes something there holds, and removes."""

_PLATFORM: Final[str] = sys.platform
_RETRY_SECONDS: Final = 0.01
# Some network and FUSE file systems have no locks at all; there, starting beats not starting.
_NO_LOCKS_HERE: Final = frozenset({errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.EINVAL, errno.EPERM})


def sync_file(descriptor: int) -> None:
    """Have what was written to a file on the disk, where the file system can; raises OSError if the disk fails."""
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _CANNOT_SYNC:
            raise


@contextlib.contextmanager
def new_file(path: Path, mode: int) -> Iterator[BinaryIO]:
    """Yield a stream into a file that was not there, through to the disk at the end; raises OSError."""
    with _open_new(path, mode) as file:
        yield file
        file.flush()
        sync_file(file.fileno())


def replace_file(path: Path, text: str) -> None:
    """Write a file, whole or not at all; raises OSError."""
    with replacing(path) as file:
        file.write(text.encode())


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Yield a stream whose content takes the place of a file when it is whole; raises OSError.

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
    try:
        return _open_new(staged, 0o666 if before is None else 0o600)
    except OSError as error:
        if before is not None and error.errno in _IN_PLACE:
            return None
        raise _about(path, error) from None


def _open_new(path: Path, mode: int) -> BinaryIO:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    return os.fdopen(os.open(path, flags, mode), "wb")


def _about(path: Path, error: OSError) -> OSError:
    """Return the same error about the file that people know."""
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


@contextlib.contextmanager
def locked(directory: Path, *, patience: float = 30.0) -> Iterator[None]:
    """Hold the lock of a directory; the operating system frees it when the holder dies, however it dies.

    Raises TimeoutError when another process holds it for longer than `patience` seconds, another OSError when the
    directory cannot be written.
    """
    path = directory / LOCK_NAME
    descriptor = _acquire(path, patience)
    try:
        yield
    finally:
        # Removed while still held: whoever waits on this file notices that the name has gone and starts over.
        # Windows refuses to remove an open file; the empty file then stays, and does no harm.
        with contextlib.suppress(OSError):
            path.unlink()
        os.close(descriptor)


def _acquire(path: Path, patience: float) -> int:
    deadline = time.monotonic() + patience
    while True:
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
        descriptor = os.open(path, flags, 0o600)
        _open_to_owner(descriptor)
        if _try_lock(descriptor) and _is_still_named(descriptor, path):
            return descriptor
        os.close(descriptor)
        if time.monotonic() > deadline:
            raise TimeoutError(
                errno.ETIMEDOUT, f"another process has held {path} for over {patience:g} seconds", str(path)
            )
        time.sleep(_RETRY_SECONDS)


def _open_to_owner(descriptor: int) -> None:
    """Let this user's other processes open the file too: a umask may have taken even that away."""
    if hasattr(os, "fchmod") and not os.fstat(descriptor).st_mode & stat.S_IRUSR:
        with contextlib.suppress(OSError):
            os.fchmod(descriptor, 0o600)


def _is_still_named(descriptor: int, path: Path) -> bool:
    """Return whether the locked file is the one that the name leads to: its last holder may have removed it."""
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


def _try_lock(descriptor: int) -> bool:
    return _try_msvcrt(descriptor) if _PLATFORM == "win32" else _try_flock(descriptor)


def _try_flock(descriptor: int) -> bool:
    import fcntl  # noqa: PLC0415 - not on Windows

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        if error.errno not in _NO_LOCKS_HERE:
            raise
    return True


def _try_msvcrt(descriptor: int) -> bool:
    # By name: type checkers on other platforms know nothing that is in it.
    msvcrt = importlib.import_module("msvcrt")
    try:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    except OSError:
        return False
    return True
