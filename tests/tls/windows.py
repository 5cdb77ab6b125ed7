"""A Windows as far as permissions go: `icacls` and `whoami` that write down how they were called."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphex.tls.store import permissions

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

SID = "S-1-5-21-1004336348-1177238915-682003330-1001"
# As Windows answers `whoami /user /fo csv /nh`.
_WHOAMI = f"""printf '%s\\r\\n' '"build-7\\ada","{SID}"'"""
# What is called, and how large the file is by then.
_ICACLS = (
    '[ -d "$1" ] && size=directory || size=$(($(wc -c <"$1"))); echo "$size $*" >>"$CALLS"; echo "processed file: $1"'
)
_REFUSING = 'echo "$1: Access is denied." >&2; echo "Successfully processed 0 files; Failed processing 1 files"; exit 5'
ACCESS_FILE = f"/inheritance:r /grant:r *{SID}:F *S-1-5-18:F"
ACCESS_DIRECTORY = f"/inheritance:r /grant:r *{SID}:(OI)(CI)F *S-1-5-18:(OI)(CI)F"


@dataclass(frozen=True)
class Windows:
    """Programs in a directory of their own on PATH."""

    programs: Path

    def program(self, name: str, script: str) -> None:
        """Put a program in place of any of that name."""
        path = self.programs / name
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)

    def refuse(self) -> None:
        """Let `icacls` fail, as on a drive without permissions."""
        self.program("icacls", _REFUSING)

    @property
    def calls(self) -> list[str]:
        """How `icacls` was called, each after the size of the file (or the word directory)."""
        file = self.programs / "calls"
        return file.read_text().splitlines() if file.exists() else []


def become_windows(directory: Path, monkeypatch: pytest.MonkeyPatch) -> Windows:
    """Make the code under test believe that it runs on Windows."""
    directory.mkdir()
    windows = Windows(directory)
    windows.program("whoami", _WHOAMI)
    windows.program("icacls", _ICACLS)
    monkeypatch.setenv("PATH", f"{directory}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("CALLS", str(directory / "calls"))
    monkeypatch.delenv("SYSTEMROOT", raising=False)
    monkeypatch.setattr(permissions, "_PLATFORM", "win32")
    return windows
