"""From stores to steps, and from steps to what came of them: showing, doing, and the one line for an administrator."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from graphex.tls.trust.model import Root, Standing, State, Step, TrustStore
from graphex.tls.trust.record import Place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from graphex.tls.trust.surroundings import Answer, Surroundings

Aim: TypeAlias = Literal["trust", "untrust"]
Result: TypeAlias = Literal["nothing to do", "done", "needs an administrator", "failed"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A store, how the root stands in it, and the steps to where it should stand."""

    store: TrustStore
    standing: Standing
    steps: tuple[Step, ...]

    @property
    def place(self) -> Place:
        """The store by what identifies it."""
        return Place.of_store(self.store)

    @property
    def needs_administrator(self) -> bool:
        """Whether any step does."""
        return any(step.privileged for step in self.steps)

    def as_json(self) -> dict[str, Any]:
        """Return the store and its plan for programs."""
        return {
            "kind": self.store.kind,
            "name": self.store.name,
            "where": self.store.where,
            "readers": self.store.readers,
            "state": self.standing.state.value,
            "reason": self.standing.reason,
            "steps": [step.as_json() for step in self.steps],
        }


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an entry; `reason` says why it failed, or what to know."""

    entry: Entry
    result: Result
    standing: Standing
    reason: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the store and what became of it for programs."""
        return {
            **self.entry.as_json(),
            "result": self.result,
            "state": self.standing.state.value,
            "reason": self.reason,
        }


def plan(aim: Aim, root: Root, stores: Iterable[TrustStore]) -> tuple[Entry, ...]:
    """Look at every store and write down what would have to be done."""
    return tuple(_plan_store(aim, root, store) for store in stores)


def carry_out(
    aim: Aim, root: Root, entry: Entry, surroundings: Surroundings, announce: Callable[[Step], None]
) -> Outcome:
    """Do the steps of one store, unless they need an administrator and this is none; then look what came of it."""
    if not entry.steps:
        is_failure = entry.standing.state is State.UNKNOWN
        return Outcome(entry, "failed" if is_failure else "nothing to do", entry.standing, entry.standing.reason)
    if entry.needs_administrator and not surroundings.is_root:
        return Outcome(entry, "needs an administrator", entry.standing)
    failure = _run(entry.steps, surroundings, announce)
    standing = entry.store.standing(root)
    if _is_reached(aim, standing):
        return Outcome(entry, "done", standing)
    reason = standing.reason or (failure.last_line if failure else "it had no effect")
    if failure and standing.state is State.PRESENT:
        reason = f"{reason} ({failure.last_line})"
    return Outcome(entry, "failed", standing, reason)


def administrator_line(steps: Sequence[Step]) -> str | None:
    """Join the steps that need an administrator to one line for a shell, or return None if there are none."""
    commands = [step.command for step in steps if step.privileged]
    match commands:
        case []:
            return None
        case [command]:
            return f"sudo {command}"
        case _:
            return f"sudo sh -c {shlex.quote(' && '.join(commands))}"


def pending_line(outcomes: Iterable[Outcome]) -> str | None:
    """Return the one line for an administrator, or None if everything could be done without."""
    waiting = [one for one in outcomes if one.result == "needs an administrator"]
    return administrator_line([step for one in waiting for step in one.entry.steps])


def _plan_store(aim: Aim, root: Root, store: TrustStore) -> Entry:
    standing = store.standing(root)
    if standing.state is State.UNKNOWN or _is_reached(aim, standing):
        return Entry(store, standing, ())
    steps = store.steps_to_add(root) if aim == "trust" else store.steps_to_remove(root)
    return Entry(store, standing, steps)


def _is_reached(aim: Aim, standing: Standing) -> bool:
    return standing.state is (State.TRUSTED if aim == "trust" else State.ABSENT)


def _run(steps: Iterable[Step], surroundings: Surroundings, announce: Callable[[Step], None]) -> Answer | None:
    """Run steps in order; return the answer of the one that failed."""
    for step in steps:
        announce(step)
        answer = surroundings.run(step.argv, patience=step.patience)
        if not answer.succeeded:
            return answer
    return None
