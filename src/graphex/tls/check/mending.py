"""Undoing what happened to PEM on its way: as a command for a shell, and here, to see that the command will help."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from cryptography.hazmat.primitives import serialization

from graphex.tls import shell
from graphex.tls.certificates.facts import attempt, certificate_facts
from graphex.tls.certificates.pem import CERTIFICATE_LABELS, parse_pem
from graphex.tls.check.content import MARKER, UTF16_BIG, Form, decoded, identify, identify_damage

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from graphex.tls.certificates.pem import Block
    from graphex.tls.check.conversion import Wanted

# In a file from the field two or three things have happened; more is noise.
_MOST_STEPS: Final = 4

_INDENTATION: Final = re.compile(rb"^[ \t]+", re.MULTILINE)
_LINE_END_IN_WORDS: Final = re.compile(rb"\\+n")
_RETURN_IN_WORDS: Final = re.compile(rb"\\+r")
# The two header lines of an encrypted key (RFC 1421 §4.6), which are followed by an empty one.
_ENCRYPTED: Final = re.compile(rb"Proc-Type: 4,ENCRYPTED")
_CIPHER: Final = re.compile(rb"DEK-Info: [A-Z0-9-]+,[0-9A-Fa-f]+")
_HEADERS: Final = (b"Proc-Type: ", b"DEK-Info: ")
_NOT_BASE64: Final = re.compile(rb"[^A-Za-z0-9+/=]+")

_DECODED: Final = "tr -d '[:space:]' | openssl base64 -d -A"
_DECODED_PART: Final = (
    "tr -d '[:space:]' | "
    "awk 'match($0, /LS0tLS1CRUdJTi[A-Za-z0-9+\\/]*=*/) {printf \"%s\", substr($0, RSTART, RLENGTH)}' | "
    "openssl base64 -d -A"
)
# What openssl makes PEM of, and of which kind.
BINARY_FILTERS: Final[dict[Form, tuple[Wanted, str]]] = {
    Form.DER_CERTIFICATE: ("certificate", "openssl x509 -inform der"),
    Form.DER_KEY: ("private key", "openssl pkey -inform der"),
    Form.PKCS7: ("certificate", "openssl pkcs7 -inform der -print_certs"),
}


@dataclass(frozen=True, slots=True)
class Mending:
    """What happened to a file first, and the filter for a shell that undoes all that happened to it."""

    form: Form
    program: str

    def command(self, path: Path) -> str:
        """Return the command that mends the file in its place and keeps the original beside it."""
        return shell.rewrite(path, self.program)


def find_mending(data: bytes, wanted: Wanted) -> Mending | None:
    """Find the way from a damaged file to PEM that holds what is wanted; None where no program leads there."""
    first, programs = identify_damage(data), list[str]()
    for _ in range(_MOST_STEPS):
        form = identify_damage(data)
        repair = _REPAIRS.get(form) if form is not None else None
        mended = repair[1](data) if repair is not None else None
        if first is None or repair is None or mended is None or mended == data:
            return None
        programs.append(repair[0](data))
        data = mended
        if holds(data, wanted):
            return Mending(first, " | ".join(programs))
        binary = BINARY_FILTERS.get(identify(data)) if form is Form.BASE64 else None
        if binary is not None and binary[0] == wanted:
            return Mending(first, " | ".join([*programs, binary[1]]))
    return None


def holds(data: bytes, wanted: Wanted) -> bool:
    """Return whether PEM holds what is wanted, and nothing that cannot be read."""
    pem = parse_pem(data)
    blocks = pem.certificates if wanted == "certificate" else pem.keys
    return bool(blocks) and not pem.flaws and all(map(_is_readable, blocks))


def _is_readable(block: Block) -> bool:
    if block.label in CERTIFICATE_LABELS:
        return certificate_facts(block.der) is not None
    read = partial(serialization.load_der_private_key, block.der, None, unsafe_skip_rsa_key_validation=True)
    return block.encrypted or attempt(read) is not None


def _from_utf16(data: bytes) -> bytes | None:
    return attempt(lambda: data.decode(_utf16(data)).encode())


def _utf16(data: bytes) -> str:
    """Return the encoding as both Python and iconv call it; a byte order mark says which of the two it is."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "UTF-16"
    return "UTF-16BE" if UTF16_BIG in data else "UTF-16LE"


def _line_program(data: bytes) -> str:
    """Write `_put_on_lines` for a shell, without what this file does not need: people read it before they run it.

    The first awk gives first and last lines (and headers) lines of their own, the second breaks what stands between
    them wherever it is no base64.
    """
    escapes = r'gsub(/\\+r/, ""); gsub(/\\+n/, "\n"); ' if b"\\" in data else ""
    returns = r'gsub(/\r/, ""); ' if b"\r" in data else ""
    apart = (
        r'gsub(/Proc-Type: 4,ENCRYPTED|DEK-Info: [A-Z0-9-]+,[0-9A-Fa-f]+/, "\n&\n"); ' if _is_encrypted(data) else ""
    )
    whole = r'/^Proc-Type: / {print; next} /^DEK-Info: / {print $0 "\n"; next} ' if _is_encrypted(data) else ""
    return (
        f"awk '{{{returns}{escapes}{apart}"
        r'gsub(/-----(BEGIN|END) [A-Z0-9 .]+-----/, "\n&\n"); print}'
        f"' | awk '/^-----/ {{p = /BEGIN/; print; next}} {whole}"
        r'p {gsub(/[^A-Za-z0-9+\/=]+/, "\n"); sub(/^\n/, ""); sub(/\n$/, "")} length'
        "'"
    )


def _is_encrypted(data: bytes) -> bool:
    return _ENCRYPTED.search(data) is not None


def _put_on_lines(data: bytes) -> bytes:
    text = _RETURN_IN_WORDS.sub(b"", data).replace(b"\r", b"")
    text = _LINE_END_IN_WORDS.sub(b"\n", text)
    for pattern in (MARKER, _ENCRYPTED, _CIPHER):
        text = pattern.sub(rb"\n\g<0>\n", text)
    lines: list[bytes] = []
    is_inside = False
    for line in text.split(b"\n"):
        if line.startswith((b"-----BEGIN ", b"-----END ")):
            is_inside = line.startswith(b"-----BEGIN ")
            lines.append(line)
        elif not is_inside or line.startswith(_HEADERS[0]):
            lines.append(line)
        elif line.startswith(_HEADERS[1]):
            lines += [line, b""]
        else:
            lines += filter(None, _NOT_BASE64.split(line))
    return b"\n".join(lines)


_REPAIRS: Final[dict[Form, tuple[Callable[[bytes], str], Callable[[bytes], bytes | None]]]] = {
    Form.UTF16: (lambda data: f"iconv -f {_utf16(data)} -t UTF-8", _from_utf16),
    Form.ZERO_BYTES: (lambda _: "tr -d '\\000'", lambda data: data.replace(b"\0", b"")),
    Form.CR_ONLY: (lambda _: "tr '\\r' '\\n'", lambda data: data.replace(b"\r", b"\n")),
    Form.INDENTED: (lambda _: "sed 's/^[[:space:]]*//'", lambda data: _INDENTATION.sub(b"", data)),
    Form.BASE64: (lambda data: _DECODED_PART if b"LS0tLS1CRUdJTi" in b"".join(data.split()) else _DECODED, decoded),
    **dict.fromkeys((Form.ESCAPED, Form.GLUED, Form.ONE_LINE, Form.WRAPPED), (_line_program, _put_on_lines)),
}
