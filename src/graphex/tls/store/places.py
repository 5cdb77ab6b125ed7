"""Where a pair lives while it is served: two files in a directory, or memory alone."""

from __future__ import annotations

import atexit
import datetime as dt
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from graphex.errors import UsageError
from graphex.tls.file_names import CERTIFICATE_NAME, KEY_NAME
from graphex.tls.store.lock import locked
from graphex.tls.store.pair import LinkedPairError, PairFiles
from graphex.tls.store.permissions import close_new_directory

if TYPE_CHECKING:
    from collections.abc import Callable

    from graphex.tls.certificates.certificate import CreatedPair


@dataclass(frozen=True, slots=True)
class DirectoryPlace:
    """`cert.pem` and `key.pem` in a directory that other processes may serve from too."""

    files: PairFiles

    @property
    def certfile(self) -> Path:
        """The certificate and its chain."""
        return self.files.certfile

    @property
    def keyfile(self) -> Path:
        """The private key."""
        return self.files.keyfile

    def replace(self, make: Callable[[], CreatedPair | None], *, patience: float) -> bool:
        """Write the pair that `make` returns, under the directory's lock; return whether it returned one.

        Where the two names are links, they stay, and what they lead to is replaced. Raises OSError when the directory
        cannot be written, StartError when the lock stays taken, LinkedPairError when the links lead apart.
        """
        followed = self.files.behind_links()
        files = followed or self.files
        with locked(files.directory, patience=patience):
            files.recover()
            pair = make()
            if pair is None:
                return False
            if followed is None:
                raise LinkedPairError(self.files)
            files.write(pair, now=dt.datetime.now(dt.UTC))
        return True


class MemoryPlace:
    """A pair that is written nowhere: two anonymous files that end with the process.

    Where the platform has none (only Linux does), a closed temporary directory takes their place until the exit.
    """

    def __init__(self) -> None:
        self.certfile, self.keyfile = _anonymous_files() if hasattr(os, "memfd_create") else _temporary_files()

    def __reduce__(self) -> NoReturn:
        """Refuse to travel to another process, where the anonymous files do not exist."""
        raise UsageError(
            "A certificate that is kept in memory serves one process only.",
            hint="Use one worker, or a certificate directory that can be written.",
        )

    # There is nobody to wait for.
    def replace(self, make: Callable[[], CreatedPair | None], *, patience: float) -> bool:  # noqa: ARG002
        """Put the pair that `make` returns in place; return whether it returned one."""
        pair = make()
        if pair is not None:
            self.keyfile.write_bytes(pair.key_pem)
            self.certfile.write_bytes(pair.certificate_pem)
        return pair is not None


def _anonymous_files() -> tuple[Path, Path]:
    certificate, key = os.memfd_create(CERTIFICATE_NAME), os.memfd_create(KEY_NAME)
    os.fchmod(certificate, 0o644)
    os.fchmod(key, 0o600)
    return Path(f"/proc/self/fd/{certificate}"), Path(f"/proc/self/fd/{key}")


def _temporary_files() -> tuple[Path, Path]:
    directory = Path(tempfile.mkdtemp(prefix="graphex-"))
    atexit.register(shutil.rmtree, directory, ignore_errors=True)
    close_new_directory(directory)
    files = PairFiles(directory)
    for path in (files.certfile, files.keyfile):
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    return files.certfile, files.keyfile
