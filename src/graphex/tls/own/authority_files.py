"""The files of the local authority: made once under a lock, closed to others, and refused with a way out when broken.

Like a pair (see `store`), the two files are first written beside their places and then renamed, key first. They are
never written over: what a killed process leaves is a key in place and its certificate still beside it, which the next
process finishes.
"""

from __future__ import annotations

import contextlib
import logging
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from graphex.errors import StartError
from graphex.files import LOCK_NAME
from graphex.paths import home_directory
from graphex.tls.certificates.authority import Authority, is_authority
from graphex.tls.check.rules.dates import BUILD_YEAR
from graphex.tls.file_names import AUTHORITY_CERTIFICATE_NAME, AUTHORITY_KEY_NAME, STAGED_MARK
from graphex.tls.shell import quote
from graphex.tls.store.files import write_new
from graphex.tls.store.ignored import keep_out_of_git
from graphex.tls.store.lock import locked
from graphex.tls.store.pair import create_directory, sync_directory

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping

logger = logging.getLogger(__name__)

_STAGED_CERTIFICATE: Final = f"{STAGED_MARK}{AUTHORITY_CERTIFICATE_NAME}"
_STAGED_KEY: Final = f"{STAGED_MARK}{AUTHORITY_KEY_NAME}"
_PATIENCE_SECONDS: Final = 30.0

START_OVER: Final = "Or else start over: python3 -m graphex untrust --delete-authority, then python3 -m graphex trust"
_FROM_BACKUP: Final = f"Put it back from a backup. {START_OVER}"


@dataclass(frozen=True, slots=True)
class AuthorityFiles:
    """The certificate and the key of the authority of one directory."""

    directory: Path

    @property
    def certfile(self) -> Path:
        """The certificate, which trust stores take: everybody may read it."""
        return self.directory / AUTHORITY_CERTIFICATE_NAME

    @property
    def keyfile(self) -> Path:
        """The private key."""
        return self.directory / AUTHORITY_KEY_NAME

    @property
    def present(self) -> tuple[Path, ...]:
        """Whichever of the two is there, be it a dangling link."""
        return tuple(path for path in (self.certfile, self.keyfile) if os.path.lexists(path))

    @property
    def staged(self) -> tuple[Path, Path]:
        """Where certificate and key are written before they are renamed."""
        return self.directory / _STAGED_CERTIFICATE, self.directory / _STAGED_KEY

    def recover(self) -> None:
        """Finish or undo what a killed process left half done; call it with the lock held."""
        certificate, key = self.staged
        # The staged certificate is complete before the staged key is begun, and nothing is begun beside a key.
        if self.present == (self.keyfile,) and os.path.lexists(certificate) and not os.path.lexists(key):
            certificate.replace(self.certfile)
            sync_directory(self.directory)
        for leftover in self.staged:
            leftover.unlink(missing_ok=True)

    def write(self, authority: Authority, passphrase: bytes | None) -> None:
        """Put a new authority in place; call it with the lock held, and neither file there."""
        certificate, key = self.staged
        try:
            write_new(certificate, authority.certificate_pem, 0o644)
            write_new(key, authority.key_pem(passphrase), 0o600)
        except (OSError, StartError):
            for leftover in self.staged:
                leftover.unlink(missing_ok=True)
            raise
        key.replace(self.keyfile)
        certificate.replace(self.certfile)
        sync_directory(self.directory)


def default_directory(environment: Mapping[str, str], platform: str) -> Path:
    """Return where a person's authority lies: in the data directory of the platform (`sys.platform`)."""
    home = home_directory(environment)
    if platform == "win32":
        data = Path(environment.get("LOCALAPPDATA") or home / "AppData" / "Local") / "GraphEx"
    elif platform == "darwin":
        data = home / "Library" / "Application Support" / "GraphEx"
    else:
        named = environment.get("XDG_DATA_HOME", "")
        # The XDG base directory specification: a relative path there is to be ignored.
        data = (Path(named) if named.startswith("/") else home / ".local" / "share") / "graphex"
    return data / "authority"


def ensure_authority(
    directory: Path, make: Callable[[], Authority], *, now: dt.datetime, passphrase: bytes | None = None
) -> bool:
    """Make sure that there is an authority, made by `make` if there is none; return whether it was made now.

    Any number of processes that do this at once agree on one. Raises StartError when there is one that cannot be
    used, or when the directory cannot be written.
    """
    if load_certificate(directory, now=now) is not None:
        return False
    if now.year < BUILD_YEAR:
        raise StartError(
            f"This machine's clock says {now:%Y-%m-%d}: an authority made now would be expired by the right time.",
            hint="Set the clock first: sudo timedatectl set-ntp true",
        )
    files = AuthorityFiles(directory)
    try:
        create_directory(directory, with_parents=True)
        with locked(directory, patience=_PATIENCE_SECONDS):
            files.recover()
            if files.present:
                return _check_certificate(files, now) is None
            files.write(make(), passphrase)
    except OSError as error:
        raise _unusable(directory, error) from error
    logger.info("Created the authority %s.", files.certfile)
    return True


def load_certificate(directory: Path, *, now: dt.datetime) -> x509.Certificate | None:
    """Return the authority's certificate, None if there is no authority; the key is not opened.

    Raises StartError, with a way out, for half an authority, a foreign one, and one that is not valid now.
    """
    files = AuthorityFiles(directory)
    try:
        if len(files.present) == 1:
            _finish(files)
        return _check_certificate(files, now) if files.present else None
    except OSError as error:
        raise _unusable(directory, error) from error


