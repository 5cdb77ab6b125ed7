"""`graphex check`, as a real process."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from cli.run_files import write, write_broken, write_greeting
from command_line import run_graphex
from graphs import node
from plugin_files import record_distribution

if TYPE_CHECKING:
    from pathlib import Path


def test_a_good_graph(tmp_path: Path) -> None:
    write_greeting(tmp_path / "a.gx")

    done = run_graphex("check", "a.gx", cwd=tmp_path)

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "1 graph checked: no problems.\n")


def test_all_problems_of_a_directory(tmp_path: Path) -> None:
    write_greeting(tmp_path / "sub" / "a.gx")
    write_broken(tmp_path / "sub" / "b.gx")
    (tmp_path / "sub" / "c.gx").write_text("nodes: [")

    done = run_graphex("check", "sub", cwd=tmp_path)
    as_json = run_graphex("check", "sub", "--json", cwd=tmp_path)

    assert done.returncode == as_json.returncode == 4
    assert done.stderr.count("error: ") == 3
    assert "3 graphs checked: 3 problems." in done.stderr
    assert [problem["code"] for problem in json.loads(as_json.stdout)] == ["value-type", "no-source", "unreadable"]


def test_nothing_of_a_graph_is_run(tmp_path: Path) -> None:
    write(tmp_path / "a.gx", node("Run Sub Proccess", "run", "start", {"Command": "touch ran", "Fail on Error?": True}))

    done = run_graphex("check", "a.gx", cwd=tmp_path)

    assert done.returncode == 0
    assert not (tmp_path / "ran").exists()


def test_a_directory_without_graphs_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()

    done = run_graphex("check", "sub", cwd=tmp_path)

    assert done.returncode == 2
    assert "There are no graphs in sub." in done.stderr


def test_a_broken_distribution_is_a_warning_unless_it_is_left_out(tmp_path: Path) -> None:
    write_greeting(tmp_path / "a.gx")
    record_distribution(tmp_path / "site", "acme-graphex", "acme = gone")
    site = str(tmp_path / "site")

    told = run_graphex("check", "a.gx", cwd=tmp_path, PYTHONPATH=site)
    silent = run_graphex("check", "a.gx", "--without-plugins", "acme", cwd=tmp_path, PYTHONPATH=site)

    assert (told.returncode, silent.returncode) == (0, 0)
    assert told.stderr.startswith('warning: The entry point "acme" of acme-graphex 0.1 names the package "gone"')
    assert silent.stderr == "1 graph checked: no problems.\n"


def test_a_graph_beside_the_one_that_runs_it_is_suggested(tmp_path: Path) -> None:
    write_greeting(tmp_path / "sub" / "u.gx")
    write(tmp_path / "sub" / "a.gx", node("Execute Graph", "run", "start", value="u"))

    done = run_graphex("check", "sub/a.gx", cwd=tmp_path)

    assert "hint: Paths of graphs start at the root: write sub/u.gx." in done.stderr


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make graphs with odd names, and some that belong to programs."""
    for name in ("a\u200db.gx", "c\xadd.gx", ".hidden/x.gx", "node_modules/y.gx", "__pycache__/z.gx"):
        write_greeting(tmp_path / name)
    return tmp_path


def test_all_graphs_are_the_same_for_every_command(folder: Path) -> None:
    checked = run_graphex("check", ".", cwd=folder)
    listed = run_graphex("run", "-h", cwd=folder)

    assert "2 graphs checked: no problems." in checked.stderr
    assert "a\\u200db.gx  Greets.\nc\\xadd.gx    Greets.\n" in listed.stdout
    assert listed.stdout.count("Greets.") == 2
