"""Paths inside the served folder: what a client may name, and what it may never reach."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING

from graphex.errors import GraphexError
from graphex.paths import KEY_NAME, STATE_DIRECTORY, confined, has_one_meaning

if TYPE_CHECKING:
    from collections.abc import Iterable

PRIVATE_KEY = re.compile(rb"-----BEGIN [A-Z0-9 ]*PRIVATE KEY")
"""The header of every PEM private key: PKCS #8, PKCS #1, SEC 1, OpenSSH and PGP."""

_HINT = "Name a .gx file by its path below the served folder."


class PathRefusedError(GraphexError):
    """The path is one that no client may reach."""


class PathMissingError(GraphexError):
    """Nothing is at the path."""


def confine(root: Path, relative: str, *, keys: Iterable[Path] = ()) -> Path:
    """Return the real path of something under the root, after links are resolved.

    `keys` are the private keys in use: no name, symbolic link or hard link reaches them.
    """
    _check_text(relative)
    real_root = root.resolve()
    try:
        target = confined(real_root, real_root / PurePosixPath(relative), hint=_HINT, must_exist=True)
    except GraphexError as error:
        # Where it leads is for nobody to know.
        raise _refused("The path leads out of the served folder.") from error
    except (OSError, RuntimeError) as error:  # RuntimeError: a loop of links, before Python 3.13
        raise PathMissingError("Nothing is at this path.", hint="Look at the list of graphs for its name.") from error
    _check_parts(target.relative_to(real_root).parts)
    if is_one_of(target, keys):
        raise _refused("The path leads to a private key.")
    return target


def is_one_of(path: Path, files: Iterable[Path]) -> bool:
    """Return whether the path is one of the files, under whatever name."""
    return any(_is_same(path, file) for file in files)


def holds_private_key(content: bytes) -> bool:
    """Return whether the content of a file has a PEM private key anywhere in it."""
    return PRIVATE_KEY.search(content) is not None


def _check_text(relative: str) -> None:
    """Refuse spellings that mean something else to some system, before any system sees them."""
    if not has_one_meaning(relative):
        raise _refused("The path is empty or holds characters that a path may not have.")
    path = PurePosixPath(relative)
    if path.is_absolute() or PureWindowsPath(relative).drive:
        raise _refused("The path is absolute.")
    if ".." in path.parts:
        raise _refused("The path holds '..'.")
    _check_parts(path.parts)


def _check_parts(parts: tuple[str, ...]) -> None:
    names = [part.casefold() for part in parts]
    if STATE_DIRECTORY in names:
        raise _refused("The path leads to the server's own state.")
    if KEY_NAME in names:
        raise _refused("The path leads to a private key.")


def _is_same(path: Path, other: Path) -> bool:
    try:
        return path.samefile(other)
    except OSError:
        return False


def _refused(message: str) -> PathRefusedError:
    return PathRefusedError(message, hint=_HINT)
