"""What certificates and keys a file holds, whatever its format and name."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12

from graphex.tls.certificates.facts import attempt, certificate_facts, facts_of, key_facts
from graphex.tls.certificates.pem import parse_pem, read_source
from graphex.tls.check.content import Form, identify
from graphex.tls.check.files import MAX_CERTIFICATES
from graphex.tls.check.key import MAX_KEY_BYTES, public_facts
from graphex.tls.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from graphex.tls.certificates.facts import CertificateFacts, KeyFacts


@dataclass(frozen=True, slots=True)
class Holding:
    """One file: its format (None is PEM), its certificates, and its keys, None for each that cannot be opened.

    `clean` says that the file can be copied or joined with others as it is; `locked` that only a password opens it;
    `data` is the content of a PKCS#12 file, by which its age is told.
    """

    path: Path
    form: Form | None = None
    certificates: tuple[CertificateFacts, ...] = ()
    keys: tuple[KeyFacts | None, ...] = ()
    clean: bool = False
    locked: bool = False
    data: bytes = b""
    problem: Finding | None = None

    def __repr__(self) -> str:
        """Keep the content, which may be a key, out of logs."""
        return f"{type(self).__name__}({self.path})"


def read_holdings(paths: Iterable[Path]) -> tuple[Holding, ...]:
    """Read several files, in order."""
    return tuple(map(read_holding, paths))


def read_holding(path: Path) -> Holding:
    """Read one file; what cannot be read holds nothing."""
    source = read_source(path)
    if isinstance(source, Finding):
        return Holding(path, problem=source)
    pem = parse_pem(source.data)
    if not pem.blocks:
        return _read_binary(path, source.data)
    found = [certificate_facts(block.der) for block in pem.certificates[:MAX_CERTIFICATES]]
    certificates = tuple(certificate for certificate in found if certificate is not None)
    keys = tuple(public_facts(block) for block in pem.keys[:MAX_CERTIFICATES])
    clean = not pem.flaws and None not in found and source.data.startswith(b"-----") and source.data.endswith(b"\n")
    return Holding(path, None, certificates, keys, clean)


def _read_binary(path: Path, data: bytes) -> Holding:
    form = identify(data)
    match form:
        case Form.DER_CERTIFICATE:
            certificate = certificate_facts(data)
            return Holding(path, form, () if certificate is None else (certificate,))
        case Form.DER_KEY:
            return Holding(path, form, keys=(_der_key(data),))
        case Form.PKCS7:
            return _read_pkcs7(path, data)
        case Form.PKCS12:
            return _read_pkcs12(path, data)
        case _:
            return Holding(path, form)


def _der_key(data: bytes) -> KeyFacts | None:
    if len(data) > MAX_KEY_BYTES:
        return None
    return attempt(lambda: key_facts(serialization.load_der_private_key(data, None).public_key()))


def _read_pkcs7(path: Path, data: bytes) -> Holding:
    # It loads Python's package for e-mail: milliseconds of every start, for a format that few ever have.
    from cryptography.hazmat.primitives.serialization import pkcs7  # noqa: PLC0415

    bundle = attempt(lambda: pkcs7.load_der_pkcs7_certificates(data)) or []
    found = [facts_of(certificate) for certificate in bundle[:MAX_CERTIFICATES]]
    return Holding(path, Form.PKCS7, tuple(certificate for certificate in found if certificate is not None))


def _read_pkcs12(path: Path, data: bytes) -> Holding:
    """Open a bundle without a password, in the two ways that programs write "none"."""
    for password in (None, b""):
        bundle = attempt(partial(pkcs12.load_pkcs12, data, password))
        if bundle is not None:
            break
    else:
        return Holding(path, Form.PKCS12, keys=(None,), locked=True, data=data)
    listed = [bundle.cert, *bundle.additional_certs]
    found = [facts_of(entry.certificate) for entry in listed if entry is not None]
    key = bundle.key
    keys = () if key is None else (attempt(lambda: key_facts(key.public_key())),)
    certificates = tuple(certificate for certificate in found if certificate is not None)
    return Holding(path, Form.PKCS12, certificates, keys, data=data)
