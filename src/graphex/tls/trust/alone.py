"""One at a time at the authority of a directory and the stores that have it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from graphex.errors import StartError
from graphex.tls.store.lock import locked

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# How long one `trust` waits for another, which may be waiting for a person to answer a dialog.
_PATIENCE_SECONDS: Final = 200.0


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
