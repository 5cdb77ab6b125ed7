"""Certificates and keys as other people make them: right, wrong and odd, built in memory or by the openssl program."""

from __future__ import annotations

import datetime as dt
import ssl
import subprocess
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING, TypeAlias

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from graphex.tls.certificates.facts import certificate_facts
from graphex.tls.check.rules.rule import Served

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from graphex.tls.certificates.facts import CertificateFacts
    from graphex.tls.findings import Finding

Key: TypeAlias = (
    ec.EllipticCurvePrivateKey
    | rsa.RSAPrivateKey
    | dsa.DSAPrivateKey
    | ed25519.Ed25519PrivateKey
    | ed448.Ed448PrivateKey
)
Extras: TypeAlias = tuple[tuple[x509.ExtensionType, bool], ...]

NOW = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)
PASSPHRASE = b"open sesame"


@dataclass(frozen=True)
class Issued:
    """A certificate and its key."""

    certificate: x509.Certificate
    key: Key

    @property
    def pem(self) -> bytes:
        """The certificate as a PEM file holds it."""
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    @property
    def der(self) -> bytes:
        """The certificate in DER."""
        return self.certificate.public_bytes(serialization.Encoding.DER)

    @property
    def key_pem(self) -> bytes:
        """The key in PKCS#8."""
        return key_bytes(self.key)

    @property
    def facts(self) -> CertificateFacts:
        """The certificate as rules see it."""
        facts = certificate_facts(self.der)
        assert facts is not None
        return facts


def issue(
    name: str | None = "server",
    *,
    issuer: Issued | None = None,
    key: Key | None = None,
    names: Iterable[str] = ("localhost", "127.0.0.1"),
    start: dt.datetime = NOW - dt.timedelta(days=10),
    days: float = 90,
    ca: bool = False,
    serial: int | None = None,
    without: tuple[type[x509.ExtensionType], ...] = (),
    extras: Extras = (),
) -> Issued:
    """Issue a certificate that is right in every way, save for what is asked otherwise."""
    key = key or ec.generate_private_key(ec.SECP256R1())
    signer = key if issuer is None else issuer.key
    subject = _name(name)
    builder = x509.CertificateBuilder(
        issuer_name=subject if issuer is None else issuer.certificate.subject,
        subject_name=subject,
        public_key=key.public_key(),
        serial_number=serial or x509.random_serial_number(),
        not_valid_before=start,
        not_valid_after=start + dt.timedelta(days=days),
    )
    usual = _authority_extensions() if ca else _server_extensions(names)
    chosen = {type(extension): (extension, critical) for extension, critical in (*usual, *_identifiers(key, signer))}
    chosen |= {type(extension): (extension, critical) for extension, critical in extras}
    for kind, (extension, critical) in chosen.items():
        if kind not in without:
            builder = builder.add_extension(extension, critical=critical)
    algorithm = None if isinstance(signer, ed25519.Ed25519PrivateKey | ed448.Ed448PrivateKey) else hashes.SHA256()
    return Issued(builder.sign(signer, algorithm), key)


def authority(name: str, issuer: Issued | None = None, **changes: float) -> Issued:
    """Issue an authority, a root when there is no issuer; `changes` may hold `days`."""
    return issue(name, issuer=issuer, ca=True, days=changes.get("days", 3650))


def key_bytes(key: Key, style: str = "PKCS8", passphrase: bytes | None = None) -> bytes:
    """Write a key in PEM: style `PKCS8` or `TraditionalOpenSSL` (PKCS#1, SEC1)."""
    form = {"PKCS8": serialization.PrivateFormat.PKCS8}.get(style, serialization.PrivateFormat.TraditionalOpenSSL)
    encryption = (
        serialization.NoEncryption() if passphrase is None else serialization.BestAvailableEncryption(passphrase)
    )
    return key.private_bytes(serialization.Encoding.PEM, form, encryption)


def weak_rsa_key() -> rsa.RSAPrivateKey:
    """Make a key that is too short on purpose."""
    return rsa.generate_private_key(65537, 1024)  # noqa: S505 - the validator must refuse it


def served(*chain: Issued, now: dt.datetime = NOW, host: str | None = None, directory: Path | None = None) -> Served:
    """Put certificates together as rules take them."""
    files = (None, None) if directory is None else (directory / "cert.pem", directory / "key.pem")
    return Served(tuple(issued.facts for issued in chain), now, host, *files)


def write_pair(directory: Path, certificate: bytes, key: bytes) -> tuple[Path, Path]:
    """Write cert.pem and key.pem."""
    directory.mkdir(exist_ok=True)
    certfile, keyfile = directory / "cert.pem", directory / "key.pem"
    certfile.write_bytes(certificate)
    write_private(keyfile, key)
    return certfile, keyfile


def write_private(path: Path, content: bytes) -> Path:
    """Write a file that only its owner can read."""
    path.touch(mode=0o600)
    path.write_bytes(content)
    return path


def openssl(*arguments: str | Path, directory: Path, text: bytes = b"") -> bytes:
    """Run the openssl program and return what it prints."""
    command = ["openssl", *map(str, arguments)]
    return subprocess.run(command, cwd=directory, input=text, capture_output=True, check=True, timeout=60).stdout


def paste(command: str, directory: Path, answers: str = "") -> None:
    """Run a command as somebody does who pastes it into a shell; without a terminal, passwords come from stdin."""
    shell = ["sh", "-c", command]
    done = subprocess.run(
        shell,
        cwd=directory,
        input=answers,
        text=True,
        capture_output=True,
        check=False,
        timeout=60,
        start_new_session=True,
    )
    assert done.returncode == 0, done.stderr


def codes(findings: Iterable[Finding]) -> list[str]:
    """Reduce findings to their codes."""
    return [finding.code for finding in findings]


def shake_hands(certfile: Path, keyfile: Path, passphrase: bytes | None = None) -> str | None:
    """Have a server with the pair and a client that trusts anybody talk in memory; returns the version of TLS."""
    server_context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server_context.load_cert_chain(certfile, keyfile, password=lambda: passphrase or b"")
    client_context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    client_context.check_hostname = False
    client_context.verify_mode = ssl.CERT_NONE
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = client_context.wrap_bio(to_client, to_server)
    server = server_context.wrap_bio(to_server, to_client, server_side=True)
    waiting = [client, server]
    for _ in range(10):
        waiting = [side for side in waiting if not _is_done(side)]
    assert not waiting
    return client.version()


def _is_done(side: ssl.SSLObject) -> bool:
    try:
        side.do_handshake()
    except ssl.SSLWantReadError:
        return False
    return True


def _name(common_name: str | None) -> x509.Name:
    return x509.Name([] if common_name is None else [x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _server_extensions(names: Iterable[str]) -> Extras:
    return (
        (x509.SubjectAlternativeName([_general_name(name) for name in names]), False),
        (x509.BasicConstraints(ca=False, path_length=None), True),
        (key_usage(), True),
        (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False),
    )


def _authority_extensions() -> Extras:
    return (
        (x509.BasicConstraints(ca=True, path_length=None), True),
        (key_usage(signing=False, certificates=True), True),
    )


def _identifiers(key: Key, signer: Key) -> Extras:
    return (
        (x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False),
        (x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), False),
    )


def key_usage(*, signing: bool = True, certificates: bool = False) -> x509.KeyUsage:
    """Build a key usage extension."""
    return x509.KeyUsage(
        digital_signature=signing,
        content_commitment=False,
        key_encipherment=not signing and not certificates,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=certificates,
        crl_sign=certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name.removeprefix("DNS:"))
