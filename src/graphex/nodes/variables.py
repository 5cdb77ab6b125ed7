"""Variables: values kept by name while a graph runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from graphex.plugin import (
    Boolean,
    Dynamic,
    DynamicInputTemplateNode,
    InputField,
    InputSocket,
    LinkOutputSocket,
    ListInputSocket,
    ListOutputSocket,
    Node,
    NodeDynamicAttributes,
    NodeType,
    Number,
    OutputSocket,
    String,
)
from graphex.plugin.colors import COLOR_BOOLEAN, COLOR_CONTROL_FLOW, COLOR_NUMBER, COLOR_SPECIAL, COLOR_STRING

if TYPE_CHECKING:
    from graphex.plugin import DataType, GraphView
    from graphex.plugin.protocols import Entry

_TUTORIAL = ("https://docs.python.org/3/tutorial/introduction.html#an-informal-introduction-to-python",)


def _field_name(entry: Entry) -> str:
    value = entry.get("fieldValue", "")
    return value.strip() if isinstance(value, str) else ""


class _Setter(DynamicInputTemplateNode, is_template=True):
    """What the nodes that set a variable have in common: `saved` is the output with its new value."""

    hyperlink = _TUTORIAL
    saved: ClassVar = "Value"

    @classmethod
    def variable_names(cls, instance_metadata: Entry) -> list[str]:
        return [_field_name(instance_metadata)]

    @classmethod
    def variable_type(cls, graph: GraphView, instance_metadata: Entry, name: str) -> tuple[DataType[Any], bool] | None:
        del name
        socket = cls.shape(graph, instance_metadata).outputs.get(cls.saved)
        return (socket.datatype, socket.is_list) if socket and socket.datatype else None

    def variable(self) -> str:
        """Return the name of the variable."""
        name: str = self.field.strip()  # type: ignore[attr-defined]  # each subclass has a field
        if not name:
            raise AssertionError("Variable names cannot be empty.")
        return name

    def save(self, value: Any) -> None:
        """Set the variable and the output."""
        socket = self._step.shape.data_outputs[self.saved]
        self._runtime.set_variable(self.variable(), socket.datatype, socket.is_list, value)  # type: ignore[arg-type]  # a data output has a datatype
        self._values[self.saved] = value

    def appended(self, value: Any) -> list[Any]:
        """Return the list of the variable with one more item, or a new list."""
        name = self.variable()
        known = self._runtime.get_variable(name)[0] if self._runtime.has_variable(name) else []
        if not isinstance(known, list):
            # The class by which graphs have always caught it.
            raise AssertionError(f"The variable {name} is no list, so nothing can be added to it.")  # noqa: TRY004
        return [*known, value]


class _SetOne(_Setter, is_template=True):
    field = InputField("", name="Variable Name")

    def run(self) -> None:
        self.save(self.value)  # type: ignore[attr-defined]  # each subclass has a value


class _AppendOne(_Setter, is_template=True):
    field = InputField("", name="Variable Name")
    saved = "New List"

    def run(self) -> None:
        self.save(self.appended(self.value))  # type: ignore[attr-defined]  # likewise


class SetVariable(_SetOne):
    """Saves a value in a variable, which keeps the datatype of its first value."""

    name = "Set Variable"
    categories = ["Variables", "Dynamic"]
    color = COLOR_SPECIAL

    value = InputSocket(Dynamic, "Value To Save", "The value to keep.")

    @classmethod
    def dynamic_attributes(cls, graph: GraphView, instance_metadata: Entry) -> NodeDynamicAttributes:
        datatype = cls.get_datatype("Value To Save", graph, instance_metadata)
        if datatype is None:
            return NodeDynamicAttributes()
        return NodeDynamicAttributes(
            [
                InputSocket(datatype, "Value To Save", cls.value.description),
                OutputSocket(datatype, "Value", "The value that was saved."),
            ]
        )


class SetListVariable(_SetOne):
    """Saves a list in a variable, which keeps the datatype of its first value."""

    name = "Set List Variable"
    categories = ["Variables", "Dynamic", "Lists"]
    color = COLOR_SPECIAL

    value = ListInputSocket(Dynamic, "Value To Save", "The list to keep.")

    @classmethod
    def dynamic_attributes(cls, graph: GraphView, instance_metadata: Entry) -> NodeDynamicAttributes:
        datatype = cls.get_datatype("Value To Save", graph, instance_metadata)
        if datatype is None:
            return NodeDynamicAttributes()
        return NodeDynamicAttributes(
            [
                ListInputSocket(datatype, "Value To Save", cls.value.description),
                ListOutputSocket(datatype, "Value", "The list that was saved."),
            ]
        )


class AppendToListVariable(_AppendOne):
    """Adds a value to the end of a list variable, which is made if there is none."""

    name = "Append To List Variable"
    categories = ["Variables", "Dynamic", "Lists"]
    color = COLOR_SPECIAL

    value = InputSocket(Dynamic, "Value To Append", "The value to add.")

    @classmethod
    def dynamic_attributes(cls, graph: GraphView, instance_metadata: Entry) -> NodeDynamicAttributes:
        datatype = cls.get_datatype("Value To Append", graph, instance_metadata)
        if datatype is None:
            return NodeDynamicAttributes()
        return NodeDynamicAttributes(
            [
                InputSocket(datatype, "Value To Append", cls.value.description),
                ListOutputSocket(datatype, "New List", "The list with the value at its end."),
            ]
        )


class SetStringVariable(_SetOne):
    """Saves a String in a variable."""

    name = "Set Variable (String)"
    categories = ["Variables", "Primitive Data"]
    color = COLOR_STRING

    value = InputSocket(String, "String To Save", "The String to keep.")
    saved_value = OutputSocket(String, "Value", "The String that was saved.")


class SetNumberVariable(_SetOne):
    """Saves a Number in a variable."""

    name = "Set Variable (Number)"
    categories = ["Variables", "Primitive Data"]
    color = COLOR_NUMBER

    value = InputSocket(Number, "Number To Save", "The Number to keep.")
    saved_value = OutputSocket(Number, "Value", "The Number that was saved.")


class SetBooleanVariable(_SetOne):
    """Saves a Boolean in a variable."""

    name = "Set Variable (Boolean)"
    categories = ["Variables", "Primitive Data"]
    color = COLOR_BOOLEAN

    value = InputSocket(Boolean, "Boolean To Save", "The Boolean to keep.")
    saved_value = OutputSocket(Boolean, "Value", "The Boolean that was saved.")


class SetStringListVariable(_SetOne):
    """Saves a list of Strings in a variable."""

    name = "Set List Variable (String)"
    categories = ["Variables", "Primitive Data", "Lists"]
    color = COLOR_STRING

    value = ListInputSocket(String, "String List To Save", "The list to keep.")
    saved_value = ListOutputSocket(String, "Value", "The list that was saved.")


class SetNumberListVariable(_SetOne):
    """Saves a list of Numbers in a variable."""

    name = "Set List Variable (Number)"
    categories = ["Variables", "Primitive Data", "Lists"]
    color = COLOR_NUMBER

    value = ListInputSocket(Number, "Number List To Save", "The list to keep.")
    saved_value = ListOutputSocket(Number, "Value", "The list that was saved.")


class SetBooleanListVariable(_SetOne):
    """Saves a list of Booleans in a variable."""

    name = "Set List Variable (Boolean)"
    categories = ["Variables", "Primitive Data", "Lists"]
    color = COLOR_BOOLEAN

    value = ListInputSocket(Boolean, "Boolean List To Save", "The list to keep.")
    saved_value = ListOutputSocket(Boolean, "Value", "The list that was saved.")


class AppendToStringListVariable(_AppendOne):
    """Adds a String to the end of a list variable, which is made if there is none."""

    name = "Append To List Variable (String)"
    categories = ["Variables", "Primitive Data", "Lists"]
    color = COLOR_STRING

    value = InputSocket(String, "String To Append", "The String to add.")
    new_list = ListOutputSocket(String, "New List", "The list with the String at its end.")


class AppendToNumberListVariable(_AppendOne):
    """Adds a Number to the end of a list variable, which is made if there is none."""

    name = "Append To List Variable (Number)"
    categories = ["Variables", "Primitive Data", "Lists"]
    color = COLOR_NUMBER

    value = InputSocket(Number, "Number To Append", "The Number to add.")
    new_list = ListOutputSocket(Number, "New List", "The list with the Number at its end.")


class AppendToBooleanListVariable(_AppendOne):
    """Adds a Boolean to the end of a list variable, which is made if there is none."""

    name = "Append To List Variable (Boolean)"
    categories = ["Variables", "Primitive Data", "Lists"]
    color = COLOR_BOOLEAN

    value = InputSocket(Boolean, "Boolean To Append", "The Boolean to add.")
    new_list = ListOutputSocket(Boolean, "New List", "The list with the Boolean at its end.")


class GetVariable(Node):
    """Gives the present value of a variable."""

    name = "Get Variable"
    node_type = NodeType.GENERATOR
    categories = ["Variables"]
    color = COLOR_SPECIAL
    hyperlink = _TUTORIAL
    field = InputField("", name="Variable Name")

    def run(self) -> None:
        self._values["Value"] = self._runtime.get_variable(self.field.strip())[0]

    @classmethod
    def variables_read(cls, instance_metadata: Entry) -> list[str]:
        return [_field_name(instance_metadata)]

    @classmethod
    def dynamic_attributes(cls, graph: GraphView, instance_metadata: Entry) -> NodeDynamicAttributes:
        name = _field_name(instance_metadata)
        found = graph.variable_of(name)
        if found is None:
            return NodeDynamicAttributes(error=f"Variable '{name}' not found.")
        kind = ListOutputSocket if found[1] else OutputSocket
        return NodeDynamicAttributes([kind(found[0], "Value", "The present value of the variable.")])


class VariableExists(Node):
    """Tells whether a variable has been set."""

    name = "Variable Exists"
    categories = ["Variables"]
    color = COLOR_SPECIAL

    variable = InputSocket(String, "Variable Name", "The name of the variable.")
    exists = OutputSocket(Boolean, "Exists?", "True if the variable has a value.")

    def run(self) -> None:
        self.exists = self._runtime.has_variable(self.variable.strip())


class VariableExistsBranch(Node, include_forward_link=False):
    """Goes on with one of two branches, depending on whether a variable has been set."""

    name = "Variable Exists (If / Else)"
    categories = ["Variables"]
    color = COLOR_CONTROL_FLOW

    variable = InputSocket(String, "Variable Name", "The name of the variable.")
    exists = LinkOutputSocket("Exists", "Where execution goes on if the variable has a value.")
    missing = LinkOutputSocket("Does Not Exist", "Where execution goes on otherwise.")

    def run(self) -> None:
        """The work is done by the flow."""

    def flow(self) -> str:
        return "Exists" if self._runtime.has_variable(self.variable.strip()) else "Does Not Exist"
