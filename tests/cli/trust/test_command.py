"""`graphex trust`, as a real process on a machine of the test's own."""

from __future__ import annotations

import json
import os
import shutil
import sys
from typing import TYPE_CHECKING, Any

import pytest
from cryptography import x509

from cli.people import CHROMIUM, PROFILE, break_database, make_machine, person_on
from graphex.tls.certificates.certificate import fingerprint
from graphex.tls.own.authority_files import needs_passphrase
from tls.trust.machine import CERTUTIL_EXE, SECURITY, Machine, has_nss

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

    from trust_command import Person

pytestmark = pytest.mark.skipif(not has_nss(), reason="the tools of NSS are not installed")


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return make_machine(tmp_path)


@pytest.fixture
def person(machine: Machine) -> Person:
    return person_on(machine)


def results(done: subprocess.CompletedProcess[str], key: str = "result") -> dict[str, Any]:
    """Return what became of each store, by the end of its path."""
    return {"/".join(store["where"].split("/")[-2:]): store[key] for store in json.loads(done.stdout)["stores"]}


def serial(person: Person) -> int:
    return x509.load_pem_x509_certificate((person.authority / "authority.pem").read_bytes()).serial_number


def test_what_needs_no_privileges_is_done_and_the_rest_is_one_line(machine: Machine, person: Person) -> None:
    done = person.graphex("trust")

    lines = [line.strip() for line in done.stdout.splitlines() if line.strip().startswith("sudo sh")]
    assert (done.returncode, len(lines)) == (0, 1)
    assert "needs the line below" in done.stdout
    assert [call for call in machine.calls if call.startswith(("sudo", "update-ca"))] == []
    assert "Add the authority to" in done.stderr
    assert "certutil -A -d" in done.stderr


def test_after_the_line_every_store_has_it(machine: Machine, person: Person) -> None:
    line = json.loads(person.graphex("trust", "--json").stdout)["sudo"]
    before = person.graphex("trust", "--status", "--json")

    person.run("sh", "-ec", line)

    after = person.graphex("trust", "--status", "--json")
    places = ("share/ca-certificates", CHROMIUM, "/".join(PROFILE.split("/")[-2:]))
    assert [before.returncode, after.returncode] == [1, 0]
    assert results(before, "state") == dict(zip(places, ("absent", "trusted", "trusted"), strict=True))
    assert results(after, "state") == dict.fromkeys(places, "trusted")
    assert machine.calls[0].startswith("sudo sh -c install ")
    assert [json.loads(status.stdout)["sudo"] for status in (before, after)] == [line, None]


def test_the_status_names_the_line_that_helps_and_no_other(person: Person) -> None:
    line = json.loads(person.graphex("trust", "--json").stdout)["sudo"]

    status = person.graphex("trust", "--status")

    assert f"\n  {line}\n" in status.stdout
    assert "Add it to the rest" not in status.stderr


def test_the_next_step_comes_before_what_some_tools_need(person: Person) -> None:
    done = person.graphex("trust", "--ca-dir", "elsewhere with blanks")

    steps = ["restart the browsers", "sudo sh -c", "-m graphex trust --env --ca-dir '"]
    places = [done.stdout.find(step) for step in steps]
    assert places == sorted(places)
    assert min(places) > 0
    assert "JAVA_TOOL_OPTIONS" not in done.stdout
    assert "docker" not in done.stdout


def test_an_administrator_does_it_all_and_clients_connect(machine: Machine) -> None:
    bundle = machine.prefix / "etc/ssl/certs/ca-certificates.crt"
    machine.link("curl")
    root = person_on(machine, "root", SSL_CERT_FILE=str(bundle), CURL_CA_BUNDLE=str(bundle))

    done = root.graphex("trust")

    assert done.returncode == 0
    assert "Python connected and accepted the certificate." in done.stdout
    assert "curl connected and accepted the certificate." in done.stdout
    assert "sudo sh" not in done.stdout


def test_a_client_that_is_told_otherwise_is_a_warning(machine: Machine) -> None:
    root = person_on(machine, "root", SSL_CERT_FILE=str(machine.file("/empty.pem")))

    done = root.graphex("trust")

    assert done.returncode == 0
    assert "warning: Python connected and did not accept the certificate" in done.stderr


