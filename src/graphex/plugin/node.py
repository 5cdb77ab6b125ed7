"""Node: the class that every node type derives from."""

from __future__ import annotations

import base64
import inspect
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from graphex.plugin.class_rules import check_attributes, check_kind, own_sockets
from graphex.plugin.kinds import NodeType
from graphex.plugin.shape import NodeDynamicAttributes, NodeShape, shape_of
from graphex.plugin.sockets.base import LinkInputSocket, LinkOutputSocket, Socket
from graphex.plugin.sockets.field import InputField
from graphex.plugin.sockets.outputs import DISABLED

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence
    from typing import Self

    from graphex.plugin.datatypes import DataType
    from graphex.plugin.log import GraphexLogger
    from graphex.plugin.protocols import Entry, GraphView, RuntimeView, Step

Flow: TypeAlias = "Generator[str, None, str | None]"
"""What `flow` gives as a generator: branches to run, and the one to go on with."""

BACKWARD = "_backward"
FORWARD = "_forward"


class Node(ABC):
    """A type of node; each node that runs is an instance of it.

    Sockets are class attributes. `run` does the work: it reads inputs as attributes and assigns every output.
    A node with branches defines `flow`, which names the branches in their order.
    """

    name: ClassVar[str]
    description: ClassVar[str]
    categories: ClassVar[Sequence[str]]
    color: ClassVar[str]
    hyperlink: ClassVar[Sequence[str]] = ()
    textColor: ClassVar[str] = ""  # noqa: N815 - plugins set it by this name
    node_type: ClassVar[NodeType] = NodeType.ACTION
    is_inventory_node: ClassVar[bool] = False
    inventory_value: ClassVar[Any] = None
    allows_new_inputs: ClassVar[bool] = False
    turn_branch: ClassVar[str | None] = None
    """The branch that `flow` runs once per turn, if the node is a loop."""
    original_plugin: ClassVar[str] = ""
    _is_template: ClassVar[bool] = False
    _static_shape: ClassVar[NodeShape] = NodeShape(())

    def __init_subclass__(
        cls, *, include_backward_link: bool = True, include_forward_link: bool = True, is_template: bool = False
    ) -> None:
        super().__init_subclass__()
        cls._is_template = is_template
        check_attributes(cls, Node)
        if "description" not in cls.__dict__ and cls.__doc__:
            cls.description = inspect.cleandoc(cls.__doc__)
        own = own_sockets(cls)
        if not is_template and cls.node_type is NodeType.ACTION:
            own += [LinkInputSocket(BACKWARD, "What comes before this node.")] * include_backward_link
            own += [LinkOutputSocket(FORWARD, "What comes after this node.")] * include_forward_link
        cls._static_shape = NodeShape(tuple(own))
        if not is_template:
            check_kind(cls, own)

    def __init__(self, runtime: RuntimeView, instance_metadata: Entry) -> None:
        self._runtime = runtime
        self._instance_metadata = instance_metadata
        self._step: Step = runtime.steps[instance_metadata.id]
        self._values: dict[str, Any] = {}

    def __repr__(self) -> str:
        return f"<{self.name} ({self.id})>"

    @property
    def id(self) -> str:
        """The id of the node in its graph."""
        node_id: str = self._instance_metadata.id
        return node_id

    @property
    def _graph(self) -> GraphView:
        return self._runtime.graph

    @property
    def logger(self) -> GraphexLogger:
        """The logger of the run, which adds no prefix."""
        return self._runtime.logger

    @abstractmethod
    def run(self) -> None:
        """Do the work of the node: read inputs, assign every output."""

    def run_next(self) -> None:
        """Run what follows the node; overridden by old plugins to choose a branch."""
        for entry in self.forward():
            self._runtime.execute_node(entry)

    def flow(self) -> Flow | str | None:
        """Return which branches follow: a generator yields them one by one, a plain function returns one.

        Each branch has run to its end when the generator goes on; its errors are raised at the `yield`. The branch
        that is returned follows as the continuation of this node.
        """
        raise NotImplementedError

    def forward(self, socket_name: str | None = None) -> list[Entry]:
        """Return the nodes that follow on one link output, or on all of them."""
        return self._runtime.successors(self, socket_name)

    # Inputs and outputs by name

    def read(self, socket_name: str) -> Any:
        """Read an input socket by its name, which may be one that only this node has."""
        return self._step.readers[socket_name](self._runtime)

    def input_names(self) -> list[str]:
        """Return the inputs of this node that carry values."""
        return [name for name, socket in self._step.shape.inputs.items() if not socket.is_link]

    def get_output_socket_value(self, name: str) -> Any:
        """Read an output by its name."""
        return self._output(name).get_value(self)

    def set_output_socket_value(self, name: str, value: Any) -> None:
        """Assign an output by its name."""
        self._output(name).set_value(self, value)

    def output_socket_has_value(self, name: str) -> bool:
        """Return whether an output was assigned."""
        return self._values.get(name, DISABLED) is not DISABLED

    def disable_output_socket(self, name: str) -> None:
        """Give an output no value: reading it is an error until it is assigned."""
        self._values[self._output(name).name] = DISABLED

    def enable_output_socket(self, name: str) -> None:
        """Undo `disable_output_socket`; the output then needs a value."""
        if self._values.get(name) is DISABLED:
            del self._values[name]

    def output_socket_is_disabled(self, name: str) -> bool:
        """Return whether an output was disabled."""
        return self._values.get(name) is DISABLED

    def _output(self, name: str) -> Socket:
        try:
            return self._step.shape.data_outputs[name]
        except KeyError:
            raise ValueError(f"[{self.name} ({self.id})] has no output socket '{name}'.") from None

    def clone(self) -> Self:
        """Copy the node with the values of its outputs."""
        other = object.__new__(type(self))
        other.__dict__.update(self.__dict__)
        other._values = dict(self._values)
        return other

    # Logging

    def log_prefix(self) -> str:
        """Return what stands before each line that the node logs."""
        return f"[{self.name}] "

    def log(self, msg: object, level: str = "INFO", skip_printing_level: bool = False) -> None:
        """Write a line to the log of the run; nothing if it would be blank."""
        text = f"{self.log_prefix()}{msg}"
        if text.strip():
            self._runtime.logger.write(text, level, skip_printing_level=skip_printing_level)

    def debug(self, msg: object) -> None:
        """Log at level DEBUG."""
        self.log(msg, "DEBUG")

    def log_debug(self, msg: object) -> None:
        """Log at level DEBUG."""
        self.log(msg, "DEBUG")

    def log_notice(self, msg: object) -> None:
        """Log at level NOTICE."""
        self.log(msg, "NOTICE")

    def log_warning(self, msg: object) -> None:
        """Log at level WARNING."""
        self.log(msg, "WARNING")

    def log_error(self, msg: object) -> None:
        """Log at level ERROR."""
        self.log(msg, "ERROR")

    def log_critical(self, msg: object) -> None:
        """Log at level CRITICAL."""
        self.log(msg, "CRITICAL")

    def log_image(self, base64_str: str | None = None, path_to_image: str | None = None) -> None:
        """Log an image, given in base64 or as a file."""
        if base64_str is None and path_to_image is not None:
            # The path as it is given: one that ends with a separator is no file.
            with open(path_to_image, "rb") as file:  # noqa: PTH123 - likewise
                base64_str = base64.b64encode(file.read()).decode("ascii")
        if base64_str is None:
            raise ValueError(f"[{self.name} ({self.id})]: log_image needs an image or the path to one.")
        self._runtime.logger.image(base64_str)

    # Deferred work

    def defer(self, func: Callable[[], Any], insert_back: bool = False) -> None:
        """Call a function when the graph ends: the last one deferred first, or after all others."""
        self._runtime.defer(func, insert_back, self)

    def fail_later(self, error: BaseException) -> None:
        """Let execution go on, and report an error of this node when the graph ends."""
        self._runtime.fail_later(self, error)

    # The node type, with or without a graph

    @classmethod
    def is_dynamic(cls) -> bool:
        """Return whether sockets depend on the graph."""
        return cls.dynamic_attributes.__func__ is not Node.dynamic_attributes.__func__  # type: ignore[attr-defined]

    @classmethod
    def dynamic_attributes(cls, graph: GraphView, instance_metadata: Entry) -> NodeDynamicAttributes:
        """Work out what depends on the graph; overridden by dynamic node types."""
        del graph, instance_metadata
        return NodeDynamicAttributes()

    @classmethod
    def shape(cls, graph: GraphView | None = None, instance_metadata: Entry | None = None) -> NodeShape:
        """Return the sockets of a node of a graph, or those of the type."""
        if graph is None or instance_metadata is None:
            return cls._static_shape
        known = getattr(graph, "shape", None)
        return known(instance_metadata) if known else shape_of(cls, graph, instance_metadata)

    @classmethod
    def sockets(cls, graph: GraphView | None = None, instance_metadata: Entry | None = None) -> list[Socket]:
        """Return all sockets."""
        return list(cls.shape(graph, instance_metadata).sockets)

    @classmethod
    def inputs(cls, graph: GraphView | None = None, instance_metadata: Entry | None = None) -> list[Socket]:
        """Return the inputs, links too."""
        return [socket for socket in cls.sockets(graph, instance_metadata) if socket.is_input]

    @classmethod
    def outputs(cls, graph: GraphView | None = None, instance_metadata: Entry | None = None) -> list[Socket]:
        """Return the outputs, links too."""
        return [socket for socket in cls.sockets(graph, instance_metadata) if not socket.is_input]

    @classmethod
    def data_inputs(cls, graph: GraphView | None = None, instance_metadata: Entry | None = None) -> list[Socket]:
        """Return the inputs that carry values."""
        return [socket for socket in cls.inputs(graph, instance_metadata) if not socket.is_link]

    @classmethod
    def data_outputs(cls, graph: GraphView | None = None, instance_metadata: Entry | None = None) -> list[Socket]:
        """Return the outputs that carry values."""
        return [socket for socket in cls.outputs(graph, instance_metadata) if not socket.is_link]

    @classmethod
    def link_inputs(cls, graph: GraphView | None = None, instance_metadata: Entry | None = None) -> list[Socket]:
        """Return the inputs where execution arrives."""
        return [socket for socket in cls.inputs(graph, instance_metadata) if socket.is_link]

    @classmethod
    def link_outputs(cls, graph: GraphView | None = None, instance_metadata: Entry | None = None) -> list[Socket]:
        """Return the outputs where execution goes on."""
        return [socket for socket in cls.outputs(graph, instance_metadata) if socket.is_link]

    @classmethod
    def has_link_sockets(cls, graph: GraphView | None = None, instance_metadata: Entry | None = None) -> bool:
        """Return whether execution passes through nodes of this type."""
        return cls.shape(graph, instance_metadata).has_links

    @classmethod
    def get_input(
        cls, name: str, graph: GraphView | None = None, instance_metadata: Entry | None = None
    ) -> Socket | None:
        """Find an input by its name."""
        return cls.shape(graph, instance_metadata).inputs.get(name)

    @classmethod
    def get_output(
        cls, name: str, graph: GraphView | None = None, instance_metadata: Entry | None = None
    ) -> Socket | None:
        """Find an output by its name."""
        return cls.shape(graph, instance_metadata).outputs.get(name)

    @classmethod
    def get_field(cls) -> InputField[Any] | None:
        """Return the field of the type, if it has one."""
        found = cls.__dict__.get("field", getattr(cls, "field", None))
        return found if isinstance(found, InputField) else None

    @classmethod
    def variable_names(cls, instance_metadata: Entry) -> list[str]:
        """Return the variables that a node of this type sets; those of its saving outputs, unless switched off."""
        off = instance_metadata.get("disabledVariableOutputs") or ()
        return [name for name, socket in cls._static_shape.outputs.items() if socket.saves_variable and name not in off]

    @classmethod
    def variables_read(cls, instance_metadata: Entry) -> list[str]:
        """Return the variables that a node of this type reads by its field."""
        del instance_metadata
        return []

    @classmethod
    def variable_type(cls, graph: GraphView, instance_metadata: Entry, name: str) -> tuple[DataType[Any], bool] | None:
        """Return datatype and list flag of a variable that a node sets, or None while they are unknown."""
        socket = cls.shape(graph, instance_metadata).outputs.get(name)
        return (socket.datatype, socket.is_list) if socket and socket.datatype else None

    @classmethod
    def subgraph_path(cls, instance_metadata: Entry) -> str | None:
        """Return the path of the graph that a node of this type runs; None for those that run none."""
        del instance_metadata
        return None

    @classmethod  # noqa: B027 - most types have nothing to say
    def validate_instance_metadata(cls, graph: GraphView, instance_metadata: Entry) -> None:
        """Raise an error for an entry that the node type does not allow; plugins override it."""

    @classmethod
    def metadata(cls, graph: GraphView | None = None, instance_metadata: Entry | None = None) -> dict[str, Any]:
        """Describe the node type, or one node of a graph, to the editor."""
        shape = cls.shape(graph, instance_metadata)
        field = cls.get_field()
        return {
            "type": cls.node_type.value,
            "name": cls.name,
            "description": shape.dynamic.description or cls.description,
            # The editor has always got one empty link where there is none.
            "hyperlink": list(cls.hyperlink) or [""],
            "color": shape.dynamic.color or cls.color,
            "textColor": cls.textColor,
            "sockets": [socket.metadata() for socket in shape.sockets],
            "categories": list(cls.categories),
            "field": field.metadata() if field else None,
            "dynamic": cls.is_dynamic(),
            "error": shape.error or "",
            "original_plugin": cls.original_plugin,
            "isInventoryNode": cls.is_inventory_node,
            "inventoryValue": cls.inventory_value,
            "allowsNewInputs": cls.allows_new_inputs,
        }
