"""Why this user cannot read a file: the first part of its path that is closed, whatever links lead there."""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from graphex.tls.findings import Finding, Severity
from graphex.tls.shell import quote

# As many as Linux follows.
_MOST_LINKS: Final = 40
# Where certbot keeps its files: live/NAME/fullchain.pem is a link to archive/NAME/fullchain1.pem.
_CERTBOT: Final = re.compile(r"/(?:live|archive)/[^/]+/(?:cert|chain|fullchain|privkey)[0-9]*\.pem$")


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What is closed to this user: a directory, or the file itself; `target` is where the path leads in the end.

    `is_linked` says that it was reached through a link, and so may belong to another program.
    """

    path: Path
    target: Path
    is_directory: bool
    is_linked: bool


def find_obstacle(path: Path) -> Obstacle:
    """Follow a path that cannot be read, link by link, to what is closed; without a closed directory, the file is."""
    place, links = Path(path.absolute().anchor), 0
    waiting = [*reversed(path.absolute().parts[1:])]
    while waiting and links <= _MOST_LINKS:
        if not _may_enter(place):
            return Obstacle(place, place.joinpath(*reversed(waiting)), is_directory=True, is_linked=links > 0)
        name = waiting.pop()
        step = place.parent if name == ".." else place / name
        target = _link_target(step)
        if target is None:
            place = step
            continue
        links += 1
        place = Path(target.anchor) if target.is_absolute() else place
        waiting += reversed(target.parts[1:] if target.is_absolute() else target.parts)
    return Obstacle(place, place, is_directory=False, is_linked=links > 0)


def explain_refusal(path: Path) -> Finding:
    """Return why a file may not be read, and what helps; never a command that changes what is not this user's."""
    found, code = find_obstacle(path), "file-unreadable"
    if found.is_directory:
        code = "file-unreachable"
        message = f"{path} cannot be read: this user has no permission to enter {found.path}."
        hint = f"Let this user enter {found.path}, or put copies of the files where it may read them."
    elif found.is_linked:
        message = f"{path} cannot be read: it leads to {found.path}, which this user has no permission to read."
        hint = "Have the owner of that file allow it, or put a copy in place of the link."
    else:
        message = f"{path} cannot be read: this user has no permission."
        hint = _take_over(path)
    if found.is_linked and _CERTBOT.search(found.target.as_posix()):
        hint = (
            "The directories of certbot are for root alone: let a hook of it copy the two files to where this user may "
            "read them, as docs/how-to/lets-encrypt.md shows."
        )
    return Finding(Severity.ERROR, code, message, path, hint)


def _take_over(path: Path) -> str:
    """Return the command that gives the file to this user; what others may do with it stays as it is."""
    user = str(os.geteuid()) if hasattr(os, "geteuid") else "$USER"
    command = f"sudo chown {user} {quote(path)}"
    return command if _mode(path) & stat.S_IRUSR else f"{command} && sudo chmod u+r {quote(path)}"


def _mode(path: Path) -> int:
    try:
        return path.stat().st_mode
    except OSError:
        return 0


def _may_enter(directory: Path) -> bool:
    return os.access(directory, os.X_OK, effective_ids=os.access in os.supports_effective_ids)


def _link_target(path: Path) -> Path | None:
    try:
        return path.readlink()
    except OSError:
        return None
