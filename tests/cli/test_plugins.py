"""`graphex plugins`, as a real process; installing is tried where it is done."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from command_line import run_graphex
from plugin_files import node_module, record_distribution, write_package

if TYPE_CHECKING:
    from pathlib import Path
    from subprocess import CompletedProcess


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Install a plugin that works, and prints when it is imported, and a broken one."""
    write_package(tmp_path / "site", "gx_fine", nodes=node_module("Fine") + "print('hello')")
    record_distribution(tmp_path / "site", "fine-graphex", "fine = gx_fine")
    record_distribution(tmp_path / "site", "acme-graphex", "acme = acme_plugin.nodes:double")
    return tmp_path / "site"


def plugins(site: Path, *arguments: str) -> CompletedProcess[str]:
    return run_graphex("plugins", *arguments, cwd=site, PYTHONPATH=str(site))


def test_the_list_names_distribution_and_loading(site: Path) -> None:
    (site / "graphex.yml").write_text("plugins: [gx_named]\nwithout_plugins: [fine]\n")

    done = plugins(site, "list")

    assert (done.returncode, done.stderr) == (0, "")
    assert [line.split(maxsplit=3) for line in done.stdout.splitlines()] == [
        ["PACKAGE", "DISTRIBUTION", "VERSION", "LOADED"],
        ["gx_named", "-", "-", "named"],
        ["acme_plugin.nodes:double", "acme-graphex", "0.1", "always"],
        ["gx_fine", "fine-graphex", "0.1", "left out"],
    ]


def test_the_check_tells_what_each_brings_and_what_fails(site: Path) -> None:
    done = plugins(site, "check")

    assert done.returncode == 1
    assert [line.split()[-1] for line in done.stdout.splitlines()] == ["TYPES", "failed", "1"]
    assert 'error: The entry point "acme" of acme-graphex 0.1 names "acme_plugin.nodes:double"' in done.stderr


def test_json_is_alone_on_stdout_and_names_choose(site: Path) -> None:
    listed = json.loads(plugins(site, "list", "--json").stdout)
    checked = plugins(site, "check", "--json", "Fine.Graphex")

    (fine,) = json.loads(checked.stdout)
    assert [each["entryPoint"] for each in listed] == ["acme", "fine"]
    assert (fine["nodeTypes"], fine["problem"], checked.returncode) == (["Fine"], None, 0)


def test_a_plugin_that_is_not_there_is_a_mistake(site: Path) -> None:
    done = plugins(site, "check", "nothing")

    assert (done.returncode, done.stderr.splitlines()[0]) == (2, "error: There is no plugin called nothing.")


@pytest.mark.parametrize("command", ["list", "check"])
def test_there_may_be_none(command: str, tmp_path: Path) -> None:
    done = run_graphex("plugins", command, cwd=tmp_path)

    assert (done.returncode, done.stdout, done.stderr) == (0, "There are no plugins.\n", "")
