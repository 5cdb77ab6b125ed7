"""From settings to the authority, its directory and its passphrase, for the commands that deal with it."""

from __future__ import annotations

import datetime as dt
import getpass
import os
import shlex
import socket
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from graphex.errors import GraphexError, StartError, UsageError
from graphex.tls.certificates.allowing import COST, command_to_allow
from graphex.tls.certificates.authority import Authority, create_authority, permitted
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
from graphex.tls.passphrase import read_passphrase, terminal_prompt
from graphex.tls.shell import quote
from graphex.tls.store.lock import locked
from graphex.tls.store.pair import check_place
from graphex.tls.trust.bundle import bundle_file
from graphex.tls.trust.model import Root
from graphex.tls.trust.surroundings import Surroundings
from graphex.tls.trust.tools import ToolLine, tool_lines
from graphex.web.tls_settings import authority_directory

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from cryptography import x509

    from graphex.settings import Settings

# How long one `trust` waits for another, which may be waiting for a person to answer a dialog.
_PATIENCE_SECONDS: Final = 200.0
_NO_ENVIRONMENT: Final[Mapping[str, str]] = {}


@dataclass(frozen=True, slots=True)
class TrustedAuthority:
    """The authority that this command is about, where it lies, and the machine around it."""

    root: Root
    directory: Path
    surroundings: Surroundings
    now: dt.datetime
    passphrase: bytes | None = field(default=None, repr=False)

    @property
    def tools(self) -> tuple[ToolLine, ...]:
        """The lines for tools with trust of their own."""
        return tool_lines(self.root, bundle_file(self.directory), self.surroundings)

    @property
    def tools_command(self) -> str:
        """The command that prints those lines."""
        return self.command("trust --env")

    def command(self, words: str) -> str:
        """Return a command of GraphEx about this authority."""
        named = AuthoritySource(self.directory).named_directory
        return f"python3 -m graphex {words}" + ("" if named is None else f" --ca-dir {quote(named)}")

    @property
    def allowed(self) -> str:
        """What the authority may sign for, in words."""
        return str(Constraints.of_certificate(self.root.certificate))


@contextmanager
def alone_in(directory: Path) -> Iterator[None]:
    """Be the only one at work on the authority and its stores: two that make one database at once both hang.

    Raises StartError when another does not end, or when the directory cannot be written.
    """
    try:
        with locked(directory, patience=_PATIENCE_SECONDS):
            yield
    except OSError as error:
        raise StartError(
            f"Nothing can be written down in {directory}: {error.strerror or error}.",
            hint="Correct its permissions, or name another directory with --ca-dir DIR.",
        ) from error


def authority_passphrase(settings: Settings) -> bytes | None:
    """Find the passphrase of the authority's key: none if it needs none, or if nobody is there to give it."""
    directory = authority_directory(settings)
    if not needs_passphrase(directory):
        return None
    passphrase = _from_file(settings)
    ask = terminal_prompt() if passphrase is None else None
    return ask(AuthorityFiles(directory).keyfile) if ask else passphrase


