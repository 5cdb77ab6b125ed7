"""The two files of a certificate directory: found, written as one, and put right after a crash.

A pair is two files, and no file system renames two files at once. So both are first written beside their places
(certificate, then key), then renamed (key, then certificate). Wherever that is cut short, what lies there tells how
far it got: a staged certificate that fits the key in place only wants its own rename, anything else staged is refuse.
"""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization

from graphex.errors import StartError
from graphex.tls.files import write_new
from graphex.tls.findings import Finding
from graphex.tls.lock import LOCK_NAME
from graphex.tls.pem import read_source
from graphex.tls.permissions import close_new_directory, mode_of_copy

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from graphex.tls.certificate import CreatedPair

CERTIFICATE_NAME: Final = "cert.pem"
KEY_NAME: Final = "key.pem"
_STAGED_CERTIFICATE: Final = ".graphex-new-cert.pem"
_STAGED_KEY: Final = ".graphex-new-key.pem"

_TRACES: Final = (LOCK_NAME, _STAGED_CERTIFICATE, _STAGED_KEY)

_REPLACED_MARK: Final = ".replaced-"
# Enough to go back to, few enough not to fill a directory whose machine changes its address daily.
_REPLACED_KEPT: Final = 3


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
            staged_certificate.replace(self.certfile)
            sync_directory(self.directory)
        for leftover in (staged_certificate, staged_key):
            leftover.unlink(missing_ok=True)

    def write(self, pair: CreatedPair, *, now: dt.datetime) -> None:
        """Put a pair in place, key 0600 from its first byte, keeping a dated copy of one that was there.

        Call it with the lock held. On OSError and StartError nothing in place has changed and nothing is left behind.
        """
        staged_certificate, staged_key = self.directory / _STAGED_CERTIFICATE, self.directory / _STAGED_KEY
        try:
            write_new(staged_certificate, pair.certificate_pem, 0o644)
            write_new(staged_key, pair.key_pem, 0o600)
            self._keep_copies(now)
        except (OSError, StartError):
            staged_certificate.unlink(missing_ok=True)
            staged_key.unlink(missing_ok=True)
            raise
        staged_key.replace(self.keyfile)
        staged_certificate.replace(self.certfile)
        sync_directory(self.directory)

    def _keep_copies(self, now: dt.datetime) -> None:
        stamp = now.strftime("%Y%m%dT%H%M%SZ")
        for path in self.present:
            copy = path.with_name(f"{path.name}{_REPLACED_MARK}{stamp}")
            write_new(copy, path.read_bytes(), mode_of_copy(path, is_secret=path == self.keyfile))
            earlier = sorted(self.directory.glob(f"{path.name}{_REPLACED_MARK}*"))
            for outdated in earlier[:-_REPLACED_KEPT]:
                outdated.unlink()


def create_directory(directory: Path) -> bool:
    """Create a directory and its missing parents, closed to others (0700); return whether there was any to create."""
    missing = [path for path in (directory, *directory.parents) if not path.exists()]
    for path in reversed(missing):
        with contextlib.suppress(FileExistsError):
            path.mkdir(mode=0o700)
            close_new_directory(path)
    return bool(missing)


def sync_directory(directory: Path) -> None:
    """Make renames in a directory outlast a power cut, where the platform can."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        # Some network file systems refuse to sync a directory; the files themselves are synced.
        with contextlib.suppress(OSError):
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def belong_together(certfile: Path, keyfile: Path) -> bool:
    """Tell whether two readable, unencrypted PEM files are a certificate and its own key."""
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
