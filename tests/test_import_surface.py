"""The names that plugins import."""

from __future__ import annotations

import ast
import inspect
import json
import pkgutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "src" / "graphex"

NAMING = ast.Assign | ast.AnnAssign | ast.Expr

NAMES = (
    "Graph",
    "GraphRegistry",
    "Runtime",
    "GraphRuntime",
    "ForkedThreadRuntime",
    "NodeRuntimeError",
    "GraphServer",
    "GraphConfig",
    "Node",
    "NodeType",
    "NodeDynamicAttributes",
    "DataType",
    "constants",
    "exceptions",
    "Dynamic",
    "String",
    "Number",
    "Boolean",
    "DataContainer",
    "DirectedGraph",
    "DirectedGraphViz",
    "InputSocket",
    "OptionalInputSocket",
    "ListInputSocket",
    "EnumInputSocket",
    "LinkInputSocket",
    "OutputSocket",
    "ListOutputSocket",
    "LinkOutputSocket",
    "VariableOutputSocket",
    "ListVariableOutputSocket",
    "InputField",
    "GraphexLogger",
    "GraphInventory",
    "SocketMetadata",
    "NodeMetadata",
    "UIOffsetsMetadata",
    "UIMetadata",
    "GraphInputMetadata",
    "GraphOutputMetadata",
    "GraphInputValueMetadata",
    "GraphFile",
    "FILE_EXTENSION",
)

MODULES = {
    "datatype": "DataType",
    "compositeGraphInput": "CompositeGraphInput subGraphInput subGraphListInput subGraphEnumInput",
    "runtime": "NodeThread base64encode GraphRuntime Runtime NodeRuntimeError ForkedThreadRuntime",
    "node": "Node NodeType NodeDynamicAttributes",
    "sockets": "_BaseSocket InputSocket OutputSocket LinkOutputSocket",
    "sockets.base": "_BaseSocket",
    "sockets.input_sockets": "InputSocket OptionalInputSocket ListInputSocket EnumInputSocket LinkInputSocket",
    "sockets.output_sockets": "OutputSocket ListOutputSocket VariableOutputSocket LinkOutputSocket",
    "fields": "InputField",
    "graph": "Graph",
    "graphfile": "GraphFile FILE_EXTENSION",
    "registry": "GraphRegistry",
    "log": "GraphexLogger",
    "exceptions": "InvalidParameterError SubGraphRuntimeError GraphexException LoopBreakException",
    "constants": "COLOR_STRING VARIABLES_NODE_NAMES",
    "data": "String Number Boolean DataContainer Dynamic",
    "data.primitives": "String Number Boolean DataContainer Dynamic",
    "data.visualization_graphs": "DirectedGraph DirectedGraphViz",
    "nodes.templates": "DynamicInputTemplateNode",
    "util": "parse_yml dump_yml",
    "vault": "encryptString decryptSecret",
    "config": "GraphConfig",
    "inventory": "GraphInventory",
    "server": "GraphServer",
    "plugin.colors": "COLOR_MATH",
}


STUB = ast.parse((PACKAGE / "__init__.pyi").read_text("utf-8"))

STAR = (
    "import json; known = {*globals()}; from graphex import *; print(json.dumps([*{*globals()} - known - {'known'}]))"
)

PUBLIC = {
    alias.name: f"graphex.{alias.name}" if node.module == "graphex.old_names" else f"{node.module}:{alias.name}"
    for node in STUB.body
    if isinstance(node, ast.ImportFrom)
    for alias in node.names
}
"""The public names, each with where the stub says that it is from; two are modules of old names."""

OLD_FILES = sorted({*PACKAGE.joinpath("old_names").rglob("*.py")} - {PACKAGE / "old_names" / "__init__.py"})

OLD = [
    ".".join(part for part in file.relative_to(PACKAGE / "old_names").with_suffix("").parts if part != "__init__")
    for file in OLD_FILES
]
"""The modules of old names, as plugins name them below the package."""


def statements_but_names(module: str) -> list[str]:
    """Return what a module of old names does beside importing names and giving others to them."""
    found = import_module(f"graphex.old_names.{module}")
    tree = ast.parse(inspect.getsource(found))
    return [ast.unparse(node) for node in tree.body if not isinstance(node, ast.Import | ast.ImportFrom | NAMING)]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_plugins_import_is_public(name: str) -> None:
    assert name in PUBLIC


@pytest.mark.parametrize(("name", "place"), PUBLIC.items())
def test_a_public_name_is_what_its_module_has(name: str, place: str) -> None:
    assert getattr(import_module("graphex"), name) is pkgutil.resolve_name(place)


def test_the_stub_holds_nothing_but_names() -> None:
    kinds = {type(node) for node in STUB.body}
    renamed = [
        ast.unparse(node) for node in STUB.body for alias in getattr(node, "names", ()) if alias.name != alias.asname
    ]

    assert (kinds, renamed) == ({ast.ImportFrom, ast.AnnAssign}, [])


def test_the_public_names_are_those_that_are_listed_and_imported_at_once() -> None:
    done = subprocess.run([sys.executable, "-W", "error", "-c", STAR], capture_output=True, text=True, check=True)

    package = import_module("graphex")
    assert {*json.loads(done.stdout)} == {*PUBLIC, "__version__", "__distribution__"}
    assert sorted(package.__all__) == sorted([*PUBLIC, "__version__", "__distribution__"])
    assert dir(package) == sorted(package.__all__)


@pytest.mark.parametrize("module", OLD)
def test_each_module_of_old_names_is_imported_as_plugins_do(module: str) -> None:
    found = import_module(f"graphex.{module}")

    assert module in MODULES
    assert [name for name in getattr(found, "__all__", ()) if not hasattr(found, name)] == []


@pytest.mark.parametrize("module", [each for each in OLD if each != "util"])
def test_a_module_of_old_names_holds_nothing_but_names(module: str) -> None:
    assert statements_but_names(module) == []


@pytest.mark.parametrize(("module", "names"), MODULES.items())
def test_the_names_of_a_module(module: str, names: str) -> None:
    found = import_module(f"graphex.{module}")

    assert [name for name in names.split() if not hasattr(found, name)] == []


def test_an_unknown_name_is_an_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        getattr(import_module("graphex"), "nothing")  # noqa: B009 - mypy knows that it is not there
