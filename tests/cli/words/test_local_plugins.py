"""Plugins in the current directory."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cli.run_files import write
from graphs import node

PLUGIN = """
from graphex.plugin import node_type

@node_type(name="Greet Loudly", categories=["Greetings"])
def greet() -> str:
    '''Greet.'''
    return "HELLO"
"""
WAYS = {
    "script": [str(Path(sys.executable).with_name("graphex"))],
    "module": [sys.executable, "-m", "graphex"],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a directory with blanks in its name, with a plugin and a graph that uses it."""
    folder = tmp_path / "my graphs"
    (folder / "greetings").mkdir(parents=True)
    (folder / "greetings" / "__init__.py").write_text(PLUGIN)
    write(folder / "a.gx", node("Greet Loudly", "greet", "start"))
    return folder


def started(way: str, *words: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [*WAYS[way], *words]
    return subprocess.run(
        command, cwd=cwd, env={**os.environ, **environment}, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("words", [["run", "a.gx", "-l", "greetings"], ["check", "a.gx", "-l", "greetings"]])
def test_a_plugin_is_found_in_the_current_directory(folder: Path, way: str, words: list[str]) -> None:
    done = started(way, *words, cwd=folder)

    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize("way", WAYS)
def test_a_plugin_of_the_configuration_is_found(folder: Path, way: str) -> None:
    (folder / "graphex.yml").write_text("plugins: [greetings]\n")

    done = started(way, "run", "a.gx", cwd=folder)

    assert (done.returncode, done.stderr) == (0, "")


def test_nothing_in_the_directory_takes_the_place_of_an_installed_module(folder: Path) -> None:
    (folder / "yaml.py").write_text("raise SystemExit('taken over')\n")

    done = started("script", "run", "a.gx", "-l", "greetings", cwd=folder)

    assert (done.returncode, done.stderr) == (0, "")


def test_a_safe_path_is_respected(folder: Path) -> None:
    done = started("script", "run", "a.gx", "-l", "greetings", cwd=folder, PYTHONSAFEPATH="1")

    assert done.returncode == 1
    assert 'No plugin found with name "greetings"' in done.stderr
