"""Getting values out of data containers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphex.nodes.datacontainer.path import get_at, get_literal
from graphex.nodes.datacontainer.topic import ContainerListNode, ContainerNode, truth
from graphex.plugin import (
    Boolean,
    DataContainer,
    InputSocket,
    ListInputSocket,
    ListOutputSocket,
    Number,
    OptionalInputSocket,
    OutputSocket,
    String,
    exceptions,
)

if TYPE_CHECKING:
    from graphex.plugin.datatypes import Container


class GetDataContainerValue(ContainerNode):
    """Gives a value of a data container as text, in the form that Python has for it."""

    name = "Get Data Container Value"
    hyperlink = ("https://docs.python.org/3/tutorial/datastructures.html#dictionaries",)

    data_container = InputSocket(DataContainer, "Data Container", "The container.")
    query = InputSocket(
        String, "Query", "Where the value is: keys and positions with dots between them, as in servers.0.name."
    )
    value = OutputSocket(
        String, "Value", "The value as text; texts as they are, True, False and None for the others without digits."
    )

    def run(self) -> None:
        self.value = str(get_at(self.data_container, self.query))


class GetDataContainerNumberValue(ContainerNode):
    """Gives a value of a data container as a number; a text that is one is read."""

    name = "Get Data Container Number Value"
    hyperlink = ("https://docs.python.org/3/tutorial/datastructures.html#dictionaries",)

    data_container = InputSocket(DataContainer, "Data Container", "The container.")
    query = InputSocket(String, "Query", "Where the value is, as in servers.0.port.")
    force_integer = InputSocket(Boolean, "Force Integer?", "Whether a fraction is cut off.")
    value = OutputSocket(Number, "Value", "The number.")

    def run(self) -> None:
        value = get_at(self.data_container, self.query)
        self.value = int(value) if self.force_integer else float(value)


class GetDataContainerBooleanValue(ContainerNode):
    """Gives a value of a data container as true or false: the words in any case, or any number but a plain 0."""

    name = "Get Data Container Boolean Value"
    hyperlink = ("https://docs.python.org/3/tutorial/datastructures.html#dictionaries",)

    data_container = InputSocket(DataContainer, "Data Container", "The container.")
    query = InputSocket(String, "Query", "Where the value is, as in servers.0.enabled.")
    value = OutputSocket(Boolean, "Value", "True or false; false for every other text.")

    def run(self) -> None:
        self.value = truth(get_at(self.data_container, self.query))


class TestDataContainerHasNumberValue(ContainerNode):
    """Tells whether a value of a data container is a number, or a text that is a whole one."""

    name = "Test Data Container Has Number Value"
    hyperlink = ("https://docs.python.org/3/tutorial/datastructures.html#dictionaries",)

    data_container = InputSocket(DataContainer, "Data Container", "The container.")
    query = InputSocket(String, "Query", "Where the value is, as in servers.0.port.")
    can_be_number = OutputSocket(Boolean, "Can Be Number?", "True if it can be read as a number.")

    def run(self) -> None:
        try:
            value = get_at(self.data_container, self.query)
            float(value)
            int(value)
        except ValueError:
            self.can_be_number = False
        else:
            self.can_be_number = True


class GetDataContainerKeys(ContainerNode):
    """Gives the keys of a data container, or the positions of a list."""

    name = "Get Data Container Keys"
    hyperlink = ("https://docs.python.org/3/tutorial/datastructures.html#dictionaries",)

    data_container = InputSocket(DataContainer, "Data Container", "The container.")
    query = InputSocket(String, "Query", "Where the part is whose keys are wanted; blank for the whole container.")
    keys = ListOutputSocket(String, "Keys", "The keys as texts, in their order.")

    def run(self) -> None:
        found = get_at(self.data_container, self.query)
        if not isinstance(found, dict | list):
            raise exceptions.DataContainerException(
                f"Query '{self.query}' does not point to a Data Container.", self.data_container
            )
        self.keys = [str(key) for key in (found if isinstance(found, dict) else range(len(found)))]


class GetNestedDataContainer(ContainerNode):
    """Gives a part of a data container that is a container itself."""

    name = "Get Nested Data Container"
    hyperlink = ("https://docs.python.org/3/tutorial/datastructures.html#dictionaries",)

    data_container = InputSocket(DataContainer, "Data Container", "The container.")
    query = InputSocket(String, "Query", "Where the part is; blank for the whole container.")
    ignore_dot_notation = OptionalInputSocket(
        Boolean, "Ignore Dot Notation?", "Whether the query is one key, dots and all."
    )
    value = OutputSocket(DataContainer, "Value", "The part.")

    def run(self) -> None:
        container, query = self.data_container, self.query
        found = get_literal(container, query) if self.ignore_dot_notation else get_at(container, query)
        if not isinstance(found, dict | list):
            raise exceptions.DataContainerException(f"Query '{query}' does not point to a Data Container.", container)
        self.value = found


class GetNestedDataContainerList(ContainerNode):
    """Deprecated: use Get Data Container List from Data Container. Gives a list of containers from a data container."""

    name = "Get Nested Data Container List"
    hyperlink = ("https://docs.python.org/3/tutorial/datastructures.html#dictionaries",)

    data_container = InputSocket(DataContainer, "Data Container", "The container.")
    query = InputSocket(String, "Query", "Where the list is; blank for the whole container.")
    values = ListOutputSocket(DataContainer, "Values", "The containers of the list.")

    def run(self) -> None:
        found = get_at(self.data_container, self.query)
        if not isinstance(found, list) or not all(isinstance(item, dict | list) for item in found):
            raise exceptions.DataContainerException(
                f"Query '{self.query}' does not point to list containing only Data Container compatible items.",
                self.data_container,
            )
        self.values = found


class GetStringListFromDataContainer(ContainerListNode):
    """Gives a list of texts from a data container."""

    name = "Get String List from Data Container"
    categories = ["Data", "Data Container", "Lists"]
    hyperlink = ("https://docs.python.org/3/tutorial/datastructures.html#dictionaries",)

    data_container = InputSocket(DataContainer, "Data Container", "The container.")
    location = InputSocket(String, "Location", "Where the list is, as in servers.names.")
    list_ = ListOutputSocket(String, "List", "The list; every item must be a text.")

    def run(self) -> None:
        self.list_ = get_at(self.data_container, self.location)


class GetNumberListFromDataContainer(ContainerListNode):
    """Gives a list of numbers from a data container."""

    name = "Get Number List from Data Container"
    categories = ["Data", "Data Container", "Lists"]
    hyperlink = ("https://docs.python.org/3/tutorial/datastructures.html#dictionaries",)

    data_container = InputSocket(DataContainer, "Data Container", "The container.")
    location = InputSocket(String, "Location", "Where the list is, as in servers.ports.")
    list_ = ListOutputSocket(Number, "List", "The list; every item must be a number.")

    def run(self) -> None:
        self.list_ = get_at(self.data_container, self.location)


class GetBooleanListFromDataContainer(ContainerListNode):
    """Gives a list of Booleans from a data container."""

    name = "Get Boolean List from Data Container"
    categories = ["Data", "Data Container", "Lists"]
    hyperlink = ("https://docs.python.org/3/tutorial/datastructures.html#dictionaries",)

    data_container = InputSocket(DataContainer, "Data Container", "The container.")
    location = InputSocket(String, "Location", "Where the list is, as in servers.flags.")
    list_ = ListOutputSocket(Boolean, "List", "The list; every item must be true or false.")

    def run(self) -> None:
        self.list_ = get_at(self.data_container, self.location)


class GetDataContainerListFromDataContainer(ContainerListNode):
    """Gives a list of containers from a data container."""

    name = "Get Data Container List from Data Container"
    categories = ["Data", "Data Container", "Lists"]
    hyperlink = ("https://docs.python.org/3/tutorial/datastructures.html#dictionaries",)

    data_container = InputSocket(DataContainer, "Data Container", "The container.")
    location = InputSocket(String, "Location", "Where the list is, as in servers.")
    list_ = ListOutputSocket(DataContainer, "List", "The list; every item must be a container.")

    def run(self) -> None:
        self.list_ = get_at(self.data_container, self.location)


class FindDataContainer(ContainerNode):
    """Finds the first of several data containers that has a certain value in a certain place."""

    name = "Find Data Container"
    hyperlink = ("https://docs.python.org/3/tutorial/datastructures.html#dictionaries",)

    data_containers = ListInputSocket(
        DataContainer, "Data Containers", "The containers; those that do not have the place are passed over."
    )
    location = InputSocket(String, "Location", "The place, as in server.name.")
    value = InputSocket(String, "Value", "The value as text.")
    error_if_not_found = InputSocket(Boolean, "Error If Not Found", "Whether the node fails if there is none.", True)
    match_ = OutputSocket(DataContainer, "Match", "The container that was found; without one, the output has no value.")
    found = OutputSocket(Boolean, "Found", "Whether there is one.")

    def run(self) -> None:
        location, value = self.location, self.value
        found = next((item for item in self.data_containers if _has(item, location, value)), None)
        self.found = found is not None
        if found is not None:
            self.match_ = found
        elif self.error_if_not_found:
            raise RuntimeError(f'No Data Container matching query "{location}" and value "{value}"')
        else:
            self.disable_output_socket("Match")


def _has(container: Container, location: str, value: str) -> bool:
    try:
        return str(get_at(container, location)) == value
    except (exceptions.DataContainerException, LookupError, ValueError):
        return False
