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


def test_an_absolute_name_is_one_below_the_target(tmp_path: Path) -> None:
    archive = tmp_path / "x.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("/etc/new", "inside")

    unzip(archive, tmp_path / "out")

    assert (tmp_path / "out" / "etc" / "new").read_text() == "inside"


@pytest.mark.parametrize(("packed", "expected"), [(0o755, True), (0o4711, True), (0o644, False)])
def test_programs_stay_programs_for_those_who_may_read_them(tmp_path: Path, packed: int, expected: bool) -> None:
    archive = tmp_path / "x.zip"
    member = zipfile.ZipInfo("tool")
    member.external_attr = packed << 16
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr(member, "#!/bin/sh")

    unzip(archive, tmp_path / "out")

    mode = (tmp_path / "out" / "tool").stat().st_mode & 0o7777
    assert bool(mode & 0o100) is expected
    assert mode & 0o111 in {(mode & 0o444) >> 2, 0}
    assert mode & 0o7000 == 0


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
