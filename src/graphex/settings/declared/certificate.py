"""The settings of the certificate and of TLS."""

# ruff: noqa: RUF009 - setting() is a dataclasses.field with metadata, not a shared value
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from graphex.settings.declaration import Setting, setting
from graphex.settings.kinds import Choice, FilePath, Integer, Switch, Text, TextList

if TYPE_CHECKING:
    from pathlib import Path

# 825 days is what Apple's platforms accept at most, and 2 leave one day of use after the day of back-dating.
_DAYS_LEAST, _DAYS_MOST = 2, 825

_CERTIFICATE = "Certificate"


@dataclass(frozen=True, kw_only=True)
class CertificateSettings:
    """Which certificate is served, how a new one is made, and which TLS is spoken."""

    ssl_certificates_path: Path | None = setting(
        default=None,
        declared=Setting(
            kind=FilePath("DIR"),
            section=_CERTIFICATE,
            flags=("-s", "--ssl-certificates-path"),
            other_flags=("--ssl_certificates_path",),
            other_yaml_spellings=("SSL_certificates_path", "SSL_Certificates_Path", "Ssl_Certificates_Path"),
            commands=("serve", "certs"),
            default_text="the current directory",
            help="Use cert.pem and key.pem of this directory.",
            details="Without either file a self-signed certificate is created there, and used again at the next start.",
            example='"ssl_certificates"',
        ),
    )
    ssl_hostnames: tuple[str, ...] = setting(
        default=(),
        declared=Setting(
            kind=TextList(Text("NAME", "a host name or an address")),
            section=_CERTIFICATE,
            flags=("--name", "--ssl-hostnames"),
            other_flags=("--ssl_hostnames",),
            commands=("serve", "certs"),
            default_text="none",
            help="Add these names or addresses to a created certificate (comma separated, or repeat the flag).",
            details="The names and addresses of this machine are always in it.",
            example='["build.example.org", "192.0.2.10"]',
        ),
    )
    ssl_auto_names: tuple[str, ...] = setting(
        default=(),
        declared=Setting(
            kind=TextList(Text("NAME", "a host name or an address")),
            section=_CERTIFICATE,
            flags=("--ssl-auto-names",),
            other_flags=("--ssl_auto_names",),
            default_text="none",
            help="Add these names by themselves when a client asks for one (wildcards allowed, comma separated).",
            details="Names that clients ask for and nothing here allows are only mentioned in the log.",
            example='["*.corp.example"]',
        ),
    )
    ssl_key_passphrase_path: Path | None = setting(
        default=None,
        declared=Setting(
            kind=FilePath("FILE"),
            section=_CERTIFICATE,
            flags=("--ssl-key-passphrase-path",),
            other_flags=("--ssl_key_passphrase_path",),
            commands=("serve", "certs"),
            default_text="none",
            help="Read the passphrase of an encrypted key.pem from the first line of this file.",
            example='"/run/secrets/key-passphrase"',
        ),
    )
    ssl_key_type: Literal["p256", "rsa2048"] = setting(
        default="p256",
        declared=Setting(
            kind=Choice(("p256", "rsa2048")),
            section=_CERTIFICATE,
            flags=("--ssl-key-type",),
            other_flags=("--ssl_key_type",),
            commands=("serve", "certs"),
            help="Create keys of this type; rsa2048 is for very old clients.",
            example="rsa2048",
        ),
    )
    ssl_days: int = setting(
        default=197,
        declared=Setting(
            kind=Integer(_DAYS_LEAST, _DAYS_MOST, metavar="DAYS"),
            section=_CERTIFICATE,
            flags=("--ssl-days",),
            other_flags=("--ssl_days",),
            commands=("serve", "certs"),
            help="Create certificates that are valid for this many days.",
            details="They are renewed in time while the server runs.",
            example="90",
        ),
    )
    ssl_min_version: Literal["1.2", "1.3"] = setting(
        default="1.2",
        declared=Setting(
            kind=Choice(("1.2", "1.3")),
            section=_CERTIFICATE,
            flags=("--ssl-min-version",),
            other_flags=("--ssl_min_version",),
            help="Refuse TLS versions below this one.",
            example='"1.3"',
        ),
    )
    ssl_ciphers: str | None = setting(
        default=None,
        declared=Setting(
            kind=Text("LIST", "a list of ciphers in the form of OpenSSL", optional=True),
            section=_CERTIFICATE,
            flags=("--ssl-ciphers",),
            other_flags=("--ssl_ciphers",),
            default_text="ECDHE+AESGCM:ECDHE+CHACHA20",
            help="Offer these ciphers for TLS 1.2 (OpenSSL cipher list).",
            example='"ECDHE+AESGCM:ECDHE+CHACHA20"',
        ),
    )
    ssl_in_memory: bool = setting(
        default=False,
        declared=Setting(
            kind=Switch(),
            section=_CERTIFICATE,
            flags=("--ssl-in-memory",),
            other_flags=("--tls-memory", "--ssl_in_memory"),
            help="Write no certificate files: make a certificate that lives as long as the process.",
            example="true",
        ),
    )
    emergency_certificate: bool = setting(
        default=False,
        declared=Setting(
            kind=Switch(),
            section=_CERTIFICATE,
            flags=("--emergency-certificate",),
            other_flags=("--emergency_certificate",),
            help="Serve a temporary certificate, kept in memory, while the given pair is broken.",
            details="Without it a broken pair stops the start. Every page says what is wrong until the pair is mended.",
            example="true",
        ),
    )
    plain_root_page: bool = setting(
        default=False,
        declared=Setting(
            kind=Switch(),
            section=_CERTIFICATE,
            flags=("--plain-root-page",),
            other_flags=("--plain_root_page",),
            help="Offer the local authority to other devices on a page under http:// of the same port.",
            details="Everything else under http:// is redirected to https://, as it is without this page.",
            example="true",
        ),
    )
