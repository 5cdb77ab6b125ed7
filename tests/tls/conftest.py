"""Certificates that several test modules share."""

from __future__ import annotations

import contextlib
import datetime as dt
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from graphex.tls import TLSOptions, bootstrap
from tls.meetings import House
from tls.people import authorities_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tls.material import Issued


@pytest.fixture(scope="session")
def foreign_certificate_without_san() -> x509.Certificate:
    """A certificate as old tools made them: a common name and nothing else."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 7, now, now + dt.timedelta(days=3))
    return builder.sign(key, hashes.SHA256())


@pytest.fixture
def open_house(tmp_path: Path) -> Iterator[Callable[..., House]]:
    """Build a house that lets in whom an authority vouches for."""

    def build(authority: Issued, certificates: str = "required") -> House:
        (tmp_path / "revoked").write_text("# nobody")
        options = TLSOptions(
            client_ca=authorities_file(tmp_path, authority),
            client_certificates=certificates,  # type: ignore[arg-type]  # a word of the tests' tables
            client_revoked=tmp_path / "revoked",
        )
        tls = bootstrap(tmp_path / "certificates", options=options)
        closing.callback(tls.close)
        return House(tmp_path, tls, tls.ssl_context())

    with contextlib.ExitStack() as closing:
        yield build
