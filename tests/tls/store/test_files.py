"""Small files, written as a whole or not at all."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import pytest

from graphex.tls.store.files import write_atomically, write_new

if TYPE_CHECKING:
    from pathlib import Path


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_file_has_its_mode_whatever_was_there(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    path.write_text("open to all")
    path.chmod(0o666)

    write_new(path, b"secret", 0o600)

    assert (path.read_bytes(), mode(path)) == (b"secret", 0o600)


def test_a_link_is_replaced_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_text("mine")
    (tmp_path / "key.pem").symlink_to(tmp_path / "elsewhere")

    write_new(tmp_path / "key.pem", b"secret", 0o600)

    assert (tmp_path / "elsewhere").read_text() == "mine"


def test_a_file_is_replaced_as_a_whole(tmp_path: Path) -> None:
    write_atomically(tmp_path / "a", b"old", 0o600)

    write_atomically(tmp_path / "a", b"new", 0o644)

    assert ((tmp_path / "a").read_bytes(), mode(tmp_path / "a")) == (b"new", 0o644)
    assert os.listdir(tmp_path) == ["a"]


def test_a_failing_disk_leaves_the_old_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_atomically(tmp_path / "a", b"old", 0o600)
    monkeypatch.setattr(os, "fsync", lambda _: fail())

    with pytest.raises(OSError, match="No space"):
        write_atomically(tmp_path / "a", b"new", 0o600)

    assert (tmp_path / "a").read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["a"]


def fail() -> None:
    raise OSError(28, "No space left on device")
