"""Trusting an authority, on a machine whose only store is the system's."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import TYPE_CHECKING

import pytest

from graphex.errors import StartError
from graphex.tls.certificates.names import Names, parse_names
from graphex.tls.own.authority_files import delete_authority
from graphex.tls.own.local_authority import find_authority
from graphex.tls.trust.record import TrustRecord
from graphex.tls.trust.trusting import TrustedAuthority, Trusting, plan_trust, trust_authority, trust_status
from tls.authorities import make_authority
from tls.colleagues import SECRET, settle_authority

if TYPE_CHECKING:
    from pathlib import Path

    from graphex.tls.trust.model import Step
    from tls.trust.machine import Machine

NOW = dt.datetime.now(dt.UTC)


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "authority"


@pytest.fixture
def machine(machine: Machine, directory: Path) -> Machine:
    machine.debian()
    settle_authority(directory)
    return machine


def seen(machine: Machine, directory: Path, *, is_root: bool = True) -> TrustedAuthority:
    surroundings = dataclasses.replace(machine.surroundings, is_root=is_root)
    return TrustedAuthority(find_authority(directory, now=NOW), surroundings)


def trust(trusted: TrustedAuthority, passphrase: bytes | None = None) -> tuple[Trusting, list[Step]]:
    said: list[Step] = []
    return trust_authority(trusted, now=NOW, announce=said.append, passphrase=lambda: passphrase), said


def test_a_plan_changes_nothing(machine: Machine, directory: Path) -> None:
    plan = plan_trust(directory, Names(), machine.surroundings, now=NOW)

    assert plan.is_real
    assert [entry.store.kind for entry in plan.entries] == ["system"]
    assert plan.entries[0].steps
    assert machine.calls == []


def test_a_plan_can_be_made_for_an_authority_that_is_not_there_yet(machine: Machine, directory: Path) -> None:
    delete_authority(directory)

    plan = plan_trust(directory, parse_names(["build.corp"]), machine.surroundings, now=NOW)

    assert not plan.is_real
    assert "build.corp" in plan.trusted.authority.allowed
    assert not directory.exists()


def test_it_is_added_announced_written_down_and_proven(machine: Machine, directory: Path) -> None:
    trusted = seen(machine, directory)

    done, said = trust(trusted)

    assert [one.result for one in done.outcomes] == ["done"]
    assert said == list(done.outcomes[0].entry.steps)
    assert TrustRecord(directory).load()[0].places == (done.outcomes[0].entry.place,)
    assert "Python" in {check.client for check in done.checks}
    assert (directory / "bundle.pem").is_file()
    assert (done.is_partial, done.administrator_line, done.changed_browsers) == (False, None, False)


def test_what_needs_an_administrator_is_left_as_one_line(machine: Machine, directory: Path) -> None:
    done, said = trust(seen(machine, directory, is_root=False))

    assert [one.result for one in done.outcomes] == ["needs an administrator"]
    assert str(done.administrator_line).startswith("sudo sh -c ")
    assert (said, machine.calls, done.checks) == ([], [], ())
    assert not done.is_partial


def test_a_store_that_fails_makes_it_partial(machine: Machine, directory: Path) -> None:
    machine.program("update-ca-certificates", "echo broken; exit 1")

    done, _ = trust(seen(machine, directory))

    assert [one.result for one in done.outcomes] == ["failed"]
    assert (done.is_partial, done.checks) == (True, ())


@pytest.mark.parametrize(("passphrase", "is_proven"), [(SECRET, True), (None, False)])
def test_a_key_that_nobody_opens_proves_nothing(
    machine: Machine, directory: Path, passphrase: bytes | None, is_proven: bool
) -> None:
    delete_authority(directory)
    settle_authority(directory, SECRET)

    done, _ = trust(seen(machine, directory), passphrase)

    assert bool(done.checks) is is_proven
    assert not done.is_partial


def test_a_bundle_that_cannot_be_written_is_a_sentence(machine: Machine, directory: Path) -> None:
    (directory / "bundle.pem").mkdir()

    done, _ = trust(seen(machine, directory))

    assert str(done.bundle_problem).startswith("The bundle for tools is not up to date. Nothing can be written down")
    assert done.is_partial


def test_a_directory_that_cannot_be_written_stops_it_all(machine: Machine, directory: Path) -> None:
    (directory / ".graphex-lock").mkdir()

    with pytest.raises(StartError, match="Nothing can be written down"):
        trust(seen(machine, directory))

    assert machine.calls == []


def test_the_status_says_what_is_missing_and_whose_turn_it_is(machine: Machine, directory: Path) -> None:
    before = trust_status(seen(machine, directory))
    waiting = trust_status(seen(machine, directory, is_root=False))
    trust(seen(machine, directory))

    after = trust_status(seen(machine, directory))

    assert [status.is_complete for status in (before, waiting, after)] == [False, False, True]
    assert [status.can_add_more for status in (before, waiting, after)] == [True, False, False]
    assert [bool(status.administrator_line) for status in (before, waiting, after)] == [False, True, False]


def test_earlier_authorities_in_stores_are_counted(machine: Machine, directory: Path) -> None:
    trust(seen(machine, directory))
    place = TrustRecord(directory).load()[0].places[0]
    TrustRecord(directory).add(make_authority(now=NOW).certificate, [place])

    assert seen(machine, directory).earlier == 1
