"""Files that a command writes for somebody."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest

from graphex.cli.out_files import refuse_existing, write_out
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


@pytest.mark.parametrize(("private", "mode"), [(True, 0o600), (False, 0o644)])
def test_a_file_is_written_as_a_whole(tmp_path: Path, private: bool, mode: int) -> None:
    write_out(tmp_path / "out", b"content", private=private)

    assert (tmp_path / "out").read_bytes() == b"content"
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == mode
    assert list(tmp_path.iterdir()) == [tmp_path / "out"]


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(GraphexError, match="cannot be written: No such file or directory"):
        write_out(tmp_path / "absent" / "out", b"content", private=True)
