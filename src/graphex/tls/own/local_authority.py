"""The local authority of a person: found, made or opened, and refused what one that exists cannot do."""

from __future__ import annotations

import getpass
import os
import socket
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from graphex.errors import GraphexError, StartError, UsageError
from graphex.tls.certificates.allowing import COST, command_to_allow
from graphex.tls.certificates.authority import Authority, create_authority, permitted
from graphex.tls.certificates.certificate import describe
from graphex.tls.certificates.constraints import Constraints
from graphex.tls.certificates.names import Names, machine_names
from graphex.tls.own.authority_files import (
    AuthorityFiles,
    ensure_authority,
    load_authority,
    load_certificate,
    needs_passphrase,
)
from graphex.tls.own.issuing import AuthoritySource
from graphex.tls.shell import quote

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable
    from pathlib import Path

    from cryptography import x509

_TOLD = ("sha256", "not_before", "not_after")


@dataclass(frozen=True, slots=True)
class LocalAuthority:
    """The certificate of an authority, and the directory that it lies in with its key."""

    certificate: x509.Certificate
    directory: Path

    @property
    def files(self) -> AuthorityFiles:
        """Its certificate and its key as files."""
        return AuthorityFiles(self.directory)

    @property
    def allowed(self) -> str:
        """What it may sign for, in words."""
        return str(Constraints.of_certificate(self.certificate))

    def command(self, words: str) -> str:
        """Return a command of GraphEx about this authority."""
        named = AuthoritySource(self.directory).named_directory
        return f"python3 -m graphex {words}" + ("" if named is None else f" --ca-dir {quote(named)}")

    def command_to_allow(self, names: Names) -> str:
        """Return the line that replaces it by one that may sign for `names` too."""
        return command_to_allow(self.certificate, names, directory=AuthoritySource(self.directory).named_directory)

    def refuse_unsignable(self, names: Names) -> None:
        """Raise UsageError, with the way out, for names that it may not sign for."""
        _, outside = permitted(self.certificate, names)
        if len(outside):
            raise UsageError(
                f"The authority in {self.directory} may not sign for {outside}, "
                "and that cannot be changed in one that exists.",
                hint=f"{COST}: {self.command_to_allow(outside)}",
            )

    def open(self, passphrase: bytes | None, *, now: dt.datetime) -> Authority:
        """Return it ready to sign; raises StartError where its key cannot be opened."""
        opened = load_authority(self.directory, now=now, passphrase=passphrase)
        if opened is None:
            raise StartError(f"The authority in {self.directory} has just gone.", hint="Try again.")
        return opened

    def as_json(self) -> dict[str, object]:
        """Return it for programs."""
        told = describe(self.certificate).as_json()
        return {"file": str(self.files.certfile), **{name: told[name] for name in _TOLD}}


@dataclass(frozen=True, slots=True)
class EnsuredAuthority:
    """An authority that is there for certain; one that was made just now comes with the passphrase of its key."""

    authority: LocalAuthority
    is_new: bool
    passphrase: bytes | None = field(default=None, repr=False)


def find_authority(directory: Path, *, now: dt.datetime) -> LocalAuthority:
    """Find the authority that is there; raises GraphexError if there is none."""
    certificate = load_certificate(directory, now=now)
    if certificate is None:
        raise GraphexError(
            f"There is no authority in {directory} yet.", hint="Make one, and trust it: python3 -m graphex trust"
        )
    return LocalAuthority(certificate, directory)


def ensure_local_authority(
    directory: Path, allowed: Names, *, now: dt.datetime, new_passphrase: Callable[[], bytes] | None = None
) -> EnsuredAuthority:
    """Make sure that there is an authority that may sign for `allowed`.

    With `new_passphrase` the key of a new one is encrypted; raises UsageError for one that exists.
    """
    is_missing = load_certificate(directory, now=now) is None
    passphrase = new_passphrase() if new_passphrase and is_missing else None
    is_new = ensure_authority(directory, lambda: create_local_authority(allowed, now), now=now, passphrase=passphrase)
    authority = find_authority(directory, now=now)
    if not needs_passphrase(directory):
        # Before anybody is told to trust it: it must be able to sign.
        load_authority(directory, now=now)
    if not is_new:
        authority.refuse_unsignable(allowed)
        if new_passphrase:
            raise _encrypted_too_late(authority, allowed)
    return EnsuredAuthority(authority, is_new, passphrase)


def create_local_authority(allowed: Names, now: dt.datetime) -> Authority:
    """Create an authority for this person and this machine, in memory."""
    return create_authority(label=_label(), names=machine_names().wanted, allowed=allowed, now=now)


def _encrypted_too_late(authority: LocalAuthority, allowed: Names) -> UsageError:
    return UsageError(
        f"The authority in {authority.directory} exists already; only a new one can be protected by --encrypt.",
        hint=f"{COST}: {authority.command_to_allow(allowed)} --encrypt",
    )


def _label() -> str:
    try:
        user = getpass.getuser()
    # A container may run under a number that no file names.
    except (KeyError, OSError):
        user = str(os.getuid()) if hasattr(os, "getuid") else "user"
    return f"{user}@{socket.gethostname()}"
