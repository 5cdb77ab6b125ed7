"""`graphex untrust`, as a real process on a machine of the test's own."""

from __future__ import annotations

import json
import os
import pty
import select
import subprocess
from typing import TYPE_CHECKING

import pytest

from cli.people import CHROMIUM, PROFILE, break_database, make_machine, person_on
from patience import PATIENCE_SECONDS, now
from tls.trust.machine import Machine, has_nss

if TYPE_CHECKING:
    from pathlib import Path

    from trust_command import Person

pytestmark = pytest.mark.skipif(not has_nss(), reason="the tools of NSS are not installed")

ANCHORS = "usr/local/share/ca-certificates"


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return make_machine(tmp_path)


@pytest.fixture
def root(machine: Machine) -> Person:
    """An administrator who has trusted an authority in every store."""
    root = person_on(machine, "root")
    assert root.graphex("trust").returncode == 0
    return root


def entries(machine: Machine, place: str) -> str:
    command = ["certutil", "-L", "-d", f"sql:{machine.home / place}"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_every_store_forgets_and_no_trace_is_left(machine: Machine, root: Person) -> None:
    done = root.graphex("untrust", "--delete-authority")

    bundle = machine.prefix / "etc/ssl/certs/ca-certificates.crt"
    assert done.returncode == 0
    assert "GraphEx" not in entries(machine, CHROMIUM) + entries(machine, PROFILE)
    assert (os.listdir(machine.prefix / ANCHORS), bundle.read_text()) == ([], "")
    assert not root.authority.parent.exists()
    assert "The authority and its key are deleted." in done.stdout


def test_only_what_was_added_is_removed(machine: Machine, root: Person) -> None:
    other = person_on(machine, "root", XDG_DATA_HOME=str(machine.home / "other"))
    other.graphex("trust")

    root.graphex("untrust", "--delete-authority")

    status = json.loads(other.graphex("trust", "--status", "--json").stdout)
    assert {store["state"] for store in status["stores"]} == {"trusted"}
    assert len(os.listdir(machine.prefix / ANCHORS)) == 1


@pytest.mark.parametrize("names", [("authority.pem", "authority-key.pem"), ("authority.pem",), ("authority-key.pem",)])
def test_it_works_after_the_authority_is_lost(machine: Machine, root: Person, names: tuple[str, ...]) -> None:
    remove(root.authority, names)

    done = root.graphex("untrust", "--delete-authority")

    assert done.returncode == 0
    assert "GraphEx" not in entries(machine, CHROMIUM) + entries(machine, PROFILE)
    assert os.listdir(machine.prefix / ANCHORS) == []
    assert not root.authority.exists()


def remove(directory: Path, names: tuple[str, ...]) -> None:
    for name in names:
        (directory / name).unlink()


def test_it_works_for_an_authority_that_is_damaged(machine: Machine, root: Person) -> None:
    (root.authority / "authority.pem").write_text("garbage")

    done = root.graphex("untrust", "--delete-authority")

    assert done.returncode == 0
    assert "GraphEx" not in entries(machine, CHROMIUM)


@pytest.mark.parametrize("words", [("--keep-authority",), ()])
def test_the_authority_is_kept_unless_somebody_says_otherwise(root: Person, words: tuple[str, ...]) -> None:
    root.graphex("untrust", *words)

    assert sorted(os.listdir(root.authority)) == ["authority-key.pem", "authority.pem"]


@pytest.mark.parametrize(("answer", "is_kept"), [("y", False), ("n", True), ("", True)])
def test_at_a_terminal_the_person_is_asked(root: Person, answer: str, is_kept: bool) -> None:
    said = at_terminal(root, answer)

    assert f"Delete the authority in {root.authority} too?" in said
    assert root.authority.exists() is is_kept


def at_terminal(person: Person, answer: str) -> str:
    """Run the command on a terminal of its own, and answer its one question."""
    ours, theirs = pty.openpty()
    process = person.start("untrust", terminal=theirs)
    os.close(theirs)
    said = read_until(ours, "]: ")
    os.write(ours, f"{answer}\n".encode())
    said += read_until(ours, None)
    process.wait(60)
    os.close(ours)
    return said.replace("\r\n", "\n").replace("\n", " ").replace("  ", " ")


def read_until(descriptor: int, ending: str | None) -> str:
    said, end = "", now() + PATIENCE_SECONDS
    while now() < end and (ending is None or not said.endswith(ending)):
        if not select.select([descriptor], [], [], 0.2)[0]:
            continue
        try:
            part = os.read(descriptor, 4096)
        except OSError:  # Linux says so when the other end is closed
            break
        if not part:
            break
        said += part.decode()
    return said


def test_a_dry_run_changes_nothing(root: Person) -> None:
    done = root.graphex("untrust", "--dry-run", "--delete-authority")

    assert done.returncode == 0
    assert "update-ca-certificates --fresh" in done.stdout
    assert "certutil -D -d" in done.stdout
    assert root.graphex("trust", "--status").returncode == 0


def test_a_dry_run_speaks_json_too(root: Person) -> None:
    plan = json.loads(root.graphex("untrust", "--dry-run", "--json").stdout)

    assert [store["kind"] for store in plan["stores"]] == ["system", "nss", "nss"]


@pytest.mark.parametrize("words", [(), ("--dry-run",), ("--json",)])
def test_without_anything_to_remove_all_is_well(machine: Machine, words: tuple[str, ...]) -> None:
    person = person_on(machine)

    done = person.graphex("untrust", *words)

    assert (done.returncode, done.stderr) == (0, "")
    assert not person.authority.exists()


def test_what_needs_an_administrator_is_one_line_and_then_forgotten(machine: Machine, root: Person) -> None:
    person = person_on(machine)
    first = json.loads(person.graphex("untrust", "--json").stdout)

    before = (root.authority / "trusted.json").exists()
    person.run("sh", "-ec", first["sudo"])
    last = person.graphex("untrust", "--delete-authority")

    assert before
    assert last.returncode == 0
    assert os.listdir(machine.prefix / ANCHORS) == []
    assert not root.authority.exists()


def test_a_store_that_fails_does_not_stop_the_others_and_is_remembered(machine: Machine, root: Person) -> None:
    file = machine.home / CHROMIUM / "cert9.db"
    content = file.read_bytes()
    break_database(machine, CHROMIUM)

    first = root.graphex("untrust", "--delete-authority")
    file.write_bytes(content)
    second = root.graphex("untrust")

    assert [first.returncode, second.returncode] == [1, 0]
    assert "failed" in first.stdout
    assert "GraphEx" not in entries(machine, CHROMIUM) + entries(machine, PROFILE)
    assert not root.authority.parent.exists()


def test_a_profile_that_is_gone_is_no_failure(machine: Machine, root: Person) -> None:
    (machine.home / PROFILE / "cert9.db").unlink()
    (machine.home / PROFILE / "times.json").unlink()

    assert root.graphex("untrust", "--delete-authority").returncode == 0


def test_variables_that_lead_nowhere_are_named(machine: Machine, root: Person) -> None:
    bundle = str(root.authority / "bundle.pem")
    shell = person_on(machine, "root", REQUESTS_CA_BUNDLE=bundle)

    done = shell.graphex("untrust", "--delete-authority")

    assert "unset REQUESTS_CA_BUNDLE" in done.stderr
