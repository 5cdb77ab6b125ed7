"""Finding and reading graphs."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from graphex.graph.files import MAX_BYTES
from graphex.paths import RootUnavailableError
from graphex.workspace.graphs import GraphTooLargeError, list_graphs, read_graph
from graphex.workspace.root import PathRefusedError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def make(root: Path, *paths: str) -> None:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text("nodes: []", encoding="utf-8")


def paths_of(root: Path) -> list[str]:
    return [graph.path for graph in list_graphs(root).graphs]


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


@pytest.mark.parametrize("link", [os.link, os.symlink])
def test_a_key_in_use_is_listed_under_no_name(tmp_path: Path, link: Callable[[Path, Path], None]) -> None:
    make(tmp_path, "key.txt", "own.gx")
    link(tmp_path / "key.txt", tmp_path / "graph.gx")
    os.link(tmp_path / "own.gx", tmp_path / "twin.gx")

    listing = list_graphs(tmp_path, keys=[tmp_path / "key.txt"])

    assert [graph.path for graph in listing.graphs] == ["own.gx", "twin.gx"]


def test_a_root_that_is_gone_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(RootUnavailableError, match=r"^The drive .*share cannot be read: No such file") as raised:
        list_graphs(tmp_path / "share", what="drive")

    assert raised.value.hint


def test_a_root_that_is_a_file_is_an_error(tmp_path: Path) -> None:
    make(tmp_path, "a.gx")

    with pytest.raises(RootUnavailableError, match="Not a directory"):
        list_graphs(tmp_path / "a.gx")


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
