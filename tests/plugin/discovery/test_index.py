"""The index of a plugin."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from types import ModuleType
from typing import TYPE_CHECKING

import pytest

from graphex.errors import GraphexError
from graphex.plugin.discovery.index import INDEX, index_of, read_index
from graphex.plugin.discovery.loading import load_plugins
from graphex.plugin.registry import Registry
from plugin_files import node_module, record_distribution, write_package

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ASK_AT_ONCE = """
import threading
from concurrent.futures import ThreadPoolExecutor
from graphex.workspace.node_types import create_registry

registry, _ = create_registry([], None)
start = threading.Barrier(8)

def ask(name):
    start.wait()
    return registry.nodes.get(name) is not None

with ThreadPoolExecutor(8) as pool:
    for name in ("Add Numbers", "ASCII String", "Append To List", "Timezone Name", "Raise Exception"):
        print(name, sum(pool.map(ask, [name] * 8)))
"""

WAITS = """
import gx_shared
from graphex.plugin import node_type

@node_type(name="{own}")
def make() -> str:
    return ""

gx_shared.meeting.wait()
gx_shared.found.append(gx_shared.registry.nodes["{other}"].name)
"""
"""A module that asks for the node type of another one when both are half imported."""


@pytest.fixture(autouse=True)
def _importable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let Python find the plugins of a test, and forget them afterwards."""
    monkeypatch.syspath_prepend(tmp_path)
    before = set(sys.modules)
    yield
    for name in set(sys.modules) - before:
        del sys.modules[name]


def write_indexed(directory: Path, name: str, index: object, **modules: str) -> None:
    write_package(directory, name, **modules)
    (directory / name / INDEX).write_text(json.dumps(index))


def test_the_index_of_the_built_in_library_is_in_step_with_its_modules() -> None:
    index = files("graphex.nodes").joinpath(INDEX).read_text("utf-8")

    assert json.loads(index) == index_of("graphex.nodes")


def test_threads_that_ask_for_one_built_in_type_at_once_all_get_it() -> None:
    done = subprocess.run([sys.executable, "-c", ASK_AT_ONCE], capture_output=True, text=True, check=True)

    assert done.stdout.splitlines() == [
        "Add Numbers 8",
        "ASCII String 8",
        "Append To List 8",
        "Timezone Name 8",
        "Raise Exception 8",
    ]


def test_modules_of_a_foreign_package_are_imported_when_their_types_are_asked_for(tmp_path: Path) -> None:
    write_indexed(tmp_path, "gx_large", {"One": "gx_large.one", "Two": "gx_large.two"}, one=node_module("One"), two="")
    record_distribution(tmp_path, "large-graphex", "large = gx_large")
    registry = Registry()

    failures = load_plugins(registry, [])
    imported = {"gx_large.one", "gx_large.two"} & set(sys.modules)

    assert (failures, imported, registry.plugins) == ([], set(), ["gx_large"])
    assert registry.defined_by("gx_large") == ("One", "Two")
    assert registry.nodes["One"].original_plugin == "gx_large.one"
    assert "gx_large.two" not in sys.modules


def test_the_package_itself_is_registered_at_once(tmp_path: Path) -> None:
    index = {"One": "gx_large.parts.one"}
    write_indexed(tmp_path, "gx_large", index, __init__=node_module("Own") + "\nfrom gx_large.parts.one import One")
    write_package(tmp_path / "gx_large", "parts", one=node_module("One").replace("One Type", "Part"))
    registry = Registry()

    failures = load_plugins(registry, ["gx_large"])

    assert failures == []
    assert registry.seen == ["gx_large"]  # type: ignore[attr-defined]  # set by the plugin
    assert "Own Type" in registry.datatypes
    assert (registry.nodes["Own"].original_plugin, registry.nodes["One"].original_plugin) == (
        "gx_large",
        "gx_large.parts",
    )


