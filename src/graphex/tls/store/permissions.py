"""Who may read what GraphEx makes: modes where the platform has them, access lists on Windows."""

from __future__ import annotations

import contextlib
import errno
import getpass
import os
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Final

from graphex.errors import StartError

if TYPE_CHECKING:
    from pathlib import Path

NO_PERMISSIONS_HERE: Final = "this file system keeps no permissions"
_PLATFORM: Final[str] = sys.platform
_OTHERS: Final = 0o077
_CLOSED_FILE: Final = 0o600
_PATIENCE_SECONDS: Final = 10.0
# Well-known SIDs have the same meaning on every Windows, in every language; this one is LocalSystem, the root of it.
_SYSTEM: Final = "S-1-5-18"
_SID: Final = re.compile(r"\bS-1-[0-9]+(?:-[0-9]+)+\b")


def give_mode(path: Path, descriptor: int, mode: int) -> None:
    """Give a file that was just created, and is still empty, the mode that it was created for, whatever the umask.

    On Windows only the difference between closed to others and not counts. Raises StartError if it stays open there,
    OSError where it stays open on a file system without modes (FAT, drives of Windows below Linux).
    """
    if _PLATFORM == "win32":
        if not mode & _OTHERS:
            close_to_others(path, "F")
    elif hasattr(os, "fchmod"):
        # Where it is refused, and where it does nothing, the mode that the file has decides.
        with contextlib.suppress(OSError):
            os.fchmod(descriptor, mode)
        if not mode & _OTHERS and os.fstat(descriptor).st_mode & _OTHERS:
            raise OSError(errno.ENOTSUP, NO_PERMISSIONS_HERE, str(path))


def close_new_directory(path: Path) -> None:
    """Close a directory that was just created with mode 0700, and what will be in it, whatever the umask."""
    if _PLATFORM != "win32":
        # A umask may take the owner's own rights away. Where there are no modes there is nothing to give back.
        with contextlib.suppress(OSError):
            path.chmod(0o700)
        return
    try:
        # (OI)(CI): files and directories made in it inherit this.
        close_to_others(path, "(OI)(CI)F")
    except StartError:
        # It would be taken for the user's own at the next start, and left open.
        path.rmdir()
        raise


def mode_of_copy(path: Path, *, is_secret: bool) -> int:
    """Return the mode for a copy of a file; Windows shows the same one for all, so there a secret is named."""
    return _CLOSED_FILE if is_secret and _PLATFORM == "win32" else path.stat().st_mode & 0o777


def close_to_others(path: Path, access: str) -> None:
    """Leave the access list of a file on Windows to its user and the system alone, inheriting nothing.

    Raises StartError if that is refused.
    """
    holders = dict.fromkeys([_current_user(), f"*{_SYSTEM}"])
    grants = [f"{holder}:{access}" for holder in holders]
    code, said = _run("icacls", str(path), "/inheritance:r", "/grant:r", *grants)
    if code != 0:
        raise StartError(
            f"{path} cannot be closed to others: {said or f'icacls ended with {code}'}.",
            hint="Use a directory of your own on an NTFS drive: others (FAT, exFAT) have no permissions.",
        )


def _current_user() -> str:
    """Return who runs this as icacls takes it: by SID, because names of services and domains do not all resolve."""
    code, said = _run("whoami", "/user", "/fo", "csv", "/nh")
    found = _SID.search(said) if code == 0 else None
    return f"*{found.group()}" if found else getpass.getuser()


def _run(program: str, *arguments: str) -> tuple[int, str]:
    """Run a program of Windows; return its exit code and the last line it said."""
    # By its full path: Windows would look in the current directory before its own, and others may write there.
    system = os.environ.get("SYSTEMROOT", "C:\\Windows")
    found = shutil.which(f"{system}\\System32\\{program}.exe") or program
    try:
        ended = subprocess.run(
            [found, *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_PATIENCE_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return -1, str(error)
    lines = f"{ended.stdout}\n{ended.stderr}".split("\n")
    return ended.returncode, next((line.strip() for line in reversed(lines) if line.strip()), "").rstrip(".")
