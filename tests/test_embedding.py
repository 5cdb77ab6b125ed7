"""The registry under its old name, as programs and tests of plugins use it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from cli.run_files import write_greeting
from graphex import GraphRegistry
from plugin_files import node_module, write_package

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Let a plugin be importable."""
    monkeypatch.syspath_prepend(tmp_path)
    write_package(tmp_path, "gx_mine", nodes=node_module("Own"))
    yield "gx_mine"
    for name in [name for name in sys.modules if name.startswith("gx_mine")]:
        del sys.modules[name]


def test_programs_register_what_they_want(package: str, tmp_path: Path) -> None:
    registry = GraphRegistry(tmp_path)

    registry.register_defaults()
    registry.register_plugin(package)
    registry.register_dynamics()

    assert registry.root == str(tmp_path)
    assert len(registry.nodes) > 294
    assert registry.get_node("Own").name == "Own"
    assert "Empty List (Own Type)" in registry.nodes


def test_graphs_are_loaded_below_the_root(package: str, tmp_path: Path) -> None:
    write_greeting(tmp_path / "a.gx")
    registry = GraphRegistry(str(tmp_path))
    registry.register_all([package])

    from_file = registry.load_graph_file("a.gx")
    from_text = registry.load_graph((tmp_path / "a.gx").read_text(), "/b.gx")

    assert (from_file.name, from_text.name) == ("/a.gx", "/b.gx")
    assert from_file.description == from_text.description == "Greets."


def test_a_plugin_that_is_not_there_is_an_import_error() -> None:
    with pytest.raises(ImportError, match='No plugin found with name "gx_not_there"'):
        GraphRegistry().register_all(["gx_not_there"])
