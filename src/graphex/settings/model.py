"""Every setting of GraphEx: name, kind, default, flags, YAML keys and help, each stated once."""

# ruff: noqa: RUF009 - setting() is a dataclasses.field with metadata, not a shared value
from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from graphex.settings.checks import read_host, read_network
from graphex.settings.declaration import Setting, declared_settings, mapping_setting, setting
from graphex.settings.kinds import Choice, FilePath, Integer, Switch, Text, TextList
from graphex.settings.mappings import Scopes, Secrets, SecretTexts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphex.settings.origin import Origin

CONFIG_FILES = ("graphex.yml", "graphex-config.yml")
"""The files that are read from the current directory, the first that exists, when no other is named."""

# The CA/Browser Forum's limit until March 2026 was 398 days; 825 is what Apple's platforms accept at most from any
# authority, and 2 leaves one day of use after the day of back-dating.
_DAYS_LEAST, _DAYS_MOST = 2, 825
_PORT_MOST = 65535

_FOLDER = "Folder and plugins"
_NETWORK = "Network"
_CERTIFICATE = "Certificate"
_ACCESS = "Access"
_DATA = "Runs and stored data"
_OUTPUT = "Output"
_CONFIG = "Configuration file"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings of one process, checked and complete; `origins` tells where each value came from."""

    config: Path | None = setting(
        default=None,
        declared=Setting(
            kind=FilePath("FILE"),
            section=_CONFIG,
            flags=("-c", "--config"),
            in_yaml=False,
            commands=("serve", "certs", "sign-in"),
            default_text="graphex.yml or graphex-config.yml in the current directory, if present",
            help="Read settings from this YAML file.",
            details="An empty value (-c '') reads no file at all.",
        ),
    )
    root: Path = setting(
        default=Path(),
        declared=Setting(
            kind=FilePath("DIR", optional=False),
            section=_FOLDER,
            flags=("-r", "--root"),
            other_yaml_spellings=("Root",),
            commands=("serve", "sign-in"),
            default_text="the current directory",
            help="Serve the files of this directory.",
            details="It must exist. ~ stands for your home directory; a relative path starts at the current directory.",
            example='"~/automation"',
        ),
    )
    plugins: tuple[str, ...] = setting(
        default=(),
        declared=Setting(
            kind=TextList(Text("MODULE", "the name of a Python module")),
            section=_FOLDER,
            flags=("-l", "--plugins"),
            other_yaml_spellings=("Plugins",),
            default_text="none",
            help="Load these plugins (comma separated, or repeat the flag).",
            details="Given on the command line, they replace the plugins of the configuration file.",
            example='["my_plugin"]',
        ),
    )
    title: str = setting(
        default="GraphEx",
        declared=Setting(
            kind=Text("TEXT", "one line of text"),
            section=_FOLDER,
            flags=("--title",),
            other_yaml_spellings=("Title",),
            help="Show this title in the browser.",
            example='"Build room"',
        ),
    )
    host: str | None = setting(
        default=None,
        declared=Setting(
            kind=Text("HOST", "a host name or an address", optional=True, read=read_host),
            section=_NETWORK,
            flags=("--host",),
            commands=("serve",),
            default_text="every interface, IPv4 and IPv6",
            help="Listen on this name or address only.",
            details="127.0.0.1 keeps other machines out.",
            example='"127.0.0.1"',
        ),
    )
    port: int = setting(
        default=8080,
        declared=Setting(
            kind=Integer(0, _PORT_MOST, hint="-p is the port (0 takes a free one); the vault password file is -pf."),
            section=_NETWORK,
            flags=("-p", "--port"),
            commands=("serve",),
            help="Listen on this port; 0 takes any free one.",
            example="8443",
        ),
    )
    forwarded_allow_ips: tuple[str, ...] = setting(
        default=(),
        declared=Setting(
            kind=TextList(Text("ADDRESS", "an address or a network", read=read_network)),
            section=_NETWORK,
            flags=("--forwarded-allow-ips",),
            default_text="none",
            help="Believe the X-Forwarded headers of reverse proxies at these addresses or networks.",
            example='["10.0.0.5"]',
        ),
    )
    open_browser: bool = setting(
        default=False,
        declared=Setting(
            kind=Switch(),
            section=_NETWORK,
            flags=("--open",),
            off_flags=("--no-open",),
            help="Open the browser once the server is ready.",
            example="true",
        ),
    )
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
    hsts: bool = setting(
        default=False,
        declared=Setting(
            kind=Switch(),
            section=_ACCESS,
            flags=("--hsts",),
            off_flags=("--no-hsts",),
            help="Tell browsers to refuse plain HTTP for this host (Strict-Transport-Security).",
            details="Only for a host whose certificate browsers trust: with a self-signed one it locks people out.",
            example="true",
        ),
    )
    sign_in: bool = setting(
        default=True,
        declared=Setting(
            kind=Switch(),
            section=_ACCESS,
            flags=("--sign-in",),
            off_flags=("--no-sign-in",),
            help="Require people to sign in.",
            details="It can be switched off only on a loopback host, such as 127.0.0.1.",
            example="false",
        ),
    )
    vault_password_path: Path | None = setting(
        default=None,
        declared=Setting(
            kind=FilePath("FILE"),
            section=_DATA,
            flags=("-pf", "--vault-password-path"),
            other_flags=("--passwordFile", "--passwordPath", "--vault_password_path"),
            other_yaml_spellings=("Vault_Password_Path",),
            default_text="none",
            help="Read the password of the secrets from the first line of this file.",
            example='"~/.graphex-password"',
        ),
    )
    inventory_path: Path | None = setting(
        default=None,
        declared=Setting(
            kind=FilePath("DIR"),
            section=_DATA,
            flags=("-inv", "--inventory-path"),
            other_flags=("--inventory_path",),
            other_yaml_spellings=("Inventory_Path", "Inventory_path"),
            default_text="none",
            help="Offer the inventory files of this directory as nodes.",
            example='"inventory"',
        ),
    )
    log_rollover_amount: int = setting(
        default=20,
        declared=Setting(
            kind=Integer(0),
            section=_DATA,
            flags=("-lr", "--log-rollover-amount"),
            other_flags=("--log_rollover_amount",),
            other_yaml_spellings=("Log_Rollover_Amount",),
            help="Keep the logs of this many runs.",
            example="50",
        ),
    )
    errors: bool = setting(
        default=False,
        declared=Setting(
            kind=Switch(),
            section=_DATA,
            flags=("-e", "--errors"),
            help="Show detailed error blocks in runs.",
            example="true",
        ),
    )
    graph_inputs: Mapping[str, Mapping[str, object]] = mapping_setting(
        factory=dict,
        declared=Setting(
            kind=Scopes(),
            section=_DATA,
            other_yaml_spellings=("Graph_Inputs",),
            default_text="none",
            help="Give values to graph inputs, by graph file (relative to the root, with .gx) or * for every graph.",
            details="The entry of a graph file wins over that of *.",
            example='\n  "*":\n    Target: "build.example.org"\n  "deploy/release.gx":\n    Retries: 3',
        ),
    )
    secrets: Mapping[str, str] = mapping_setting(
        factory=Secrets,
        declared=Setting(
            kind=SecretTexts(),
            section=_DATA,
            other_yaml_spellings=("Secrets",),
            default_text="none",
            help="Hold encrypted secrets by name, as hexadecimal text.",
            example='\n  deploy_token: "7288e4ef"',
        ),
    )
    quiet: bool = setting(
        default=False,
        declared=Setting(
            kind=Switch(),
            section=_OUTPUT,
            flags=("-q", "--quiet"),
            commands=("serve", "certs", "sign-in"),
            help="Print warnings and errors only.",
            example="true",
        ),
    )
    verbose: bool = setting(
        default=False,
        declared=Setting(
            kind=Switch(),
            section=_OUTPUT,
            flags=("-v", "--verbose"),
            commands=("serve", "certs", "sign-in"),
            help="Print details, such as every request.",
            example="true",
        ),
    )
    json_logs: bool = setting(
        default=False,
        declared=Setting(
            kind=Switch(),
            section=_OUTPUT,
            flags=("--json-logs",),
            help="Write the log as one JSON object per line.",
            example="true",
        ),
    )
    color: Literal["auto", "always", "never"] = setting(
        default="auto",
        declared=Setting(
            kind=Choice(("auto", "always", "never")),
            section=_OUTPUT,
            flags=("--color",),
            commands=("serve", "certs", "sign-in"),
            help="Use colour on a terminal, always or never.",
            details="With auto, a non-empty NO_COLOR in the environment switches it off.",
            example="never",
        ),
    )
    origins: Mapping[str, Origin] = field(default_factory=dict, repr=False)
    """Where each value came from, by setting."""
    warnings: tuple[str, ...] = field(default=(), repr=False)
    """Sentences for the user about the configuration file."""


SETTINGS: tuple[Setting, ...] = declared_settings(Settings)
"""Every setting, in the order of the declaration."""


def settings_of(command: str) -> tuple[Setting, ...]:
    """List the settings that are options of a command."""
    return tuple(item for item in SETTINGS if item.flags and command in item.commands)
