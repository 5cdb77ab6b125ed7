"""Having OpenSSL try what the rules have read: verify the chain by its strictest rules, and load the pair to serve."""

from __future__ import annotations

import datetime as dt
import ssl
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from OpenSSL import SSL, crypto

from graphex.tls.certificates.facts import attempt
from graphex.tls.certificates.pem import BOM
from graphex.tls.check.rules.chain import chain_from, without_root
from graphex.tls.findings import Finding, Severity
from graphex.tls.shell import quote

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path

    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

    from graphex.tls.certificates.facts import CertificateFacts
    from graphex.tls.check.rules.rule import Served


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why OpenSSL refuses something: its own words, and for verification its error number and the certificate."""

    reason: str
    number: int = 0
    subject: str = ""


# Numbers of <openssl/x509_vfy.h>, with the findings that have said the same in plainer words already.
_EXPLAINED: Final[dict[int, frozenset[str]]] = {
    7: frozenset({"signature-invalid", "signature-weak"}),
    # Where no moment suits the whole chain.
    9: frozenset({"expired", "chain-expired", "chain-outdated", "not-yet-valid"}),
    10: frozenset({"expired", "chain-expired", "chain-outdated", "not-yet-valid"}),
    # What lies above the given certificates is the business of `chain-*` findings.
    20: frozenset({"chain-broken", "chain-incomplete", "chain-key-id"}),
    21: frozenset({"chain-broken", "chain-incomplete", "chain-key-id"}),
    30: frozenset({"chain-key-id"}),
    31: frozenset({"chain-key-id"}),
    34: frozenset({"extension-unknown"}),
    41: frozenset({"extensions-malformed", "version-outdated"}),
    66: frozenset({"key-weak"}),
    67: frozenset({"chain-key-weak"}),
    68: frozenset({"signature-weak"}),
    76: frozenset({"signature-weak", "key-unsupported"}),
    79: frozenset({"version-outdated"}),
    81: frozenset({"leaf-is-ca"}),
    84: frozenset({"subject-empty"}),
    85: frozenset({"key-id-missing"}),
    86: frozenset({"key-id-missing"}),
    87: frozenset({"no-names"}),
    88: frozenset({"subject-empty"}),
    94: frozenset({"key-curve-explicit"}),
}

# Findings that say nothing about whether a pair can be loaded: a refusal beside them is news.
_NOT_ABOUT_LOADING: Final = frozenset(
    {"expired", "purpose-not-server", "chain-expired", "signature-invalid", "signature-weak"}
)


def check_strictly(served: Served, said: Collection[str]) -> tuple[Finding, ...]:
    """Report what strict verification (the default of Python 3.13) refuses and no rule has said yet."""
    refusal = strict_refusal(chain_from(served.leaf, served.chain[1:], served.now), served.now)
    if refusal is None or not _EXPLAINED.get(refusal.number, frozenset()).isdisjoint(said):
        return ()
    subject = f"The certificate {refusal.subject}" if refusal.subject else "The certificate"
    message = f"{subject} does not follow RFC 5280 ({refusal.reason}); Python 3.13 and other strict clients refuse it."
    return (served.warning("form-not-strict", message, "Have it issued again by a current program."),)


def strict_refusal(chain: tuple[CertificateFacts, ...], now: dt.datetime) -> Refusal | None:
    """Verify a chain with its last certificate as the anchor; dates are left to the rules."""
    certificates = [crypto.X509.from_cryptography(certificate.certificate) for certificate in chain]
    store = crypto.X509Store()
    store.set_flags(crypto.X509StoreFlags.X509_STRICT | crypto.X509StoreFlags.PARTIAL_CHAIN)
    store.set_time(_valid_moment(chain, now))
    try:
        store.add_cert(certificates[-1])
        crypto.X509StoreContext(store, certificates[0], certificates[1:]).verify_certificate()
    except crypto.X509StoreContextError as error:
        number, _, text = error.errors
        return Refusal(str(text), int(str(number)), attempt(partial(_subject, error.certificate)) or "")
    except (crypto.Error, ValueError, OverflowError) as error:
        return Refusal(_openssl_words(error))
    return None


def check_loading(
    served: Served, key: PrivateKeyTypes, *, passphrase: bytes | None, said: Collection[str]
) -> tuple[Finding, ...]:
    """Report what either OpenSSL refuses to serve with and no rule has said yet."""
    if served.certfile is None or served.keyfile is None or not _NOT_ABOUT_LOADING.issuperset(said):
        return ()
    refusal = _refused_by_ssl(served.certfile, served.keyfile, passphrase)
    # cryptography turns an RSA-PSS key into a plain one, which no longer fits its certificate.
    if refusal is None and served.leaf.key.algorithm != "RSA-PSS":
        refusal = _refused_by_pyopenssl(served, key)
    return () if refusal is None else (explain_refusal(served.certfile, served.keyfile, refusal),)


def explain_refusal(certfile: Path, keyfile: Path, refusal: Refusal) -> Finding:
    """State a refusal; a byte order mark, which only OpenSSL 3 and later skip, is the likely reason when there."""
    for path in (certfile, keyfile):
        if _starts_with_bom(path):
            hint = (
                f"cp -p {quote(path)} {quote(path, '.before')} && tail -c +4 {quote(path, '.before')} > {quote(path)}"
            )
            message = f"{path} begins with a UTF-8 byte order mark, which this OpenSSL refuses ({refusal.reason})."
            return Finding(Severity.ERROR, "bom", message, path, hint)
    message = f"OpenSSL refuses to serve with {certfile.name} and {keyfile.name}: {refusal.reason}."
    return Finding(Severity.ERROR, "refused", message, certfile, "Have the pair issued again by a current program.")


def _refused_by_ssl(certfile: Path, keyfile: Path, passphrase: bytes | None) -> Refusal | None:
    """Load the very files, as uvicorn does."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    # Always a password function: without one, OpenSSL asks on the terminal and waits.
    return _refusal_of(lambda: context.load_cert_chain(certfile, keyfile, password=lambda: passphrase or b""))


