"""Writing small files so that a crash leaves either the old content or the new, and nobody reads what they may not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from graphex.errors import StartError
from graphex.files import new_file
from graphex.tls.file_names import STAGED_MARK
from graphex.tls.store.ignored import keep_out_of_git
from graphex.tls.store.permissions import give_mode

if TYPE_CHECKING:
    from pathlib import Path

_OTHERS: Final = 0o077


def write_new(path: Path, content: bytes, mode: int) -> None:
    """Write a file in place of any that was there, with its final mode from the first byte, through to the disk.

    What is for nobody else is kept out of git, too. Raises OSError, and StartError where it cannot be closed to others.
    """
    if not mode & _OTHERS:
        keep_out_of_git(path)
    path.unlink(missing_ok=True)
    with new_file(path, mode) as file:
        give_mode(path, file.fileno(), mode)
        file.write(content)


def write_atomically(path: Path, content: bytes, mode: int) -> None:
    """Replace a file as a whole; call it with the lock of its directory held."""
    staged = path.with_name(f"{STAGED_MARK}{path.name}")
    try:
        write_new(staged, content, mode)
        staged.replace(path)
    except (OSError, StartError):
        staged.unlink(missing_ok=True)
        raise
