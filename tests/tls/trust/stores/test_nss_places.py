"""Where browsers on Linux keep their databases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from graphex.tls.trust.stores.nss_places import find_nss_stores, has_firefox_without_profile
from tls.trust.machine import Machine

if TYPE_CHECKING:
    from pathlib import Path


def found(machine: Machine) -> list[str]:
    return [str(store.directory.relative_to(machine.home)) for store in find_nss_stores(machine.surroundings)]


def make(machine: Machine, *places: str) -> None:
    for place in places:
        (machine.home / place).mkdir(parents=True)


def make_profile(machine: Machine, place: str) -> None:
    make(machine, place)
    (machine.home / place / "times.json").touch()


def test_without_browsers_there_is_nothing(machine: Machine) -> None:
    assert found(machine) == []


@pytest.mark.parametrize(
    ("places", "database"),
    [
        ((), ".pki/nssdb"),
        ((".local/share/pki/nssdb",), ".local/share/pki/nssdb"),
        ((".pki/nssdb", ".local/share/pki/nssdb"), ".pki/nssdb"),
    ],
)
def test_chromium_s_database_is_the_one_that_it_reads(machine: Machine, places: tuple[str, ...], database: str) -> None:
    machine.program("chromium")
    make(machine, *places)

    assert found(machine) == [database]


def test_a_database_without_a_browser_is_one_too(machine: Machine) -> None:
    make(machine, ".pki/nssdb")

    assert found(machine) == [".pki/nssdb"]


def test_xdg_moves_the_new_place(tmp_path: Path) -> None:
    machine = Machine(tmp_path, variables={"XDG_DATA_HOME": str(tmp_path / "home" / "data")})
    machine.program("google-chrome")
    make(machine, "data/pki/nssdb")

    assert found(machine) == ["data/pki/nssdb"]


@pytest.mark.parametrize(
    ("there", "database"),
    [
        ("snap/chromium/current", "snap/chromium/current/.pki/nssdb"),
        (".var/app/org.chromium.Chromium", ".var/app/org.chromium.Chromium/.pki/nssdb"),
        (
            ".var/app/com.google.Chrome/data/pki/nssdb",
            ".var/app/com.google.Chrome/data/pki/nssdb",
        ),
    ],
)
def test_snaps_and_flatpaks_have_homes_of_their_own(machine: Machine, there: str, database: str) -> None:
    make(machine, there)

    assert found(machine) == [database]


@pytest.mark.parametrize(
    "base",
    [
        ".mozilla/firefox",
        ".config/mozilla/firefox",
        "snap/firefox/common/.mozilla/firefox",
        ".var/app/org.mozilla.firefox/.mozilla/firefox",
        ".var/app/org.mozilla.firefox/config/mozilla/firefox",
    ],
)
def test_profiles_of_firefox_are_found(machine: Machine, base: str) -> None:
    make_profile(machine, f"{base}/abc.default-esr")
    make(machine, f"{base}/Crash Reports")

    assert found(machine) == [f"{base}/abc.default-esr"]


def test_profiles_ini_leads_elsewhere(machine: Machine) -> None:
    make_profile(machine, "work profile")
    make_profile(machine, ".mozilla/firefox/abc.default")
    (machine.home / ".mozilla/firefox/profiles.ini").write_text(
        f"[General]\nVersion=2\n[Profile0]\nName=a\nIsRelative=1\nPath=abc.default\n"
        f"[Profile1]\nName=%b\nIsRelative=0\nPath={machine.home}/work profile\n[Profile2]\nName=c\nPath=gone\n"
    )

    assert found(machine) == [".mozilla/firefox/abc.default", "work profile"]


def test_a_broken_profiles_ini_is_no_obstacle(machine: Machine) -> None:
    make_profile(machine, ".mozilla/firefox/abc.default")
    (machine.home / ".mozilla/firefox/profiles.ini").write_bytes(b"\xff\x00[[[")

    assert found(machine) == [".mozilla/firefox/abc.default"]


def test_a_database_is_listed_once_whatever_links_lead_to_it(machine: Machine) -> None:
    make_profile(machine, ".mozilla/firefox/abc.default")
    make(machine, ".config")
    (machine.home / ".config/mozilla").symlink_to(machine.home / ".mozilla")

    assert len(found(machine)) == 1


def test_firefox_that_was_never_started_is_noticed(machine: Machine) -> None:
    machine.program("firefox")

    before = has_firefox_without_profile(machine.surroundings)
    make_profile(machine, ".config/mozilla/firefox/abc.default")

    assert before
    assert not has_firefox_without_profile(machine.surroundings)
