"""Node types that are imported when they are asked for."""

from __future__ import annotations

import copy
import importlib
import inspect
import json
import pkgutil
import subprocess
import sys
from importlib.resources import files

import pytest

import graphex.nodes
from graphex.plugin import Node
from graphex.plugin.node_types import NodeTypes


class One(Node):
    """One."""

    name = "One"

    def run(self) -> None:
        """Nothing."""


def announced() -> tuple[NodeTypes, list[str]]:
    types, loaded = NodeTypes(), []

    def load(module: str) -> None:
        loaded.append(module)
        types[module.upper()] = One

    types.announce({"A": "a", "B": "b"}, load)
    return types, loaded


def test_a_copy_changes_for_itself() -> None:
    types, loaded = announced()

    other = copy.copy(types)
    types["C"] = One

    assert ("A" in other, "C" in other, "C" in types) == (True, False, True)
    assert loaded == []


def test_a_name_imports_its_module_on_first_use() -> None:
    types, loaded = announced()

    assert "A" in types
    assert loaded == []
    assert types["A"] is types.get("A") is One
    assert types.get("C") is None
    assert loaded == ["a"]
    with pytest.raises(KeyError):
        types["C"]


def test_counting_imports_nothing_and_looking_at_all_imports_all() -> None:
    types, loaded = announced()

    assert len(types) == 2
    assert loaded == []
    assert {**types} == {"A": One, "B": One}
    assert sorted(loaded) == ["a", "b"]


def test_a_name_that_was_removed_is_not_imported_again() -> None:
    types, loaded = announced()
    assert types["A"] is One

    del types["A"]

    assert "A" not in types
    assert list(types) == ["B"]
    assert loaded == ["a", "b"]


def test_the_index_of_the_built_in_library_is_in_step_with_its_modules() -> None:
    modules = [
        importlib.import_module(found.name) for found in pkgutil.walk_packages(graphex.nodes.__path__, "graphex.nodes.")
    ]
    defined = {
        kind.name: module.__name__
        for module in modules
        for name, kind in inspect.getmembers(module, inspect.isclass)
        if issubclass(kind, Node) and kind.__module__ == module.__name__ and not name.startswith("_")
        if not kind._is_template and not inspect.isabstract(kind)
    }

    assert json.loads(files("graphex.nodes").joinpath("index.json").read_text("utf-8")) == defined


def test_a_run_imports_only_what_its_graph_uses() -> None:
    code = (
        "import sys; from graphex.workspace.node_types import create_registry; "
        "r, _ = create_registry([], None); "
        "r.nodes.get('Log (Print)'); "
        "print([m for m in sys.modules if m in ('regex', 'graphex.nodes.math', 'requests')])"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
