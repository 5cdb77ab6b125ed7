"""Running `ssl_certificates/generate_certs.sh` in the tests."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from pathlib import Path

import pytest
from cryptography import x509

SCRIPT = Path(__file__).parents[1] / "ssl_certificates" / "generate_certs.sh"
SHELLS = (["dash"], ["busybox", "sh"], ["posh"], ["bash", "--posix"])
TOOLS = (
    "awk",
    "cat",
    "chmod",
    "cp",
    "date",
    "grep",
    "ln",
    "mkdir",
    "mv",
    "printf",
    "rm",
    "rmdir",
    "sed",
    "tr",
    "uname",
)
PAIR = ["cert.pem", "key.pem"]


def shell_parameter(shell: list[str]) -> object:
    missing = pytest.mark.skipif(not shutil.which(shell[0]), reason=f"{shell[0]} is not installed")
    return pytest.param(shell, id=shell[0], marks=missing)


def run(
    *arguments: str | Path,
    cwd: Path | None = None,
    program: list[str] | None = None,
    path: str | None = None,
    umask: int = -1,
    script: Path = SCRIPT,
) -> subprocess.CompletedProcess[str]:
    command = [*(program or ["sh"]), str(script), *map(str, arguments)]
    environment = os.environ | ({"PATH": path} if path is not None else {})
    return subprocess.run(
        command, cwd=cwd, env=environment, umask=umask, capture_output=True, text=True, check=False, timeout=60
    )


def make(directory: Path, *arguments: str) -> x509.Certificate:
    run("-d", directory, *arguments).check_returncode()
    return x509.load_pem_x509_certificate((directory / "cert.pem").read_bytes())


def stub(directory: Path, name: str, body: str) -> str:
    """Put a program in front of the real ones; returns the PATH to use."""
    directory.mkdir(exist_ok=True)
    program = directory / name
    program.write_text(f"#!/bin/sh\n{body}\n", "utf-8")
    program.chmod(0o755)
    return f"{directory}:{os.environ['PATH']}"


def listing(directory: Path) -> list[str]:
    return sorted(entry.name for entry in directory.iterdir())


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)
