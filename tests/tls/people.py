"""People with client certificates: who issued them, and clients that show them."""

from __future__ import annotations

import datetime as dt
import ssl
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509.oid import ExtendedKeyUsageOID

from tls.handshake import careless
from tls.material import Issued, issue

if TYPE_CHECKING:
    from pathlib import Path

CLIENT_USE = (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), False)


def company(name: str = "Company", *, issuer: Issued | None = None, days: float = 30, ago: float = 1) -> Issued:
    """Issue an authority for client certificates; `ago` is the age in days."""
    return issue(name, issuer=issuer, ca=True, start=_past(ago), days=days)


def person(
    issuer: Issued,
    name: str = "Alice",
    *,
    email: str = "alice@example.org",
    days: float = 20,
    serial: int | None = None,
) -> Issued:
    """Issue a client certificate."""
    names = (x509.SubjectAlternativeName([x509.RFC822Name(email)]), False)
    extras = (CLIENT_USE, names)
    return issue(name, issuer=issuer, start=_past(1), days=days, serial=serial, extras=extras)


def fingerprint(issued: Issued) -> str:
    """Return the SHA-256 as openssl prints it."""
    return issued.certificate.fingerprint(hashes.SHA256()).hex(":").upper()


def authorities_file(directory: Path, *authorities: Issued, name: str = "authorities") -> Path:
    """Write authorities into a file, in one step."""
    staged = directory / f"{name}.staged"
    staged.write_bytes(b"".join(one.pem for one in authorities))
    return staged.replace(directory / name)


def wallet(directory: Path, issued: Issued, *chain: Issued) -> Path:
    """Write a client certificate, its chain and its key into one file, as curl takes it."""
    path = directory / "wallet"
    path.write_bytes(issued.pem + b"".join(one.pem for one in chain) + issued.key_pem)
    return path


def showing(directory: Path, issued: Issued | None, *chain: Issued, tls: str = "1.3") -> ssl.SSLContext:
    """Return a client context that trusts any server and shows a certificate, if there is one."""
    context = careless()
    version = ssl.TLSVersion.TLSv1_2 if tls == "1.2" else ssl.TLSVersion.TLSv1_3
    context.minimum_version = context.maximum_version = version
    if issued is not None:
        context.load_cert_chain(wallet(directory, issued, *chain))
    return context


def revocation_list(issuer: Issued, *revoked: Issued, days: float = 1) -> bytes:
    """Sign a CRL in PEM that ends in some days."""
    now = dt.datetime.now(dt.UTC)
    builder = x509.CertificateRevocationListBuilder(
        issuer.certificate.subject, now - dt.timedelta(days=9), now + dt.timedelta(days=days)
    )
    for one in revoked:
        entry = x509.RevokedCertificateBuilder(one.certificate.serial_number, now)
        builder = builder.add_revoked_certificate(entry.build())
    return builder.sign(issuer.key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def _past(days: float) -> dt.datetime:
    return dt.datetime.now(dt.UTC) - dt.timedelta(days=days)
