"""One process at a time in a certificate directory, on every platform, without leaving a file behind."""

from __future__ import annotations

import contextlib
import errno
import importlib
import os
import stat
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from graphex.errors import StartError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LOCK_NAME: Final = ".graphex-lock"
_PLATFORM: Final[str] = sys.platform
_RETRY_SECONDS: Final = 0.01
# Some network and FUSE file systems have no locks at all; there, starting beats not starting.
_NO_LOCKS_HERE: Final = frozenset({errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.EINVAL, errno.EPERM})


@contextmanager
def locked(directory: Path, *, patience: float = 30.0) -> Iterator[None]:
    """Hold the directory's lock; the operating system frees it when the holder dies, however it dies.

    Raises StartError when another process holds it for longer than `patience` seconds, OSError when the directory
    cannot be written.
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
            raise StartError(
                f"Another process has held {path} for over {patience:g} seconds.",
                hint="End the GraphEx that hangs there (stopped with Ctrl-Z, perhaps), then start again.",
            )
        time.sleep(_RETRY_SECONDS)


def _open_to_owner(descriptor: int) -> None:
    """Let this user's other processes open the file too: a umask may have taken even that away."""
    if hasattr(os, "fchmod") and not os.fstat(descriptor).st_mode & stat.S_IRUSR:
        with contextlib.suppress(OSError):
            os.fchmod(descriptor, 0o600)


def _is_still_named(descriptor: int, path: Path) -> bool:
    """Tell whether the locked file is the one that the name leads to: its last holder may have removed it."""
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
