"""Finding plugins."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from graphex.plugin.discovery.loading import load_plugins
from graphex.plugin.registry import Registry
from plugin_files import node_module, record_distribution, write_package

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(autouse=True)
def _importable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let Python find the plugins of a test, and forget them afterwards."""
    monkeypatch.syspath_prepend(tmp_path)
    before = set(sys.modules)
    yield
    for name in set(sys.modules) - before:
        del sys.modules[name]


def test_everything_that_a_package_defines_is_registered(tmp_path: Path) -> None:
    write_package(tmp_path, "gx_one", nodes=node_module("One"))
    (tmp_path / "gx_one" / "docs").mkdir()
    (tmp_path / "gx_one" / "docs" / "index.html").write_text("")
    registry = Registry()

    failures = load_plugins(registry, [" gx_one ", "gx_one"])

    assert failures == []
    assert registry.nodes["One"].original_plugin == "gx_one.nodes"
    assert "Hidden" not in registry.nodes
    assert "One Type" in registry.datatypes
    assert registry.plugins == ["gx_one"]
    assert registry.plugin_docs_index_paths["gx_one"].endswith("docs/index.html")
    assert registry.seen == ["gx_one.nodes"]  # type: ignore[attr-defined]  # set by the plugin


def test_a_broken_plugin_names_itself_and_the_others_load(tmp_path: Path) -> None:
    write_package(tmp_path, "gx_broken", nodes="import os\nraise KeyError('oops')\n")
    write_package(tmp_path, "gx_needy", nodes="\nimport not_installed_at_all.sub\n")
    write_package(tmp_path, "gx_fine", nodes=node_module("Fine"))
    registry = Registry()

    broken, needy, missing = load_plugins(registry, ["gx_broken", "gx_needy", "gx_not_there", "gx_fine"])

    assert "Fine" in registry.nodes
    assert broken.message.startswith('The plugin "gx_broken" cannot be loaded (file ')
    assert "nodes.py, line 2): KeyError: 'oops'" in broken.message
    assert 'needs the module "not_installed_at_all", which is not installed' in needy.message
    assert "nodes.py, line 2)" in needy.message
    assert needy.hint == "Install it: pip install not_installed_at_all"
    assert missing.message == 'No plugin found with name "gx_not_there".'


def test_a_module_is_no_plugin(tmp_path: Path) -> None:
    (tmp_path / "gx_module.py").write_text("")

    (failure,) = load_plugins(Registry(), ["gx_module"])

    assert "only if it is a package" in failure.message


def test_a_node_type_of_two_plugins_is_a_failure_of_the_second(tmp_path: Path) -> None:
    write_package(tmp_path, "gx_a", nodes=node_module("Same"))
    write_package(tmp_path, "gx_b", nodes=node_module("Same").replace("Same Type", "Other Type"))

    (failure,) = load_plugins(Registry(), ["gx_a", "gx_b"])

    assert "'Same' is defined twice, by gx_a.nodes and by gx_b.nodes" in failure.message


def test_an_installed_plugin_announces_itself(tmp_path: Path) -> None:
    write_package(tmp_path, "gx_installed", nodes=node_module("Installed"))
    record_distribution(tmp_path, "gx-installed", "mine = gx_installed")
    registry = Registry()

    failures = load_plugins(registry, [])

    assert failures == []
    assert "Installed" in registry.nodes


BROKEN = {
    "raises": ("raise KeyError('oops')", "KeyError: 'oops'"),
    "quits": ("import sys; sys.exit(3)", "SystemExit: 3"),
    "cancels": ("import asyncio; raise asyncio.CancelledError", "CancelledError"),
    "spells": ("def x(:", "SyntaxError"),
    "recurses": ("def f(): f()\nf()", "RecursionError"),
    "speaks": ("class E(Exception):\n    def __str__(self): return 1/0\nraise E", "E: <E without text"),
    "lines": ("raise ValueError('one\\ntwo')", "ValueError: one two"),
    "forgets": ("import gx_other.gone", "cannot be loaded"),
    "refuses": (
        "from graphex.plugin import node_type\n@node_type()\ndef f(*a: str) -> None: ...",
        "f cannot be",
    ),
    "names": ("from graphex import Node\nclass name(Node):\n    name = 3", "ReservedAttributeException"),
    "hooks": ("def __graphex_init__(registry): raise OSError('no')", "OSError: no"),
}


