"""The names of files that hold certificates and keys, and what their suffixes say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from graphex.paths import KEY_NAME as KEY_NAME  # noqa: PLC0414 - re-exported beside the other names

if TYPE_CHECKING:
    from pathlib import Path

# The pair of a certificate directory: no other name in it is ever looked for.
CERTIFICATE_NAME: Final = "cert.pem"
PAIR_NAMES: Final = f"{CERTIFICATE_NAME} and {KEY_NAME}"

AUTHORITY_CERTIFICATE_NAME: Final = "authority.pem"
AUTHORITY_KEY_NAME: Final = "authority-key.pem"

# What begins like this was written by GraphEx beside the files that people know, for a moment or until an answer comes.
OWN_MARK: Final = ".graphex-"
# Written whole, and about to be renamed to what follows.
STAGED_MARK: Final = f"{OWN_MARK}new-"
# Between the name of a file that was replaced and the date of that: its copy.
REPLACED_MARK: Final = ".replaced-"

# What certbot keeps up to date (as links): the chain and its key.
RENEWED_CHAIN_NAME: Final = "fullchain.pem"
RENEWED_KEY_NAME: Final = "privkey.pem"

_PFX_SUFFIXES: Final = frozenset({".p12", ".pfx"})
_DER_SUFFIXES: Final = frozenset({".der", ".cer"})
_ONE_PART_SUFFIXES: Final = frozenset({".pem", ".crt", ".key"}) | _DER_SUFFIXES
_SUFFIXES: Final = (*sorted(_ONE_PART_SUFFIXES | _PFX_SUFFIXES), ".p7b", ".jks")


def is_pfx_name(path: Path) -> bool:
    """Return whether a file of this name is expected to be PKCS#12."""
    return path.suffix.lower() in _PFX_SUFFIXES


def is_der_name(path: Path) -> bool:
    """Return whether a file of this name is expected to be binary."""
    return path.suffix.lower() in _DER_SUFFIXES


def is_one_part_name(path: Path) -> bool:
    """Return whether a file of this name is expected to hold a certificate or a key, and not both."""
    return path.suffix.lower() in _ONE_PART_SUFFIXES


def looks_like_certificate_file(name: str) -> bool:
    """Return whether a file of this name may hold certificates or keys, in whatever format."""
    return name.lower().endswith(_SUFFIXES)
