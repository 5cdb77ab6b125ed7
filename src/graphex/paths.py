"""Paths as people write them."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from graphex.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

# What shells replace: $NAME, ${NAME} and $(command), on Windows also %NAME%.
_VARIABLE: Final = re.compile(r"\$(?:[A-Za-z_]\w*|\{[^}]*\}|\([^)]*\))")
_WINDOWS_VARIABLE: Final = re.compile(rf"{_VARIABLE.pattern}|%[A-Za-z_]\w*%")


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
