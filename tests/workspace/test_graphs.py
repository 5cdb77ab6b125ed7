"""Finding and reading graphs."""

from __future__ import annotations

import errno
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from graphex.paths import RootUnavailableError
from graphex.workspace.graphs import MAX_BYTES, ClosedFolder, GraphTooLargeError, Limits, list_graphs, read_graph
from graphex.workspace.root import PathRefusedError

if TYPE_CHECKING:
    from collections.abc import Callable


def make(root: Path, *paths: str) -> None:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text("nodes: []", encoding="utf-8")


def paths_of(root: Path, limits: Limits | None = None) -> list[str]:
    return [graph.path for graph in list_graphs(root, limits=limits).graphs]


def test_graphs_are_sorted_by_folder_and_name(tmp_path: Path) -> None:
    make(tmp_path, "b/z.gx", "b.gx", "A.gx", "b/Y.GX", "b/c/x.gx", "readme.md", "gx")

    assert paths_of(tmp_path) == ["A.gx", "b.gx", "b/Y.GX", "b/z.gx", "b/c/x.gx"]


def test_a_graph_has_its_size_and_time(tmp_path: Path) -> None:
    make(tmp_path, "a.gx")
    os.utime(tmp_path / "a.gx", (0, 1_700_000_000))

    graph = list_graphs(tmp_path).graphs[0]

    assert (graph.name, graph.folder, graph.size) == ("a.gx", "", 9)
    assert graph.changed == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)


@pytest.mark.parametrize("folder", [".git", ".graphex", "__pycache__", "node_modules", "a/.hidden"])
def test_folders_of_programs_are_skipped(tmp_path: Path, folder: str) -> None:
    make(tmp_path, f"{folder}/x.gx", ".x.gx")

    assert paths_of(tmp_path) == []


def test_links_out_of_the_root_and_to_folders_are_not_followed(tmp_path: Path) -> None:
    root = tmp_path / "root"
    make(root, "in/x.gx")
    make(tmp_path, "out/y.gx")
    (root / "loop").symlink_to(root)
    (root / "folder").symlink_to(tmp_path / "out")
    (root / "file.gx").symlink_to(tmp_path / "out" / "y.gx")
    (root / "inside.gx").symlink_to("in/x.gx")

    assert paths_of(root) == ["inside.gx", "in/x.gx"]


def test_what_is_no_file_is_not_listed(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.gx")
    (tmp_path / "folder.gx").mkdir()
    (tmp_path / "broken.gx").symlink_to("missing.gx")

    assert paths_of(tmp_path) == []


ODD = ["a\u200cb.gx", "a\u200db.gx", "a\xadb.gx", "a\xa0b.gx", "a\u202eb.gx", "a\ufeffb.gx", "a\u2028b/c.gx"]


@pytest.mark.parametrize("name", ODD)
def test_names_with_marks_that_are_not_seen_are_listed_and_read(tmp_path: Path, name: str) -> None:
    make(tmp_path, name)

    (graph,) = list_graphs(tmp_path).graphs

    assert (graph.path, graph.can_be_named) == (name, True)
    assert read_graph(tmp_path, name) == b"nodes: []"


def test_names_that_have_no_spelling_are_listed_all_the_same(tmp_path: Path) -> None:
    make(tmp_path, "line\nbreak.gx", "back\\slash.gx", "ok.gx")
    with open(os.fsencode(tmp_path) + b"/\xff.gx", "wb"):  # noqa: PTH123 - a name that is not UTF-8
        pass

    graphs = list_graphs(tmp_path).graphs

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


def test_a_root_that_is_gone_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(RootUnavailableError, match="share cannot be read: No such file or directory") as raised:
        list_graphs(tmp_path / "share")

    assert raised.value.hint


def test_a_root_that_is_a_file_is_an_error(tmp_path: Path) -> None:
    make(tmp_path, "a.gx")

    with pytest.raises(RootUnavailableError, match="Not a directory"):
        list_graphs(tmp_path / "a.gx")


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

    listing = list_graphs(tmp_path, limits=limits)

    assert len(listing.graphs) == count
    assert sentence in str(listing.stopped)


def test_a_whole_walk_says_nothing(tmp_path: Path) -> None:
    make(tmp_path, "a.gx")

    assert list_graphs(tmp_path, limits=Limits(graphs=1)).stopped is None


def test_a_graph_is_read(tmp_path: Path) -> None:
    make(tmp_path, "a/b.gx")

    assert read_graph(tmp_path, "a/b.gx") == b"nodes: []"


@pytest.mark.parametrize("name", ["x.txt", ".hidden.gx", "gx", "x.gx.bak"])
def test_only_graphs_are_read(tmp_path: Path, name: str) -> None:
    make(tmp_path, name)

    with pytest.raises(PathRefusedError):
        read_graph(tmp_path, name)


def test_a_graph_that_is_a_link_to_another_file_is_refused(tmp_path: Path) -> None:
    make(tmp_path, "secret.txt")
    (tmp_path / "a.gx").symlink_to("secret.txt")

    with pytest.raises(PathRefusedError):
        read_graph(tmp_path, "a.gx")


def test_a_pipe_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.gx")

    with pytest.raises(PathRefusedError):
        read_graph(tmp_path, "pipe.gx")


def test_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "folder.gx").mkdir()

    with pytest.raises(PathRefusedError):
        read_graph(tmp_path, "folder.gx")


def test_a_file_beyond_memory_is_refused(tmp_path: Path) -> None:
    with (tmp_path / "huge.gx").open("wb") as file:
        file.truncate(MAX_BYTES + 1)

    with pytest.raises(GraphTooLargeError):
        read_graph(tmp_path, "huge.gx")


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

    listing = list_graphs(tmp_path)

    assert [graph.path for graph in listing.graphs] == ["a.gx"]
    assert listing.closed == (ClosedFolder(tmp_path.resolve() / "closed", "Permission denied"),)
    assert listing.missing == "1 folder could not be read."