def test_the_fingerprint_and_the_limits_are_shown(person: Person) -> None:
    done = person.graphex("trust")

    certificate = x509.load_pem_x509_certificate((person.authority / "authority.pem").read_bytes())
    assert fingerprint(certificate) in done.stdout
    assert "localhost, local, internal, lan, home.arpa" in done.stdout
    assert "made just now" in done.stdout


def test_a_second_time_changes_nothing(person: Person) -> None:
    person.graphex("trust")
    before = serial(person)

    again = person.graphex("trust", "--json")

    assert again.returncode == 0
    assert serial(person) == before
    assert set(results(again).values()) == {"nothing to do", "needs an administrator"}


def test_a_dry_run_shows_every_command_and_leaves_no_file(machine: Machine, person: Person) -> None:
    before = sorted(machine.home.rglob("*"))

    done = person.graphex("trust", "--dry-run")

    assert done.returncode == 0
    assert f"Make an authority: {person.authority}/authority.pem" in done.stdout
    assert "sudo update-ca-certificates" in done.stdout
    assert "certutil -N -d" in done.stdout
    assert "FINGERPRINT" in done.stdout
    assert sorted(machine.home.rglob("*")) == before


def test_a_dry_run_speaks_json_too(person: Person) -> None:
    plan = json.loads(person.graphex("trust", "--dry-run", "--json").stdout)

    assert [store["kind"] for store in plan["stores"]] == ["system", "nss", "nss"]
    assert all(step["command"] for store in plan["stores"] for step in store["steps"])
    assert not person.authority.exists()


@pytest.mark.parametrize("flag", ["--status", "--env"])
def test_without_an_authority_it_says_how_to_get_one(person: Person, flag: str) -> None:
    done = person.graphex("trust", flag)

    assert done.returncode == 1
    assert "There is no authority" in done.stderr
    assert f"hint: Make one, and trust it: {sys.executable} -m graphex trust" in done.stderr


def test_a_browser_that_came_later_is_found(machine: Machine, person: Person) -> None:
    person.graphex("trust")
    (machine.home / "snap/chromium/current").mkdir(parents=True)

    status = person.graphex("trust", "--status")
    person.graphex("trust")

    assert "Chromium (snap)" in status.stdout
    assert "not there" in status.stdout
    assert f"{sys.executable} -m graphex trust" in status.stderr
    assert (machine.home / "snap/chromium/current/.pki/nssdb/cert9.db").exists()


def test_a_store_that_fails_does_not_stop_the_others(machine: Machine, person: Person) -> None:
    break_database(machine, CHROMIUM)

    done = person.graphex("trust", "--json")

    report = results(done)
    assert done.returncode == 1
    assert (report[CHROMIUM], report["firefox/abc.default-esr"]) == ("failed", "done")


def test_the_variables_come_alone(person: Person) -> None:
    person.graphex("trust")

    done = person.graphex("trust", "--env")

    assert done.returncode == 0
    assert all(line.startswith(("export ", "# ")) for line in done.stdout.splitlines())
    assert "# git, for good: git config --global http.sslCAInfo" in done.stdout
    assert (person.authority / "bundle.pem").is_file()


def test_one_more_name_is_allowed_at_the_start(person: Person) -> None:
    person.graphex("trust", "--allow-name", "build.corp, 203.0.113.9", "--allow-name=*.lab.corp")

    shown = json.loads(person.graphex("trust", "--status", "--json").stdout)["allowed"]

    assert {"build.corp", "lab.corp", "203.0.113.9/32"} <= set(shown)


def test_an_authority_can_be_made_for_no_store(person: Person) -> None:
    made = person.graphex("trust", "--make-only", "--allow-name", "build.corp")
    status = person.graphex("trust", "--status", "--json")

    assert made.returncode == 0
    assert "made just now" in made.stdout
    assert {one["state"] for one in json.loads(status.stdout)["stores"]} == {"absent"}


@pytest.mark.parametrize("words", [("--allow-name", "build.corp"), ("--encrypt",)])
def test_what_an_authority_is_cannot_be_changed_later(machine: Machine, person: Person, words: tuple[str, ...]) -> None:
    person.graphex("trust")
    (machine.home / "passphrase").write_text("secret\n")

    done = person.graphex("trust", *words, "--ca-passphrase-path", "passphrase")

    assert done.returncode == 2
    assert "untrust --delete-authority" in done.stderr


