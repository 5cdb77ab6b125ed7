"""Untrusting an authority, on a machine whose only store is the system's."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import TYPE_CHECKING

import pytest

from graphex.tls.own.local_authority import find_authority
from graphex.tls.trust.record import TrustRecord
from graphex.tls.trust.trusting import TrustedAuthority, trust_authority
from graphex.tls.trust.untrusting import Untrusting, lost_variables, plan_removals, untrust_authority
from tls.colleagues import settle_authority

if TYPE_CHECKING:
    from pathlib import Path

    from graphex.tls.trust.model import Step
    from tls.trust.machine import Machine

NOW = dt.datetime.now(dt.UTC)
ANCHORS = "usr/local/share/ca-certificates"


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "graphex" / "authority"


@pytest.fixture
def machine(machine: Machine, directory: Path) -> Machine:
    """A machine whose system store has the authority."""
    machine.debian()
    settle_authority(directory)
    trusted = TrustedAuthority(find_authority(directory, now=NOW), machine.surroundings)
    trust_authority(trusted, now=NOW, announce=ignore, passphrase=lambda: None)
    return machine


def ignore(step: Step) -> None:
    """Say nothing of a step."""
    del step


def untrust(machine: Machine, directory: Path, *, delete: bool = False, is_root: bool = True) -> Untrusting:
    surroundings = dataclasses.replace(machine.surroundings, is_root=is_root)
    return untrust_authority(directory, surroundings, announce=ignore, wants_deletion=lambda: delete)


def anchors(machine: Machine) -> list[str]:
    return [path.name for path in (machine.prefix / ANCHORS).iterdir()]


def test_a_plan_changes_nothing(machine: Machine, directory: Path) -> None:
    before = anchors(machine)

    [removal] = plan_removals(directory, machine.surroundings)

    assert [entry.store.kind for entry in removal.entries] == ["system"]
    assert anchors(machine) == before == [removal.root.file_name]


def test_the_store_forgets_and_the_authority_stays(machine: Machine, directory: Path) -> None:
    done = untrust(machine, directory)

    assert [one.result for one in done.outcomes] == ["done"]
    assert (done.is_partial, done.is_authority_deleted, done.administrator_line) == (False, False, None)
    assert anchors(machine) == []
    assert sorted(path.name for path in directory.iterdir()) == ["authority-key.pem", "authority.pem"]


def test_the_authority_goes_too_if_that_is_wanted(machine: Machine, directory: Path) -> None:
    done = untrust(machine, directory, delete=True)

    assert done.is_authority_deleted
    assert not directory.parent.exists()


def test_it_works_after_the_authority_is_lost(machine: Machine, directory: Path) -> None:
    (directory / "authority.pem").unlink()
    (directory / "authority-key.pem").unlink()

    untrust(machine, directory)

    assert anchors(machine) == []
    assert not directory.exists()


def test_what_needs_an_administrator_stays_on_record(machine: Machine, directory: Path) -> None:
    done = untrust(machine, directory, is_root=False)

    assert [one.result for one in done.outcomes] == ["needs an administrator"]
    assert str(done.administrator_line).startswith("sudo ")
    assert len(TrustRecord(directory).load()) == 1


def test_a_store_that_fails_makes_it_partial_and_stays_on_record(machine: Machine, directory: Path) -> None:
    machine.program("update-ca-certificates", "echo broken; exit 1")

    done = untrust(machine, directory)

    assert done.is_partial
    assert len(TrustRecord(directory).load()) == 1


def test_a_person_is_asked_only_once_the_stores_are_empty(machine: Machine, directory: Path) -> None:
    done = untrust_authority(
        directory, machine.surroundings, announce=ignore, wants_deletion=lambda: anchors(machine) == []
    )

    assert done.is_authority_deleted


def test_without_a_directory_there_is_nothing_to_do(machine: Machine, tmp_path: Path) -> None:
    done = untrust(machine, tmp_path / "absent", delete=True)

    assert (done.outcomes, done.is_authority_deleted) == ((), False)
    assert plan_removals(tmp_path / "absent", machine.surroundings) == ()


def test_variables_that_lead_nowhere_are_named(tmp_path: Path) -> None:
    inside = str(tmp_path / "bundle.pem")
    environment = {"REQUESTS_CA_BUNDLE": inside, "CURL_CA_BUNDLE": inside, "PWD": inside, "lower": inside, "OTHER": "/"}

    assert lost_variables(tmp_path, environment) == ("CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE")