def _refused_by_pyopenssl(served: Served, key: PrivateKeyTypes) -> Refusal | None:
    """Load what was read; pyOpenSSL may bring a newer OpenSSL than `ssl` has."""

    def load() -> None:
        context = SSL.Context(SSL.TLS_SERVER_METHOD)
        context.use_certificate(served.leaf.certificate)
        for certificate in without_root(served.chain)[1:]:
            context.add_extra_chain_cert(certificate.certificate)
        context.use_privatekey(key)  # type: ignore[arg-type] # the kinds it lacks raise TypeError, caught below
        context.check_privatekey()

    return _refusal_of(load)


def _refusal_of(load: Callable[[], object]) -> Refusal | None:
    try:
        load()
    except (SSL.Error, OSError, ValueError, TypeError) as error:
        return Refusal(_openssl_words(error))
    return None


def _openssl_words(error: Exception) -> str:
    """Take the most telling part of an OpenSSL error: the first reason, without file and line."""
    if isinstance(error, ssl.SSLError):
        return (error.reason or str(error.strerror).partition(" (_ssl")[0]).replace("_", " ").lower()
    if isinstance(error, SSL.Error | crypto.Error) and error.args and error.args[0]:
        return str(error.args[0][0][-1])
    return str(error) or type(error).__name__


def _subject(certificate: crypto.X509) -> str:
    return certificate.to_cryptography().subject.rfc4514_string()


def _valid_moment(chain: tuple[CertificateFacts, ...], now: dt.datetime) -> dt.datetime:
    """Move `now` into the validity of the chain, in the naive UTC that pyOpenSSL takes."""
    latest_start = max(certificate.not_before for certificate in chain)
    # OpenSSL before 4 counts the last second as expired.
    earliest_end = min(certificate.not_after for certificate in chain) - dt.timedelta(seconds=1)
    return min(max(now.astimezone(dt.UTC), latest_start), earliest_end).replace(tzinfo=None)


def _starts_with_bom(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(BOM)) == BOM
    except OSError:
        return False
