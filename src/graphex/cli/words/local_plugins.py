"""Plugins in the current directory, which every way to start the program finds."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def offer_directory(directory: Path) -> None:
    """Let plugins be found in a directory, as `python3 -m graphex` does; installed packages come first.

    At the end of the path nothing in the directory can take the place of a module of Python or of GraphEx.
    """
    if not sys.flags.safe_path and str(directory) not in sys.path:
        sys.path.append(str(directory))
