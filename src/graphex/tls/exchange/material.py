"""Certificates and private keys out of files of any format, opened, for a pair that is to be put together of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Final

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs7, pkcs12

from graphex.tls.certificates.facts import attempt, certificate_facts, facts_of, key_facts
from graphex.tls.certificates.pem import Block, Pem, parse_pem, read_source
from graphex.tls.check.content import Form, identify, is_encrypted_der_key
from graphex.tls.check.files import PemFile
from graphex.tls.check.key import read_key
from graphex.tls.check.mending import find_mending
from graphex.tls.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

    from graphex.tls.certificates.facts import CertificateFacts, KeyFacts
    from graphex.tls.certificates.pem import Source

_PKCS7_LABELS: Final = frozenset({"PKCS7", "CMS"})


@dataclass(frozen=True, slots=True)
class FoundKey:
    """A private key that was opened, and the file that it stood in."""

    path: Path
    key: PrivateKeyTypes = field(repr=False)
    facts: KeyFacts


@dataclass(frozen=True, slots=True)
class Material:
    """What some files hold together.

    `locked` are the files that only a passphrase opens, another one if there was one; `empty` those that hold nothing
    of use, with what they hold instead.
    """

    certificates: tuple[CertificateFacts, ...] = ()
    keys: tuple[FoundKey, ...] = ()
    locked: tuple[Path, ...] = ()
    empty: tuple[tuple[Path, str], ...] = ()

    def __or__(self, other: Material) -> Material:
        """Put two together; a certificate that is in both counts once."""
        return Material(
            tuple(dict.fromkeys(self.certificates + other.certificates)),
            self.keys + other.keys,
            self.locked + other.locked,
            self.empty + other.empty,
        )


def read_material(paths: Iterable[Path], passphrase: bytes | None = None) -> Material:
    """Read several files: PEM, DER, PKCS#7 and PKCS#12, whatever they are called."""
    found = Material()
    for path in paths:
        found |= _read(path, passphrase)
    return found


def format_key(key: PrivateKeyTypes, passphrase: bytes | None = None) -> bytes:
    """Write a key as PKCS#8 in PEM, encrypted if there is a passphrase."""
    encryption = serialization.BestAvailableEncryption(passphrase) if passphrase else serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption)


def _read(path: Path, passphrase: bytes | None) -> Material:
    source = read_source(path)
    if isinstance(source, Finding):
        return Material(empty=((path, source.message),))
    pem = parse_pem(source.data)
    material = _from_pem(source, pem, passphrase) if pem.blocks else _from_binary(source, passphrase)
    if material.certificates or material.keys or material.locked:
        return material
    held = pem.blocks[0].name if pem.blocks else identify(source.data).value
    mending = find_mending(source.data, "certificate") or find_mending(source.data, "private key")
    way_out = "" if mending is None else f" This mends it: {mending.command(path)}"
    return Material(empty=((path, f"{path} holds {held}, and neither a certificate nor a private key.{way_out}"),))


def _from_pem(source: Source, pem: Pem, passphrase: bytes | None) -> Material:
    found = Material()
    for block in pem.blocks:
        if block in pem.keys:
            found |= _from_key(source, block, passphrase)
        elif block in pem.certificates:
            certificate = certificate_facts(block.der)
            # Windows writes the whole of a .p7b under the label of a certificate.
            found |= Material((certificate,)) if certificate is not None else _from_pkcs7(block.der)
        elif block.label in _PKCS7_LABELS:
            found |= _from_pkcs7(block.der)
    return found


def _from_binary(source: Source, passphrase: bytes | None) -> Material:
    match identify(source.data):
        case Form.DER_CERTIFICATE:
            certificate = certificate_facts(source.data)
            return Material() if certificate is None else Material((certificate,))
        case Form.DER_KEY:
            return _from_der_key(source, passphrase)
        case Form.PKCS7:
            return _from_pkcs7(source.data)
        case Form.PKCS12:
            return _from_pkcs12(source, passphrase)
        case _:
            return Material()


def _from_key(source: Source, block: Block, passphrase: bytes | None) -> Material:
    read = read_key(PemFile(source.path, source, Pem((block,), ())), passphrase)
    if read.key is not None and read.facts is not None:
        return Material(keys=(FoundKey(source.path, read.key, read.facts),))
    return Material(locked=(source.path,)) if block.encrypted else Material()


def _from_der_key(source: Source, passphrase: bytes | None) -> Material:
    encrypted = is_encrypted_der_key(source.data)
    key = attempt(partial(serialization.load_der_private_key, source.data, passphrase if encrypted else None))
    if key is None:
        return Material(locked=(source.path,)) if encrypted else Material()
    return _with_key(source.path, key)


def _from_pkcs7(data: bytes) -> Material:
    bundle = attempt(partial(pkcs7.load_der_pkcs7_certificates, data)) or []
    return Material(tuple(facts for one in bundle if (facts := facts_of(one)) is not None))


def _from_pkcs12(source: Source, passphrase: bytes | None) -> Material:
    # "None" is written in two ways.
    for password in (None, b"", *(() if passphrase is None else (passphrase,))):
        bundle = attempt(partial(pkcs12.load_pkcs12, source.data, password))
        if bundle is not None:
            break
    else:
        return Material(locked=(source.path,))
    listed = [one.certificate for one in (bundle.cert, *bundle.additional_certs) if one is not None]
    found = Material(tuple(facts for one in listed if (facts := facts_of(one)) is not None))
    return found if bundle.key is None else found | _with_key(source.path, bundle.key)


def _with_key(path: Path, key: PrivateKeyTypes) -> Material:
    facts = attempt(lambda: key_facts(key.public_key()))
    return Material() if facts is None else Material(keys=(FoundKey(path, key, facts),))
