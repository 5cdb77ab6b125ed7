"""Telling what a file holds that is not the PEM it should be: DER, PKCS#12, a Java keystore, PEM that was damaged."""

from __future__ import annotations

import binascii
import re
from enum import Enum
from typing import TYPE_CHECKING, Final, TypeAlias

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from graphex.tls.certificates import der, facts
from graphex.tls.certificates.pem import BOM

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
    ZERO_BYTES = "PEM with zero bytes in it"
    CR_ONLY = "lines that end as on an old Macintosh, with a carriage return only"
    ESCAPED = (
        "PEM with all of the block on one line: its line ends were lost, and the two characters \\n stand for them"
    )
    ONE_LINE = "PEM with all of the block on one line: its line ends were lost"
    INDENTED = "PEM whose lines are indented"
    GLUED = "PEM with a block that begins on the line where another ends"
    WRAPPED = "PEM with other characters on the first or last line of a block, such as quotes"
    BASE64 = "PEM in base64 once more, or base64 without the first and last lines of PEM"
    DASHES = "PEM whose dashes were lost or replaced by others, as word processors do"
    HEADLESS = "PEM without its first line"
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
UTF16_LITTLE: Final = "-----BEGIN".encode("utf-16-le")
UTF16_BIG: Final = "-----BEGIN".encode("utf-16-be")

# The first and last line of a block, wherever they stand. Labels are short; what is longer is content.
MARKER: Final = re.compile(rb"-----(?:BEGIN|END) [A-Z0-9 .]{1,40}-----")
_ESCAPED: Final = re.compile(rb"-----BEGIN [A-Z0-9 .]{1,40}-----[ \t]*\\+(?:r\\+)?n")
_FULL_LINE: Final = re.compile(rb"-----BEGIN [A-Z0-9 .]{1,40}-----[ \t]*[A-Za-z0-9+/]|[A-Za-z0-9+/=][ \t]*-----END ")
_INDENTED: Final = re.compile(rb"^[ \t]+-----(?:BEGIN|END) ", re.MULTILINE)
_GLUED: Final = re.compile(rb"-----END [A-Z0-9 .]{1,40}-----[ \t]*-----BEGIN ")
# INDENTED is asked about before: whatever else stands before the dashes, and anything after them.
_WRAPPED: Final = re.compile(
    rb"(?<=[^\r\n])-----(?:BEGIN|END) |-----(?:BEGIN|END) [A-Z0-9 .]{1,40}-----[^\S\r\n]*[^\s]"
)
_CR_LINES: Final = re.compile(rb"-----BEGIN [A-Z0-9 .]{1,40}-----\r(?!\n)")
# En dashes and the like, in Windows-1252 and in UTF-8, or not five.
_OTHER_DASHES: Final = re.compile(
    rb"(?:[\x96\x97]|\xe2\x80[\x90-\x95]|\xe2\x88\x92)[-\x80-\xff]{0,12} ?(?:BEGIN|END) |^-{1,4}BEGIN ", re.MULTILINE
)
_END_LINE: Final = re.compile(rb"^-----END [A-Z0-9 .]{1,40}-----", re.MULTILINE)
# "-----BEGIN " in base64, where it stands at the beginning of what was encoded.
BASE64_OF_PEM: Final = re.compile(rb"LS0tLS1CRUdJTi[A-Za-z0-9+/]*={0,2}")
# Printable ASCII and white space, or UTF-8 beyond it.
_CONTROL: Final = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def identify(data: bytes) -> Form:
    """Return what kind of file this is, for one in which no complete PEM block was found."""
    return identify_damage(data) or next((form for form, matches in _TESTS if matches(data)), Form.BINARY)


def identify_damage(data: bytes) -> Form | None:
    """Return what happened to PEM on its way; None where nothing is known to have happened."""
    text = data.removeprefix(BOM)
    return next((form for form, matches in _DAMAGE if matches(text)), None)


def decoded(data: bytes) -> bytes | None:
    """Return what was encoded in base64 once more, if that is PEM, a certificate or a key; else None."""
    packed = b"".join(data.split())
    found = BASE64_OF_PEM.search(packed)
    inner = facts.attempt(lambda: binascii.a2b_base64(found.group() if found else packed, strict_mode=True))
    # Nothing is base64 of nothing, and would be looked into over and over.
    is_worth = inner and (found is not None or identify(inner) in _BINARY_FORMS | DAMAGED_FORMS)
    return inner if is_worth else None


def is_encrypted_der_key(data: bytes) -> bool:
    """Return whether DER looks like an EncryptedPrivateKeyInfo (RFC 5958 §3): it begins with an algorithm."""
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
    return data.startswith(_UTF16_MARKS) or UTF16_LITTLE in data or UTF16_BIG in data


def _has_zero_bytes(data: bytes) -> bool:
    return b"\0" in data and MARKER.search(data.replace(b"\0", b"")) is not None


def _is_text(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return _CONTROL.search(data) is None


_Tests: TypeAlias = "tuple[tuple[Form, Callable[[bytes], bool]], ...]"

_DAMAGE: Final[_Tests] = (
    (Form.UTF16, _is_utf16),
    (Form.ZERO_BYTES, _has_zero_bytes),
    (Form.CR_ONLY, lambda data: _CR_LINES.search(data) is not None),
    (Form.ESCAPED, lambda data: _ESCAPED.search(data) is not None),
    (Form.GLUED, lambda data: _GLUED.search(data) is not None),
    (Form.ONE_LINE, lambda data: _FULL_LINE.search(data) is not None),
    (Form.INDENTED, lambda data: _INDENTED.search(data) is not None),
    (Form.WRAPPED, lambda data: _WRAPPED.search(data) is not None),
    (Form.BASE64, lambda data: decoded(data) is not None),
    (Form.DASHES, lambda data: _OTHER_DASHES.search(data) is not None),
)

# What was PEM once.
DAMAGED_FORMS: Final = frozenset(form for form, _ in _DAMAGE)

_TESTS: Final[_Tests] = (
    (Form.HEADLESS, lambda data: b"-----BEGIN " not in data and _END_LINE.search(data) is not None),
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

_BINARY_FORMS: Final = frozenset(
    {Form.PKCS12, Form.PKCS7, Form.DER_CERTIFICATE, Form.DER_KEY, Form.DER_REQUEST, Form.DER_PUBLIC_KEY}
)