def load_authority(directory: Path, *, now: dt.datetime, passphrase: bytes | None = None) -> Authority | None:
    """Return the authority, ready to sign, or None if there is none; raises StartError with a way out."""
    certificate = load_certificate(directory, now=now)
    if certificate is None:
        return None
    files = AuthorityFiles(directory)
    try:
        _close_to_others(files.keyfile)
        keep_out_of_git(files.keyfile)
        key = _load_key(files.keyfile, passphrase)
    except OSError as error:
        raise _unusable(files.keyfile, error) from error
    if key.public_key() != certificate.public_key():
        raise StartError(
            f"{files.keyfile} is not the key of {files.certfile.name} beside it.",
            hint=f"Put the right key back. {START_OVER}",
        )
    return Authority(certificate, key)


def needs_passphrase(directory: Path) -> bool:
    """Return whether the authority's key is encrypted."""
    try:
        return b"ENCRYPTED" in AuthorityFiles(directory).keyfile.read_bytes()
    except OSError:
        return False


def delete_authority(directory: Path) -> bool:
    """Delete the authority, key first; return whether there was any. Raises StartError if it cannot be."""
    files = AuthorityFiles(directory)
    if not directory.is_dir():
        return False
    try:
        with locked(directory, patience=_PATIENCE_SECONDS):
            was_there = bool(files.present)
            for path in (files.keyfile, files.certfile, *files.staged):
                path.unlink(missing_ok=True)
        sync_directory(directory)
    except OSError as error:
        raise _unusable(directory, error) from error
    # What else lies there is not for us to remove.
    with contextlib.suppress(OSError):
        (directory / LOCK_NAME).unlink(missing_ok=True)
        directory.rmdir()
    return was_there


def _finish(files: AuthorityFiles) -> None:
    """Wait for a process that is just creating the authority, or finish for one that died."""
    # Where nothing can be written, nobody is creating anything.
    with contextlib.suppress(OSError), locked(files.directory, patience=_PATIENCE_SECONDS):
        files.recover()


def _check_certificate(files: AuthorityFiles, now: dt.datetime) -> x509.Certificate:
    if len(files.present) == 1:
        lost = files.keyfile.name if files.present == (files.certfile,) else files.certfile.name
        raise StartError(
            f"The authority in {files.directory} is not complete: {lost} is lost.",
            hint=f"Put {lost} back from a backup. {START_OVER}",
        )
    try:
        certificate = x509.load_pem_x509_certificate(files.certfile.read_bytes())
    except ValueError as error:
        raise StartError(f"{files.certfile} is damaged: it holds no certificate.", hint=_FROM_BACKUP) from error
    if not is_authority(certificate):
        raise StartError(
            f"{files.certfile} was not made by GraphEx, which therefore issues nothing from it.",
            hint=f"Move it out of the way, or name another directory with --ca-dir: "
            f"mv {quote(files.directory)} {quote(files.directory, '.foreign')}",
        )
    _check_dates(certificate, now)
    return certificate


def _check_dates(certificate: x509.Certificate, now: dt.datetime) -> None:
    begin, end = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    if now < begin:
        raise StartError(
            f"The authority is valid from {begin:%Y-%m-%d}, but this machine's clock says {now:%Y-%m-%d}.",
            hint=f"If the clock is wrong, set it: sudo timedatectl set-ntp true. {START_OVER}",
        )
    if now >= end:
        raise StartError(
            f"The authority expired on {end:%Y-%m-%d}; this machine's clock says {now:%Y-%m-%d}.",
            hint=f"If the clock is wrong, set it: sudo timedatectl set-ntp true. {START_OVER}",
        )


def _load_key(keyfile: Path, passphrase: bytes | None) -> ec.EllipticCurvePrivateKey:
    data = keyfile.read_bytes()
    encrypted = b"ENCRYPTED" in data
    if encrypted and not passphrase:
        raise StartError(
            f"{keyfile} is encrypted, and there is no passphrase for it.",
            hint="Name the file that holds it with --ca-passphrase-path FILE.",
        )
    try:
        key = serialization.load_pem_private_key(data, password=passphrase if encrypted else None)
    except (TypeError, ValueError) as error:
        if encrypted:
            raise StartError(
                f"The passphrase does not open {keyfile}.", hint="Correct it in the file, or type it again."
            ) from error
        raise StartError(f"{keyfile} is damaged: it holds no private key.", hint=_FROM_BACKUP) from error
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise StartError(f"{keyfile} is not a key that GraphEx made.", hint=f"Put the right key back. {START_OVER}")
    return key


def _close_to_others(keyfile: Path) -> None:
    """Close a key that a copy or an unpacked archive opened: whoever reads it can pass for this machine."""
    mode = keyfile.stat().st_mode
    if os.name != "posix" or not mode & 0o077:
        return
    logger.warning("Others could read %s (mode %04o); it is closed to them now.", keyfile, stat.S_IMODE(mode))
    with contextlib.suppress(OSError):
        keyfile.chmod(0o600)


def _unusable(path: Path, error: OSError) -> StartError:
    named = Path(error.filename) if isinstance(error.filename, str) else path
    return StartError(
        f"The authority's directory cannot be used: {named}: {error.strerror or error}.",
        hint="Correct its permissions, or name another directory with --ca-dir DIR.",
    )
