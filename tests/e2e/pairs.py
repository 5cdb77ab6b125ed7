"""Certificate directories as tests need them: old pairs of GraphEx's own, pairs of others, broken ones."""

from __future__ import annotations

import datetime as dt
import stat
from typing import TYPE_CHECKING

from cryptography import x509

from graphex.tls.certificates.certificate import create_self_signed
from graphex.tls.certificates.names import machine_names
from tls.material import issue, key_bytes, write_pair

if TYPE_CHECKING:
    from pathlib import Path

    from tls.material import Issued


def foreign(*names: str, **changes: int) -> Issued:
    """Issue a pair that is not GraphEx's, valid today; `changes` may hold `days`, and `start` in days from now."""
    start = dt.datetime.now(dt.UTC) + dt.timedelta(days=changes.get("start", -1))
    return issue(names=names or ("localhost", "127.0.0.1", "::1"), start=start, days=changes.get("days", 90))


def write_foreign(directory: Path, *names: str, passphrase: bytes | None = None) -> Issued:
    """Put somebody else's pair into a directory."""
    issued = foreign(*names)
    write_pair(directory, issued.pem, key_bytes(issued.key, passphrase=passphrase))
    return issued


def write_own(directory: Path, *, days_ago: int = 0) -> bytes:
    """Put a pair that GraphEx made some days ago into a directory; returns its certificate."""
    made = dt.datetime.now(dt.UTC) - dt.timedelta(days=days_ago)
    pair = create_self_signed(machine_names().wanted, now=made)
    write_pair(directory, pair.certificate_pem, pair.key_pem)
    return pair.certificate_pem


def certificate(directory: Path) -> x509.Certificate:
    """Read cert.pem."""
    return x509.load_pem_x509_certificate((directory / "cert.pem").read_bytes())


def listing(directory: Path) -> list[str]:
    """Return the names in a directory, sorted."""
    return sorted(entry.name for entry in directory.iterdir())


def contents(directory: Path) -> dict[str, bytes]:
    """Read every file of a directory but those below it."""
    return {entry.name: entry.read_bytes() for entry in directory.iterdir() if entry.is_file()}


def mode(path: Path) -> str:
    """Return the permissions of a file as octal digits."""
    return f"{stat.S_IMODE(path.stat().st_mode):04o}"