def test_a_module_that_fails_is_told_to_who_needs_it(tmp_path: Path) -> None:
    index = {"Broken": "gx_large.broken", "One": "gx_large.one"}
    write_indexed(tmp_path, "gx_large", index, broken="raise SystemExit('no')", one=node_module("One"))
    registry = Registry()

    failures = load_plugins(registry, ["gx_large"])

    assert (failures, registry.nodes["One"].name) == ([], "One")
    with pytest.raises(GraphexError, match=r'"gx_large" cannot be loaded \(file .*broken.py, line 1\): SystemExit: no'):
        registry.nodes.get("Broken")


def test_a_type_that_its_module_does_not_define_is_an_error(tmp_path: Path) -> None:
    write_indexed(tmp_path, "gx_large", {"One": "gx_large.one"}, one=node_module("Two"))
    registry = Registry()
    load_plugins(registry, ["gx_large"])

    with pytest.raises(GraphexError, match=r'says that gx_large.one defines the node type "One", which it does not'):
        registry.nodes.get("One")


@pytest.mark.parametrize(
    "index", [b"[]", b"", b"\xff", b'"one"', b'{"One": 1}', b'{"One": "os"}', b'{"One": "gx_larger.one"}']
)
def test_an_index_of_another_form_is_a_failure_of_the_plugin(index: bytes, tmp_path: Path) -> None:
    write_package(tmp_path, "gx_large")
    (tmp_path / "gx_large" / INDEX).write_bytes(index)

    (failure,) = load_plugins(Registry(), ["gx_large"])

    assert f"{INDEX} must be an object of modules of gx_large by the names of node types" in failure.message


def test_a_name_in_two_indexes_is_a_failure_of_the_second(tmp_path: Path) -> None:
    write_indexed(tmp_path, "gx_large", {"One": "gx_large.one"})
    write_indexed(tmp_path, "gx_other", {"One": "gx_other.one", "Two": "gx_other.two"})
    registry = Registry()

    (failure,) = load_plugins(registry, ["gx_large", "gx_other"])

    assert "'One' is defined twice, by gx_large.one and by gx_other.one" in failure.message
    assert ("One" in registry.nodes, "Two" in registry.nodes) == (True, False)


def test_another_plugin_cannot_take_the_name_of_a_type_that_is_not_imported_yet(tmp_path: Path) -> None:
    write_indexed(tmp_path, "gx_large", {"One": "gx_large.one"}, one=node_module("One"))
    write_package(tmp_path, "gx_other", nodes=node_module("One").replace("One Type", "Other Type"))

    (failure,) = load_plugins(Registry(), ["gx_large", "gx_other"])

    assert "'One' is defined twice, by gx_large.one and by gx_other.nodes" in failure.message


def test_a_package_without_an_index_has_none(tmp_path: Path) -> None:
    assert read_index("gx_large", tmp_path) is None


@pytest.fixture
def meeting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Install a package with two modules, each of which asks for the node type of the other while both are imported."""
    modules = {own.lower(): WAITS.format(own=own, other=other) for own, other in ("AB", "BA")}
    write_indexed(tmp_path, "gx_large", {"A": "gx_large.a", "B": "gx_large.b"}, **modules)
    shared, registry = ModuleType("gx_shared"), Registry()
    vars(shared).update(registry=registry, found=[], meeting=threading.Barrier(2))
    monkeypatch.setitem(sys.modules, "gx_shared", shared)
    load_plugins(registry, ["gx_large"])
    return shared


def test_threads_whose_modules_ask_for_each_others_types_both_get_them(meeting: ModuleType) -> None:
    with ThreadPoolExecutor(2) as pool:
        given = list(pool.map(meeting.registry.nodes.__getitem__, ["A", "B"]))

    assert ([each.name for each in given], sorted(meeting.found)) == (["A", "B"], ["A", "B"])


def test_a_module_that_another_thread_imports_by_itself_may_ask_for_a_type_meanwhile(meeting: ModuleType) -> None:
    with ThreadPoolExecutor(2) as pool:
        imported, given = pool.submit(__import__, "gx_large.b"), pool.submit(meeting.registry.nodes.get, "A")

    assert (imported.exception(), sorted(meeting.found)) == (None, ["A", "B"])
    assert given.result() is meeting.registry.nodes["A"]