def test_the_key_is_encrypted_with_a_passphrase_from_a_file(machine: Machine, person: Person) -> None:
    (machine.home / "passphrase").write_text("correct horse\n")

    done = person.graphex("trust", "--encrypt", "--ca-passphrase-path", "passphrase")

    assert done.returncode == 0
    assert needs_passphrase(person.authority)
    assert person.graphex("trust").returncode == 0


def test_without_a_terminal_nobody_is_asked_for_a_passphrase(person: Person) -> None:
    done = person.graphex("trust", "--encrypt")

    assert done.returncode == 2
    assert "--ca-passphrase-path" in done.stderr
    assert not person.authority.exists()


def test_the_directory_can_be_chosen(machine: Machine, person: Person) -> None:
    person.graphex("trust", "--ca-dir", "elsewhere")

    assert (machine.home / "elsewhere" / "authority.pem").exists()
    assert not person.authority.exists()


def test_an_authority_that_cannot_sign_is_added_nowhere(machine: Machine, person: Person) -> None:
    person.graphex("trust", "--ca-dir", "other")
    person.graphex("trust")
    person.graphex("untrust", "--keep-authority")
    shutil.copy(machine.home / "other" / "authority-key.pem", person.authority / "authority-key.pem")

    done = person.graphex("trust")

    assert done.returncode == 3
    assert "is not the key of authority.pem" in done.stderr
    assert not (person.authority / "trusted.json").exists()


def test_half_an_authority_is_an_error_with_a_way_out(person: Person) -> None:
    person.graphex("trust")
    (person.authority / "authority-key.pem").unlink()

    done = person.graphex("trust")

    assert done.returncode == 3
    assert "authority-key.pem is lost" in done.stderr
    assert "untrust --delete-authority" in done.stderr


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can have called sudo")
def test_with_sudo_it_would_be_the_wrong_person_s(machine: Machine) -> None:
    done = person_on(machine, SUDO_USER="ada").graphex("trust")

    assert done.returncode == 2
    assert "not with those of ada" in done.stderr
    assert "Run it without sudo" in done.stderr


def test_two_at_once_agree(machine: Machine, person: Person) -> None:
    started = [person.start("trust") for _ in range(2)]
    codes = [process.wait(60) for process in started]

    status = person.graphex("trust", "--status", "--json")
    states = results(status, "state")
    assert codes == [0, 0]
    assert states.pop("share/ca-certificates") == "absent"
    assert set(states.values()) == {"trusted"}
    assert list((machine.home / CHROMIUM).glob("cert9.db")) != []


def test_one_that_was_killed_half_way_is_finished(machine: Machine) -> None:
    machine.program("update-ca-certificates", "kill -9 $PPID")
    root = person_on(machine, "root")
    killed = root.graphex("trust")
    machine.debian()

    done = root.graphex("trust", "--json")

    assert killed.returncode == -9
    assert done.returncode == 0
    assert results(done)["share/ca-certificates"] == "done"


def test_what_was_half_added_is_removed_all_the_same(machine: Machine) -> None:
    machine.program("update-ca-certificates", "kill -9 $PPID")
    root = person_on(machine, "root")
    root.graphex("trust")
    machine.debian()

    done = root.graphex("untrust", "--delete-authority")

    assert done.returncode == 0
    assert os.listdir(machine.prefix / "usr/local/share/ca-certificates") == []
    assert not root.authority.exists()


@pytest.mark.parametrize(
    ("platform", "program", "script", "kind"),
    [("darwin", "security", SECURITY, "keychain"), ("win32", "certutil.exe", CERTUTIL_EXE, "windows")],
)
def test_other_platforms_are_served_by_their_programs(
    tmp_path: Path, platform: str, program: str, script: str, kind: str
) -> None:
    machine = make_machine(tmp_path, platform)
    machine.program(program, script)
    person = person_on(machine)

    added, removed = person.graphex("trust", "--json"), person.graphex("untrust", "--json", "--delete-authority")

    assert [store["kind"] for store in json.loads(added.stdout)["stores"]] == [kind]
    assert [set(results(added).values()), set(results(removed).values())] == [{"done"}, {"done"}]
    assert (added.returncode, removed.returncode) == (0, 0)


def test_nothing_on_the_machine_is_needed(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    person = person_on(machine)

    done = person.graphex("trust")

    assert done.returncode == 0
    assert "The system store was not found" in done.stderr
    assert shutil.which("certutil", path=str(machine.programs)) is None
