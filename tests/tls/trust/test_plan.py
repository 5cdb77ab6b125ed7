"""From stores to steps, and what comes of them."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from graphex.tls.trust.model import Root, Standing, State, Step
from graphex.tls.trust.plan import Entry, Outcome, administrator_line, carry_out, pending_line, plan

if TYPE_CHECKING:
    from graphex.tls.trust.plan import Aim
    from tls.trust.machine import Machine

TRUSTED, ABSENT = Standing(State.TRUSTED), Standing(State.ABSENT)
UNKNOWN = Standing(State.UNKNOWN, "it is locked")


@dataclass
class Shelf:
    """A store that stands as the test says, one answer after the other; the last is repeated."""

    standings: list[Standing]
    argv: tuple[str, ...] = ("true",)
    privileged: bool = False
    kind: str = "shelf"
    where: str = "/shelf"
    name: str = "shelf"
    readers: str = "readers"
    asked: list[Root] = field(default_factory=list)

    def standing(self, root: Root) -> Standing:
        """Return the next answer."""
        self.asked.append(root)
        return self.standings.pop(0) if len(self.standings) > 1 else self.standings[0]

    def steps_to_add(self, root: Root) -> tuple[Step, ...]:
        """Run the program."""
        return (Step(f"Add {root.common_name}", self.argv, privileged=self.privileged),)

    def steps_to_remove(self, root: Root) -> tuple[Step, ...]:
        """Run the program."""
        return (Step(f"Remove {root.common_name}", self.argv, privileged=self.privileged),)


def reach(aim: Aim, root: Root, shelf: Shelf, machine: Machine, *, is_root: bool = False) -> Outcome:
    surroundings = dataclasses.replace(machine.surroundings, is_root=is_root)
    [entry] = plan(aim, root, [shelf])
    return carry_out(aim, root, entry, surroundings, lambda _: None)


@pytest.fixture(autouse=True)
def programs(machine: Machine) -> None:
    machine.program("true")
    machine.program("fail", "echo 'the disk is full' >&2; exit 1")


@pytest.mark.parametrize(("aim", "standing"), [("trust", TRUSTED), ("untrust", ABSENT)])
def test_what_is_reached_is_left_alone(machine: Machine, root: Root, aim: Aim, standing: Standing) -> None:
    outcome = reach(aim, root, Shelf([standing]), machine)

    assert outcome.result == "nothing to do"
    assert machine.calls == []


def test_steps_are_announced_done_and_looked_at(machine: Machine, root: Root) -> None:
    said: list[str] = []
    [entry] = plan("trust", root, [Shelf([ABSENT, TRUSTED], ("true", "x"))])

    outcome = carry_out("trust", root, entry, machine.surroundings, lambda step: said.append(step.sentence))

    assert (outcome.result, outcome.standing) == ("done", TRUSTED)
    assert machine.calls == ["true x"]
    assert said == ["Add GraphEx authority ada@desk"]


def test_nothing_is_done_in_place_of_an_administrator(machine: Machine, root: Root) -> None:
    shelf = Shelf([ABSENT], privileged=True)

    assert reach("trust", root, shelf, machine).result == "needs an administrator"
    assert machine.calls == []


def test_an_administrator_does_it_at_once(machine: Machine, root: Root) -> None:
    outcome = reach("trust", root, Shelf([ABSENT, TRUSTED], privileged=True), machine, is_root=True)

    assert outcome.result == "done"


@pytest.mark.parametrize(
    ("shelf", "reason"),
    [
        (Shelf([ABSENT], ("fail",)), "the disk is full"),
        (Shelf([ABSENT]), "it had no effect"),
        (Shelf([ABSENT, Standing(State.PRESENT, "half")], ("fail",)), "half (the disk is full)"),
        (Shelf([ABSENT, UNKNOWN], ("fail",)), "it is locked"),
        (Shelf([UNKNOWN]), "it is locked"),
    ],
    ids=["program", "silence", "half", "locked", "locked before"],
)
def test_a_failure_has_its_reason(machine: Machine, root: Root, shelf: Shelf, reason: str) -> None:
    outcome = reach("trust", root, shelf, machine)

    assert (outcome.result, outcome.reason) == ("failed", reason)


def test_a_failing_step_ends_the_steps_of_its_store(machine: Machine, root: Root) -> None:
    [entry] = plan("trust", root, [Shelf([ABSENT])])
    steps = (Step("a", ("fail",)), Step("b", ("true",)))

    carry_out("trust", root, dataclasses.replace(entry, steps=steps), machine.surroundings, lambda _: None)

    assert machine.calls == ["fail "]


def test_all_that_is_left_becomes_one_line() -> None:
    steps = [
        Step("a", ("cp", "it's", "b"), privileged=True),
        Step("b", ("mine",)),
        Step("c", ("sync",), privileged=True),
    ]

    assert administrator_line(steps[:1]) == """sudo cp 'it'"'"'s' b"""
    assert administrator_line(steps) == """sudo sh -c 'cp '"'"'it'"'"'"'"'"'"'"'"'s'"'"' b && sync'"""
    assert administrator_line(steps[1:2]) is None


def test_only_what_waits_for_an_administrator_is_in_the_line() -> None:
    entry = Entry(Shelf([ABSENT]), ABSENT, (Step("a", ("cp", "a", "b"), privileged=True),))
    waiting, done = Outcome(entry, "needs an administrator", ABSENT), Outcome(entry, "done", TRUSTED)

    assert pending_line([done]) is None
    assert pending_line([done, waiting]) == "sudo cp a b"


def test_programs_get_the_same_facts() -> None:
    entry = Entry(Shelf([ABSENT]), ABSENT, (Step("a", ("cp", "a", "b"), privileged=True),))
    outcome = Outcome(entry, "failed", UNKNOWN, "it is locked")

    assert entry.as_json() == {
        "kind": "shelf",
        "name": "shelf",
        "where": "/shelf",
        "readers": "readers",
        "state": "absent",
        "reason": "",
        "steps": [{"sentence": "a", "command": ["cp", "a", "b"], "privileged": True}],
    }
    assert outcome.as_json() == {
        **entry.as_json(),
        "result": "failed",
        "state": "unknown",
        "reason": "it is locked",
    }
