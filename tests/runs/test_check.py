"""Checking graphs without running them."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from cli.run_files import write_broken, write_greeting
from graphex.errors import UsageError
from graphex.graph.files import MAX_DEPTH
from graphex.runs import check_graphs, create_workbench
from graphex.settings import load_settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from graphex.runs import Checked


def checked(root: Path, *paths: Path) -> Checked:
    workbench = create_workbench(load_settings({"root": root, "config": None}, cwd=root), root)
    return check_graphs(workbench, paths)


def test_a_good_graph_has_no_problems(tmp_path: Path) -> None:
    write_greeting(tmp_path / "a.gx")

    found = checked(tmp_path, tmp_path / "a.gx")

    assert [graph.name for graph in found.graphs] == ["a.gx"]
    assert (found.problems, found.warnings) == ([], [])


def test_all_problems_of_a_directory_are_told(tmp_path: Path) -> None:
    write_greeting(tmp_path / "sub" / "a.gx")
    write_broken(tmp_path / "sub" / "b.gx")
    (tmp_path / "sub" / "c.gx").write_text("nodes: [")

    found = checked(tmp_path, tmp_path / "sub")

    assert [graph.name for graph in found.graphs] == ["a.gx", "b.gx", "c.gx"]
    assert [problem.code for problem in found.problems] == ["value-type", "no-source", "unreadable"]


def refusing(name: str) -> Callable[[Path], Any]:
    """Stand in for a system that closes folders of this name: the tests may run as root, to whom none is closed."""
    scandir = os.scandir

    def refuse(folder: Path) -> Any:
        if Path(folder).name == name:
            raise PermissionError(errno.EACCES, "Permission denied", str(folder))
        return scandir(folder)

    return refuse


def test_a_folder_that_cannot_be_searched_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sub" / "closed").mkdir(parents=True)
    monkeypatch.setattr(os, "scandir", refusing("closed"))

    found = checked(tmp_path, tmp_path / "sub")

    assert [problem.code for problem in found.problems] == ["unreadable"]
    assert "closed cannot be searched: Permission denied." in found.problems[0].message


def test_a_search_that_ends_early_is_told(tmp_path: Path) -> None:
    write_greeting(tmp_path / "a.gx")
    tmp_path.joinpath(*["deep"] * (MAX_DEPTH + 1)).mkdir(parents=True)

    found = checked(tmp_path, tmp_path)

    assert [graph.name for graph in found.graphs] == ["a.gx"]
    assert found.warnings == [f"{tmp_path}: Folders deeper than {MAX_DEPTH} levels were not searched."]


@pytest.mark.parametrize("path", ["gone.gx", "sub"])
def test_what_is_no_graph_is_an_error(tmp_path: Path, path: str) -> None:
    (tmp_path / "sub").mkdir()

    with pytest.raises(UsageError) as raised:
        checked(tmp_path, tmp_path / path)

    assert raised.value.hint
