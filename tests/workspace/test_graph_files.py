"""Which graph file a path means."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from graphex.errors import UsageError
from graphex.workspace.graph_files import find_graph_file, find_scope, walk_graph_files

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Make a root with a graph in it, and one beside it."""
    (tmp_path / "graphs" / "sub").mkdir(parents=True)
    (tmp_path / "graphs-beside").mkdir()
    for name in ("graphs/a.gx", "graphs/sub/B.GX", "graphs-beside/c.gx"):
        (tmp_path / name).write_text("")
    return tmp_path / "graphs"


def test_every_graph_below_a_directory_is_found_in_order(root: Path) -> None:
    unreadable: list[OSError] = []

    found = walk_graph_files(root, on_unreadable=unreadable.append)

    assert found == [root / "a.gx", root / "sub" / "B.GX"]
    assert unreadable == []


def test_a_directory_is_no_graph(root: Path) -> None:
    with pytest.raises(UsageError, match=f"{root.resolve()}/sub is a directory"):
        find_graph_file("sub", root=root, cwd=root)


def test_a_folder_that_cannot_be_searched_is_told(root: Path) -> None:
    unreadable: list[OSError] = []

    found = walk_graph_files(root / "gone", on_unreadable=unreadable.append)

    assert found == []
    assert [error.filename for error in unreadable] == [str(root / "gone")]


@pytest.mark.parametrize("text", ["a.gx", "graphs/a.gx", "sub/../a.gx"])
def test_a_path_from_here_or_from_the_root(root: Path, text: str) -> None:
    assert find_graph_file(text, root=root, cwd=root.parent) == root.resolve() / "a.gx"
    assert find_graph_file(str(root / "a.gx"), root=root, cwd=root) == root.resolve() / "a.gx"


def test_an_extension_in_capitals(root: Path) -> None:
    assert find_graph_file("sub/B.GX", root=root, cwd=root).name == "B.GX"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("../graphs-beside/c.gx", "not contained within the root directory"),
        ("/etc/passwd", "not contained within the root directory"),
        ("gone.gx", "There is no graph gone.gx"),
        ("sub", "There is no graph sub"),
    ],
)
def test_what_is_elsewhere_or_missing_is_one_error(root: Path, text: str, message: str) -> None:
    with pytest.raises(UsageError, match=message) as raised:
        find_graph_file(text, root=root, cwd=root)

    assert raised.value.hint


@pytest.mark.parametrize(
    ("graph", "scopes", "scope"),
    [
        ("a.gx", ["a.gx"], "a.gx"),
        ("a.gx", ["b.gx"], "a.gx"),
        ("a.gx", ["graphs/a.gx"], "graphs/a.gx"),
        ("a.gx", ["elsewhere/a.gx"], "a.gx"),
    ],
)
def test_the_scope_of_a_graph(root: Path, graph: str, scopes: list[str], scope: str) -> None:
    found, said = find_scope(graph, root=root, cwd=root.parent, scopes=scopes)

    assert found == scope
    assert bool(said) is (found != graph)
