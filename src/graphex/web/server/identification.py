"""Reading the identity that a client certificate states: once for each connection."""

from __future__ import annotations

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509.oid import NameOID

from graphex.tls.certificates.facts import attempt
from graphex.web.http.clients import ClientIdentity


def identify(certificate: x509.Certificate) -> ClientIdentity:
    """Read the identity that a verified certificate states."""
    emails, dns_names, uris = _alternative_names(certificate)
    subject = certificate.subject.rfc4514_string()
    common_names = [_shown(str(part.value)) for part in certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)]
    fingerprint = certificate.fingerprint(hashes.SHA256()).hex(":").upper()
    name = next((one for one in (*common_names, *emails, *dns_names, *uris, subject) if one.strip()), fingerprint)
    return ClientIdentity(
        name=name,
        subject=subject,
        issuer=certificate.issuer.rfc4514_string(),
        emails=emails,
        dns_names=dns_names,
        uris=uris,
        fingerprint=fingerprint,
        serial=f"{certificate.serial_number:X}",
        not_after=certificate.not_valid_after_utc,
    )


def _alternative_names(certificate: x509.Certificate) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    # OpenSSL takes extensions that `cryptography` cannot decode; the subject is an identity without them.
    names = attempt(lambda: certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value)
    if names is None:
        return (), (), ()
    kinds = (x509.RFC822Name, x509.DNSName, x509.UniformResourceIdentifier)
    emails, dns_names, uris = (tuple(map(_shown, names.get_values_for_type(kind))) for kind in kinds)
    return emails, dns_names, uris


def _shown(text: str) -> str:
    """Take out what is not printed, such as line ends and marks that turn the direction of writing."""
    return "".join(character for character in text if character.isprintable())
