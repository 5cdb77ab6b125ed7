"""Paths as people write them, and what lies below a root."""

from __future__ import annotations

import os
import re
import shlex
import sys
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Final

from graphex.errors import GraphexError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

# What shells replace: $NAME, ${NAME} and $(command), on Windows also %NAME%.
_VARIABLE: Final = re.compile(r"\$(?:[A-Za-z_]\w*|\{[^}]*\}|\([^)]*\))")
_WINDOWS_VARIABLE: Final = re.compile(rf"{_VARIABLE.pattern}|%[A-Za-z_]\w*%")


STATE_DIRECTORY: Final = ".graphex"
"""The folder under the root that holds the server's own state; never served, never listed."""

KEY_NAME: Final = "key.pem"
"""The name of the private key in a certificate directory, which may be the root itself."""


class RootUnavailableError(UsageError):
    """The served folder itself is gone or cannot be read."""


def variable_in(text: str, *, platform: str = sys.platform) -> str | None:
    """Return the first part of a path that a shell would have replaced, if one is left."""
    found = (_WINDOWS_VARIABLE if platform == "win32" else _VARIABLE).search(text)
    return found[0] if found else None


def user_path(text: str | Path) -> Path:
    """Read a path with ~ for a home directory; raises UsageError for what can be none."""
    if "\0" in str(text):
        raise UsageError(f"{str(text)!r} is no path: it holds the character NUL.", hint="Take the character out.")
    try:
        return Path(text).expanduser()
    except RuntimeError as error:
        raise UsageError(
            f"The home directory in {str(text)!r} is unknown.",
            hint="Write the whole path, or set HOME if it begins with ~ alone.",
        ) from error


def absolute_path(text: str | Path) -> Path:
    """Read a path that may start at the current directory; raises UsageError for one that leads nowhere."""
    path = user_path(text)
    return path if path.is_absolute() else current_directory() / path


def home_directory(environment: Mapping[str, str]) -> Path:
    """Return the home of this process's user; a user whom the machine does not know has `/`, as in containers."""
    named = environment.get("HOME") or environment.get("USERPROFILE")
    try:
        return Path(named) if named else Path.home()
    except RuntimeError:
        return Path("/")


def current_directory() -> Path:
    """Return where the process is; raises UsageError where that cannot be told."""
    try:
        return Path.cwd()
    except OSError as error:
        gone = isinstance(error, FileNotFoundError)
        what = "does not exist any more" if gone else f"cannot be found out: {error.strerror or error}"
        raise UsageError(f"The current directory {what}.", hint="Change to another one.") from error


def has_one_meaning(relative: str) -> bool:
    """Return whether a path can be asked for: control characters, what is not UTF-8, and backslashes mean trouble.

    Marks that are not seen, such as joiners, are parts of ordinary names: they are allowed, and escaped where shown.
    """
    controls = any(unicodedata.category(character) in {"Cc", "Cs"} for character in relative)
    return bool(relative) and not controls and "\\" not in relative


def identity_of(path: Path) -> tuple[int, int] | None:
    """Return what tells a file or folder from another that takes its name; None where there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def check_listable(directory: Path, *, what: str = "root") -> None:
    """Make sure that a directory can be listed; raises RootUnavailableError for one that is gone or closed."""
    try:
        with os.scandir(directory):
            return
    except OSError as error:
        raise RootUnavailableError(
            f"The {what} {directory} cannot be read: {error.strerror or error}.",
            hint=f"See whether it is mounted, and who may read it: ls -ld {shlex.quote(str(directory))}",
        ) from error


def confined(
    root: Path, *paths: Path, hint: str, kind: type[GraphexError] = GraphexError, must_exist: bool = False
) -> Path:
    """Return the first of the paths that lies below a root, links resolved; raises an error of a kind if none does.

    With `must_exist`, OSError (or, before Python 3.13, RuntimeError for a loop of links) if nothing is there.
    """
    real_root = resolved = root.resolve()
    for path in paths:
        resolved = path.resolve(strict=must_exist)
        if resolved.is_relative_to(real_root):
            return resolved
    raise kind(f"{resolved} is not contained within the root directory {real_root}.", hint=hint)
