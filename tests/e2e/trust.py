"""Trust stores of browsers, made anew for each test."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def create_store(directory: Path) -> Path:
    """Create an empty NSS database."""
    directory.mkdir(parents=True, exist_ok=True)
    _certutil(directory, "-N", "--empty-password")
    return directory


def trust(store: Path, certfile: Path | None, flags: str) -> None:
    """Trust a certificate, if there is one: `C` as an authority, `P` as a server's own."""
    if certfile is not None:
        _certutil(store, "-A", "-n", "graphex", "-t", flags, "-i", str(certfile))


def _certutil(store: Path, *arguments: str) -> None:
    subprocess.run(["certutil", "-d", f"sql:{store}", *arguments], check=True, capture_output=True, timeout=60)
