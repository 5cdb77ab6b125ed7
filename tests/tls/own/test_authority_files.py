"""The files of the authority: made once, closed to others, and refused with a way out when broken."""

from __future__ import annotations

import datetime as dt
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import trustme

from graphex.errors import StartError
from graphex.tls.own.authority_files import (
    AuthorityFiles,
    default_directory,
    delete_authority,
    ensure_authority,
    load_authority,
    load_certificate,
    needs_passphrase,
)
from tls.authorities import NOW, make_authority

if TYPE_CHECKING:
    from graphex.tls.certificates.authority import Authority

LATER = NOW + dt.timedelta(days=10)
TEN_YEARS = dt.timedelta(days=3660)
ENSURE = """
import datetime as dt, sys
from pathlib import Path
from tls.authorities import make_authority
from graphex.tls.own.authority_files import ensure_authority, load_authority
now = dt.datetime.now(dt.UTC)
ensure_authority(Path(sys.argv[1]), lambda: make_authority(now=now), now=now)
print(load_authority(Path(sys.argv[1]), now=now).certificate.serial_number)
"""
DIE = """
import datetime as dt, os, signal, sys
from pathlib import Path
from tls.authorities import make_authority
from graphex.tls.own import authority_files as authority_store
from graphex.tls.store import files
count = 0
def die_at(function):
    def step(*words):
        global count
        count += 1
        if count == int(sys.argv[2]):
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*words)
    return step
os.fsync, Path.replace = die_at(os.fsync), die_at(Path.replace)
now = dt.datetime.now(dt.UTC)
authority_store.ensure_authority(Path(sys.argv[1]), lambda: make_authority(now=now), now=now, passphrase=b"x")
"""


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def ensure(directory: Path, passphrase: bytes | None = None) -> Authority:
    ensure_authority(directory, make_authority, now=NOW, passphrase=passphrase)
    authority = load_authority(directory, now=NOW, passphrase=passphrase)
    assert authority is not None
    return authority


def python(script: str, *words: str | Path) -> subprocess.Popen[str]:
    tests = str(Path(__file__).parents[2])
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([tests, os.environ.get("PYTHONPATH", "")])}
    command = [sys.executable, "-c", script, *map(str, words)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)


@pytest.mark.parametrize(
    ("environment", "platform", "directory"),
    [
        ({"HOME": "/home/ada"}, "linux", "/home/ada/.local/share/graphex/authority"),
        ({"HOME": "/home/ada", "XDG_DATA_HOME": "/data"}, "linux", "/data/graphex/authority"),
        ({"HOME": "/home/ada", "XDG_DATA_HOME": "data"}, "linux", "/home/ada/.local/share/graphex/authority"),
        ({"HOME": "/Users/ada"}, "darwin", "/Users/ada/Library/Application Support/GraphEx/authority"),
        ({"LOCALAPPDATA": "/local"}, "win32", "/local/GraphEx/authority"),
        ({"USERPROFILE": "/Users/ada"}, "win32", "/Users/ada/AppData/Local/GraphEx/authority"),
    ],
)
def test_it_lies_where_the_platform_keeps_data(environment: dict[str, str], platform: str, directory: str) -> None:
    assert default_directory(environment, platform) == Path(directory)


def test_it_is_made_once_and_closed_to_others(tmp_path: Path) -> None:
    directory = tmp_path / "a" / "authority"

    first = ensure_authority(directory, make_authority, now=NOW)
    again = ensure_authority(directory, make_authority, now=NOW)

    files = AuthorityFiles(directory)
    assert (first, again) == (True, False)
    assert mode(directory) == 0o700
    assert (mode(files.certfile), mode(files.keyfile)) == (0o644, 0o600)
    assert sorted(os.listdir(directory)) == ["authority-key.pem", "authority.pem"]


def test_there_is_none_until_it_is_asked_for(tmp_path: Path) -> None:
    assert load_authority(tmp_path / "gone", now=NOW) is None
    assert not (tmp_path / "gone").exists()
    assert not needs_passphrase(tmp_path / "gone")


def test_the_key_can_be_encrypted(tmp_path: Path) -> None:
    made = ensure(tmp_path, b"correct horse")

    assert needs_passphrase(tmp_path)
    assert load_certificate(tmp_path, now=NOW) == made.certificate


@pytest.mark.parametrize(("passphrase", "message"), [(None, "there is no passphrase"), (b"wrong", "does not open")])
def test_an_encrypted_key_without_its_passphrase_is_refused(
    tmp_path: Path, passphrase: bytes | None, message: str
) -> None:
    ensure(tmp_path, b"correct horse")

    with pytest.raises(StartError, match=message) as caught:
        load_authority(tmp_path, now=NOW, passphrase=passphrase)

    assert caught.value.hint


