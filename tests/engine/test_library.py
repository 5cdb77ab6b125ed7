"""The graphs below a root."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from graphex.engine import GraphLibrary
from graphex.errors import GraphexError
from graphs import built_in

if TYPE_CHECKING:
    from pathlib import Path

GRAPH = "nodes:\n  - {name: Graph Start, id: s}\n"


def library(root: Path) -> GraphLibrary:
    (root / "sub").mkdir()
    (root / "a.gx").write_text(GRAPH)
    (root / "sub" / "B.GX").write_text(GRAPH)
    return GraphLibrary(root, built_in())


def test_a_graph_is_read_once(tmp_path: Path) -> None:
    graphs = library(tmp_path)
    first = graphs.subgraph(" a ")
    (tmp_path / "a.gx").write_text("broken: [")

    assert graphs.subgraph("a.gx") is first
    assert first.name == "/a.gx"
    assert graphs.plan_of(first) is graphs.plan_of(first)
    assert graphs.subgraph("sub/B.GX").name == "/sub/B.GX"
    assert first.root == tmp_path.resolve()


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("", "No graph file path provided"),
        ("gone", "gone.gx is not a file below the root directory"),
        ("../outside", "is not contained within the root directory"),
        ("link", "is not contained within the root directory"),
        ("folder", "is a directory"),
        ("/etc/passwd", "is not contained within the root directory"),
    ],
)
def test_what_cannot_be_read_is_one_error(tmp_path: Path, name: str, message: str) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (tmp_path / "outside.gx").write_text(GRAPH)
    (root / "folder.gx").mkdir()
    (root / "link.gx").symlink_to(tmp_path / "outside.gx")

    with pytest.raises(GraphexError, match=message) as raised:
        GraphLibrary(root, built_in()).subgraph(name)

    assert raised.value.hint


def test_a_path_from_the_folder_of_the_graph_is_corrected(tmp_path: Path) -> None:
    parent = library(tmp_path).subgraph("sub/B.GX")
    (tmp_path / "sub" / "u.gx").write_text(GRAPH)

    with pytest.raises(GraphexError, match=r"u\.gx is not a file below the root directory") as raised:
        parent.subgraph("u")

    assert raised.value.hint == "Paths of graphs start at the root: write sub/u.gx."
