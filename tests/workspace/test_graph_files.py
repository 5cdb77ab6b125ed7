"""Which graph file a path means."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from graphex.errors import UsageError
from graphex.workspace.graph_files import find_graph_file, find_scope

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


def test_a_directory_is_no_graph(root: Path) -> None:
    with pytest.raises(UsageError, match=f"{root.resolve()}/sub is a directory"):
        find_graph_file("sub", root=root, cwd=root)


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
    found = find_scope(graph, root=root, cwd=root.parent, scopes=scopes)

    assert found.name == scope
    assert bool(found.adjusted) is (found.name != graph)


@pytest.mark.parametrize(
    ("scope", "is_unfit"),
    [
        ("B.GX", True),
        ("b.gx", True),
        ("./sub/B.GX", True),
        ("sub\\B.GX", True),
        ("Sub/B.GX", True),
        ("sub/b", True),
        (" sub/B.GX", True),
        ("/elsewhere/sub/B.GX", True),
        ("elsewhere/B.GX", True),
        ("graphs/sub/B.GX", False),  # adjusted
        ("a.gx", False),
        ("*", False),
        ("xB.GX", False),
        ("other/b.gx", True),  # another graph, which may not have been meant
    ],
)
def test_a_scope_that_seems_to_mean_the_graph_is_told(root: Path, scope: str, *, is_unfit: bool) -> None:
    (root / "other").mkdir()
    (root / "other" / "b.gx").write_text("")

    found = find_scope("sub/B.GX", root=root, cwd=root.parent, scopes=[scope, "a.gx"])

    assert found.unfit == ((scope,) if is_unfit else ())


def test_an_absolute_scope_is_told_and_is_no_matter_beside_the_right_one(root: Path) -> None:
    absolute = str(root / "sub" / "B.GX")

    alone = find_scope("sub/B.GX", root=root, cwd=root, scopes=[absolute])
    beside = find_scope("sub/B.GX", root=root, cwd=root, scopes=[absolute, "sub/B.GX"])

    assert (alone.unfit, beside.unfit) == ((absolute,), ())


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("a", "Did you mean a.gx?"),
        ("graphs/a", "Did you mean graphs/a.gx?"),
        ("aa.gx", "Did you mean a.gx?"),
        ("sub/b.gx", "Did you mean sub/B.GX?"),
        ("zzzz", "run -h lists the graphs"),
        ("gone/zzzz", "run -h lists the graphs"),
    ],
)
def test_a_graph_that_was_meant_is_suggested(root: Path, text: str, hint: str) -> None:
    with pytest.raises(UsageError) as raised:
        find_graph_file(text, root=root, cwd=root.parent)

    assert hint in str(raised.value.hint)


def test_a_directory_is_called_one(root: Path) -> None:
    with pytest.raises(UsageError, match="is a directory"):
        find_graph_file("sub", root=root, cwd=root)
