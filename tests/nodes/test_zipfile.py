"""Zip archives."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest

from graphex.nodes import zipfile as nodes
from graphex.testing import run_node

if TYPE_CHECKING:
    from pathlib import Path


def unzip(archive: Path, target: Path) -> None:
    inputs = {"Archive File Path": str(archive), "Output Directory": str(target), "Password": None}
    run_node(nodes.DecompressUnzipArchive, inputs)


def test_files_are_added_and_extracted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text("a")

    run = run_node(nodes.CompressZipFile, {"Archive File Path": "x.zip", "File Path to Add": "a.txt"})
    unzip(tmp_path / "x.zip", tmp_path / "out")

    assert (tmp_path / "out" / "a.txt").read_text() == "a"
    assert run.logs == [("INFO", "[Compress (Zip) File] Adding a.txt to zip archive x.zip")]


@pytest.mark.parametrize("name", ["../evil.txt", "a/../../evil.txt"])
def test_nothing_is_written_outside_the_target(tmp_path: Path, name: str) -> None:
    archive = tmp_path / "x.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr(name, "evil")

    with pytest.raises(ValueError, match="outside"):
        unzip(archive, tmp_path / "out")

    assert not (tmp_path / "evil.txt").exists()


def test_an_archive_that_would_fill_the_disk_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nodes, "_MOST_BYTES", 1000)
    archive = tmp_path / "x.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("zeros", bytes(10_000))

    with pytest.raises(ValueError, match="too much"):
        unzip(archive, tmp_path / "out")


def test_what_is_no_archive_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_text("no")

    with pytest.raises(zipfile.BadZipFile):
        unzip(tmp_path / "x.zip", tmp_path / "out")