@pytest.mark.parametrize(
    ("break_it", "message", "way_out"),
    [
        (lambda files: files.keyfile.unlink(), "authority-key.pem is lost", "backup"),
        (lambda files: files.certfile.unlink(), "authority.pem is lost", "backup"),
        (lambda files: files.keyfile.write_text("garbage"), "holds no private key", "untrust --delete-authority"),
        (lambda files: files.certfile.write_text("garbage"), "holds no certificate", "untrust --delete-authority"),
        (lambda files: files.keyfile.write_bytes(make_authority().key_pem()), "not the key of", "right key"),
        (lambda files: files.keyfile.write_bytes(foreign_key()), "not a key that GraphEx made", "right key"),
        (lambda files: files.certfile.write_bytes(trustme.CA().cert_pem.bytes()), "not made by GraphEx", "--ca-dir"),
        (lambda files: [files.keyfile.unlink(), files.keyfile.mkdir()], "cannot be used", "--ca-dir"),
    ],
    ids=["no key", "no certificate", "bad key", "bad certificate", "other key", "foreign key", "foreign", "directory"],
)
def test_a_broken_one_is_refused_with_a_way_out(tmp_path: Path, break_it: object, message: str, way_out: str) -> None:
    ensure(tmp_path)
    call(break_it, AuthorityFiles(tmp_path))

    with pytest.raises(StartError, match=message) as caught:
        load_authority(tmp_path, now=NOW)

    assert way_out in str(caught.value.hint)


def call(function: object, files: AuthorityFiles) -> None:
    assert callable(function)
    function(files)


def foreign_key() -> bytes:
    return trustme.CA(key_type=trustme.KeyType.RSA).private_key_pem.bytes()


@pytest.mark.parametrize(
    ("now", "message"),
    [(NOW - TEN_YEARS, "clock says 2016"), (NOW + TEN_YEARS, "expired on 2036")],
)
def test_a_clock_that_is_wrong_by_years_is_named(tmp_path: Path, now: dt.datetime, message: str) -> None:
    ensure(tmp_path)

    with pytest.raises(StartError, match=message) as caught:
        load_certificate(tmp_path, now=now)

    assert "timedatectl" in str(caught.value.hint)


def test_none_is_made_by_a_clock_that_cannot_be_right(tmp_path: Path) -> None:
    with pytest.raises(StartError, match="clock says 1970-01-01"):
        ensure_authority(tmp_path / "a", make_authority, now=dt.datetime(1970, 1, 1, tzinfo=dt.UTC))

    assert not (tmp_path / "a").exists()


def test_a_key_that_was_opened_to_others_is_closed(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    ensure(tmp_path)
    AuthorityFiles(tmp_path).keyfile.chmod(0o644)

    load_authority(tmp_path, now=NOW)

    assert mode(AuthorityFiles(tmp_path).keyfile) == 0o600
    assert "mode 0644" in caplog.text


def test_many_at_once_agree_on_one(tmp_path: Path) -> None:
    started = [python(ENSURE, tmp_path / "authority") for _ in range(4)]

    serials = {process.communicate(timeout=60)[0] for process in started}

    assert len(serials) == 1
    assert serials != {""}
    assert sorted(os.listdir(tmp_path / "authority")) == ["authority-key.pem", "authority.pem"]


@pytest.mark.parametrize("step", range(1, 6))
def test_one_that_was_killed_is_finished_or_begun_anew(tmp_path: Path, step: int) -> None:
    process = python(DIE, tmp_path, str(step))
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL

    now = dt.datetime.now(dt.UTC)
    ensure_authority(tmp_path, lambda: make_authority(now=now), now=now, passphrase=b"x")

    assert load_authority(tmp_path, now=now, passphrase=b"x") is not None
    assert list(tmp_path.glob(".graphex-new-*")) == []


def test_a_full_disk_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", lambda _: fail())

    with pytest.raises(StartError, match="No space left"):
        ensure_authority(tmp_path / "a", make_authority, now=NOW)

    assert os.listdir(tmp_path / "a") == []


def fail() -> None:
    raise OSError(28, "No space left on device")


def test_a_place_that_cannot_be_written_is_an_error_with_a_way_out(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(StartError, match="cannot be used") as caught:
        ensure_authority(tmp_path / "file" / "authority", make_authority, now=NOW)

    assert "--ca-dir" in str(caught.value.hint)


def test_deleting_leaves_nothing_but_what_is_not_ours(tmp_path: Path) -> None:
    ensure(tmp_path / "one")
    ensure(tmp_path / "two")
    (tmp_path / "two" / "notes.txt").touch()

    deleted = [delete_authority(tmp_path / name) for name in ("one", "two", "three")]

    assert deleted == [True, True, False]
    assert not (tmp_path / "one").exists()
    assert os.listdir(tmp_path / "two") == ["notes.txt"]
