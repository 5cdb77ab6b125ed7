"""Authorities for tests, made once where none is changed."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from cryptography import x509

from graphex.tls.certificates.authority import Authority, create_authority
from graphex.tls.certificates.names import Names, parse_names
from graphex.tls.trust.model import Root

if TYPE_CHECKING:
    from pathlib import Path

NOW = dt.datetime(2026, 12, 1, 12, tzinfo=dt.UTC)
MACHINE = parse_names(["localhost", "desk", "desk.local", "desk.example.org", "127.0.0.1", "192.0.2.7"])


def make_authority(label: str = "ada@desk", allowed: Names | None = None, now: dt.datetime = NOW) -> Authority:
    """Make an authority of a machine called desk."""
    return create_authority(label=label, names=MACHINE, allowed=allowed or Names(), now=now)


def make_root(directory: Path, label: str = "ada@desk") -> Root:
    """Make an authority that is valid today, and write its certificate where programs can read it."""
    authority = make_authority(label, now=dt.datetime.now(dt.UTC))
    file = directory / f"{authority.certificate.serial_number}.pem"
    file.write_bytes(authority.certificate_pem)
    return Root(authority.certificate, file)


def split_chain(chain_pem: bytes) -> list[x509.Certificate]:
    """Read the certificates of a chain."""
    return x509.load_pem_x509_certificates(chain_pem)
