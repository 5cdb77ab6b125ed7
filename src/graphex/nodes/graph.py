"""The graph itself: its start and end, its inputs and outputs, other graphs run as nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphex.plugin import (
    InputField,
    InputSocket,
    ListInputSocket,
    ListOutputSocket,
    Node,
    NodeDynamicAttributes,
    NodeType,
    OutputSocket,
)
from graphex.plugin.colors import COLOR_EXECUTE, COLOR_SPECIAL

if TYPE_CHECKING:
    from graphex.plugin import GraphView
    from graphex.plugin.protocols import Entry

_FUNCTIONS = "https://docs.python.org/3/tutorial/controlflow.html#defining-functions"


def _field_text(entry: Entry) -> str:
    value = entry.get("fieldValue", "")
    return value.strip() if isinstance(value, str) else ""


def _named(entries: Any, name: str) -> Entry | None:
    return next((entry for entry in entries if entry["name"].strip() == name), None)


class GraphStart(Node, include_backward_link=False):
    """Where execution begins; a graph has exactly one."""

    name = "Graph Start"
    categories = ["Graph"]
    color = COLOR_SPECIAL

    def run(self) -> None:
        """Nothing is to be done."""


class End(Node, include_forward_link=False):
    """Where a branch ends; a branch may also end without it."""

    name = "End"
    categories = ["Graph"]
    color = COLOR_SPECIAL

    def run(self) -> None:
        """Nothing is to be done."""


class GetGraphInput(Node):
    """Gives the value of an input of the graph."""

    name = "Get Graph Input"
    node_type = NodeType.GENERATOR
    categories = ["Graph"]
    color = COLOR_SPECIAL
    hyperlink = (_FUNCTIONS,)
    field = InputField("", name="Graph Input Name")

    def run(self) -> None:
        self._values["Value"] = self._runtime.get_input(self.field.strip())[0]

    @classmethod
    def dynamic_attributes(cls, graph: GraphView, instance_metadata: Entry) -> NodeDynamicAttributes:
        name = _field_text(instance_metadata)
        declared = _named(graph.inputs, name)
        if declared is None:
            return NodeDynamicAttributes(error=f"Graph Input '{name}' not found.")
        datatype = graph.registry.datatypes.get(declared["datatype"])
        if datatype is None:
            return NodeDynamicAttributes(error=f"Graph Input '{name}' has the unknown datatype {declared['datatype']}.")
        kind = ListOutputSocket if declared.get("isList") else OutputSocket
        return NodeDynamicAttributes([kind(datatype, "Value", "The value of the graph input.")])


class SetGraphOutput(Node):
    """Sets an output of the graph, which a graph that runs this one gets; the last value counts."""

    name = "Set Graph Output"
    categories = ["Graph"]
    color = COLOR_SPECIAL
    hyperlink = ("https://docs.python.org/3/reference/simple_stmts.html#return",)
    field = InputField("", name="Graph Output Name")

    def run(self) -> None:
        value = self.read("Value")
        socket = self._step.shape.data_outputs["Value"]
        self._runtime.set_output(self.field.strip(), socket.datatype, socket.is_list, value)  # type: ignore[arg-type]  # a data output has a datatype
        self.set_output_socket_value("Value", value)

    @classmethod
    def dynamic_attributes(cls, graph: GraphView, instance_metadata: Entry) -> NodeDynamicAttributes:
        name = _field_text(instance_metadata)
        declared = _named(graph.outputs, name)
        if declared is None:
            return NodeDynamicAttributes(error=f"Graph Output '{name}' not found.")
        datatype = graph.registry.datatypes.get(declared["datatype"])
        if datatype is None:
            return NodeDynamicAttributes(
                error=f"Graph Output '{name}' has the unknown datatype {declared['datatype']}."
            )
        is_list = bool(declared.get("isList"))
        given = ListInputSocket if is_list else InputSocket
        kept = ListOutputSocket if is_list else OutputSocket
        return NodeDynamicAttributes(
            [
                given(datatype, "Value", "The value of the graph output."),
                kept(datatype, "Value", "The same value, for other nodes."),
            ]
        )


class ExecuteGraph(Node):
    """Runs another graph to its end, with inputs from here, and gives its outputs."""

    name = "Execute Graph"
    categories = ["Graph"]
    color = COLOR_EXECUTE
    hyperlink = (_FUNCTIONS,)
    field = InputField("", name="Graph File Path")

    def run(self) -> None:
        self.log(f"Executing graph file: {self.field}")
        inputs = {name: value for name in self.input_names() if (value := self.read(name)) is not None}
        outputs = self._runtime.run_subgraph(self, self.field, inputs)
        for name in self._step.shape.data_outputs:
            if name not in outputs:
                raise RuntimeError(f"The graph {self.field.strip()} did not set its output {name}.")
            self.set_output_socket_value(name, outputs[name])

    @classmethod
    def subgraph_path(cls, instance_metadata: Entry) -> str | None:
        return _field_text(instance_metadata)

    @classmethod
    def dynamic_attributes(cls, graph: GraphView, instance_metadata: Entry) -> NodeDynamicAttributes:
        path = _field_text(instance_metadata)
        try:
            child = graph.subgraph(path)
        except Exception as error:  # noqa: BLE001 - reading the file asks node types, which may be plugins'; it is the error of this node
            return NodeDynamicAttributes(error=f"(Subgraph Name: {path}): {error}", hint=getattr(error, "hint", None))
        return NodeDynamicAttributes(
            [*_inputs_of(child), *_outputs_of(child)],
            description=child.description or None,
        )


def _inputs_of(child: GraphView) -> list[Any]:
    sockets = []
    for entry in child.inputs:
        datatype = child.registry.datatypes.get(entry["datatype"])
        if datatype is not None:
            kind = ListInputSocket if entry.get("isList") else InputSocket
            sockets.append(kind(datatype, entry["name"], entry.get("description") or "", entry.get("defaultValue")))
    return sockets


def _outputs_of(child: GraphView) -> list[Any]:
    sockets = []
    for entry in child.outputs:
        datatype = child.registry.datatypes.get(entry["datatype"])
        if datatype is not None:
            kind = ListOutputSocket if entry.get("isList") else OutputSocket
            sockets.append(kind(datatype, entry["name"], entry.get("description") or ""))
    return sockets
