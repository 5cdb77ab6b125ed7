"""The two files of a certificate directory, written as one."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import stat
import subprocess
from typing import TYPE_CHECKING

import pytest

from graphex.errors import StartError
from graphex.tls.certificates.certificate import CreatedPair, create_self_signed
from graphex.tls.certificates.names import parse_names
from graphex.tls.store.pair import PairFiles, belong_together, create_directory

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
STAGED_CERTIFICATE = ".graphex-new-cert.pem"
STAGED_KEY = ".graphex-new-key.pem"
HELD_KEY = ".graphex-held-key.pem"


def make_pair() -> CreatedPair:
    return create_self_signed(parse_names(["localhost"]), now=NOW)


@pytest.fixture
def open_umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(getattr(request, "param", 0))
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("open_umask", [0, 0o177, 0o777], indirect=True, ids=oct)
@pytest.mark.usefixtures("open_umask")
def test_modes_do_not_depend_on_the_umask(tmp_path: Path) -> None:
    create_directory(tmp_path / "a" / "b", with_parents=True)
    files = PairFiles(tmp_path / "a" / "b")

    files.write(make_pair(), now=NOW)

    assert mode(tmp_path / "a") == mode(tmp_path / "a" / "b") == 0o700
    assert mode(files.keyfile) == 0o600
    assert mode(files.certfile) == 0o644


def test_no_directory_is_made_below_a_missing_one(tmp_path: Path) -> None:
    with pytest.raises(StartError, match="above it does not either"):
        create_directory(tmp_path / "volume" / "certs")

    assert list(tmp_path.iterdir()) == []


def test_no_directory_is_named_after_a_variable(tmp_path: Path) -> None:
    with pytest.raises(StartError, match=r"\$CERTS in it is no variable any more"):
        create_directory(tmp_path / "$CERTS")

    assert list(tmp_path.iterdir()) == []


def test_a_link_to_a_directory_that_is_gone_is_said(tmp_path: Path) -> None:
    (tmp_path / "certs").symlink_to("volume")

    with pytest.raises(StartError, match="is a link to volume, which does not exist"):
        create_directory(tmp_path / "certs")


@pytest.fixture
def busy_certificate(tmp_path: Path) -> Iterator[PairFiles]:
    """A pair whose cert.pem is a mount of its own."""
    files = PairFiles(tmp_path)
    files.write(make_pair(), now=NOW)
    mount = ["mount", "--bind", str(files.certfile), str(files.certfile)]
    if shutil.which("mount") is None or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("nothing can be mounted here")
    yield files
    subprocess.run(["umount", "--lazy", str(files.certfile)], check=True)


def content(files: PairFiles) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in files.directory.iterdir()}


def test_a_certificate_that_cannot_be_replaced_leaves_the_pair_as_it_was(busy_certificate: PairFiles) -> None:
    before = content(busy_certificate)

    with pytest.raises(OSError, match="busy"):
        busy_certificate.write(make_pair(), now=NOW + dt.timedelta(days=1))

    assert content(busy_certificate) == before
    assert belong_together(busy_certificate.certfile, busy_certificate.keyfile)
    assert mode(busy_certificate.keyfile) == 0o600


def test_so_it_is_when_a_killed_process_is_finished_for(busy_certificate: PairFiles) -> None:
    before = content(busy_certificate)
    made, directory = make_pair(), busy_certificate.directory
    (directory / STAGED_CERTIFICATE).write_bytes(made.certificate_pem)
    busy_certificate.keyfile.rename(directory / HELD_KEY)
    busy_certificate.keyfile.write_bytes(made.key_pem)

    with pytest.raises(OSError, match="busy"):
        busy_certificate.recover()
    busy_certificate.recover()

    assert content(busy_certificate) == before


def test_a_key_that_is_a_link_is_one_again_after_a_failure(busy_certificate: PairFiles, tmp_path: Path) -> None:
    busy_certificate.keyfile.rename(tmp_path / "elsewhere.pem")
    busy_certificate.keyfile.symlink_to("elsewhere.pem")

    with pytest.raises(OSError, match="busy"):
        busy_certificate.write(make_pair(), now=NOW + dt.timedelta(days=1))

    assert busy_certificate.keyfile.is_symlink()
    assert belong_together(busy_certificate.certfile, busy_certificate.keyfile)


def test_a_directory_that_is_there_is_left_as_it_is(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)

    is_new = create_directory(tmp_path)

    assert not is_new
    assert mode(tmp_path) == 0o755


def test_a_written_pair_belongs_together_and_leaves_nothing_else(tmp_path: Path) -> None:
    files = PairFiles(tmp_path)

    files.write(make_pair(), now=NOW)

    assert belong_together(files.certfile, files.keyfile)
    assert sorted(os.listdir(tmp_path)) == ["cert.pem", "key.pem"]
    assert files.is_complete
    assert not files.is_unfinished


def test_a_replaced_pair_is_kept_under_its_date_three_times(tmp_path: Path) -> None:
    files = PairFiles(tmp_path)
    pairs = [make_pair() for _ in range(6)]

    write_daily(files, pairs)

    kept = sorted(path for path in os.listdir(tmp_path) if "replaced" in path)
    assert kept == [
        *(f"cert.pem.replaced-2026030{day}T120000Z" for day in (4, 5, 6)),
        *(f"key.pem.replaced-2026030{day}T120000Z" for day in (4, 5, 6)),
    ]
    assert (tmp_path / kept[-1]).read_bytes() == pairs[4].key_pem
    assert mode(tmp_path / kept[-1]) == 0o600


def test_of_many_pairs_in_a_row_the_one_before_the_first_is_kept_too(tmp_path: Path) -> None:
    files = PairFiles(tmp_path)
    pairs = [make_pair() for _ in range(9)]

    write_each_minute(files, pairs)

    kept = sorted(path for path in os.listdir(tmp_path) if path.startswith("cert.pem.replaced-"))
    assert [name[-7:-1] for name in kept] == ["120100", "120600", "120700", "120800"]
    assert (tmp_path / kept[0]).read_bytes() == pairs[0].certificate_pem


def write_each_minute(files: PairFiles, pairs: list[CreatedPair]) -> None:
    for minute, pair in enumerate(pairs):
        files.write(pair, now=NOW + dt.timedelta(minutes=minute))


def write_daily(files: PairFiles, pairs: list[CreatedPair]) -> None:
    for day, pair in enumerate(pairs):
        files.write(pair, now=NOW + dt.timedelta(days=day))


def put(directory: Path, **contents: bytes) -> None:
    names = {"cert": "cert.pem", "key": "key.pem", "new_cert": STAGED_CERTIFICATE, "new_key": STAGED_KEY}
    for name, content in contents.items():
        (directory / names[name]).write_bytes(content)


def test_a_first_pair_cut_short_between_the_renames_is_finished(tmp_path: Path) -> None:
    pair = make_pair()
    put(tmp_path, key=pair.key_pem, new_cert=pair.certificate_pem)

    PairFiles(tmp_path).recover()

    assert (tmp_path / "cert.pem").read_bytes() == pair.certificate_pem
    assert sorted(os.listdir(tmp_path)) == ["cert.pem", "key.pem"]


def test_a_renewal_cut_short_between_the_renames_is_finished(tmp_path: Path) -> None:
    old, new = make_pair(), make_pair()
    put(tmp_path, cert=old.certificate_pem, key=new.key_pem, new_cert=new.certificate_pem)

    PairFiles(tmp_path).recover()

    assert belong_together(tmp_path / "cert.pem", tmp_path / "key.pem")
    assert sorted(os.listdir(tmp_path)) == ["cert.pem", "key.pem"]


@pytest.mark.parametrize("length", [0, 30, 200])
def test_a_renewal_cut_short_before_the_renames_is_undone(tmp_path: Path, length: int) -> None:
    old, new = make_pair(), make_pair()
    put(tmp_path, cert=old.certificate_pem, key=old.key_pem, new_cert=new.certificate_pem, new_key=new.key_pem[:length])

    PairFiles(tmp_path).recover()

    assert (tmp_path / "cert.pem").read_bytes() == old.certificate_pem
    assert (tmp_path / "key.pem").read_bytes() == old.key_pem
    assert sorted(os.listdir(tmp_path)) == ["cert.pem", "key.pem"]


def test_a_key_of_the_user_s_is_never_taken_for_half_of_ours(tmp_path: Path) -> None:
    put(tmp_path, key=make_pair().key_pem, new_cert=make_pair().certificate_pem)

    PairFiles(tmp_path).recover()

    assert os.listdir(tmp_path) == ["key.pem"]


def test_a_failing_disk_changes_nothing_in_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = PairFiles(tmp_path)
    old = make_pair()
    files.write(old, now=NOW)
    calls = iter([None, None, OSError(28, "No space left on device")])
    monkeypatch.setattr(os, "fsync", lambda _: raise_next(calls))

    with pytest.raises(OSError, match="No space"):
        files.write(make_pair(), now=NOW)

    assert files.certfile.read_bytes() == old.certificate_pem
    assert files.keyfile.read_bytes() == old.key_pem
    assert not files.is_unfinished


def raise_next(calls: Iterator[OSError | None]) -> None:
    if error := next(calls):
        raise error


def test_a_dangling_link_counts_as_present(tmp_path: Path) -> None:
    (tmp_path / "key.pem").symlink_to(tmp_path / "gone")

    assert PairFiles(tmp_path).present == (tmp_path / "key.pem",)
