"""Files that somebody asked to be written: whole or not at all, and never over something else by accident."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from graphex.errors import GraphexError, UsageError
from graphex.tls.file_names import PAIR_NAMES, is_one_part_name, is_pfx_name
from graphex.tls.shell import quote
from graphex.tls.store.files import write_atomically
from graphex.tls.store.pair import PairFiles, create_directory
from graphex.tls.store.places import DirectoryPlace

if TYPE_CHECKING:
    from pathlib import Path

    from graphex.tls.certificates.certificate import CreatedPair

_PATIENCE_SECONDS: Final = 30.0


def refuse_existing(paths: tuple[Path, ...], *, force: bool) -> None:
    """Refuse to write over what is there; call it before anything is made or anybody is asked."""
    there = [str(path) for path in paths if os.path.lexists(path)]
    if there and not force:
        verb = "exists" if len(there) == 1 else "exist"
        raise UsageError(
            f"{' and '.join(there)} {verb} already.", hint="Choose another name with --out, or replace it with --force."
        )


def refuse_place_of_pair(out: Path, *, force: bool) -> None:
    """Refuse a place that a pair cannot be written to, be it one file (PKCS#12) or a directory for the two."""
    if is_one_part_name(out) and not out.is_dir():
        raise UsageError(
            f"{out} would be a directory, since {PAIR_NAMES} are two files.",
            hint=f"Name a directory, such as --out {quote(out.with_suffix(''))}, or a file that ends in .p12.",
        )
    refuse_existing((out,) if is_pfx_name(out) else PairFiles(out).present, force=force)


def write_out(path: Path, content: bytes, *, private: bool) -> None:
    """Write a file, closed to others if it is private; raises GraphexError where that is impossible."""
    try:
        write_atomically(path, content, 0o600 if private else 0o644)
    except OSError as error:
        raise _unwritable(path, error) from error


def write_pair(out: Path, pair: CreatedPair, *, force: bool) -> None:
    """Write a pair into a directory, which is made if need be; raises GraphexError where that is impossible."""
    files = PairFiles(out.absolute())

    def make() -> CreatedPair:
        # Once more, with nobody else at work there.
        refuse_existing(files.present, force=force)
        return pair

    try:
        create_directory(files.directory)
        DirectoryPlace(files).replace(make, patience=_PATIENCE_SECONDS)
    except OSError as error:
        raise _unwritable(out, error) from error


def _unwritable(path: Path, error: OSError) -> GraphexError:
    return GraphexError(
        f"{path} cannot be written: {error.strerror or error}.", hint="Choose another place with --out."
    )
