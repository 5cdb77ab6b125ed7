"""The plugin API: what a Python package needs to add datatypes and node types to GraphEx."""

from __future__ import annotations

from graphex.plugin import exceptions as exceptions
from graphex.plugin.datatypes import Boolean as Boolean
from graphex.plugin.datatypes import DataContainer as DataContainer
from graphex.plugin.datatypes import DataType as DataType
from graphex.plugin.datatypes import DirectedGraph as DirectedGraph
from graphex.plugin.datatypes import Dynamic as Dynamic
from graphex.plugin.datatypes import Number as Number
from graphex.plugin.datatypes import String as String
from graphex.plugin.dynamic_input import DynamicInputTemplateNode as DynamicInputTemplateNode
from graphex.plugin.functions.node import SocketOptions as SocketOptions
from graphex.plugin.functions.node import node_type as node_type
from graphex.plugin.kinds import NodeType as NodeType
from graphex.plugin.log import GraphexLogger as GraphexLogger
from graphex.plugin.node import Flow as Flow
from graphex.plugin.node import Node as Node
from graphex.plugin.protocols import GraphView as GraphView
from graphex.plugin.protocols import RuntimeView as RuntimeView
from graphex.plugin.shape import NodeDynamicAttributes as NodeDynamicAttributes
from graphex.plugin.sockets.base import LinkInputSocket as LinkInputSocket
from graphex.plugin.sockets.base import LinkOutputSocket as LinkOutputSocket
from graphex.plugin.sockets.field import InputField as InputField
from graphex.plugin.sockets.inputs import EnumInputSocket as EnumInputSocket
from graphex.plugin.sockets.inputs import InputSocket as InputSocket
from graphex.plugin.sockets.inputs import ListInputSocket as ListInputSocket
from graphex.plugin.sockets.inputs import OptionalInputSocket as OptionalInputSocket
from graphex.plugin.sockets.outputs import ListOutputSocket as ListOutputSocket
from graphex.plugin.sockets.outputs import ListVariableOutputSocket as ListVariableOutputSocket
from graphex.plugin.sockets.outputs import OutputSocket as OutputSocket
from graphex.plugin.sockets.outputs import VariableOutputSocket as VariableOutputSocket
