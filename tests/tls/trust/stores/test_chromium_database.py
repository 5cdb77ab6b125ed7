"""The one rule about the database of Chromium, in Python and in the shell."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from graphex.tls.trust.stores.chromium_database import (
    DATABASE_IN_SHELL,
    chromium_database,
    command_to_add,
    command_to_import,
    command_to_remove,
)
from graphex.tls.trust.surroundings import Surroundings

if TYPE_CHECKING:
    from pathlib import Path

OLD = ".pki/nssdb"
NEW = ".local/share/pki/nssdb"
MOVED = "data/pki/nssdb"
SHELLS = [name for name in ("sh", "bash", "dash", "zsh", "fish") if shutil.which(name)]


def environment(home: Path, data: str | None) -> dict[str, str]:
    named = {} if data is None else {"XDG_DATA_HOME": data.replace("HOME", str(home))}
    return {"HOME": str(home), "PATH": "/usr/bin:/bin", **named}


def run(command: str, variables: dict[str, str], *, shell: str = "sh") -> str:
    done = subprocess.run([shell, "-c", command], env=variables, capture_output=True, text=True, check=True, timeout=60)
    return done.stdout.strip()


@pytest.mark.parametrize("data", [None, "", "data", "HOME/data"])
@pytest.mark.parametrize(
    "there", [(), (OLD,), (NEW,), (MOVED,), (OLD, NEW), (OLD, MOVED), (NEW, MOVED), (OLD, NEW, MOVED)]
)
def test_the_shell_chooses_what_the_program_chooses(tmp_path: Path, there: tuple[str, ...], data: str | None) -> None:
    home = make(tmp_path / "a home", *there)
    variables = environment(home, data)
    surroundings = Surroundings(variables, "linux", home, is_root=False)

    chosen = chromium_database(home, surroundings.directory("XDG_DATA_HOME", ".local/share"))
    in_shell = run(f"{DATABASE_IN_SHELL}; echo $d", variables)

    assert in_shell == str(chosen)


def make(home: Path, *places: str) -> Path:
    home.mkdir()
    for place in places:
        (home / place).mkdir(parents=True)
    return home


@pytest.mark.parametrize(("there", "database"), [((), OLD), ((OLD,), OLD), ((NEW,), NEW), ((OLD, NEW), OLD)], ids=str)
def test_the_old_place_counts_if_it_is_there_or_nothing_is(
    tmp_path: Path, there: tuple[str, ...], database: str
) -> None:
    home = make(tmp_path / "home", *there)

    assert chromium_database(home, home / ".local/share") == home / database


def test_a_link_that_leads_nowhere_is_no_database(tmp_path: Path) -> None:
    home = make(tmp_path / "home", ".pki", NEW)
    (home / OLD).symlink_to(home / "gone")

    assert chromium_database(home, home / ".local/share") == home / NEW
    assert run(f"{DATABASE_IN_SHELL}; echo $d", environment(home, None)) == str(home / NEW)


@pytest.mark.skipif(shutil.which("certutil") is None, reason="certutil is not installed")
@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("place", [OLD, NEW])
def test_the_commands_add_and_remove_in_any_shell_and_leave_the_rest(tmp_path: Path, shell: str, place: str) -> None:
    home = make(tmp_path / "home", place)
    variables = environment(home, None)
    run(f"{openssl('company')} && {openssl('mine')}", variables | {"HOME": str(home)})
    database = f"sql:{home / place}"
    run(f"certutil -d {database} -N --empty-password", variables)
    run(f"certutil -d {database} -A -t C,, -n company -i /dev/stdin < '{home}/company.pem'", variables)

    run(command_to_add("graphex-1", "C,,", "~/mine.pem"), variables, shell=shell)
    added = run(f"certutil -d {database} -L", variables)
    run(command_to_remove("graphex-1"), variables, shell=shell)
    removed = run(f"certutil -d {database} -L", variables)

    assert [line.split()[0] for line in added.splitlines()[2:] if line.strip()] == ["company", "graphex-1"]
    assert [line.split()[0] for line in removed.splitlines()[2:] if line.strip()] == ["company"]
    assert sorted(str(one.parent.relative_to(home)) for one in home.rglob("cert9.db")) == [place]


@pytest.mark.skipif(shutil.which("pk12util") is None, reason="pk12util is not installed")
def test_a_certificate_with_its_key_goes_into_the_database_that_is_read(tmp_path: Path) -> None:
    home = make(tmp_path / "home", NEW)
    variables = environment(home, None)
    bundle = "openssl pkcs12 -export -in ~/mine.pem -inkey ~/mine.key -out ~/mine.p12 -passout pass:secret"
    run(f"{openssl('mine')} && {bundle}", variables)

    run(command_to_import("~/mine.p12", "-W", "secret"), variables)
    listed = run(f"certutil -d sql:{home / NEW} -K", variables)

    assert "< 0>" in listed
    assert not (home / OLD).exists()


def openssl(name: str) -> str:
    made = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 9"
    return f"{made} -subj /CN={name} -keyout ~/{name}.key -out ~/{name}.pem 2>/dev/null"
