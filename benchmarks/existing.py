"""Finding or installing the existing product."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

_DISTRIBUTION: Final = "mitre-graphex"
_SECONDS: Final = 600


class NotInstalledError(RuntimeError):
    """The existing product could not be had; the message says why."""


def install_existing(directory: Path) -> str:
    """Install the existing product in a virtual environment of its own, and return the Python of that."""
    python = directory / "bin" / "python"
    commands = (
        [sys.executable, "-m", "venv", str(directory)],
        [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", _DISTRIBUTION],
    )
    for command in commands:
        try:
            subprocess.run(command, check=True, capture_output=True, text=True, timeout=_SECONDS)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise NotInstalledError(str(error)) from error
        except subprocess.CalledProcessError as error:
            raise NotInstalledError((error.stderr or str(error)).strip().splitlines()[-1]) from error
    return str(python)
