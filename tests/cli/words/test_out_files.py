"""Files that a command writes for somebody."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest

from graphex.cli.words.out_files import refuse_existing, unwritable_reason, write_out
from graphex.errors import GraphexError, UsageError

if TYPE_CHECKING:
    from pathlib import Path


def test_what_is_there_is_not_written_over(tmp_path: Path) -> None:
    there, absent = tmp_path / "there", tmp_path / "absent"
    there.symlink_to("nowhere")

    refuse_existing((there,), force=True)
    refuse_existing((absent,), force=False)

    with pytest.raises(UsageError, match=r"there exists already\."):
        refuse_existing((there, absent), force=False)


def test_a_file_that_can_be_written_has_no_reason_not_to_be(tmp_path: Path) -> None:
    (tmp_path / "there").touch()

    assert unwritable_reason(tmp_path / "there") is None
    assert unwritable_reason(tmp_path / "new") is None


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("gone/new", "No such file or directory"),
        ("file/new", "Not a directory"),
        (".", "Is a directory"),
        ("x" * 300, "File name too long"),
    ],
)
def test_what_keeps_a_file_from_being_written_is_known_before(tmp_path: Path, name: str, reason: str) -> None:
    (tmp_path / "file").touch()

    assert unwritable_reason(tmp_path / name) == reason


@pytest.mark.parametrize(("private", "mode"), [(True, 0o600), (False, 0o644)])
def test_a_file_is_written_as_a_whole(tmp_path: Path, private: bool, mode: int) -> None:
    write_out(tmp_path / "out", b"content", private=private)

    assert (tmp_path / "out").read_bytes() == b"content"
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == mode
    assert list(tmp_path.iterdir()) == [tmp_path / "out"]


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(GraphexError, match="cannot be written: No such file or directory"):
        write_out(tmp_path / "absent" / "out", b"content", private=True)
