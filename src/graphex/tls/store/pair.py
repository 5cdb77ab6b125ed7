"""The two files of a certificate directory: found, written as one, and put right after a crash.

A pair is two files, and no file system renames two files at once. So both are first written beside their places
(certificate, then key), then renamed (key, then certificate). Wherever that is cut short, what lies there tells how
far it got: a staged certificate that fits the key in place only wants its own rename, anything else staged is refuse.
A rename that is refused, as onto a file that is a mount of its own, is undone with the earlier key, held till the end.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization

from graphex.errors import StartError
from graphex.files import LOCK_NAME
from graphex.paths import variable_in
from graphex.tls.certificates.pem import read_source
from graphex.tls.file_names import CERTIFICATE_NAME, KEY_NAME, OWN_MARK, REPLACED_MARK, STAGED_MARK
from graphex.tls.findings import Finding
from graphex.tls.shell import quote
from graphex.tls.store.files import write_new
from graphex.tls.store.permissions import close_new_directory, mode_of_copy

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from graphex.tls.certificates.certificate import CreatedPair

_STAGED_CERTIFICATE: Final = f"{STAGED_MARK}{CERTIFICATE_NAME}"
_STAGED_KEY: Final = f"{STAGED_MARK}{KEY_NAME}"
_HELD_KEY: Final = f"{OWN_MARK}held-{KEY_NAME}"

_TRACES: Final = (LOCK_NAME, _STAGED_CERTIFICATE, _STAGED_KEY, _HELD_KEY)

# Enough to go back to, few enough not to fill a directory whose machine changes its address daily.
_REPLACED_KEPT: Final = 3
# When many pairs follow each other, what was there before the first of them is what people had come to trust.
_BURST: Final = dt.timedelta(days=1)
_STAMP: Final = "%Y%m%dT%H%M%SZ"


class LinkedPairError(StartError):
    """A pair is not replaced, because links lead from its names to files that lie apart."""

    def __init__(self, files: PairFiles) -> None:
        super().__init__(
            f"{files.certfile} and {files.keyfile} are links to files that do not lie in one directory, "
            "so that the pair cannot be replaced as one.",
            hint="Put the files themselves in place of the links, or name a directory of its own with -s DIR.",
        )


@dataclass(frozen=True, slots=True)
class PairFiles:
    """`cert.pem` and `key.pem` of one directory, or the files that links of these names lead to."""

    directory: Path
    certificate_name: str = CERTIFICATE_NAME
    key_name: str = KEY_NAME

    @property
    def certfile(self) -> Path:
        """Where the certificate and its chain are."""
        return self.directory / self.certificate_name

    @property
    def keyfile(self) -> Path:
        """Where the private key is."""
        return self.directory / self.key_name

    def behind_links(self) -> PairFiles | None:
        """Return the files that are to be replaced: those that links lead to; None where these lie apart."""
        if not (self.certfile.is_symlink() or self.keyfile.is_symlink()):
            return self
        certfile, keyfile = self.certfile.resolve(), self.keyfile.resolve()
        if certfile.parent != keyfile.parent or certfile == keyfile or not (certfile.exists() and keyfile.exists()):
            return None
        return PairFiles(certfile.parent, certfile.name, keyfile.name)

    @property
    def present(self) -> tuple[Path, ...]:
        """Whichever of the two is there, be it a dangling link: a name that is taken is never overwritten."""
        return tuple(path for path in (self.certfile, self.keyfile) if os.path.lexists(path))

    @property
    def is_complete(self) -> bool:
        """Whether both names are taken."""
        return os.path.lexists(self.certfile) and os.path.lexists(self.keyfile)

    @property
    def is_unfinished(self) -> bool:
        """Whether another process is writing here, or died while it was."""
        return any(os.path.lexists(self.directory / name) for name in _TRACES)

    def recover(self) -> None:
        """Finish or undo what a killed process left half done; call it with the lock held."""
        staged_certificate, staged_key = self.directory / _STAGED_CERTIFICATE, self.directory / _STAGED_KEY
        if not os.path.lexists(staged_key) and belong_together(staged_certificate, self.keyfile):
            self._place_certificate()
            sync_directory(self.directory)
        self._clean_up()

    def write(self, pair: CreatedPair, *, now: dt.datetime) -> None:
        """Put a pair in place, key 0600 from its first byte, keeping a dated copy of one that was there.

        Call it with the lock held. On OSError and StartError nothing in place has changed and nothing is left behind.
        """
        copies: list[Path] = []
        try:
            write_new(self.directory / _STAGED_CERTIFICATE, pair.certificate_pem, 0o644)
            write_new(self.directory / _STAGED_KEY, pair.key_pem, 0o600)
            for path, copy in self._copies(now):
                copies.append(copy)
                write_new(copy, path.read_bytes(), mode_of_copy(path, is_secret=path == self.keyfile))
            self._replace_both()
        except (OSError, StartError):
            for copy in copies:
                copy.unlink(missing_ok=True)
            self._clean_up()
            raise
        sync_directory(self.directory)
        self._clean_up()
        self._drop_outdated_copies(now)

    def _replace_both(self) -> None:
        is_first = not os.path.lexists(self.keyfile)
        if not is_first:
            _hold(self.keyfile, self.directory / _HELD_KEY)
        (self.directory / _STAGED_KEY).replace(self.keyfile)
        try:
            self._place_certificate()
        except OSError:
            if is_first:
                self.keyfile.unlink()
            raise

    def _place_certificate(self) -> None:
        """Rename the staged certificate to its place; on OSError the earlier key is back in its own."""
        held = self.directory / _HELD_KEY
        try:
            (self.directory / _STAGED_CERTIFICATE).replace(self.certfile)
        except OSError:
            if os.path.lexists(held):
                held.replace(self.keyfile)
            raise

    def _clean_up(self) -> None:
        for name in (_STAGED_CERTIFICATE, _STAGED_KEY, _HELD_KEY):
            (self.directory / name).unlink(missing_ok=True)

    def _copies(self, now: dt.datetime) -> Iterator[tuple[Path, Path]]:
        stamp = now.strftime(_STAMP)
        for path in self.present:
            yield path, path.with_name(f"{path.name}{REPLACED_MARK}{stamp}")

    def _drop_outdated_copies(self, now: dt.datetime) -> None:
        for name in (CERTIFICATE_NAME, KEY_NAME):
            copies = sorted(self.directory.glob(f"{name}{REPLACED_MARK}*"))
            recent = f"{name}{REPLACED_MARK}{(now - _BURST).strftime(_STAMP)}"
            first_of_burst = next((copy for copy in copies if copy.name >= recent), None)
            for outdated in copies[:-_REPLACED_KEPT]:
                if outdated != first_of_burst:
                    outdated.unlink()


def _hold(path: Path, held: Path) -> None:
    """Give a file, or the link that it is, a second name; a copy where the file system has none."""
    held.unlink(missing_ok=True)
    try:
        os.link(path, held, follow_symlinks=False)
    except (OSError, NotImplementedError):
        write_new(held, path.read_bytes(), mode_of_copy(path, is_secret=True))


def create_directory(directory: Path, *, with_parents: bool = False) -> bool:
    """Create a directory, closed to others (0700); return whether there was any to create.

    Below a missing directory nothing is made unless `with_parents`, as it may be a volume that is not mounted: raises
    StartError.
    """
    if not with_parents:
        check_place(directory)
    missing = [path for path in (directory, *directory.parents) if _is_missing(path)]
    for path in reversed(missing):
        with contextlib.suppress(FileExistsError):
            path.mkdir(mode=0o700)
            close_new_directory(path)
    return bool(missing)


def check_place(directory: Path) -> None:
    """Make sure that a directory that somebody named is there, or can be made; raises StartError and OSError."""
    if not _is_missing(directory):
        return
    if (variable := variable_in(str(directory))) is not None:
        raise StartError(
            f"{directory} does not exist: {variable} in it is no variable any more, but part of the name.",
            hint="Write the path itself, or let a shell replace the variable: outside of single quotes.",
        )
    if _is_missing(directory.parent):
        raise StartError(
            f"{directory} does not exist, and {directory.parent} above it does not either.",
            hint=f"Mount the volume that it is on, or make the directory: mkdir -p {quote(directory.parent)}",
        )


def _is_missing(path: Path) -> bool:
    """Return whether nothing is at a path; raises OSError where that cannot be told, StartError for a dangling link."""
    try:
        path.stat()
    except FileNotFoundError as error:
        if not path.is_symlink():
            return True
        raise StartError(
            f"{path} is a link to {path.readlink()}, which does not exist.",
            hint=f"Mount the volume that it is on, or remove the link: rm {quote(path)}",
        ) from error
    return False


def sync_directory(directory: Path) -> None:
    """Make renames in a directory outlast a power cut, where the platform can."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    # A directory may be closed to reading, and some network file systems refuse to sync one; the files are synced.
    with contextlib.suppress(OSError):
        descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def belong_together(certfile: Path, keyfile: Path) -> bool:
    """Return whether two readable, unencrypted PEM files are a certificate and its own key."""
    try:
        certificate = x509.load_pem_x509_certificate(_content(certfile))
        key = serialization.load_pem_private_key(_content(keyfile), password=None)
        form = serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        return certificate.public_key().public_bytes(*form) == key.public_key().public_bytes(*form)
    except (OSError, TypeError, UnsupportedAlgorithm, ValueError):
        return False


def _content(path: Path) -> bytes:
    """Read a file of a pair; a pipe would keep the start waiting, and a device or a huge file would fill the memory."""
    source = read_source(path)
    if isinstance(source, Finding):
        raise ValueError(source.message)  # noqa: TRY004 - what the file holds is wrong, not its type
    return source.data
