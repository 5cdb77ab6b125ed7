"""What the tests of handing certificates over share: a local authority in a directory, and a file with a passphrase."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from graphex.tls.own.authority_files import ensure_authority
from tls.authorities import make_authority
from tls.material import Issued, write_private

if TYPE_CHECKING:
    from pathlib import Path

SECRET = b"correct horse"


def settle_authority(directory: Path, passphrase: bytes | None = None) -> Issued:
    """Put an authority of a machine called desk into a directory."""
    now = dt.datetime.now(dt.UTC)
    authority = make_authority(now=now)
    ensure_authority(directory, lambda: authority, now=now, passphrase=passphrase)
    return Issued(authority.certificate, authority.key)


def write_secret(directory: Path) -> Path:
    """Write the passphrase into a file."""
    return write_private(directory / "secret", SECRET + b"\n")
