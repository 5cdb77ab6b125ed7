"""Reading the certificate file and the key file: their PEM blocks, or a finding that says what is there instead."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from graphex.tls import shell
from graphex.tls.certificates.facts import certificate_facts
from graphex.tls.certificates.pem import Pem, Source, parse_pem, read_source
from graphex.tls.check.content import Form, identify, identify_damage
from graphex.tls.check.conversion import COPY_AGAIN, conversion
from graphex.tls.check.mending import find_mending
from graphex.tls.findings import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from graphex.tls.certificates.facts import CertificateFacts
    from graphex.tls.certificates.pem import Block, Flaw
    from graphex.tls.check.conversion import Wanted

# Public chains have up to four certificates; a file with more than this is a list of trusted roots.
MAX_CERTIFICATES: Final = 16
KEY_MODE_OPEN: Final = "key-mode-open"
_GROUP_WRITE, _GROUP_READ, _OTHERS = 0o020, 0o040, 0o007

_CODES: Final = {
    Form.DER_CERTIFICATE: "file-der",
    Form.DER_KEY: "file-der",
    Form.DER_REQUEST: "file-request",
    Form.DER_PUBLIC_KEY: "file-public-key",
    Form.PKCS12: "file-pkcs12",
    Form.PKCS7: "file-pkcs7",
    Form.JKS: "file-keystore",
    Form.UTF16: "file-utf16",
    Form.ZERO_BYTES: "file-zero-bytes",
    Form.CR_ONLY: "file-line-ends",
    Form.ESCAPED: "file-one-line",
    Form.ONE_LINE: "file-one-line",
    Form.INDENTED: "file-indented",
    Form.GLUED: "pem-glued",
    Form.WRAPPED: "file-wrapped",
    Form.BASE64: "file-base64",
    Form.DASHES: "file-dashes",
    Form.HEADLESS: "pem-headless",
    Form.PUTTY: "file-putty-key",
    Form.TEXT: "file-no-pem",
    Form.BINARY: "file-binary",
}

# PEM labels that stand where a certificate or private key should: code, what it is, what to do.
_OTHER_BLOCKS: Final[dict[str, tuple[str, str, str]]] = {
    "CERTIFICATE REQUEST": ("file-request", "a certificate request", "Send it to an authority; use what comes back."),
    "NEW CERTIFICATE REQUEST": ("file-request", "a certificate request", "Send it to an authority; use what returns."),
    "PUBLIC KEY": ("file-public-key", "a public key", "Use the private key that it was made from."),
    "RSA PUBLIC KEY": ("file-public-key", "a public key", "Use the private key that it was made from."),
    "PKCS7": ("file-pkcs7", Form.PKCS7.value, "{pkcs7}"),
    "CMS": ("file-pkcs7", Form.PKCS7.value, "{pkcs7}"),
    "OPENSSH PRIVATE KEY": ("file-openssh-key", "a private key in OpenSSH's own format", "{openssh}"),
}


@dataclass(frozen=True, slots=True)
class PemFile:
    """A file that was read, cut into blocks; either may be missing, and `findings` then says why."""

    path: Path
    source: Source | None = None
    pem: Pem = field(default_factory=lambda: Pem((), ()))
    findings: tuple[Finding, ...] = ()


def read_pem_file(path: Path) -> PemFile:
    """Read a file and cut it into PEM blocks; blocks that cannot be read are left to `missing` and `flaws`."""
    source = read_source(path)
    if isinstance(source, Finding):
        return PemFile(path, findings=(source,))
    return PemFile(path, source, parse_pem(source.data))


def certificates_of(
    file: PemFile, *, most: int = MAX_CERTIFICATES
) -> tuple[tuple[CertificateFacts, ...], tuple[Finding, ...]]:
    """Read the certificates of a file, with what is wrong about the file itself."""
    if file.source is None:
        return (), file.findings
    blocks = file.pem.certificates
    findings = list(_describe_flaws(file, "certificate") or _describe_hidden(file, "certificate"))
    if not blocks and not file.pem.flaws:
        return (), (missing(file, "certificate"),)
    if len(blocks) > most:
        message = f"{file.path} holds {len(blocks)} certificates; at most {most} make sense there."
        hint = "Use the server's certificate with its chain, not a list of trusted authorities."
        return (), (Finding(Severity.ERROR, "chain-too-long", message, file.path, hint),)
    read = [(block, certificate_facts(block.der)) for block in blocks]
    for block, certificate in read:
        if certificate is None:
            message = f"The certificate in line {block.line} of {file.path} cannot be decoded."
            findings.append(Finding(Severity.ERROR, "certificate-malformed", message, file.path, COPY_AGAIN))
    return tuple(certificate for _, certificate in read if certificate is not None), tuple(findings)


def missing(file: PemFile, wanted: Wanted) -> Finding:
    """Return what a file holds in place of the wanted certificate or private key."""
    other = next((block.label for block in file.pem.blocks if block.label in _OTHER_BLOCKS), None)
    if other is not None:
        code, what, hint = _OTHER_BLOCKS[other]
        hint = hint.format(
            pkcs7=shell.rewrite(file.path, "openssl pkcs7 -print_certs"),
            openssh=f"chmod 600 {shell.quote(file.path)} && ssh-keygen -p -m PEM -f {shell.quote(file.path)}",
        )
    elif file.pem.blocks:
        code, hint = f"no-{wanted.replace(' ', '-')}", f"Put the {wanted} into {file.path}."
        what = " and ".join(dict.fromkeys(_noun(block) for block in file.pem.blocks))
    else:
        data = file.source.data if file.source is not None else b""
        form = identify(data)
        code, what, hint = _CODES[form], form.value, conversion(file.path, form, data, wanted)
    return _instead(file.path, wanted, code, what, hint)


def _instead(path: Path, wanted: Wanted, code: str, what: str, hint: str) -> Finding:
    return Finding(Severity.ERROR, code, f"{path} should hold a {wanted} in PEM, but holds {what}.", path, hint)


def key_file_flaw(file: PemFile) -> Finding | None:
    """Return the flaw that OpenSSL meets before it finds a private key, if there is one."""
    first = file.pem.keys[0].line if file.pem.keys else None
    flaw = next((flaw for flaw in file.pem.flaws if first is None or flaw.line < first), None)
    return None if flaw is None else _describe_flaws(file, "private key", flaw)[0]


def check_mode(file: PemFile) -> tuple[Finding, ...]:
    """A private key is for its owner; a group such as Debian's ssl-cert may read it on purpose."""
    if file.source is None or file.source.mode is None or not file.pem.keys:
        return ()
    mode = file.source.mode
    if not mode & (_OTHERS | _GROUP_WRITE | _GROUP_READ):
        return ()
    if mode & (_OTHERS | _GROUP_WRITE):
        severity, code = Severity.WARNING, KEY_MODE_OPEN
        who = "everyone on this machine" if mode & _OTHERS else "its group"
        message = f"The private key in {file.path} is open to {who} (mode {mode:04o})."
    else:
        severity, code = Severity.NOTICE, "key-mode-group"
        message = f"The private key in {file.path} can be read by its group (mode {mode:04o})."
    return (Finding(severity, code, message, file.path, f"chmod 600 {shell.quote(file.path)}"),)


