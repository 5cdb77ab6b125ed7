"""Files that are written for somebody."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest

from graphex.errors import GraphexError, UsageError
from graphex.tls.certificates.certificate import CreatedPair
from graphex.tls.exchange.out_files import refuse_existing, refuse_place_of_pair, write_out, write_pair
from tls.material import write_pair as put_pair

if TYPE_CHECKING:
    from pathlib import Path

PAIR = CreatedPair(b"certificate", b"key")


def test_what_is_there_is_not_written_over(tmp_path: Path) -> None:
    there, absent = tmp_path / "there", tmp_path / "absent"
    there.symlink_to("nowhere")

    refuse_existing((there,), force=True)
    refuse_existing((absent,), force=False)

    with pytest.raises(UsageError, match=r"there exists already\."):
        refuse_existing((there, absent), force=False)


@pytest.mark.parametrize(("private", "mode"), [(True, 0o600), (False, 0o644)])
def test_a_file_is_written_as_a_whole(tmp_path: Path, private: bool, mode: int) -> None:
    write_out(tmp_path / "out", b"content", private=private)

    assert (tmp_path / "out").read_bytes() == b"content"
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == mode
    assert list(tmp_path.iterdir()) == [tmp_path / "out"]


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(GraphexError, match="cannot be written: No such file or directory"):
        write_out(tmp_path / "absent" / "out", b"content", private=True)


@pytest.mark.parametrize("name", ["build.pem", "build.CRT", "build.cer", "build.key", "build.der"])
def test_two_files_do_not_fit_into_one_that_holds_one_part(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match=r"directory, since cert\.pem and key\.pem are two") as raised:
        refuse_place_of_pair(tmp_path / name, force=True)

    assert f"--out {tmp_path}/build," in str(raised.value.hint)


def test_a_pair_fits_into_a_bundle_or_a_directory_of_any_name(tmp_path: Path) -> None:
    (tmp_path / "directory.pem").mkdir()

    refuse_place_of_pair(tmp_path / "pair.p12", force=False)
    refuse_place_of_pair(tmp_path / "directory.pem", force=False)
    refuse_place_of_pair(tmp_path / "new", force=False)


def test_a_pair_that_is_there_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    put_pair(tmp_path, b"certificate", b"key")

    with pytest.raises(UsageError, match=r"cert\.pem and .*key\.pem exist already"):
        refuse_place_of_pair(tmp_path, force=False)

    refuse_place_of_pair(tmp_path, force=True)


def test_a_pair_makes_its_directory(tmp_path: Path) -> None:
    write_pair(tmp_path / "new", PAIR, force=False)

    assert {path.name: path.read_bytes() for path in (tmp_path / "new").iterdir()} == {
        "cert.pem": b"certificate",
        "key.pem": b"key",
    }


def test_a_pair_that_came_meanwhile_is_not_written_over(tmp_path: Path) -> None:
    put_pair(tmp_path, b"theirs", b"key")

    with pytest.raises(UsageError, match="exist already"):
        write_pair(tmp_path, PAIR, force=False)

    assert (tmp_path / "cert.pem").read_bytes() == b"theirs"


def test_a_directory_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(GraphexError, match="cannot be written: Not a directory"):
        write_pair(tmp_path / "file" / "pair", PAIR, force=False)
