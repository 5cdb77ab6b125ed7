"""The command that turns a file of another format into the PEM that is wanted in its place."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from cryptography.hazmat.primitives.serialization import pkcs12

from graphex.tls.certificates.facts import loads
from graphex.tls.check.content import DAMAGED_FORMS, Form
from graphex.tls.check.mending import BINARY_FILTERS, find_mending
from graphex.tls.shell import quote, rewrite, set_aside

if TYPE_CHECKING:
    from pathlib import Path

Wanted: TypeAlias = Literal["certificate", "private key"]

# The options that make `openssl pkcs12` print only what is wanted, the key without a passphrase.
PKCS12_PARTS: Final[dict[Wanted, str]] = {"certificate": "-nokeys", "private key": "-nocerts -nodes"}

# Where a program cannot help, or what it would make is not what is wanted.
COPY_AGAIN: Final = "Copy the file again from where it was issued, as a file and not through a text window."

_SENTENCES: Final = {
    **dict.fromkeys(DAMAGED_FORMS, COPY_AGAIN),
    Form.HEADLESS: COPY_AGAIN,
    Form.DER_REQUEST: "Send it to an authority and use the certificate that comes back.",
    Form.DER_PUBLIC_KEY: "Use the private key that it was made from.",
}

# RFC 7292 appendix C: pbeWithSHAAnd40BitRC2-CBC and pbeWithSHAAnd128BitRC2-CBC, in DER. Windows wrote them for
# decades; OpenSSL 3 reads them with -legacy only.
_RC2_SCHEMES: Final = (bytes.fromhex("2a864886f70d010c0105"), bytes.fromhex("2a864886f70d010c0106"))


def conversion(path: Path, form: Form, data: bytes, wanted: Wanted) -> str:
    """Return the command, or a sentence where no program can help."""
    mending = find_mending(data, wanted) if form in DAMAGED_FORMS else None
    if mending is not None:
        return mending.command(path)
    if form in BINARY_FILTERS:
        kind, program = BINARY_FILTERS[form]
        return rewrite(path, program) if kind == wanted else f"Put the {wanted} into {path}."
    match form:
        case Form.PKCS12:
            return _from_bundle(path, data, wanted)
        case Form.JKS:
            return _from_keystore(path, wanted)
        case Form.PUTTY:
            before = quote(path, ".before")
            return f"cp -p {quote(path)} {before} && puttygen {before} -O private-openssh -o {quote(path)}"
        case _:
            return _SENTENCES.get(form, "Put a PEM file there: text with a line -----BEGIN …-----.")


def _from_bundle(path: Path, data: bytes, wanted: Wanted) -> str:
    """Return the options that name the bundle, and no password where there is none: no terminal is needed then."""
    before = quote(path, ".before")
    is_open = any(loads(partial(pkcs12.load_pkcs12, data, password)) for password in (None, b""))
    password = " -passin pass:" if is_open else ""
    program = f"{openssl_pkcs12(data)} -in {before}{password} {PKCS12_PARTS[wanted]}"
    return f"cp -p {quote(path)} {before} && {program} > {quote(path)}"


def openssl_pkcs12(data: bytes) -> str:
    """Begin the command that reads this PKCS#12 bundle."""
    return "openssl pkcs12 -legacy" if any(scheme in data for scheme in _RC2_SCHEMES) else "openssl pkcs12"


def _from_keystore(path: Path, wanted: Wanted) -> str:
    store, bundle = quote(path, ".keystore"), quote(path, ".p12")
    move = set_aside(path, ".keystore")
    convert = f"keytool -importkeystore -srckeystore {store} -destkeystore {bundle} -deststoretype PKCS12"
    return f"{move} && {convert} && (umask 077 && openssl pkcs12 -in {bundle} {PKCS12_PARTS[wanted]} > {quote(path)})"
