"""Whether a file that a command was asked for could be written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from graphex.cli.words.out_files import unwritable_reason

if TYPE_CHECKING:
    from pathlib import Path


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
