"""GraphEx: visual automation served over HTTPS from your own machine."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graphex import constants as constants
    from graphex import exceptions as exceptions
    from graphex.config import GraphConfig as GraphConfig
    from graphex.data.visualization_graphs import DirectedGraphViz as DirectedGraphViz
    from graphex.graph import Graph as Graph
    from graphex.graphfile import FILE_EXTENSION as FILE_EXTENSION
    from graphex.graphfile import GraphFile as GraphFile
    from graphex.graphfile import GraphInputMetadata as GraphInputMetadata
    from graphex.graphfile import GraphInputValueMetadata as GraphInputValueMetadata
    from graphex.graphfile import GraphOutputMetadata as GraphOutputMetadata
    from graphex.graphfile import NodeMetadata as NodeMetadata
    from graphex.graphfile import SocketMetadata as SocketMetadata
    from graphex.graphfile import UIMetadata as UIMetadata
    from graphex.graphfile import UIOffsetsMetadata as UIOffsetsMetadata
    from graphex.inventory import GraphInventory as GraphInventory
    from graphex.plugin import Boolean as Boolean
    from graphex.plugin import DataContainer as DataContainer
    from graphex.plugin import DataType as DataType
    from graphex.plugin import DirectedGraph as DirectedGraph
    from graphex.plugin import Dynamic as Dynamic
    from graphex.plugin import EnumInputSocket as EnumInputSocket
    from graphex.plugin import GraphexLogger as GraphexLogger
    from graphex.plugin import InputField as InputField
    from graphex.plugin import InputSocket as InputSocket
    from graphex.plugin import LinkInputSocket as LinkInputSocket
    from graphex.plugin import LinkOutputSocket as LinkOutputSocket
    from graphex.plugin import ListInputSocket as ListInputSocket
    from graphex.plugin import ListOutputSocket as ListOutputSocket
    from graphex.plugin import ListVariableOutputSocket as ListVariableOutputSocket
    from graphex.plugin import Node as Node
    from graphex.plugin import NodeDynamicAttributes as NodeDynamicAttributes
    from graphex.plugin import NodeType as NodeType
    from graphex.plugin import Number as Number
    from graphex.plugin import OptionalInputSocket as OptionalInputSocket
    from graphex.plugin import OutputSocket as OutputSocket
    from graphex.plugin import String as String
    from graphex.plugin import VariableOutputSocket as VariableOutputSocket
    from graphex.registry import GraphRegistry as GraphRegistry
    from graphex.runtime import ForkedThreadRuntime as ForkedThreadRuntime
    from graphex.runtime import GraphRuntime as GraphRuntime
    from graphex.runtime import NodeRuntimeError as NodeRuntimeError
    from graphex.runtime import Runtime as Runtime
    from graphex.server import GraphServer as GraphServer
    from graphex.settings import load_settings as load_settings
    from graphex.web.app import create_app as create_app
    from graphex.web.app import create_sign_in_link as create_sign_in_link
    from graphex.web.app import record_addresses as record_addresses
    from graphex.web.tls_settings import bootstrap_tls as bootstrap_tls

__version__ = "2.0.0"
__distribution__ = "graphex"
"""Whose files these are: those of another distribution, mitre-graphex, have the same names."""

# Where each public name lives; loaded on first use, because `graphex --help` must not pay for a web server.
_LIVES_IN = {
    "Boolean": "graphex.plugin",
    "DataContainer": "graphex.plugin",
    "DataType": "graphex.plugin",
    "DirectedGraph": "graphex.plugin",
    "DirectedGraphViz": "graphex.data.visualization_graphs",
    "Dynamic": "graphex.plugin",
    "EnumInputSocket": "graphex.plugin",
    "FILE_EXTENSION": "graphex.graphfile",
    "ForkedThreadRuntime": "graphex.runtime",
    "Graph": "graphex.graph",
    "GraphConfig": "graphex.config",
    "GraphFile": "graphex.graphfile",
    "GraphInputMetadata": "graphex.graphfile",
    "GraphInputValueMetadata": "graphex.graphfile",
    "GraphInventory": "graphex.inventory",
    "GraphOutputMetadata": "graphex.graphfile",
    "GraphRegistry": "graphex.registry",
    "GraphRuntime": "graphex.runtime",
    "GraphServer": "graphex.server",
    "GraphexLogger": "graphex.plugin",
    "InputField": "graphex.plugin",
    "InputSocket": "graphex.plugin",
    "LinkInputSocket": "graphex.plugin",
    "LinkOutputSocket": "graphex.plugin",
    "ListInputSocket": "graphex.plugin",
    "ListOutputSocket": "graphex.plugin",
    "ListVariableOutputSocket": "graphex.plugin",
    "Node": "graphex.plugin",
    "NodeDynamicAttributes": "graphex.plugin",
    "NodeMetadata": "graphex.graphfile",
    "NodeRuntimeError": "graphex.runtime",
    "NodeType": "graphex.plugin",
    "Number": "graphex.plugin",
    "OptionalInputSocket": "graphex.plugin",
    "OutputSocket": "graphex.plugin",
    "Runtime": "graphex.runtime",
    "SocketMetadata": "graphex.graphfile",
    "String": "graphex.plugin",
    "UIMetadata": "graphex.graphfile",
    "UIOffsetsMetadata": "graphex.graphfile",
    "VariableOutputSocket": "graphex.plugin",
    "bootstrap_tls": "graphex.web.tls_settings",
    "create_app": "graphex.web.app",
    "create_sign_in_link": "graphex.web.app",
    "load_settings": "graphex.settings",
    "record_addresses": "graphex.web.app",
}
_MODULES = frozenset({"constants", "exceptions"})

__all__ = [
    "FILE_EXTENSION",
    "Boolean",
    "DataContainer",
    "DataType",
    "DirectedGraph",
    "DirectedGraphViz",
    "Dynamic",
    "EnumInputSocket",
    "ForkedThreadRuntime",
    "Graph",
    "GraphConfig",
    "GraphFile",
    "GraphInputMetadata",
    "GraphInputValueMetadata",
    "GraphInventory",
    "GraphOutputMetadata",
    "GraphRegistry",
    "GraphRuntime",
    "GraphServer",
    "GraphexLogger",
    "InputField",
    "InputSocket",
    "LinkInputSocket",
    "LinkOutputSocket",
    "ListInputSocket",
    "ListOutputSocket",
    "ListVariableOutputSocket",
    "Node",
    "NodeDynamicAttributes",
    "NodeMetadata",
    "NodeRuntimeError",
    "NodeType",
    "Number",
    "OptionalInputSocket",
    "OutputSocket",
    "Runtime",
    "SocketMetadata",
    "String",
    "UIMetadata",
    "UIOffsetsMetadata",
    "VariableOutputSocket",
    "__distribution__",
    "__version__",
    "bootstrap_tls",
    "constants",
    "create_app",
    "create_sign_in_link",
    "exceptions",
    "load_settings",
    "record_addresses",
]


def __getattr__(name: str) -> object:
    """Load a public name on first use."""
    if name in _LIVES_IN:
        return getattr(import_module(_LIVES_IN[name]), name)
    if name in _MODULES:
        return import_module(f"graphex.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