def new_passphrase(settings: Settings) -> bytes:
    """Get a passphrase for a key that is about to be made: from the file, else from the terminal, typed twice."""
    passphrase = _from_file(settings)
    if passphrase is not None:
        return passphrase
    if not (sys.stdin and sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError(
            "There is no terminal to ask for a passphrase on.",
            hint="Write it into a file that only you can read, and name that with --ca-passphrase-path FILE.",
        )
    first = getpass.getpass("Passphrase for the key of the authority: ", stream=sys.stderr)
    if not first or first != getpass.getpass("The same once more: ", stream=sys.stderr):
        raise UsageError("The two were not the same, or empty." if first else "An empty passphrase protects nothing.")
    return os.fsencode(first)


def refuse_sudo() -> None:
    """Refuse to work for root in place of the person who called sudo."""
    person = os.environ.get("SUDO_USER", "root")
    if hasattr(os, "geteuid") and os.geteuid() == 0 and person != "root":
        raise UsageError(
            f"With sudo this would deal with the authority and the browsers of root, not with those of {person}.",
            hint="Run it without sudo: it prints the one line that needs it.",
        )


def existing_authority(settings: Settings) -> TrustedAuthority:
    """Find the authority that is there; raises GraphexError if there is none."""
    directory, now = authority_directory(settings), dt.datetime.now(dt.UTC)
    certificate = load_certificate(directory, now=now)
    if certificate is None:
        raise GraphexError(
            f"There is no authority in {directory} yet.", hint="Make one, and trust it: python3 -m graphex trust"
        )
    return TrustedAuthority(
        Root(certificate, AuthorityFiles(directory).certfile), directory, Surroundings.of_process(), now
    )


def ensure_trust_authority(settings: Settings, allowed: Names, *, encrypt: bool) -> tuple[TrustedAuthority, bool]:
    """Make sure that there is an authority that may sign for `allowed`; tell whether it was made just now."""
    refuse_missing_volume(settings)
    directory, now = authority_directory(settings), dt.datetime.now(dt.UTC)
    there = load_certificate(directory, now=now)
    passphrase = new_passphrase(settings) if encrypt and there is None else None
    is_new = ensure_authority(directory, lambda: create_local_authority(allowed, now), now=now, passphrase=passphrase)
    trusted = replace(existing_authority(settings), passphrase=passphrase)
    if not needs_passphrase(directory):
        # Before anybody is told to trust it: it must be able to sign.
        load_authority(directory, now=now)
    if not is_new:
        _refuse_changes(trusted, allowed, encrypt=encrypt)
    return trusted, is_new


def refuse_unsignable(certificate: x509.Certificate, names: Names, directory: Path) -> None:
    """Raise UsageError, with the way out, for names that the authority in a directory may not sign for."""
    _, outside = permitted(certificate, names)
    if len(outside):
        named = AuthoritySource(directory).named_directory
        raise UsageError(
            f"The authority in {directory} may not sign for {outside}, and that cannot be changed in one that exists.",
            hint=f"{COST}: {command_to_allow(certificate, outside, directory=named)}",
        )


def _refuse_changes(trusted: TrustedAuthority, allowed: Names, *, encrypt: bool) -> None:
    """Refuse what only an authority that is made now could have."""
    refuse_unsignable(trusted.root.certificate, allowed, trusted.directory)
    if encrypt:
        named = AuthoritySource(trusted.directory).named_directory
        raise UsageError(
            f"The authority in {trusted.directory} exists already; only a new one can be protected by --encrypt.",
            hint=f"{COST}: {command_to_allow(trusted.root.certificate, allowed, directory=named)} --encrypt",
        )


def create_local_authority(allowed: Names, now: dt.datetime) -> Authority:
    """Create an authority for this person and this machine, in memory."""
    return create_authority(label=_label(), names=machine_names().wanted, allowed=allowed, now=now)


def _label() -> str:
    try:
        user = getpass.getuser()
    # A container may run under a number that no file names.
    except (KeyError, OSError):
        user = str(os.getuid()) if hasattr(os, "getuid") else "user"
    return f"{user}@{socket.gethostname()}"


def refuse_directory_of_file(settings: Settings) -> None:
    """Refuse an authority that a configuration file names: whoever wrote that file may hold its key.

    It lies in the current directory, which may be somebody else's project; only a person can decide to trust it.
    """
    origin = settings.origins["ca_dir"]
    if origin.kind == "configuration file":
        raise UsageError(
            f"The authority's directory {settings.ca_dir} comes from {origin}, and who wrote that could hold its key.",
            hint=f"If you mean it, say it yourself: --ca-dir {shlex.quote(str(settings.ca_dir))}",
        )


def refuse_missing_volume(settings: Settings) -> None:
    """Refuse a directory that was named below one that is missing: an authority on it may only not be mounted."""
    if settings.ca_dir is not None:
        check_place(authority_directory(settings))


def _from_file(settings: Settings) -> bytes | None:
    # Systemd's credential is that of key.pem.
    return read_passphrase(settings.ca_passphrase_path, environment=_NO_ENVIRONMENT)
