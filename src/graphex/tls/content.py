"""Telling what a file holds that is not the PEM it should be: DER, PKCS#12, a Java keystore, UTF-16."""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from graphex.tls import der, facts

if TYPE_CHECKING:
    from collections.abc import Callable


class Form(Enum):
    """What a file without usable PEM blocks is, in words that complete "it holds …"."""

    DER_CERTIFICATE = "a certificate in binary form (DER)"
    DER_KEY = "a private key in binary form (DER)"
    DER_REQUEST = "a certificate request in binary form (DER)"
    DER_PUBLIC_KEY = "a public key in binary form (DER)"
    PKCS12 = "a PKCS#12 bundle (.pfx, .p12)"
    PKCS7 = "a PKCS#7 bundle (.p7b)"
    JKS = "a Java keystore"
    UTF16 = "text in UTF-16, as PowerShell's `>` writes it"
    CR_ONLY = "lines that end as on an old Macintosh, with a carriage return only"
    INDENTED = "PEM whose lines are indented"
    PUTTY = "a PuTTY private key"
    TEXT = "text without any PEM block"
    BINARY = "binary data of an unknown kind"


# RFC 2315 §14 and RFC 7292 §4: the object identifiers in DER.
_PKCS7_SIGNED_DATA: Final = bytes.fromhex("2a864886f70d010702")
_PKCS12_VERSION: Final = 3
# Java's JKS and JCEKS formats.
_KEYSTORE_MAGIC: Final = (bytes.fromhex("feedfeed"), bytes.fromhex("cececece"))
_UTF16_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")
# Without a byte order mark, every second byte of ASCII text is zero.
_UTF16_BEGIN: Final = ("-----BEGIN".encode("utf-16-le"), "-----BEGIN".encode("utf-16-be"))
_CR_LINES: Final = re.compile(rb"-----BEGIN [^\r\n]*-----\r(?!\n)")
_INDENTED_BEGIN: Final = re.compile(rb"^[ \t]+-----BEGIN ", re.MULTILINE)
# Printable ASCII and white space, or UTF-8 beyond it.
_CONTROL: Final = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def identify(data: bytes) -> Form:
    """Tell what kind of file this is, for one in which no complete PEM block was found."""
    return next((form for form, matches in _TESTS if matches(data)), Form.BINARY)


def is_encrypted_der_key(data: bytes) -> bool:
    """Tell whether DER looks like an EncryptedPrivateKeyInfo (RFC 5958 §3): it begins with an algorithm."""
    first = der.first_of_sequence(data)
    algorithm = der.read_element(first.content) if first is not None and first.tag == der.SEQUENCE else None
    # PKCS#5 and PKCS#12 encryption schemes, and nothing else in this place, live under 1.2.840.113549.1.{5,12}.
    schemes = (bytes.fromhex("2a864886f70d0105"), bytes.fromhex("2a864886f70d010c"))
    return algorithm is not None and algorithm.tag == der.OBJECT_IDENTIFIER and algorithm.content.startswith(schemes)


def _is_pkcs12(data: bytes) -> bool:
    first = der.first_of_sequence(data)
    return first is not None and first.tag == der.INTEGER and first.content == bytes([_PKCS12_VERSION])


def _is_pkcs7(data: bytes) -> bool:
    first = der.first_of_sequence(data)
    return first is not None and first.tag == der.OBJECT_IDENTIFIER and first.content == _PKCS7_SIGNED_DATA


def _is_der_key(data: bytes) -> bool:
    return is_encrypted_der_key(data) or facts.loads(
        lambda: serialization.load_der_private_key(data, None, unsafe_skip_rsa_key_validation=True)
    )


def _is_utf16(data: bytes) -> bool:
    return data.startswith(_UTF16_MARKS) or any(begin in data for begin in _UTF16_BEGIN)


def _is_text(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return _CONTROL.search(data) is None


_TESTS: Final[tuple[tuple[Form, Callable[[bytes], bool]], ...]] = (
    (Form.UTF16, _is_utf16),
    (Form.CR_ONLY, lambda data: _CR_LINES.search(data) is not None),
    (Form.INDENTED, lambda data: _INDENTED_BEGIN.search(data) is not None),
    (Form.PUTTY, lambda data: data.startswith(b"PuTTY-User-Key-File-")),
    (Form.JKS, lambda data: data.startswith(_KEYSTORE_MAGIC)),
    (Form.PKCS12, _is_pkcs12),
    (Form.PKCS7, _is_pkcs7),
    (Form.DER_CERTIFICATE, lambda data: facts.loads(lambda: x509.load_der_x509_certificate(data))),
    (Form.DER_KEY, _is_der_key),
    (Form.DER_REQUEST, lambda data: facts.loads(lambda: x509.load_der_x509_csr(data))),
    (Form.DER_PUBLIC_KEY, lambda data: facts.loads(lambda: serialization.load_der_public_key(data))),
    (Form.TEXT, _is_text),
)
