"""Untrusting: every root that a directory ever added leaves every store, and what only trust needed is deleted."""

from __future__ import annotations

import contextlib
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from graphex.tls.certificates.certificate import fingerprint
from graphex.tls.own.authority_files import AuthorityFiles, delete_authority
from graphex.tls.trust.alone import alone_in
from graphex.tls.trust.bundle import bundle_file
from graphex.tls.trust.discovery import find_stores_to_empty, recorded_store
from graphex.tls.trust.model import Root, State
from graphex.tls.trust.plan import Entry, Outcome, carry_out, pending_line, plan
from graphex.tls.trust.record import Addition, Place, TrustRecord
from graphex.tls.trust.tools import TRUSTSTORE_NAME

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from graphex.tls.trust.model import Step, TrustStore
    from graphex.tls.trust.surroundings import Surroundings

# Shared directories of the platform stay; one of ours that is empty goes.
_OWN_PARENTS: Final = frozenset({"graphex", "GraphEx"})
# Variables that follow the shell around, and are nobody's setting.
_OF_SHELL: Final = frozenset({"PWD", "OLDPWD"})


@dataclass(frozen=True, slots=True)
class Removal:
    """A root, and what would remove it from each store."""

    root: Root
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Untrusting:
    """What came of untrusting: of each store, and whether the authority with its key was deleted."""

    outcomes: tuple[Outcome, ...]
    is_authority_deleted: bool

    @property
    def is_partial(self) -> bool:
        """Whether something failed; the rest is removed."""
        return any(one.result == "failed" for one in self.outcomes)

    @property
    def administrator_line(self) -> str | None:
        """The line for what could not be done without an administrator."""
        return pending_line(self.outcomes)


def plan_removals(directory: Path, surroundings: Surroundings) -> tuple[Removal, ...]:
    """Return what would be removed from where, and do nothing; raises GraphexError for a record that cannot be read."""
    with tempfile.TemporaryDirectory(prefix="graphex-") as temporary:
        return _plan_removals(directory, Path(temporary), surroundings)


def untrust_authority(
    directory: Path,
    surroundings: Surroundings,
    *,
    announce: Callable[[Step], None],
    wants_deletion: Callable[[], bool],
) -> Untrusting:
    """Remove the authority of a directory from every store, also after its files are gone.

    `announce` is told of each step before it is done; `wants_deletion` is called once the stores are empty, and says
    whether the authority itself goes too.
    """
    outcomes = _empty_stores(directory, surroundings, announce)
    return Untrusting(outcomes, _delete(directory, is_wanted=wants_deletion()))


def lost_variables(directory: Path, environment: Mapping[str, str]) -> tuple[str, ...]:
    """Return the variables that name files of a directory: with these gone, their tools would accept nothing more."""
    ours = (name for name, value in environment.items() if str(directory) in value and name.isupper())
    return tuple(name for name in sorted(ours) if name not in _OF_SHELL)


def _empty_stores(directory: Path, surroundings: Surroundings, announce: Callable[[Step], None]) -> tuple[Outcome, ...]:
    if not directory.is_dir():
        return ()
    with alone_in(directory), tempfile.TemporaryDirectory(prefix="graphex-") as temporary:
        removals = _plan_removals(directory, Path(temporary), surroundings)
        return tuple(one for removal in removals for one in _remove(removal, directory, surroundings, announce))


def _plan_removals(directory: Path, temporary: Path, surroundings: Surroundings) -> tuple[Removal, ...]:
    return tuple(_plan_removal(one, temporary, surroundings) for one in _additions(directory))


def _additions(directory: Path) -> tuple[Addition, ...]:
    """Return every root that was ever added from this directory, and the one that lies there now."""
    recorded = TrustRecord(directory).load()
    try:
        current = x509.load_pem_x509_certificate(AuthorityFiles(directory).certfile.read_bytes())
    except (OSError, ValueError):
        return recorded
    known = {fingerprint(one.certificate) for one in recorded}
    return recorded if fingerprint(current) in known else (*recorded, Addition(current, ()))


def _plan_removal(addition: Addition, temporary: Path, surroundings: Surroundings) -> Removal:
    root = Root(addition.certificate, temporary / f"{fingerprint(addition.certificate)[:11].replace(':', '')}.pem")
    root.file.write_bytes(addition.certificate.public_bytes(serialization.Encoding.PEM))
    entries = plan("untrust", root, _stores(addition.places, surroundings))
    # A store that cannot be read matters only if something of ours is in it.
    return Removal(
        root,
        tuple(one for one in entries if one.standing.state is not State.UNKNOWN or one.place in addition.places),
    )


def _stores(places: Iterable[Place], surroundings: Surroundings) -> list[TrustStore]:
    """Return the stores that are found, and those that something was once added to."""
    found = find_stores_to_empty(surroundings)
    known = {Place.of_store(store) for store in found}
    recorded = (recorded_store(one.kind, one.where, surroundings) for one in places if one not in known)
    return [*found, *(store for store in recorded if store is not None)]


def _remove(
    removal: Removal, directory: Path, surroundings: Surroundings, announce: Callable[[Step], None]
) -> list[Outcome]:
    outcomes = [carry_out("untrust", removal.root, entry, surroundings, announce) for entry in removal.entries]
    gone = [one.entry.place for one in outcomes if one.standing.state is State.ABSENT]
    record = TrustRecord(directory)
    if record.file.exists():
        record.remove(removal.root.certificate, gone)
    return outcomes


def _delete(directory: Path, *, is_wanted: bool) -> bool:
    """Delete what only trust needs, and the authority itself if that is wanted; then directories that are empty."""
    for path in (bundle_file(directory), directory / TRUSTSTORE_NAME):
        path.unlink(missing_ok=True)
    deleted = delete_authority(directory) if is_wanted else False
    with contextlib.suppress(OSError):
        directory.rmdir()
    if not directory.exists() and directory.parent.name in _OWN_PARENTS:
        with contextlib.suppress(OSError):
            directory.parent.rmdir()
    return deleted
