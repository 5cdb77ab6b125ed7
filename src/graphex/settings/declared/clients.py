"""The settings of client certificates (mutual TLS)."""

# ruff: noqa: RUF009 - setting() is a dataclasses.field with metadata, not a shared value
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from graphex.settings.declaration import Setting, setting
from graphex.settings.kinds import Choice, FilePath, Switch

if TYPE_CHECKING:
    from pathlib import Path

_CLIENTS = "Client certificates"


@dataclass(frozen=True, kw_only=True)
class ClientSettings:
    """Whose certificates clients may show, and what these are good for."""

    client_ca: Path | None = setting(
        default=None,
        declared=Setting(
            kind=FilePath("FILE"),
            section=_CLIENTS,
            flags=("--client-ca",),
            other_flags=("--client_ca",),
            default_text="none",
            help="Accept client certificates of the authorities in this PEM file.",
            details="The file is followed while the server runs. Keep it outside of the certificate directory.",
            example='"/etc/graphex/client-authorities.pem"',
        ),
    )
    client_certificates: Literal["off", "optional", "required"] | None = setting(
        default=None,
        declared=Setting(
            kind=Choice(("off", "optional", "required")),
            section=_CLIENTS,
            flags=("--client-certificates",),
            other_flags=("--client_certificates",),
            default_text="required with client_ca, off without",
            help="Ask clients for a certificate, and with required refuse those without one.",
            example="optional",
        ),
    )
    client_revoked: Path | None = setting(
        default=None,
        declared=Setting(
            kind=FilePath("FILE"),
            section=_CLIENTS,
            flags=("--client-revoked",),
            other_flags=("--client_revoked",),
            default_text="none",
            help="Refuse the client certificates that this file lists.",
            details="One SHA-256 fingerprint or serial number a line, # for comments; or a CRL in PEM. Changes count "
            "within a second.",
            example='"/etc/graphex/revoked.txt"',
        ),
    )
    client_sign_in: bool = setting(
        default=False,
        declared=Setting(
            kind=Switch(),
            section=_CLIENTS,
            flags=("--client-sign-in",),
            off_flags=("--no-client-sign-in",),
            other_flags=("--client_sign_in",),
            help="Let a client certificate sign its holder in.",
            details="Others go on signing in with a link. It does not work through a reverse proxy.",
            example="true",
        ),
    )
