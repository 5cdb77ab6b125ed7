"""Changing data containers; what goes in stays as it is, what comes out is a changed copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphex.nodes.datacontainer.path import copied, delete_at, extracted, get_at, set_at, set_literal
from graphex.nodes.datacontainer.topic import ContainerNode, DynamicContainerNode
from graphex.plugin import (
    Boolean,
    DataContainer,
    Dynamic,
    InputSocket,
    ListInputSocket,
    NodeDynamicAttributes,
    Number,
    OptionalInputSocket,
    OutputSocket,
    String,
    exceptions,
)

if TYPE_CHECKING:
    from graphex.plugin import GraphView
    from graphex.plugin.protocols import Entry


class CreateEmptyDataContainer(ContainerNode):
    """Gives a data container without keys."""

    name = "Create Empty Data Container"
    hyperlink = ("https://docs.python.org/3/tutorial/datastructures.html#dictionaries",)

    data_container = OutputSocket(DataContainer, "Data Container", "The container.")

    def run(self) -> None:
        self.data_container = {}


class SetDataContainerStringValue(ContainerNode):
    """Sets a value of a data container to a text."""

    name = "Set Data Container String Value"
    hyperlink = ("https://docs.python.org/3/tutorial/datastructures.html#dictionaries",)

    data_container = InputSocket(DataContainer, "Data Container", "The container, which stays as it is.")
    location = InputSocket(
        String, "Location", "Where to put the value, as in server.name; all but the last key must be there."
    )
    value = InputSocket(String, "Value", "The text.")
    new_data_container = OutputSocket(DataContainer, "New Data Container", "A copy with the value.")

    def run(self) -> None:
        self.new_data_container = set_at(copied(self.data_container), self.location, self.value)


class SetDataContainerNumberValue(ContainerNode):
    """Sets a value of a data container to a number."""

    name = "Set Data Container Number Value"
    hyperlink = ("https://docs.python.org/3/tutorial/datastructures.html#dictionaries",)

    data_container = InputSocket(DataContainer, "Data Container", "The container, which stays as it is.")
    location = InputSocket(
        String, "Location", "Where to put the value, as in server.port; all but the last key must be there."
    )
    value = InputSocket(Number, "Value", "The number.")
    new_data_container = OutputSocket(DataContainer, "New Data Container", "A copy with the value.")

    def run(self) -> None:
        self.new_data_container = set_at(copied(self.data_container), self.location, self.value)


class SetDataContainerBooleanValue(ContainerNode):
    """Sets a value of a data container to true or false."""

    name = "Set Data Container Boolean Value"
    hyperlink = ("https://docs.python.org/3/tutorial/datastructures.html#dictionaries",)

    data_container = InputSocket(DataContainer, "Data Container", "The container, which stays as it is.")
    location = InputSocket(
        String, "Location", "Where to put the value, as in server.enabled; all but the last key must be there."
    )
    value = InputSocket(Boolean, "Value", "True or false.")
    new_data_container = OutputSocket(DataContainer, "New Data Container", "A copy with the value.")

    def run(self) -> None:
        self.new_data_container = set_at(copied(self.data_container), self.location, self.value)


class SetNestedDataContainer(ContainerNode):
    """Puts a data container into another one."""

    name = "Set Nested Data Container"
    hyperlink = ("https://docs.python.org/3/tutorial/datastructures.html#dictionaries",)

    data_container = InputSocket(DataContainer, "Data Container", "The container, which stays as it is.")
    location = InputSocket(
        String, "Location", "Where to put the other one, as in site.server; all but the last key must be there."
    )
    value = InputSocket(DataContainer, "Value", "The container to put in.")
    ignore_dot_notation = OptionalInputSocket(
        Boolean, "Ignore Dot Notation?", "Whether the location is one key, dots and all."
    )
    new_data_container = OutputSocket(DataContainer, "New Data Container", "A copy with the value.")

    def run(self) -> None:
        container, location = copied(self.data_container), self.location
        put = set_literal if self.ignore_dot_notation else set_at
        try:
            self.new_data_container = put(container, location, self.value)
        except ValueError as error:
            # The class by which graphs have always caught a position that is no number.
            raise exceptions.DataContainerException(f"Invalid query '{location}' ({error})", container) from error


class AddListToDataContainer(DynamicContainerNode):
    """Puts a list into a data container."""

    name = "Add List to Data Container"
    categories = ["Data", "Data Container", "Lists"]
    hyperlink = ("https://docs.python.org/3/tutorial/datastructures.html#dictionaries",)

    data_container = InputSocket(DataContainer, "Data Container", "The container, which stays as it is.")
    location = InputSocket(
        String, "Location", "Where to put the list, as in server.ports; all but the last key must be there."
    )
    list_ = ListInputSocket(Dynamic, "List", "The list.")
    ignore_dot_notation = OptionalInputSocket(
        Boolean, "Ignore Dot Notation?", "Whether the location is one key, dots and all."
    )
    new_data_container = OutputSocket(DataContainer, "New Data Container", "A copy with the list.")

    def run(self) -> None:
        put = set_literal if self.ignore_dot_notation else set_at
        self.new_data_container = put(copied(self.data_container), self.location, copied(self.list_))

    @classmethod
    def dynamic_attributes(cls, graph: GraphView, instance_metadata: Entry) -> NodeDynamicAttributes:
        datatype = cls.get_datatype("List", graph, instance_metadata)
        return NodeDynamicAttributes(
            None if datatype is None else [ListInputSocket(datatype, "List", cls.list_.description)]
        )


class DataContainerMoveValue(ContainerNode):
    """Moves a value of a data container to another place in it."""

    name = "Data Container Move Value"
    hyperlink = ("https://docs.python.org/3/tutorial/datastructures.html#dictionaries",)

    data_container = InputSocket(DataContainer, "Data Container", "The container, which stays as it is.")
    from_location = InputSocket(String, "From Location", "Where the value is, as in old.name.")
    to_location = InputSocket(
        String, "To Location", "Where it is to be, as in new.name; all but the last key must be there."
    )
    new_data_container = OutputSocket(DataContainer, "New Data Container", "A copy with the value in its new place.")

    def run(self) -> None:
        container = copied(self.data_container)
        value = get_at(container, self.from_location)
        delete_at(container, self.from_location)
        self.new_data_container = set_at(container, self.to_location, value)


class DeleteDataContainerItems(ContainerNode):
    """Removes values from a data container, one after the other: positions in a list change with each."""

    name = "Delete Data Container Items"
    hyperlink = ("https://docs.python.org/3/tutorial/datastructures.html#dictionaries",)

    data_container = InputSocket(DataContainer, "Data Container", "The container, which stays as it is.")
    locations = ListInputSocket(String, "Locations", "Where the values are, as in server.name.")
    new_data_container = OutputSocket(DataContainer, "New Data Container", "A copy without them.")

    def run(self) -> None:
        container = copied(self.data_container)
        for location in self.locations:
            delete_at(container, location)
        self.new_data_container = container


class ExtractDataContainerItems(ContainerNode):
    """Keeps only some values of a data container; what becomes empty is left out."""

    name = "Extract Data Container Items"
    hyperlink = ("https://docs.python.org/3/tutorial/datastructures.html#dictionaries",)

    data_container = InputSocket(DataContainer, "Data Container", "The container, which stays as it is.")
    locations = ListInputSocket(String, "Locations", "Where the values to keep are, as in server.name.")
    new_data_container = OutputSocket(DataContainer, "New Data Container", "A copy with these values only.")

    def run(self) -> None:
        self.new_data_container = extracted(self.data_container, self.locations)
