"""What another device is to trust so that browsers on it stop warning: the local authority, or the certificate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from graphex.tls import CertificateInfo, ServerTLS
    from graphex.tls.serving.served_authority import ServedAuthority
    from graphex.web.connection.documents import AuthorityDocument

_NICKNAME_DIGITS: Final = 8
# Of every certificate that GraphEx makes for a server.
_OWN_COMMON_NAME: Final = "localhost"


@dataclass(frozen=True, slots=True)
class Download:
    """A file that a device takes a certificate from: where it is, how it is called, and its media type."""

    path: str
    name: str
    media_type: str


# The type that browsers and devices know authorities by; Firefox and Chromium save the file.
_AUTHORITY_TYPE: Final = "application/x-x509-ca-cert"
AUTHORITY_PEM: Final = Download("/connection/authority.pem", "graphex-authority.pem", _AUTHORITY_TYPE)
# Windows opens .crt with its certificate viewer, and Android's file picker offers it.
AUTHORITY_DER: Final = Download("/connection/authority.crt", "graphex-authority.crt", _AUTHORITY_TYPE)
AUTHORITY_PROFILE: Final = Download(
    "/connection/authority.mobileconfig", "graphex-authority.mobileconfig", "application/x-apple-aspen-config"
)

AUTHORITY_DOWNLOADS: Final = (AUTHORITY_PEM, AUTHORITY_DER, AUTHORITY_PROFILE)

CERTIFICATE_PEM: Final = Download(
    "/connection/certificate.pem",
    "graphex-certificate.pem",
    "application/pem-certificate-chain",  # RFC 8555 §9.1
)
# Windows opens .cer files with its certificate viewer.
CERTIFICATE_DER: Final = Download(
    "/connection/certificate.der",
    "graphex-certificate.cer",
    "application/pkix-cert",  # RFC 2585 §4
)


@dataclass(frozen=True, slots=True)
class Anchor:
    """A certificate to trust, in the words and files that the steps for each platform are told with."""

    kind: Literal["authority", "certificate"]
    info: CertificateInfo
    pem: Download
    der: Download
    profile: Download | None = None

    @property
    def is_authority(self) -> bool:
        """Whether it vouches for other certificates: one comparison then serves every GraphEx of its owner."""
        return self.kind == "authority"

    @property
    def common_name(self) -> str:
        """The name under which devices list it."""
        return _OWN_COMMON_NAME if self.info.own and not self.is_authority else self.info.maker

    @property
    def nickname(self) -> str:
        """A name for it in stores that want one, telling it from others."""
        return f"graphex-{self.info.sha256.replace(':', '').lower()[:_NICKNAME_DIGITS]}"

    def command_to_add(self, file: str) -> str:
        """Return the command that makes Chromium on Linux trust it, once it is downloaded."""
        # Its package loads cryptography, which a program that holds no certificate of its own does without.
        from graphex.tls.trust.stores.chromium_database import command_to_add  # noqa: PLC0415

        # An authority is trusted as an issuer, a certificate also as this very peer.
        return command_to_add(self.nickname, "C,," if self.is_authority else "CP,,", file)

    @property
    def command_to_remove(self) -> str:
        """The command that takes it back."""
        # Likewise.
        from graphex.tls.trust.stores.chromium_database import command_to_remove  # noqa: PLC0415

        return command_to_remove(self.nickname)

    def as_json(self) -> AuthorityDocument:
        """Return the members of `authority` in /api/connection."""
        info = self.info
        files = (("pem", self.pem), ("der", self.der), ("profile", self.profile))
        return {
            "subject": info.subject,
            "not_before": info.not_before.isoformat(),
            "not_after": info.not_after.isoformat(),
            "sha256": info.sha256,
            "key": info.key,
            "downloads": {name: file.path for name, file in files if file is not None},
        }


def find_anchor(tls: ServerTLS) -> Anchor | None:
    """Return what devices should trust; None when an authority of others vouches, and in an emergency."""
    authority = tls.authority()
    if authority is not None:
        return Anchor("authority", authority.info, AUTHORITY_PEM, AUTHORITY_DER, AUTHORITY_PROFILE)
    info = tls.info()
    # What is served for an hour is not worth trusting for months.
    if not info.self_signed or tls.emergency() is not None:
        return None
    return Anchor("certificate", info, CERTIFICATE_PEM, CERTIFICATE_DER)


def authority_file(authority: ServedAuthority, download: Download) -> bytes:
    """Return the content of one of the authority's downloads, made of its certificate alone."""
    if download == AUTHORITY_PROFILE:
        # Its XML parser takes 6 ms to load, and few downloads are profiles.
        from graphex.web.connection.apple_profile import apple_profile  # noqa: PLC0415

        return apple_profile(authority.der, authority.info)
    return authority.pem if download == AUTHORITY_PEM else authority.der
