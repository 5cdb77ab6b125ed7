"""A configuration profile, the form in which iPhone, iPad and Mac take an authority from a web page."""

from __future__ import annotations

import plistlib
import uuid
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from graphex.tls.certificates.certificate import CertificateInfo

# The same authority always gives the same profile: installed again it replaces itself instead of standing beside it.
_NAMESPACE: Final = uuid.UUID("6f3c1c53-9d5a-4b0e-8a64-2f1f6d3f7f0b")
_IDENTIFIER: Final = "graphex.authority"
_VERSION: Final = 1
_IDENTIFIER_DIGITS: Final = 16


def apple_profile(certificate: bytes, info: CertificateInfo) -> bytes:
    """Return an unsigned profile that installs one root certificate (DER), in Apple's property list format.

    The payload types and keys are those of Apple's Configuration Profile Reference. iOS marks the profile as not
    signed, and asks to switch on full trust for the root separately.
    """
    fingerprint = info.sha256.replace(":", "").lower()
    identifier = f"{_IDENTIFIER}.{fingerprint[:_IDENTIFIER_DIGITS]}"
    root = {
        "PayloadType": "com.apple.security.root",
        "PayloadVersion": _VERSION,
        "PayloadIdentifier": f"{identifier}.root",
        "PayloadUUID": _identity(fingerprint, "root"),
        "PayloadDisplayName": info.maker,
        "PayloadDescription": f"SHA-256 {info.sha256}",
        "PayloadCertificateFileName": "graphex-authority.crt",
        "PayloadContent": certificate,
    }
    profile = {
        "PayloadType": "Configuration",
        "PayloadVersion": _VERSION,
        "PayloadIdentifier": identifier,
        "PayloadUUID": _identity(fingerprint, "profile"),
        "PayloadDisplayName": info.maker,
        "PayloadOrganization": "GraphEx",
        "PayloadDescription": (
            "Trusts the certificates of one person's GraphEx servers. "
            "Compare the SHA-256 fingerprint of the certificate with the server's terminal before you install it."
        ),
        "PayloadContent": [root],
        "PayloadRemovalDisallowed": False,
    }
    return plistlib.dumps(profile, fmt=plistlib.FMT_XML, sort_keys=True)


def _identity(fingerprint: str, part: str) -> str:
    return str(uuid.uuid5(_NAMESPACE, f"{fingerprint} {part}")).upper()
