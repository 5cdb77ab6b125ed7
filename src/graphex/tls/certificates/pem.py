"""Reading certificate and key files without ever blocking, and cutting them into PEM blocks as OpenSSL does."""

from __future__ import annotations

import binascii
import errno
import os
import re
import stat
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

from graphex.tls.certificates.access import explain_refusal
from graphex.tls.file_names import PAIR_NAMES
from graphex.tls.findings import Finding, Severity
from graphex.tls.shell import quote, set_aside

if TYPE_CHECKING:
    from pathlib import Path

# A chain with a key takes a few kilobytes; what is larger than this is some other file.
MAX_BYTES: Final = 1 << 20
BOM: Final = b"\xef\xbb\xbf"

# NONBLOCK: a pipe that replaces the file between stat and open must not hold up the start.
_OPEN_FLAGS: Final = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_BINARY", 0)
)

CERTIFICATE_LABELS: Final = frozenset({"CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE"})
KEY_LABELS: Final = frozenset(
    {"PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "DSA PRIVATE KEY"}
)

# What a message may call a block. A label is file content like any other: in a damaged file, a piece of a key.
KNOWN_LABELS: Final = (
    CERTIFICATE_LABELS
    | KEY_LABELS
    | {
        "ANY PRIVATE KEY",
        "CERTIFICATE REQUEST",
        "CMS",
        "DH PARAMETERS",
        "DSA PARAMETERS",
        "EC PARAMETERS",
        "NEW CERTIFICATE REQUEST",
        "OPENSSH PRIVATE KEY",
        "PKCS7",
        "PUBLIC KEY",
        "RSA PUBLIC KEY",
        "SSH2 ENCRYPTED PRIVATE KEY",
        "X509 CRL",
        "X9.42 DH PARAMETERS",
    }
)
UNKNOWN_LABEL: Final = ""

_KINDS: Final = {
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}

# OpenSSL strips everything up to the space from the end of a line (crypto/pem/pem_lib.c, sanitize_line).
_TRAILING: Final = bytes(range(0x21))
_BEGIN: Final = b"-----BEGIN "
_DASHES: Final = b"-----"
_END: Final = re.compile(rb"-----END .*-----")


@dataclass(frozen=True, slots=True)
class Source:
    """The content of a file; `mode` holds its permission bits, None where the system has none."""

    path: Path
    data: bytes = field(repr=False)
    mode: int | None


@dataclass(frozen=True, slots=True)
class Block:
    """One PEM block: its label, header lines (`Proc-Type: …`), decoded content, its own text, and its first line.

    The label is one of `KNOWN_LABELS`, or `UNKNOWN_LABEL`.
    """

    label: str
    headers: bytes = field(repr=False)
    der: bytes = field(repr=False)
    text: bytes = field(repr=False)
    line: int

    @property
    def name(self) -> str:
        """The block in words."""
        return f"a block {self.label!r}" if self.label else "a block of an unknown kind"

    @property
    def encrypted(self) -> bool:
        """Whether the block is a private key that needs a passphrase."""
        return self.label == "ENCRYPTED PRIVATE KEY" or b"ENCRYPTED" in self.headers


@dataclass(frozen=True, slots=True)
class Flaw:
    """A PEM block that cannot be read: without its end, with one of another kind, no base64, or glued to the next.

    The label is one of `KNOWN_LABELS`, or `UNKNOWN_LABEL`.
    """

    kind: Literal["truncated", "mismatched", "damaged", "glued"]
    label: str
    line: int

    @property
    def name(self) -> str:
        """The block in words that begin a sentence."""
        return named_block(self.label)


@dataclass(frozen=True, slots=True)
class Pem:
    """What a PEM file holds, in order."""

    blocks: tuple[Block, ...]
    flaws: tuple[Flaw, ...]

    @property
    def certificates(self) -> tuple[Block, ...]:
        """The blocks that hold a certificate."""
        return tuple(block for block in self.blocks if block.label in CERTIFICATE_LABELS)

    @property
    def keys(self) -> tuple[Block, ...]:
        """The blocks that hold a private key."""
        return tuple(block for block in self.blocks if block.label in KEY_LABELS)


def read_source(path: Path) -> Source | Finding:
    """Read a file, or say in a finding why it cannot be one of the two."""
    try:
        status = path.stat()
        problem = _unfit(path, status)
        if problem is not None:
            return problem
        with os.fdopen(os.open(path, _OPEN_FLAGS), "rb") as file:
            status = os.fstat(file.fileno())
            problem = _unfit(path, status)
            data = b"" if problem is not None else file.read(MAX_BYTES + 1)
    # ValueError: a NUL character in the path.
    except (OSError, ValueError) as error:
        return _unreadable(path, error)
    return problem or _unfit_content(path, data) or Source(path, data, _mode(status))


def named_block(label: str) -> str:
    """Call a block by its label, one that is known, at the beginning of a sentence."""
    return f"The {label} block" if label else "The block"


def parse_pem(data: bytes) -> Pem:
    """Cut text into PEM blocks; text around the blocks is ignored, as OpenSSL does."""
    lines = [line.rstrip(_TRAILING) for line in data.removeprefix(BOM).split(b"\n")]
    blocks: list[Block] = []
    flaws: list[Flaw] = []
    position = 0
    while position < len(lines):
        label = _label(lines[position])
        if label is None:
            position += 1
            continue
        end = next((i for i in range(position + 1, len(lines)) if lines[i].startswith(_DASHES)), len(lines))
        found = _block(label, lines[position : end + 1], position + 1)
        if isinstance(found, Block):
            blocks.append(found)
        else:
            flaws.append(found)
        # A BEGIN inside a block starts the next one; every other line of dashes ends this one.
        position = end if end < len(lines) and _label(lines[end]) is not None else end + 1
    return Pem(tuple(blocks), tuple(flaws))


def _label(line: bytes) -> str | None:
    """Return the label of a BEGIN line, None for any other line."""
    if not (line.startswith(_BEGIN) and line.endswith(_DASHES)) or len(line) < len(_BEGIN) + len(_DASHES):
        return None
    if b"\r" in line:  # the whole of a file whose lines end with a carriage return only
        return None
    return line[len(_BEGIN) : -len(_DASHES)].decode("ascii", "replace")


def _block(written: str, lines: list[bytes], number: int) -> Block | Flaw:
    end = f"-----END {written}-----".encode()
    label = written if written in KNOWN_LABELS else UNKNOWN_LABEL
    if lines[-1] != end or len(lines) == 1:
        return Flaw(_kind_of_end(lines[1:], end), label, number)
    headers, body = _split_headers(lines[1:-1])
    try:
        der = binascii.a2b_base64(b"".join(b"".join(body).split()), strict_mode=True)
    except binascii.Error:
        return Flaw("damaged", label, number)
    if not der:
        return Flaw("damaged", label, number)
    return Block(label, headers, der, b"\n".join([*lines, b""]), number)


def _kind_of_end(lines: list[bytes], end: bytes) -> Literal["truncated", "mismatched", "glued"]:
    if lines and lines[-1].startswith(end + _BEGIN):
        return "glued"
    return "mismatched" if lines and _END.fullmatch(lines[-1]) else "truncated"


def _split_headers(lines: list[bytes]) -> tuple[bytes, list[bytes]]:
    """Separate header lines, which end at an empty line (RFC 1421 §4.4), from base64."""
    if not any(b":" in line for line in lines):
        return b"", lines
    end = next((i for i, line in enumerate(lines) if not line and i), len(lines))
    return b"\n".join(lines[:end]), lines[end:]


def _mode(status: os.stat_result) -> int | None:
    return stat.S_IMODE(status.st_mode) if os.name == "posix" else None


def _unfit(path: Path, status: os.stat_result) -> Finding | None:
    """Return why a file of this kind or size is not even opened."""
    if stat.S_ISDIR(status.st_mode):
        hint = set_aside(path, ".directory")
        return Finding(Severity.ERROR, "file-directory", f"{path} is a directory, not a file.", path, hint)
    if not stat.S_ISREG(status.st_mode):
        kind = _KINDS.get(stat.S_IFMT(status.st_mode), "a special file")
        hint = "Use a regular file: it is read again when it changes."
        return Finding(Severity.ERROR, "file-special", f"{path} is {kind}, not a regular file.", path, hint)
    return _too_large(path, status.st_size) if status.st_size > MAX_BYTES else None


def _unfit_content(path: Path, data: bytes) -> Finding | None:
    if not data:
        hint = f"Put its content back, or remove it: rm {quote(path)}"
        return Finding(Severity.ERROR, "file-empty", f"{path} is empty.", path, hint)
    return _too_large(path, len(data)) if len(data) > MAX_BYTES else None


def _too_large(path: Path, size: int) -> Finding:
    message = f"{path} has {size:,} bytes; a certificate or key file holds a few thousand (the limit is {MAX_BYTES:,})."
    return Finding(Severity.ERROR, "file-too-large", message, path, "Put only the certificate chain or the key there.")


def _unreadable(path: Path, error: OSError | ValueError) -> Finding:
    code = error.errno if isinstance(error, OSError) else errno.EINVAL
    match code:
        case errno.ENOENT | errno.ENOTDIR if path.is_symlink():
            return Finding(
                Severity.ERROR,
                "file-link-dangling",
                f"{path} is a link to {_link_target(path)}, which does not exist.",
                path,
                f"Put the target back, or remove the link: rm {quote(path)}",
            )
        case errno.ENOENT | errno.ENOTDIR:
            hint = f"Put it there; when both {PAIR_NAMES} are missing, a start creates them."
            return Finding(Severity.ERROR, "file-missing", f"{path} does not exist.", path, hint)
        case errno.ELOOP:
            message = f"{path} is a link that leads back to itself."
            return Finding(Severity.ERROR, "file-link-loop", message, path, f"rm {quote(path)}")
        case errno.EACCES | errno.EPERM:
            return explain_refusal(path)
    reason = error.strerror if isinstance(error, OSError) else str(error)
    return Finding(Severity.ERROR, "file-unreadable", f"{str(path)!r} cannot be read: {reason}.", path)


def _link_target(path: Path) -> str:
    try:
        return str(path.readlink())
    except OSError:
        return "something"