@pytest.mark.parametrize(("code", "reason"), BROKEN.values(), ids=BROKEN)
def test_a_broken_distribution_fails_alone_and_is_named(code: str, reason: str, tmp_path: Path) -> None:
    write_package(tmp_path, "gx_other", a_node=node_module("Half"), nodes=code)
    write_package(tmp_path, "gx_whole", nodes=node_module("Whole"))
    record_distribution(tmp_path, "acme-graphex", "acme = gx_other")
    record_distribution(tmp_path, "whole-graphex", "whole = gx_whole")
    registry = Registry()

    (failure,) = load_plugins(registry, [])

    assert failure.message.startswith('The plugin "gx_other" (the entry point "acme" of acme-graphex 0.1) ')
    assert reason in failure.message
    assert "nodes.py, line " in failure.message
    assert failure.hint == "Ask the plugin's author, or leave it out: --without-plugins acme-graphex."
    assert (failure.is_named, failure.label) == (False, "gx_other (acme-graphex)")
    assert ("Whole" in registry.nodes, "Half" in registry.nodes, "Half Type" in registry.datatypes) == (
        True,
        False,
        False,
    )
    assert registry.missing_plugins == ["gx_other (acme-graphex)"]


@pytest.mark.parametrize("value", ["gx_other.nodes:double", "gx other", "gx-other", "", ".nodes", "gx_other:"])
def test_an_entry_point_that_names_no_package_is_a_failure(value: str, tmp_path: Path) -> None:
    write_package(tmp_path, "gx_other", nodes=node_module("Other"))
    record_distribution(tmp_path, "acme-graphex", f"acme = {value}")

    (failure,) = load_plugins(Registry(), [])

    assert failure.message.startswith(
        f'The entry point "acme" of acme-graphex 0.1 names "{value}", which is no package'
    )
    assert failure.hint == "Tell the plugin's author, and leave it out: --without-plugins acme-graphex."


def test_an_entry_point_may_name_a_package_that_is_gone(tmp_path: Path) -> None:
    record_distribution(tmp_path, "acme-graphex", "acme = gx_gone")

    (failure,) = load_plugins(Registry(), [])

    assert failure.message == (
        'The entry point "acme" of acme-graphex 0.1 names the package "gx_gone", which is not installed.'
    )
    assert failure.hint == "Install acme-graphex again, or leave it out: --without-plugins acme-graphex."


@pytest.mark.parametrize("name", ["acme-graphex", "Acme_Graphex", "gx_other", "acme"])
def test_a_plugin_is_left_out_by_each_of_its_names(name: str, tmp_path: Path) -> None:
    write_package(tmp_path, "gx_other", nodes="raise SystemExit")
    record_distribution(tmp_path, "acme-graphex", "acme = gx_other")

    failures = load_plugins(Registry(), ["gx_other"], left_out=[name])

    assert failures == []


def test_two_distributions_with_one_node_type_let_the_first_one_load(tmp_path: Path) -> None:
    write_package(tmp_path, "gx_a", nodes=node_module("Same"))
    write_package(tmp_path, "gx_b", more=node_module("More"), nodes=node_module("Same"))
    record_distribution(tmp_path, "a-graphex", "a = gx_a")
    record_distribution(tmp_path, "b-graphex", "b = gx_b")
    registry = Registry()

    (failure,) = load_plugins(registry, [])

    assert "is defined twice, by gx_a.nodes and by gx_b.nodes" in failure.message
    assert registry.nodes["Same"].original_plugin == "gx_a.nodes"
    assert "More" not in registry.nodes


def test_an_interrupt_is_no_failure_of_the_plugin(tmp_path: Path) -> None:
    write_package(tmp_path, "gx_slow", nodes="raise KeyboardInterrupt")

    with pytest.raises(KeyboardInterrupt):
        load_plugins(Registry(), ["gx_slow"])


def test_what_a_plugin_prints_while_it_loads_is_no_result(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_package(tmp_path, "gx_loud", nodes="print('hello')")

    load_plugins(Registry(), ["gx_loud"])

    assert tuple(capsys.readouterr()) == ("", "hello\n")


@pytest.mark.parametrize("name", ["acme_plugin.nodes:double", "not there", "a/b"])
def test_no_command_is_advised_that_cannot_work(name: str) -> None:
    (failure,) = load_plugins(Registry(), [name])

    assert (failure.message, failure.hint) == (f'No plugin found with name "{name}".', "Check the spelling.")
