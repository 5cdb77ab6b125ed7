"""Finding the stores of a machine and a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from graphex.tls.trust.discovery import find_gaps, find_stores, find_stores_to_empty, recorded_store
from tls.trust.machine import Machine

if TYPE_CHECKING:
    from pathlib import Path


def kinds(machine: Machine) -> list[str]:
    return [store.kind for store in find_stores(machine.surroundings)]


def test_on_linux_it_is_the_system_and_the_browsers(machine: Machine) -> None:
    machine.debian()
    machine.program("chromium")

    assert kinds(machine) == ["system", "nss"]
    assert find_gaps(machine.surroundings) == ()


def test_in_wsl_it_is_windows_too(machine: Machine) -> None:
    machine.debian()
    machine.file("/proc/version", "Linux version 5.15-microsoft-standard-WSL2")

    assert kinds(machine) == ["system", "windows"]


@pytest.mark.parametrize(("platform", "kind"), [("darwin", "keychain"), ("win32", "windows")])
def test_elsewhere_it_is_the_platform_s_store_alone(tmp_path: Path, platform: str, kind: str) -> None:
    machine = Machine(tmp_path, platform=platform)
    machine.program("firefox")
    (machine.home / ".pki/nssdb").mkdir(parents=True)

    assert kinds(machine) == [kind]
    assert find_gaps(machine.surroundings) == ()


def test_what_could_not_be_looked_at_is_said(machine: Machine) -> None:
    machine.program("firefox")

    system, firefox = find_gaps(machine.surroundings)

    assert "ca-certificates" in system
    assert "start it once" in firefox


def test_debian_s_java_is_emptied_and_never_filled(machine: Machine) -> None:
    machine.program("keytool")
    machine.file("/etc/ssl/certs/java/cacerts")

    assert kinds(machine) == []
    assert [store.kind for store in find_stores_to_empty(machine.surroundings)] == ["java"]


@pytest.mark.parametrize(
    ("kind", "where"),
    [
        ("nss", "/home/ada/gone"),
        ("java", "/opt/java/lib/security/cacerts"),
        ("keychain", "/Library/Keychains/System.keychain"),
    ],
)
def test_a_recorded_store_is_known_although_it_is_not_found(machine: Machine, kind: str, where: str) -> None:
    machine.program("keytool")

    store = recorded_store(kind, where, machine.surroundings)

    assert store is not None
    assert (store.kind, store.where) == (kind, where)


def test_a_recorded_store_that_is_found_is_that_one(machine: Machine) -> None:
    machine.debian()
    [system] = find_stores(machine.surroundings)

    assert recorded_store("system", system.where, machine.surroundings) == system
    assert recorded_store("system", "/elsewhere", machine.surroundings) is None
