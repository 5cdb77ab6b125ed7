"""The names that plugins import."""

from __future__ import annotations

from importlib import import_module

import pytest

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


@pytest.mark.parametrize("name", NAMES)
def test_a_name_of_the_package(name: str) -> None:
    assert getattr(import_module("graphex"), name) is not None


@pytest.mark.parametrize(("module", "names"), MODULES.items())
def test_the_names_of_a_module(module: str, names: str) -> None:
    found = import_module(f"graphex.{module}")

    assert [name for name in names.split() if not hasattr(found, name)] == []


def test_an_unknown_name_is_an_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        getattr(import_module("graphex"), "nothing")  # noqa: B009 - mypy knows that it is not there
