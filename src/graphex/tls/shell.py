"""The shell commands that findings offer: correct when pasted into any POSIX shell, and never losing a file."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def quote(path: Path, suffix: str = "") -> str:
    """Write a path so that no shell and no program takes it for anything else."""
    text = f"{path}{suffix}"
    # A program would read a leading dash as an option.
    return shlex.quote(f"./{text}" if text.startswith("-") else text)


def set_aside(path: Path, suffix: str) -> str:
    """Rename a file out of the way; the new name is not one that GraphEx looks for."""
    return f"mv {quote(path)} {quote(path, suffix)}"


def rewrite(path: Path, program: str) -> str:
    """Replace a file by what `program` makes of it, keeping its permissions and leaving the original beside it."""
    filtered = f"{{ {program}; }}" if " | " in program else program
    return f"cp -p {quote(path)} {quote(path, '.before')} && {filtered} < {quote(path, '.before')} > {quote(path)}"


def rearrange(path: Path, order: Iterable[int]) -> str:
    """Keep only the certificates with these numbers (from 1), in this order, and everything else that is there."""
    kept = " ".join(f"b[{number}]" for number in order)
    script = (
        "BEGIN {p = 0} /-----BEGIN /{p = /CERTIFICATE-----/ ? ++n : 0} "
        '{b[p] = b[p] $0 "\\n"} '
        "/-----END /{p = 0} "
        f'END {{printf "%s", b[0] {kept}}}'
    )
    return rewrite(path, f"awk {shlex.quote(script)}")


def extract_certificate(path: Path, number: int) -> str:
    """Print the certificate with this number (from 1) of a PEM file."""
    return f"{pick_certificate(number)} {quote(path)}"


def pick_certificate(number: int) -> str:
    """Print the certificate with this number (from 1) of the PEM text that is piped in."""
    return f"awk {shlex.quote(_picker('CERTIFICATE-----', number))}"


def extract_key(path: Path, number: int) -> str:
    """Print the private key with this number (from 1) of a PEM file."""
    return f"{pick_key(number)} {quote(path)}"


def pick_key(number: int) -> str:
    """Print the private key with this number (from 1) of the PEM text that is piped in."""
    return f"awk {shlex.quote(_picker('PRIVATE KEY-----', number))}"


def write_key(program: str, target: Path) -> str:
    """Write what `program` prints into a new key file that nobody else can read."""
    return f"(umask 077 && {program} > {quote(target)})"


def _picker(ending: str, number: int) -> str:
    return f"/-----BEGIN .*{ending}/{{n++; p = (n == {number})}} p; /-----END /{{p = 0}}"
