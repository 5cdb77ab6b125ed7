"""The machine as trust stores see it."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from graphex.tls.trust.surroundings import Answer, Surroundings
from tls.trust.machine import Machine

if TYPE_CHECKING:
    from collections.abc import Mapping


def test_the_process_is_described() -> None:
    found = Surroundings.of_process()

    assert found.path("/etc/os-release") == Path("/etc/os-release")
    assert found.find_program("sh")
    assert found.owns(Path("/etc"))


def test_programs_of_the_administrator_are_found_and_run(machine: Machine) -> None:
    machine.folder("/usr/sbin")
    machine.program("update-things")
    (machine.programs / "update-things").rename(machine.prefix / "usr/sbin/update-things")

    answer = machine.surroundings.run(("update-things", "now"))

    assert machine.surroundings.find_program("gone", "update-things") == str(machine.prefix / "usr/sbin/update-things")
    assert answer.succeeded
    assert machine.calls == ["update-things now"]


def test_a_program_answers_with_code_and_output(machine: Machine) -> None:
    machine.program("speak", "echo first; echo '  last  ' >&2; exit 3")

    answer = machine.surroundings.run(("speak",))

    assert (answer.code, answer.last_line, answer.succeeded) == (3, "last", False)


def test_a_program_that_hangs_is_given_up(machine: Machine) -> None:
    answer = machine.surroundings.run(("sleep", "3600"), patience=0.2)

    assert (answer.code, answer.last_line) == (None, "sleep did not end within 0.2 seconds")


def test_a_program_that_is_not_there_is_an_answer(machine: Machine) -> None:
    answer = machine.surroundings.run(("gone",))

    assert answer.code is None
    assert answer.last_line == "gone could not be started: No such file or directory"


def test_silence_has_words() -> None:
    assert Answer(7, "\n").last_line == "it ended with code 7 and said nothing"


@pytest.mark.parametrize(
    ("variables", "directory"),
    [({}, ".local/share"), ({"XDG_DATA_HOME": "relative"}, ".local/share"), ({"XDG_DATA_HOME": "/data"}, "/data")],
)
def test_base_directories_are_those_of_xdg(tmp_path: Path, variables: Mapping[str, str], directory: str) -> None:
    machine = Machine(tmp_path, variables=dict(variables))

    found = machine.surroundings.directory("XDG_DATA_HOME", ".local/share")

    assert found == machine.home / directory


@pytest.mark.parametrize(
    ("version", "is_wsl"),
    [("Linux version 5.15.90.1-microsoft-standard-WSL2", True), ("Linux version 6.1.0 (debian)", False)],
)
def test_wsl_is_recognised_by_its_kernel(machine: Machine, version: str, is_wsl: bool) -> None:
    machine.file("/proc/version", version)

    assert machine.surroundings.is_wsl is is_wsl


def test_without_a_kernel_version_it_is_not_wsl(machine: Machine) -> None:
    assert not machine.surroundings.is_wsl


def test_the_distribution_and_its_relatives_are_read(machine: Machine) -> None:
    machine.file("/etc/os-release", 'NAME="Linux Mint"\nID=linuxmint\nID_LIKE="ubuntu debian"\n')

    assert machine.surroundings.distribution == {"linuxmint", "ubuntu", "debian"}
    assert dataclasses.replace(machine.surroundings, prefix=machine.home).distribution == frozenset()


def test_what_a_link_leads_out_to_is_not_of_this_machine(machine: Machine) -> None:
    (machine.prefix / "link").symlink_to(machine.home)

    assert machine.surroundings.owns(machine.prefix / "etc")
    assert not machine.surroundings.owns(machine.prefix / "link")
