"""The files that hold graphs: their names, and the walk that finds them."""

from __future__ import annotations

import errno
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from graphex.graph.files import ClosedFolder, Limits, find_graphs, is_graph_name, with_suffix

if TYPE_CHECKING:
    from collections.abc import Callable


def make(root: Path, *paths: str) -> None:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text("nodes: []", encoding="utf-8")


def nothing(_path: str, _entry: os.DirEntry[str]) -> bool:
    """Refuse no file."""
    return False


def paths_of(root: Path) -> list[str]:
    return [graph.path for graph in find_graphs(root, nothing).graphs]


@pytest.mark.parametrize(("name", "is_one"), [("a.gx", True), ("A.GX", True), (".gx", False), ("gx", False)])
def test_a_graph_is_told_by_its_name(name: str, is_one: bool) -> None:
    assert is_graph_name(name) == is_one


@pytest.mark.parametrize(("name", "whole"), [("a", "a.gx"), ("a.GX", "a.GX"), ("a.b", "a.b.gx")])
def test_the_end_of_the_name_may_be_left_out(name: str, whole: str) -> None:
    assert with_suffix(name) == whole


def test_only_what_has_another_name_is_asked_about(tmp_path: Path) -> None:
    make(tmp_path, "d/a.gx", "d/b.gx", "d/c.gx")
    os.link(tmp_path / "d" / "b.gx", tmp_path / "twin")
    (tmp_path / "d" / "link.gx").symlink_to("c.gx")
    asked: list[str] = []

    def refuse(path: str, _entry: os.DirEntry[str]) -> bool:
        asked.append(path)
        return True

    listing = find_graphs(tmp_path, refuse)

    assert [graph.path for graph in listing.graphs] == ["d/a.gx", "d/c.gx"]
    assert asked == ["d/b.gx", "d/link.gx"]


def test_graphs_are_sorted_by_folder_and_name(tmp_path: Path) -> None:
    make(tmp_path, "b/z.gx", "b.gx", "A.gx", "b/Y.GX", "b/c/x.gx", "readme.md", "gx")

    assert paths_of(tmp_path) == ["A.gx", "b.gx", "b/Y.GX", "b/z.gx", "b/c/x.gx"]


def test_a_graph_has_its_size_and_time(tmp_path: Path) -> None:
    make(tmp_path, "a.gx")
    os.utime(tmp_path / "a.gx", (0, 1_700_000_000))

    graph = find_graphs(tmp_path, nothing).graphs[0]

    assert (graph.name, graph.folder, graph.size) == ("a.gx", "", 9)
    assert graph.changed == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)


@pytest.mark.parametrize("folder", [".git", ".graphex", "__pycache__", "node_modules", "a/.hidden"])
def test_folders_of_programs_are_skipped(tmp_path: Path, folder: str) -> None:
    make(tmp_path, f"{folder}/x.gx", ".x.gx")

    assert paths_of(tmp_path) == []


def test_names_that_have_no_spelling_are_listed_all_the_same(tmp_path: Path) -> None:
    make(tmp_path, "line\nbreak.gx", "back\\slash.gx", "ok.gx")
    with open(os.fsencode(tmp_path) + b"/\xff.gx", "wb"):  # noqa: PTH123 - a name that is not UTF-8
        pass

    graphs = find_graphs(tmp_path, nothing).graphs

    assert {graph.path: graph.can_be_named for graph in graphs} == {
        "back\\slash.gx": False,
        "line\nbreak.gx": False,
        "ok.gx": True,
        "\udcff.gx": False,
    }


def test_numbers_in_names_are_sorted_as_numbers(tmp_path: Path) -> None:
    make(tmp_path, "extra 10.gx", "extra 2.gx", "Extra 1.gx", "extra.gx", "7.gx", "part 2/x.gx", "part 10/x.gx")

    assert paths_of(tmp_path) == [
        "7.gx",
        "Extra 1.gx",
        "extra 2.gx",
        "extra 10.gx",
        "extra.gx",
        "part 2/x.gx",
        "part 10/x.gx",
    ]


@pytest.mark.parametrize(
    ("limits", "count", "sentence"),
    [
        (Limits(graphs=2), 2, "Only the first 2 graphs"),
        (Limits(entries=3), 2, "after 3 files and folders"),
        (Limits(depth=1), 3, "deeper than 1 levels"),
    ],
)
def test_a_walk_that_stops_says_so(tmp_path: Path, limits: Limits, count: int, sentence: str) -> None:
    make(tmp_path, "a.gx", "d/b.gx", "d/c.gx", "d/e/f.gx")

    listing = find_graphs(tmp_path, nothing, limits)

    assert len(listing.graphs) == count
    assert sentence in str(listing.stopped)


def test_a_whole_walk_says_nothing(tmp_path: Path) -> None:
    make(tmp_path, "a.gx")

    assert find_graphs(tmp_path, nothing, Limits(graphs=1)).stopped is None


def refusing(name: str) -> Callable[[Path], Any]:
    """Stand in for a system that closes folders of this name: the tests may run as root, to whom none is closed."""
    scandir = os.scandir

    def refuse(folder: Path) -> Any:
        if Path(folder).name == name:
            raise PermissionError(errno.EACCES, "Permission denied", str(folder))
        return scandir(folder)

    return refuse


def test_folders_that_cannot_be_searched_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, "a.gx", "closed/b.gx")
    monkeypatch.setattr(os, "scandir", refusing("closed"))

    listing = find_graphs(tmp_path, nothing)

    assert [graph.path for graph in listing.graphs] == ["a.gx"]
    assert listing.closed == (ClosedFolder(tmp_path / "closed", "Permission denied"),)
    assert listing.missing == "1 folder could not be read."
