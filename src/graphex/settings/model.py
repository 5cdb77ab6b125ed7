"""Every setting of GraphEx: name, kind, default, flags, YAML keys and help, each stated once."""

# ruff: noqa: RUF009 - setting() is a dataclasses.field with metadata, not a shared value
from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from graphex.settings.declaration import Setting, declared_settings, mapping_setting, setting
from graphex.settings.declared.authority import AuthoritySettings
from graphex.settings.declared.certificate import CertificateSettings
from graphex.settings.declared.clients import ClientSettings
from graphex.settings.declared.server import ServerSettings
from graphex.settings.kinds import Choice, FilePath, Integer, Switch
from graphex.settings.mappings import Scopes, Secrets, SecretTexts

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from graphex.settings.origin import Origin

CONFIG_FILES = ("graphex.yml", "graphex-config.yml")
"""The files that are read from the current directory, the first that exists, when no other is named."""

_ACCESS = "Access"
_DATA = "Runs and stored data"
_OUTPUT = "Output"


@dataclass(frozen=True, kw_only=True)
class Settings(ClientSettings, AuthoritySettings, CertificateSettings, ServerSettings):
    """The settings of one process, checked and complete; `origins` tells where each value came from."""

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
            commands=("serve", "run", "vault"),
            default_text="none",
            unread_by=("serve",),
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
            commands=("serve", "run", "check"),
            default_text="none",
            unread_by=("serve",),
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
            unread_by=("serve",),
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
            commands=("serve", "run"),
            unread_by=("serve",),
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
            unread_by=("serve",),
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
            unread_by=("serve",),
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
            commands=("serve", "certs", "trust", "sign-in", "run", "check", "vault", "plugins"),
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
            commands=("serve", "certs", "trust", "sign-in", "run", "check", "plugins"),
            help="Print details: each request to a server, the lines of a run at level DEBUG.",
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
            commands=("serve", "certs", "trust", "sign-in", "run", "check", "vault", "plugins"),
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
    """Return the settings that are options of a command."""
    return tuple(item for item in SETTINGS if item.flags and command in item.commands)
