"""Which packages announce themselves as plugins, by an entry point of an installed distribution.

The files are read here (their form: https://packaging.python.org/specifications/entry-points/): importlib.metadata
takes a tenth of a second longer, at the start of every run. Whatever is wrong with one of them spoils no other.
"""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from graphex.installation.records import OWN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ENTRY_POINTS: Final = "graphex.plugins"
"""The group of entry points by which a plugin announces itself; each names a package."""

_INFORMATION = (".dist-info", ".egg-info")
_METADATA = ("METADATA", "PKG-INFO")


@dataclass(frozen=True, slots=True)
class Announcement:
    """An entry point of our group: its name, the package that it names, and whose it is."""

    name: str
    package: str
    distribution: str
    version: str

    def __str__(self) -> str:
        return f'the entry point "{self.name}" of {self.distribution} {self.version}'.rstrip()

    @property
    def is_own(self) -> bool:
        """Whether our own distribution announces it: the built-in library."""
        return normalised(self.distribution) == OWN

    def is_called(self, name: str) -> bool:
        """Return whether a name means this plugin: its distribution, its package or its entry point."""
        return normalised(name) in map(normalised, (self.distribution, self.package, self.name))


def normalised(name: str) -> str:
    """Return the form in which names of distributions are compared (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name.strip()).lower()


def announcements(path: Iterable[str] | None = None) -> list[Announcement]:
    """Return the announced packages by their names; of several copies of a distribution the first counts."""
    found: dict[str, list[Announcement]] = {}
    for directory in _information_directories(sys.path if path is None else path):
        distribution, version = _identity(directory)
        # A copy that comes later on the path is hidden, as its modules are.
        found.setdefault(normalised(distribution), [*_announced_in(directory, distribution, version)])
    return sorted((each for listed in found.values() for each in listed), key=lambda each: (each.package, each.name))


def own_announcement(announced: Iterable[Announcement]) -> Announcement:
    """Return what our own distribution announces, which is the built-in library."""
    return next((each for each in announced if each.is_own), _UNRECORDED)


# In a checkout that is not installed there is no record to read it from.
_UNRECORDED = Announcement(OWN, "graphex.nodes", OWN, "")


def _information_directories(path: Iterable[str]) -> Iterator[Path]:
    """Yield the directories with entry points, in the order of the path and then of their names."""
    for place in dict.fromkeys(path):
        try:
            names = sorted(entry.name for entry in os.scandir(place or ".") if _is_information(entry.name))
        except OSError:
            continue
        yield from (Path(place, name) for name in names if os.path.isfile(Path(place, name, "entry_points.txt")))  # noqa: PTH113 - Path.is_file raises for odd names


def _is_information(name: str) -> bool:
    # pip gives what it could not remove a name with a tilde.
    return name.endswith(_INFORMATION) and not name.startswith("~")


def _announced_in(directory: Path, distribution: str, version: str) -> Iterator[Announcement]:
    """Yield the entry points of our group; one without a package is kept, so that it can be named."""
    section = ""
    for line in _text(directory / "entry_points.txt").splitlines():
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        if stripped.startswith("["):
            section = stripped.strip("[]").strip()
        elif section == ENTRY_POINTS:
            name, _, value = stripped.partition("=")
            yield Announcement(name.strip(), value.partition("[")[0].strip(), distribution, version)


def _identity(directory: Path) -> tuple[str, str]:
    """Read name and version of a distribution, or take them from the name of its directory."""
    name, _, version = directory.name.rpartition(".")[0].partition("-")
    lines = next(filter(None, (_text(directory / file) for file in _METADATA)), "").partition("\n\n")[0].splitlines()
    headers = {
        key.strip().lower(): value.strip() for key, _, value in (line.partition(":") for line in reversed(lines))
    }
    return headers.get("name") or name, headers.get("version") or version


def _text(file: Path) -> str:
    """Read a file as far as it can be read: a damaged one must not stop the others from being found."""
    try:
        return file.read_bytes().decode("utf-8-sig", "replace").replace("\r\n", "\n")
    except (OSError, ValueError):
        return ""