def _describe_flaws(file: PemFile, wanted: Wanted, *flaws: Flaw) -> tuple[Finding, ...]:
    """Return what happened to the whole file where a command undoes it, else what is wrong with each block."""
    shown = flaws or file.pem.flaws
    data = file.source.data if file.source is not None else b""
    form = identify_damage(data) if shown else None
    if form is None:
        return tuple(_describe_flaw(file.path, flaw) for flaw in shown)
    return (_instead(file.path, wanted, _CODES[form], form.value, conversion(file.path, form, data, wanted)),)


def _describe_hidden(file: PemFile, wanted: Wanted) -> Iterator[Finding]:
    """Yield what OpenSSL passes over as if it were not there: whole blocks that are indented."""
    data = file.source.data if file.source is not None else b""
    mending = find_mending(data, wanted) if file.pem.certificates and identify_damage(data) is Form.INDENTED else None
    if mending is not None:
        message = f"{file.path} holds {mending.form.value}: OpenSSL passes over those."
        yield Finding(Severity.WARNING, _CODES[mending.form], message, file.path, mending.command(file.path))


def _describe_flaw(path: Path, flaw: Flaw) -> Finding:
    block = f"{flaw.name} that begins in line {flaw.line} of {path}"
    match flaw.kind:
        case "glued":
            return Finding(Severity.ERROR, "pem-glued", f"{block} ends where the next block begins.", path, COPY_AGAIN)
        case "truncated":
            return Finding(Severity.ERROR, "pem-truncated", f"{block} has no end: it is cut off.", path, COPY_AGAIN)
        case "mismatched":
            message = f"{block} ends with the last line of another kind of block."
            return Finding(Severity.ERROR, "pem-damaged", message, path, COPY_AGAIN)
        case "damaged":
            return Finding(Severity.ERROR, "pem-damaged", f"{block} is not valid base64.", path, COPY_AGAIN)


def _noun(block: Block) -> str:
    if "PRIVATE KEY" in block.label:
        return "a private key"
    return "a certificate" if "CERTIFICATE" in block.label else block.name
