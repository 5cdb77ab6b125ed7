"""Rules about the form of the server's certificate: version, extensions, serial number, kind of key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from graphex.tls.check.rules.rule import REISSUE, make_way

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphex.tls.certificates.facts import KeyFacts
    from graphex.tls.check.rules.rule import Rule, Served
    from graphex.tls.findings import Finding

X509_V3: Final = 3
# RFC 5280 §4.1.2.2.
_SERIAL_OCTETS: Final = 20
# CA/Browser Forum baseline requirements §6.1.5; OpenSSL refuses less at its default security level.
RSA_BITS: Final = 2048
# The hint for every key that will not do.
NEW_KEY: Final = (
    "Make a new key and have the certificate issued for it. This makes one: "
    "openssl ecparam -name prime256v1 -genkey -noout -out new-key.pem"
)

_RSA: Final = frozenset({"RSA", "RSA-PSS"})
# OpenSSL and most programs take these kinds of key, no browser does.
_FOR_PROGRAMS: Final = frozenset({"Ed25519", "Ed448", "RSA-PSS"})
# RFC 8446 §4.2.3: the curves that a server certificate's key may use; Chromium leaves out the last.
_CURVES: Final = frozenset({"P-256", "P-384", "P-521"})
_CURVE_OF_FEW: Final = "P-521"


def check_version(served: Served) -> Iterator[Finding]:
    """Python 3.13, Go and rustls refuse version 1; it cannot hold names, which browsers insist on."""
    if served.leaf.version != X509_V3:
        yield served.warning(
            "version-outdated",
            f"The certificate is X.509 version {served.leaf.version}; only version 3 can hold names.",
            make_way(served, ".outdated") or f"{REISSUE} by a current program.",
        )


def check_extensions_readable(served: Served) -> Iterator[Finding]:
    """Clients that decode strictly refuse the whole certificate."""
    if served.leaf.extensions is None:
        yield served.warning(
            "extensions-malformed", "The certificate's extensions cannot be decoded.", f"{REISSUE} by another program."
        )


def check_authority(served: Served) -> Iterator[Finding]:
    """Firefox (CA_CERT_USED_AS_END_ENTITY) and rustls refuse the certificate of an authority as a server's."""
    extensions = served.leaf.extensions
    if extensions is not None and extensions.ca:
        yield served.warning(
            "leaf-is-ca",
            "The certificate says that it is an authority (CA:TRUE); Firefox and rustls refuse it for a server.",
            f"{REISSUE} with basicConstraints=critical,CA:FALSE.",
        )


def check_purpose(served: Served) -> Iterator[Finding]:
    """An extended key usage without serverAuth forbids what we use the certificate for."""
    extensions = served.leaf.extensions
    if extensions is None or extensions.server_use is None or extensions.server_use:
        return
    hint = f"{REISSUE} with extendedKeyUsage=serverAuth."
    if extensions.any_use:
        message = "The certificate allows any use but does not name serverAuth; some clients insist on it."
        yield served.warning("purpose-any", message, hint)
    else:
        message = "The certificate is not for servers: its extended key usage lacks serverAuth."
        yield served.error("purpose-not-server", message, hint)


def check_usage(served: Served) -> Iterator[Finding]:
    """TLS 1.3 servers sign; RFC 8446 §4.4.2.2 wants digitalSignature wherever key usage is present."""
    extensions = served.leaf.extensions
    if extensions is not None and extensions.signing_use is False:
        yield served.warning(
            "usage-not-signing",
            "The certificate's key usage lacks digitalSignature, which TLS 1.3 needs.",
            f"{REISSUE} with keyUsage=digitalSignature.",
        )


def check_empty_subject(served: Served) -> Iterator[Finding]:
    """RFC 5280 §4.2.1.6: without a subject, subjectAltName is critical; Chromium and Python 3.13 insist."""
    extensions = served.leaf.extensions
    if not served.leaf.subject and extensions is not None and extensions.has_names and not extensions.names_critical:
        yield served.warning(
            "subject-empty",
            "The certificate's subject is empty and its subjectAltName is not critical.",
            f"{REISSUE} with a common name such as CN=server.",
        )


def check_serial(served: Served) -> Iterator[Finding]:
    """Strict parsers refuse such numbers (RFC 5280 §4.1.2.2)."""
    serial = served.leaf.serial
    octets = (serial.bit_length() // 8) + 1
    if serial > 0 and octets <= _SERIAL_OCTETS:
        return
    what = "not positive" if serial <= 0 else f"{octets} octets long, more than {_SERIAL_OCTETS}"
    yield served.warning(
        "serial-invalid",
        f"The certificate's serial number {serial:x} is {what}.",
        f"{REISSUE} with a random serial number.",
    )


def check_staple(served: Served) -> Iterator[Finding]:
    """Python cannot staple OCSP answers, and Firefox then refuses the connection."""
    extensions = served.leaf.extensions
    if extensions is not None and extensions.must_staple:
        yield served.warning(
            "must-staple",
            "The certificate demands a stapled OCSP answer (must-staple), which this server cannot give.",
            f"{REISSUE} without OCSP must-staple.",
        )


def check_critical(served: Served) -> Iterator[Finding]:
    """RFC 5280 §4.2: a client refuses a certificate with a critical extension that it does not know."""
    extensions = served.leaf.extensions
    if extensions is not None and extensions.unknown_critical:
        yield served.warning(
            "extension-unknown",
            f"The certificate has the critical extension {', '.join(extensions.unknown_critical)}; "
            "clients refuse what they do not know.",
            f"{REISSUE} without it, or with it marked as not critical.",
        )


def check_key(served: Served) -> Iterator[Finding]:
    """The kind of key decides who can connect at all."""
    problem = key_error(served.leaf.key)
    if problem is not None:
        yield served.error(*problem)
    reluctance = key_warning(served.leaf.key)
    if reluctance is not None:
        yield served.warning(*reluctance)


def key_error(key: KeyFacts) -> tuple[str, str, str] | None:
    """Return code, sentence and hint for a key that cannot serve."""
    if key.explicit_curve:
        return (
            "key-curve-explicit",
            "The key spells out its elliptic curve instead of naming it; clients refuse that.",
            NEW_KEY,
        )
    if key.algorithm in _RSA and key.bits < RSA_BITS:
        return "key-weak", f"The key is {key}; clients refuse less than {RSA_BITS} bits.", NEW_KEY
    if key.algorithm == "EC" and key.curve not in _CURVES:
        return "key-curve-unusable", f"The key is {key}; TLS clients support P-256, P-384 and P-521 only.", NEW_KEY
    if key.algorithm not in {*_RSA, *_FOR_PROGRAMS, "EC"}:
        return "key-unsupported", f"The key is of the kind {key}, which TLS servers cannot use.", NEW_KEY
    return None


def key_warning(key: KeyFacts) -> tuple[str, str, str] | None:
    """Return code, sentence and hint for a key that browsers do not take."""
    if key.algorithm in _FOR_PROGRAMS:
        return "key-not-for-browsers", f"The key is {key}; browsers do not support it.", NEW_KEY
    if key.algorithm == "EC" and key.curve == _CURVE_OF_FEW and not key.explicit_curve:
        return "key-not-for-browsers", f"The key is {key}; Chromium does not support it.", NEW_KEY
    return None


RULES: Final[tuple[Rule, ...]] = (
    check_version,
    check_extensions_readable,
    check_key,
    check_authority,
    check_purpose,
    check_usage,
    check_empty_subject,
    check_serial,
    check_staple,
    check_critical,
)
