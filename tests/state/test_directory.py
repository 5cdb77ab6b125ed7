"""The state directory: made safely or refused."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import pytest

from graphex.state.directory import StateRefusedError, ensure_database_file, ensure_state_directory

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_folder_and_database_are_for_their_owner_only(tmp_path: Path) -> None:
    directory = ensure_state_directory(tmp_path)
    database = ensure_database_file(directory)

    assert (mode_of(directory), mode_of(database)) == (0o700, 0o600)
    assert (directory / ".gitignore").read_text("utf-8") == "*\n"


@pytest.fixture(params=[0o177, 0o777], ids=oct)
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    """Take a umask that leaves not even the owner what is needed."""
    before = os.umask(request.param)
    yield
    os.umask(before)


@pytest.mark.usefixtures("umask")
def test_a_umask_does_not_lock_the_owner_out(tmp_path: Path) -> None:
    directory = ensure_state_directory(tmp_path)
    database = ensure_database_file(directory)

    assert (mode_of(directory), mode_of(database)) == (0o700, 0o600)


def test_modes_that_were_too_wide_are_narrowed(tmp_path: Path) -> None:
    (tmp_path / ".graphex").mkdir(mode=0o755)
    (tmp_path / ".graphex" / "graphex.db").touch(mode=0o644)

    directory = ensure_state_directory(tmp_path)
    database = ensure_database_file(directory)

    assert (mode_of(directory), mode_of(database)) == (0o700, 0o600)


def test_a_folder_that_is_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "root").mkdir()
    (tmp_path / "root" / ".graphex").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(StateRefusedError, match="is a link"):
        ensure_state_directory(tmp_path / "root")
    assert list((tmp_path / "elsewhere").iterdir()) == []


@pytest.mark.parametrize("link", [os.symlink, os.link])
def test_a_database_that_is_a_link_is_refused(tmp_path: Path, link: object) -> None:
    directory = ensure_state_directory(tmp_path)
    (tmp_path / "other.db").touch()
    link(tmp_path / "other.db", directory / "graphex.db")  # type: ignore[operator]  # one of two functions

    with pytest.raises(StateRefusedError):
        ensure_database_file(directory)


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / ".graphex").touch()

    with pytest.raises(StateRefusedError):
        ensure_state_directory(tmp_path)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_a_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / ".graphex").mkdir()
    os.chown(tmp_path / ".graphex", 12345, 12345)

    with pytest.raises(StateRefusedError, match="belongs to another user"):
        ensure_state_directory(tmp_path)
