"""Paths as texts, and what they lead to."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from graphex.nodes import pathing
from graphex.testing import run_node
from node_results import result

if TYPE_CHECKING:
    from graphex.plugin import Node


@pytest.mark.parametrize(
    ("node_type", "values", "expected"),
    [
        (pathing.CreateAbsolutePath, ("x/../y",), str(Path.cwd() / "y")),
        (pathing.CreateRelativePath, (str(Path.cwd() / "x"),), "x"),
        (pathing.ExpandHomePath, ("~/x",), str(Path.home() / "x")),
        (pathing.JoinPaths, ("a", "b"), "a/b"),
        (pathing.JoinPaths, ("a", "/b"), "/b"),
        (pathing.PathBaseName, ("a/b/",), ""),
        (pathing.PathDirectoryName, ("a/b",), "a"),
    ],
)
def test_results(node_type: type[Node], values: tuple[Any, ...], expected: str) -> None:
    assert result(node_type, *values) == expected


def test_splitting() -> None:
    assert list(run_node(pathing.SplitPath, {"Path": "a/b.txt"}).outputs.values()) == ["a", "b.txt"]
    assert list(run_node(pathing.SplitExtension, {"Path": "a/b.tar.gz"}).outputs.values()) == ["a/b.tar", ".gz"]


def test_what_is_at_a_path(tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "gone")

    assert result(pathing.PathExists, str(tmp_path)) is True
    assert result(pathing.PathIsDirectory, str(tmp_path)) is True
    assert result(pathing.PathIsFile, str(tmp_path)) is False
    assert result(pathing.PathIsSymbolicLink, str(link)) is True
