"""Trusting an authority: every store of this person gets it, the bundle for tools follows, and clients prove it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from graphex.errors import StartError
from graphex.tls.own.authority_files import load_authority, load_certificate, needs_passphrase
from graphex.tls.own.local_authority import LocalAuthority, create_local_authority
from graphex.tls.trust.alone import alone_in
from graphex.tls.trust.bundle import bundle_file, refresh_bundle
from graphex.tls.trust.discovery import find_gaps, find_stores
from graphex.tls.trust.model import Root, State
from graphex.tls.trust.plan import Entry, Outcome, administrator_line, carry_out, pending_line, plan
from graphex.tls.trust.record import TrustRecord
from graphex.tls.trust.tools import ToolLine, tool_lines
from graphex.tls.trust.verification import Check, verify_by_connecting

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from graphex.tls.certificates.names import Names
    from graphex.tls.trust.model import Step
    from graphex.tls.trust.surroundings import Surroundings

# The stores that the clients of the proof read.
_PROVEN: Final = frozenset({"system", "keychain", "windows"})


@dataclass(frozen=True, slots=True)
class TrustedAuthority:
    """The authority that is to be trusted, and the machine around it."""

    authority: LocalAuthority
    surroundings: Surroundings

    @property
    def root(self) -> Root:
        """What stores are given."""
        return Root(self.authority.certificate, self.authority.files.certfile)

    @property
    def tools(self) -> tuple[ToolLine, ...]:
        """The lines for tools with trust of their own."""
        return tool_lines(self.root, bundle_file(self.authority.directory), self.surroundings)

    @property
    def gaps(self) -> tuple[str, ...]:
        """What could not be looked at, in sentences."""
        return find_gaps(self.surroundings)

    @property
    def earlier(self) -> int:
        """How many earlier authorities of the directory are still in stores."""
        recorded = TrustRecord(self.authority.directory).load()
        return sum(one.certificate != self.authority.certificate for one in recorded)

    def plan(self) -> tuple[Entry, ...]:
        """Return how it stands in every store, and what would add it."""
        return plan("trust", self.root, find_stores(self.surroundings))

    def refresh_bundle(self) -> str | None:
        """Bring the bundle for tools up to date; return why that was not possible."""
        directory = self.authority.directory
        try:
            with alone_in(directory):
                refresh_bundle(self.root, directory, self.surroundings)
        except StartError as error:
            return f"The bundle for tools is not up to date. {error.message}"
        return None


@dataclass(frozen=True, slots=True)
class TrustPlan:
    """What `trust_authority` would do; `is_real` says that the authority is there already."""

    trusted: TrustedAuthority
    entries: tuple[Entry, ...]
    is_real: bool


@dataclass(frozen=True, slots=True)
class TrustStatus:
    """How an authority stands in every store."""

    entries: tuple[Entry, ...]
    waiting: tuple[Entry, ...]
    """Those that only an administrator can change."""
    bundle_problem: str | None

    @property
    def is_complete(self) -> bool:
        """Whether every store has it."""
        return all(entry.standing.state is State.TRUSTED for entry in self.entries)

    @property
    def can_add_more(self) -> bool:
        """Whether trusting it again would add it to a store, without an administrator."""
        return any(entry.steps and entry not in self.waiting for entry in self.entries)

    @property
    def administrator_line(self) -> str | None:
        """The line that adds it to the rest."""
        return administrator_line([step for entry in self.waiting for step in entry.steps])


@dataclass(frozen=True, slots=True)
class Trusting:
    """What came of trusting an authority: of each store, of the bundle, and of the clients that then connected."""

    outcomes: tuple[Outcome, ...] = ()
    checks: tuple[Check, ...] = ()
    bundle_problem: str | None = None

    @property
    def is_partial(self) -> bool:
        """Whether something failed; the rest is in place."""
        return self.bundle_problem is not None or any(one.result == "failed" for one in self.outcomes)

    @property
    def changed_browsers(self) -> bool:
        """Whether browsers that are open have to start again: they read their store when they start."""
        return any(one.result == "done" and one.entry.store.kind == "nss" for one in self.outcomes)

    @property
    def administrator_line(self) -> str | None:
        """The line for what could not be done without an administrator."""
        return pending_line(self.outcomes)


def plan_trust(directory: Path, allowed: Names, surroundings: Surroundings, *, now: dt.datetime) -> TrustPlan:
    """Return what would be done, and do nothing; raises StartError for an authority that cannot be used."""
    there = load_certificate(directory, now=now)
    # Made in memory only, to have something to plan with.
    certificate = there or create_local_authority(allowed, now).certificate
    trusted = TrustedAuthority(LocalAuthority(certificate, directory), surroundings)
    return TrustPlan(trusted, trusted.plan(), is_real=there is not None)


def trust_status(trusted: TrustedAuthority) -> TrustStatus:
    """Look how the authority stands, and bring the bundle for tools up to date."""
    entries = trusted.plan()
    is_root = trusted.surroundings.is_root
    waiting = tuple(entry for entry in entries if entry.needs_administrator and not is_root)
    return TrustStatus(entries, waiting, trusted.refresh_bundle())


def trust_authority(
    trusted: TrustedAuthority,
    *,
    now: dt.datetime,
    announce: Callable[[Step], None],
    passphrase: Callable[[], bytes | None],
) -> Trusting:
    """Add an authority to every store that needs no more than this person's rights, and prove that it works.

    `announce` is told of each step before it is done; `passphrase` is called when the key of the authority is to be
    opened for the proof, and without one there is none.
    """
    with alone_in(trusted.authority.directory):
        outcomes = _add_to_stores(trusted, announce)
    problem = trusted.refresh_bundle()
    return Trusting(outcomes, _verify(trusted, outcomes, now, passphrase), problem)


def _add_to_stores(trusted: TrustedAuthority, announce: Callable[[Step], None]) -> tuple[Outcome, ...]:
    entries = trusted.plan()
    # Written down first: an interruption must not leave a store that nobody knows of.
    to_do = [entry.place for entry in entries if entry.steps]
    TrustRecord(trusted.authority.directory).add(trusted.root.certificate, to_do)
    return tuple(carry_out("trust", trusted.root, entry, trusted.surroundings, announce) for entry in entries)


def _verify(
    trusted: TrustedAuthority, outcomes: Sequence[Outcome], now: dt.datetime, ask: Callable[[], bytes | None]
) -> tuple[Check, ...]:
    """Connect as clients of the system store do, once that has the authority and if its key can be opened."""
    if not any(one.entry.store.kind in _PROVEN and one.standing.state is State.TRUSTED for one in outcomes):
        return ()
    directory, passphrase = trusted.authority.directory, ask()
    if passphrase is None and needs_passphrase(directory):
        return ()
    authority = load_authority(directory, now=now, passphrase=passphrase)
    return verify_by_connecting(authority, trusted.surroundings, now=now) if authority else ()
