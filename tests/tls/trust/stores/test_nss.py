"""Databases of NSS, changed by the real certutil."""

from __future__ import annotations

import dataclasses
import subprocess
from typing import TYPE_CHECKING

import pytest

from graphex.tls.trust.model import State
from graphex.tls.trust.plan import Outcome, carry_out, plan
from graphex.tls.trust.stores.nss import NssStore, how_to_get_certutil
from tls.authorities import make_root
from tls.trust.machine import Machine, has_nss

if TYPE_CHECKING:
    from pathlib import Path

    from graphex.tls.trust.model import Root
    from graphex.tls.trust.plan import Aim

real = pytest.mark.skipif(not has_nss(), reason="the tools of NSS are not installed")


@pytest.fixture
def store(machine: Machine) -> NssStore:
    machine.link("certutil")
    return NssStore(machine.home / ".pki" / "nssdb", "Chromium", machine.surroundings)


def reach(aim: Aim, root: Root, store: NssStore) -> Outcome:
    [entry] = plan(aim, root, [store])
    return carry_out(aim, root, entry, store.surroundings, lambda _: None)


def certutil(store: NssStore, *words: str | Path) -> str:
    command = ["certutil", words[0], "-d", f"sql:{store.directory}", *words[1:]]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@real
def test_a_database_is_made_filled_and_emptied(store: NssStore, root: Root) -> None:
    before = store.standing(root).state

    during, after = reach("trust", root, store).standing.state, reach("untrust", root, store).standing.state

    assert [before, during, after] == [State.ABSENT, State.TRUSTED, State.ABSENT]
    assert root.common_name not in certutil(store, "-L")


@real
def test_the_root_is_trusted_for_servers_only(store: NssStore, root: Root) -> None:
    reach("trust", root, store)

    assert [line.split()[-1] for line in certutil(store, "-L").splitlines() if root.nickname in line] == ["C,,"]


@real
def test_of_two_with_one_subject_the_right_one_is_removed(store: NssStore, root: Root, tmp_path: Path) -> None:
    other = make_root(tmp_path)
    reach("trust", root, store)
    reach("trust", other, store)

    reach("untrust", root, store)

    left = certutil(store, "-L", "-n", other.nickname, "-a")
    assert store.standing(root).state is State.ABSENT
    assert store.standing(other).state is State.TRUSTED
    assert left.replace("\r", "").strip() == other.file.read_text().strip()


@real
def test_one_that_a_person_imported_is_found_by_its_fingerprint(store: NssStore, root: Root) -> None:
    reach("trust", root, store)
    certutil(store, "-D", "-n", root.nickname)
    certutil(store, "-A", "-t", ",,", "-n", f"{root.common_name} - GraphEx", "-i", root.file)

    standing = store.standing(root)
    added, removed = reach("trust", root, store), reach("untrust", root, store)

    assert (standing.state, standing.reason) == (State.PRESENT, "it is there, but not trusted")
    assert [added.standing.state, removed.standing.state] == [State.TRUSTED, State.ABSENT]


@real
def test_a_primary_password_is_a_sentence_and_never_a_prompt(store: NssStore, root: Root, tmp_path: Path) -> None:
    (tmp_path / "password").write_text("secret")
    store.directory.mkdir(parents=True)
    certutil(store, "-N", "-f", tmp_path / "password")

    added, removed = reach("trust", root, store), reach("untrust", root, store)

    assert added.result == "failed"
    assert "primary password" in added.reason
    assert removed.standing.state is State.ABSENT


@real
def test_a_broken_database_is_said(store: NssStore, root: Root) -> None:
    store.directory.mkdir(parents=True)
    (store.directory / "cert9.db").write_text("garbage")

    outcome = reach("trust", root, store)

    assert outcome.result == "failed"
    assert outcome.reason.startswith("the database cannot be read: certutil: ")


@real
def test_a_place_that_cannot_be_written_is_said(store: NssStore, root: Root) -> None:
    store.directory.parent.write_text("a file where a directory should be")

    outcome = reach("trust", root, store)

    assert outcome.result == "failed"
    assert outcome.reason.startswith("mkdir: cannot create directory")


def test_without_certutil_the_package_is_named(machine: Machine, root: Root) -> None:
    machine.file("/etc/os-release", "ID=fedora\n")
    missing = NssStore(machine.home / "missing", "Chromium", machine.surroundings)
    there = dataclasses.replace(missing, directory=machine.home / "there")
    there.directory.mkdir()
    (there.directory / "cert9.db").touch()

    outcomes = [reach("trust", root, missing), reach("trust", root, there)]

    assert [one.result for one in outcomes] == ["failed", "failed"]
    assert [one.reason for one in outcomes] == ["certutil is not installed: sudo dnf install nss-tools"] * 2
    assert reach("untrust", root, missing).result == "nothing to do"


@pytest.mark.parametrize(
    ("system", "command"),
    [
        ("ID=ubuntu\nID_LIKE=debian\n", "sudo apt install libnss3-tools"),
        ('ID="rocky"\nID_LIKE="rhel centos fedora"\n', "sudo dnf install nss-tools"),
        ("ID=arch\n", "sudo pacman -S nss"),
        ('ID="opensuse-leap"\nID_LIKE="suse opensuse"\n', "sudo zypper install mozilla-nss-tools"),
        ("ID=alpine\n", "sudo apk add nss-tools"),
        ("ID=other\n", "install the tools of NSS (nss-tools, libnss3-tools)"),
    ],
)
def test_every_distribution_has_its_package(machine: Machine, system: str, command: str) -> None:
    machine.file("/etc/os-release", system)

    assert how_to_get_certutil(machine.surroundings) == f"certutil is not installed: {command}"
