"""The state directory `.graphex` under the root: made safely, or refused with the reason."""

from __future__ import annotations

import contextlib
import os
import stat
from typing import TYPE_CHECKING

from graphex.paths import STATE_DIRECTORY

if TYPE_CHECKING:
    from pathlib import Path

DATABASE_FILE = "graphex.db"


class StateRefusedError(Exception):
    """The directory or the database in it cannot be used; the text says why."""


def ensure_state_directory(root: Path) -> Path:
    """Return the state directory of a root, made with mode 0700 and its own .gitignore."""
    directory = root / STATE_DIRECTORY
    try:
        with contextlib.suppress(FileExistsError):
            directory.mkdir(mode=0o700)
            _keep_to_owner(directory)
        _check_directory(directory)
        _write_ignore_file(directory)
    except OSError as error:
        raise StateRefusedError(f"{directory}: {error.strerror or error}") from error
    return directory


def has_state(root: Path) -> bool:
    """Return whether a server has kept state under a root; looks only."""
    return (root / STATE_DIRECTORY / DATABASE_FILE).is_file()


def ensure_database_file(directory: Path) -> Path:
    """Return the database's path: an existing file of ours, or a new one with mode 0600 from the first byte."""
    path = directory / DATABASE_FILE
    try:
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        descriptor = os.open(path, flags, 0o600)
    except OSError as error:
        raise StateRefusedError(f"{path}: {error.strerror or error}") from error
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode) or status.st_nlink != 1:
            raise StateRefusedError(f"{path} is not a file of its own")
        _check_owner(path, status)
        _settle_mode(descriptor, status, 0o600)
    finally:
        os.close(descriptor)
    return path


def _check_directory(directory: Path) -> None:
    """Refuse a link, which may lead out of the root, and a directory that somebody else can fill."""
    status = directory.lstat()
    if stat.S_ISLNK(status.st_mode):
        raise StateRefusedError(f"{directory} is a link, and links are not followed")
    if not stat.S_ISDIR(status.st_mode):
        raise StateRefusedError(f"{directory} is not a directory")
    _check_owner(directory, status)
    if stat.S_IMODE(status.st_mode) & 0o077:
        _keep_to_owner(directory)


def _keep_to_owner(directory: Path) -> None:
    """Close a directory to others, and give its owner what a umask may have taken from a new one.

    A file system without modes has neither: the owner was checked, and that is all it knows.
    """
    if os.name == "posix":
        with contextlib.suppress(OSError):
            directory.chmod(0o700)


def _check_owner(path: Path, status: os.stat_result) -> None:
    """A session that another user wrote would be that user's way in."""
    if hasattr(os, "geteuid") and status.st_uid != os.geteuid():
        raise StateRefusedError(f"{path} belongs to another user")


def _settle_mode(descriptor: int, status: os.stat_result, mode: int) -> None:
    """Close a file to others, and open it to its owner whatever the umask; a file system without modes has neither."""
    if os.name == "posix" and stat.S_IMODE(status.st_mode) != mode:
        with contextlib.suppress(OSError):
            os.fchmod(descriptor, mode)


def _write_ignore_file(directory: Path) -> None:
    path = directory / ".gitignore"
    if not os.path.lexists(path):
        path.write_text("*\n", encoding="utf-8")
