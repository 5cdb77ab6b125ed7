"""Graphs as files."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from graphex.errors import GraphexError
from graphex.graph.load import load_graph, save_graph
from graphex.graph.model import Graph, NodeEntry

if TYPE_CHECKING:
    from pathlib import Path

GRAPH = Graph("x", (NodeEntry("Graph Start", "GraphStart-0"),))


def test_a_graph_is_written_and_read(tmp_path: Path) -> None:
    save_graph(tmp_path / "x.gx", GRAPH)

    assert load_graph(tmp_path / "x.gx") == GRAPH
    assert [path.name for path in tmp_path.iterdir()] == ["x.gx"]


def test_permissions_and_links_stay(tmp_path: Path) -> None:
    target, link = tmp_path / "x.gx", tmp_path / "link.gx"
    save_graph(target, GRAPH)
    target.chmod(0o640)
    link.symlink_to(target)

    save_graph(link, GRAPH)

    assert link.is_symlink()
    assert target.stat().st_mode & 0o777 == 0o640


def test_a_new_file_has_the_usual_permissions(tmp_path: Path) -> None:
    before = os.umask(0o027)
    save_graph(tmp_path / "x.gx", GRAPH)
    os.umask(before)

    assert (tmp_path / "x.gx").stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("name", ["gone.gx", "directory.gx"])
def test_what_cannot_be_read_is_one_error(tmp_path: Path, name: str) -> None:
    (tmp_path / "directory.gx").mkdir()

    with pytest.raises(GraphexError, match="cannot be read") as raised:
        load_graph(tmp_path / name)

    assert raised.value.hint


def test_a_write_that_fails_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "x.gx").mkdir()
    (tmp_path / "x.gx" / "full").write_text("")

    with pytest.raises(GraphexError, match="cannot be written"):
        save_graph(tmp_path / "x.gx", GRAPH)

    assert [path.name for path in tmp_path.iterdir()] == ["x.gx"]
