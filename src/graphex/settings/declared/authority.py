"""The settings of the local authority."""

# ruff: noqa: RUF009 - setting() is a dataclasses.field with metadata, not a shared value
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphex.settings.declaration import Setting, setting
from graphex.settings.kinds import FilePath

if TYPE_CHECKING:
    from pathlib import Path

_AUTHORITY = "Local authority"


@dataclass(frozen=True, kw_only=True)
class AuthoritySettings:
    """Where the authority of a person lies, and what opens its key."""

    ca_dir: Path | None = setting(
        default=None,
        declared=Setting(
            kind=FilePath("DIR"),
            section=_AUTHORITY,
            flags=("--ca-dir",),
            other_flags=("--ca_dir",),
            commands=("serve", "certs", "trust"),
            default_text="the data directory of your user",
            help="Keep the local authority in this directory.",
            details="Only `python3 -m graphex trust` makes one.",
            example='"~/.local/share/graphex/authority"',
        ),
    )
    ca_passphrase_path: Path | None = setting(
        default=None,
        declared=Setting(
            kind=FilePath("FILE"),
            section=_AUTHORITY,
            flags=("--ca-passphrase-path",),
            other_flags=("--ca_passphrase_path",),
            commands=("serve", "certs", "trust"),
            default_text="none",
            help="Read the passphrase of the local authority's key from the first line of this file.",
            example='"/run/secrets/authority-passphrase"',
        ),
    )
