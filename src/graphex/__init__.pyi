# The public names, each with the module that it lives in: type checkers read them here, and `__init__.py` does.

from graphex.embedding import GraphRegistry as GraphRegistry
from graphex.graph import Graph as Graph
from graphex.old_names import constants as constants
from graphex.old_names import exceptions as exceptions
from graphex.old_names.config import GraphConfig as GraphConfig
from graphex.old_names.data.visualization_graphs import DirectedGraphViz as DirectedGraphViz
from graphex.old_names.graphfile import FILE_EXTENSION as FILE_EXTENSION
from graphex.old_names.graphfile import GraphFile as GraphFile
from graphex.old_names.graphfile import GraphInputMetadata as GraphInputMetadata
from graphex.old_names.graphfile import GraphInputValueMetadata as GraphInputValueMetadata
from graphex.old_names.graphfile import GraphOutputMetadata as GraphOutputMetadata
from graphex.old_names.graphfile import NodeMetadata as NodeMetadata
from graphex.old_names.graphfile import SocketMetadata as SocketMetadata
from graphex.old_names.graphfile import UIMetadata as UIMetadata
from graphex.old_names.graphfile import UIOffsetsMetadata as UIOffsetsMetadata
from graphex.old_names.inventory import GraphInventory as GraphInventory
from graphex.old_names.runtime import ForkedThreadRuntime as ForkedThreadRuntime
from graphex.old_names.runtime import GraphRuntime as GraphRuntime
from graphex.old_names.runtime import NodeRuntimeError as NodeRuntimeError
from graphex.old_names.runtime import Runtime as Runtime
from graphex.old_names.server import GraphServer as GraphServer
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
from graphex.settings import load_settings as load_settings
from graphex.tls.from_settings import bootstrap_tls as bootstrap_tls
from graphex.web.app import create_app as create_app
from graphex.web.app import create_sign_in_link as create_sign_in_link
from graphex.web.app import record_addresses as record_addresses

__version__: str
__distribution__: str
