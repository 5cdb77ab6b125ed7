"""The records that installers lay beside the packages that they install."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

OTHER: Final = "mitre-graphex"
"""The distribution with the same file names."""

STAND_IN: Final = "+graphex"
"""The end of the version of our record that stands in for it, which has no files."""

OWN: Final = "graphex"
"""The name of this distribution, and of its package."""

_INFORMATION = (".dist-info", ".egg-info")


def package_directory() -> Path:
    """Return the directory that this package lies in, beside the records of what was installed there."""
    return Path(__file__).parents[2]


def other_version(directory: Path) -> str | None:
    """Return the version of the other distribution if it is installed in a directory, or None."""
    found = find_record(directory, OTHER)
    return None if found is None else version_of(found)


def find_record(directory: Path, distribution: str) -> Path | None:
    """Find the record of an installed distribution, other than our own stand-in."""
    start = f"{distribution.replace('-', '_')}-"
    try:
        names = sorted(os.listdir(directory))  # noqa: PTH208 - Path.iterdir makes an object for each of hundreds
    except OSError:
        return None
    found = (name for name in names if name.lower().startswith(start) and name.endswith(_INFORMATION))
    return next((directory / name for name in found if STAND_IN not in name), None)


def has_stand_in(directory: Path) -> bool:
    """Return whether our stand-in for the other distribution is installed in a directory."""
    return any(STAND_IN in path.name for path in directory.glob(f"{OTHER.replace('-', '_')}-*"))


def version_of(record: Path) -> str:
    """Read the version from the name of a record."""
    return record.name.removesuffix(record.suffix).partition("-")[2]
