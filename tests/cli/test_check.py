"""`graphex check`, as a real process."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

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
