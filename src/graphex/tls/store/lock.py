"""One process at a time in a certificate directory: who waits too long is told what to do."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from graphex import files
from graphex.errors import StartError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextlib.contextmanager
def locked(directory: Path, *, patience: float = 30.0) -> Iterator[None]:
    """Hold the directory's lock.

    Raises StartError when another process holds it for longer than `patience` seconds, OSError when the directory
    cannot be written.
    """
    with contextlib.ExitStack() as held:
        try:
            held.enter_context(files.locked(directory, patience=patience))
        except TimeoutError as error:
            raise StartError(
                f"Another process has held {error.filename} for over {patience:g} seconds.",
                hint="End the GraphEx that hangs there (stopped with Ctrl-Z, perhaps), then start again.",
            ) from error
        yield
