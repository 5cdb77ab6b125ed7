"""Closing files to others: modes here, and the command lines for Windows."""

from __future__ import annotations

import datetime as dt
import os
import stat
import subprocess
from typing import TYPE_CHECKING, NoReturn

import pytest

from graphex.errors import StartError
from graphex.tls.certificates.certificate import create_self_signed
from graphex.tls.certificates.names import parse_names
from graphex.tls.store.files import write_atomically, write_new
from graphex.tls.store.pair import PairFiles, create_directory
from graphex.tls.store.permissions import NO_PERMISSIONS_HERE, close_new_directory, give_mode, mode_of_copy
from tls.windows import ACCESS_DIRECTORY, ACCESS_FILE, SID, Windows, become_windows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


@pytest.fixture
def windows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Windows:
    return become_windows(tmp_path / "programs", monkeypatch)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "certs"
    path.mkdir()
    return path


def write_pair(folder: Path, *, now: dt.datetime = NOW) -> None:
    PairFiles(folder).write(create_self_signed(parse_names(["localhost"]), now=now), now=now)


def refuse_to_run(*_: object, **__: object) -> None:
    raise AssertionError("no program is needed here")


def test_where_there_are_modes_no_program_is_run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", refuse_to_run)

    create_directory(folder / "a")
    write_new(folder / "key.pem", b"secret", 0o600)

    assert stat.S_IMODE((folder / "a").stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "key.pem").stat().st_mode) == 0o600


def test_a_mode_does_not_depend_on_how_the_file_was_opened(folder: Path) -> None:
    descriptor = os.open(folder / "key.pem", os.O_WRONLY | os.O_CREAT, 0o644)

    give_mode(folder / "key.pem", descriptor, 0o600)
    os.close(descriptor)

    assert stat.S_IMODE((folder / "key.pem").stat().st_mode) == 0o600


@pytest.fixture
def opened(folder: Path) -> Iterator[tuple[Path, int]]:
    """A new file that everybody may read, as all are on a file system without modes."""
    path = folder / "key.pem"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT)
    os.fchmod(descriptor, 0o777)
    yield path, descriptor
    os.close(descriptor)


def test_a_secret_that_stays_open_to_others_is_refused(
    opened: tuple[Path, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fchmod", lambda *_: None)

    with pytest.raises(OSError, match=NO_PERMISSIONS_HERE):
        give_mode(*opened, 0o600)


def test_a_public_file_may_stay_as_it_is(opened: tuple[Path, int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fchmod", lambda *_: None)

    give_mode(*opened, 0o644)

    assert stat.S_IMODE(opened[0].stat().st_mode) == 0o777


def test_a_mode_that_is_right_need_not_be_given(opened: tuple[Path, int], monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> NoReturn:
        raise PermissionError(1, "Operation not permitted")

    opened[0].chmod(0o600)
    monkeypatch.setattr(os, "fchmod", refuse)

    give_mode(*opened, 0o600)

    assert stat.S_IMODE(opened[0].stat().st_mode) == 0o600


@pytest.mark.parametrize("is_secret", [True, False])
def test_a_copy_keeps_the_mode(folder: Path, *, is_secret: bool) -> None:
    folder.chmod(0o750)

    assert mode_of_copy(folder, is_secret=is_secret) == 0o750


def test_windows_closes_a_secret_file_while_it_is_empty(windows: Windows, folder: Path) -> None:
    write_new(folder / "key.pem", b"secret", 0o600)

    assert windows.calls == [f"0 {folder / 'key.pem'} {ACCESS_FILE}"]
    assert (folder / "key.pem").read_bytes() == b"secret"


def test_windows_leaves_a_public_file_as_it_is(windows: Windows, folder: Path) -> None:
    write_new(folder / "cert.pem", b"public", 0o644)

    assert windows.calls == []


def test_windows_closes_the_directories_that_are_made_and_no_others(windows: Windows, folder: Path) -> None:
    create_directory(folder / "a" / "b", with_parents=True)
    create_directory(folder)

    assert windows.calls == [
        f"directory {folder / 'a'} {ACCESS_DIRECTORY}",
        f"directory {folder / 'a' / 'b'} {ACCESS_DIRECTORY}",
    ]


def test_windows_closes_the_key_of_a_pair_and_its_copy(windows: Windows, folder: Path) -> None:
    write_pair(folder)
    write_pair(folder, now=NOW + dt.timedelta(days=1))

    staged = f"0 {folder / '.graphex-new-key.pem'} {ACCESS_FILE}"
    assert windows.calls == [staged, staged, f"0 {folder / 'key.pem.replaced-20260302T120000Z'} {ACCESS_FILE}"]


def test_the_system_is_named_once(windows: Windows, folder: Path) -> None:
    windows.program("whoami", """echo '"nt authority\\system","S-1-5-18"'""")

    write_new(folder / "key.pem", b"secret", 0o600)

    assert windows.calls == [f"0 {folder / 'key.pem'} /inheritance:r /grant:r *S-1-5-18:F"]


@pytest.mark.parametrize("script", ["echo S-1-5-99-1; exit 1", "echo ada"], ids=["failing", "another whoami"])
def test_without_a_sid_the_user_s_name_is_taken(
    windows: Windows, folder: Path, script: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    windows.program("whoami", script)
    monkeypatch.setenv("LOGNAME", "ada")

    write_new(folder / "key.pem", b"secret", 0o600)

    assert windows.calls == [f"0 {folder / 'key.pem'} /inheritance:r /grant:r ada:F *S-1-5-18:F"]


def test_the_programs_are_those_of_the_system(
    windows: Windows, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # On Linux, a path of Windows is one long name.
    windows.program(f"{tmp_path.name}\\System32\\icacls.exe", f'echo "system {SID}" >>"$CALLS"')
    monkeypatch.setenv("SYSTEMROOT", tmp_path.name)

    write_new(folder / "key.pem", b"secret", 0o600)

    assert windows.calls == [f"system {SID}"]


def test_a_secret_that_cannot_be_closed_is_not_written(windows: Windows, folder: Path) -> None:
    windows.refuse()

    with pytest.raises(StartError) as caught:
        write_atomically(folder / "key.pem", b"secret", 0o600)

    staged = folder / ".graphex-new-key.pem"
    assert caught.value.message == f"{staged} cannot be closed to others: {staged}: Access is denied."
    assert "NTFS" in str(caught.value.hint)
    assert os.listdir(folder) == []


def test_a_pair_whose_key_cannot_be_closed_changes_nothing(windows: Windows, folder: Path) -> None:
    write_pair(folder)
    before = (folder / "key.pem").read_bytes()
    windows.refuse()

    with pytest.raises(StartError):
        write_pair(folder)

    assert sorted(os.listdir(folder)) == ["cert.pem", "key.pem"]
    assert (folder / "key.pem").read_bytes() == before


def test_a_directory_that_cannot_be_closed_is_not_left_behind(windows: Windows, folder: Path) -> None:
    windows.refuse()

    with pytest.raises(StartError, match="cannot be closed"):
        create_directory(folder / "a" / "b", with_parents=True)

    assert os.listdir(folder) == []


def test_a_system_without_the_program_is_told(windows: Windows, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (windows.programs / "icacls").unlink()
    monkeypatch.setenv("PATH", str(windows.programs))

    with pytest.raises(StartError, match="icacls"):
        close_new_directory(folder)
