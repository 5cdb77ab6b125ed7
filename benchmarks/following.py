"""From new certificate files to the first handshake that shows the new certificate.

GraphEx follows the files. The bare application does not, so it is restarted, which is the fastest that it can do.
"""

from __future__ import annotations

import hashlib
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.figures import Aim, Metric
from benchmarks.processes import running_server
from benchmarks.subjects import create_pair
from benchmarks.tls_client import client_context, connect

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.figures import Record
    from benchmarks.subjects import Subject

TAKEN: Final = Metric("A changed certificate is served (bare: by a restart)", "s", "lower", 3, Aim("bare", 1.0))

_PATIENCE_SECONDS: Final = 100.0
_POLL_SECONDS: Final = 0.005


def measure_following(record: Record, subjects: Sequence[Subject], rounds: int) -> None:
    """Change the certificate of GraphEx and of the bare application, in turns."""
    record.add_rounds([one for one in subjects if one.name != "existing"], rounds, change_certificate)


def change_certificate(subject: Subject) -> dict[Metric, float]:
    """Change the certificate once, and return how long it took until it was served."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        seconds = _by_restart(subject, folder) if subject.name == "bare" else _by_following(subject, folder)
    return {TAKEN: seconds}


def _by_following(subject: Subject, folder: Path) -> float:
    with running_server(subject, folder) as server:
        before = _served(server.port)
        began = _replace(folder, (folder / "cert.pem", folder / "key.pem"))
        while _served(server.port) == before:
            if time.perf_counter() - began > _PATIENCE_SECONDS:
                raise TimeoutError(f"{subject.title} does not take the changed certificate.")
            time.sleep(_POLL_SECONDS)
        return time.perf_counter() - began


def _by_restart(subject: Subject, folder: Path) -> float:
    certfile, keyfile = map(Path, subject.command[-2:])
    with running_server(subject, folder):
        began = _replace(folder, (certfile, keyfile))
    with running_server(subject, folder):
        return time.perf_counter() - began


def _replace(folder: Path, pair: tuple[Path, Path]) -> float:
    """Put another pair in place, and return when the last of its files was there."""
    certfile, keyfile = create_pair(folder)
    keyfile.replace(pair[1])
    certfile.replace(pair[0])
    return time.perf_counter()


def _served(port: int) -> bytes:
    with connect(client_context(), port) as connection:
        return hashlib.sha256(connection.getpeercert(binary_form=True) or b"").digest()
