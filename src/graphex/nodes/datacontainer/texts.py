"""Data containers and texts: JSON, YAML, pairs and templates."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from graphex.nodes.datacontainer.path import get_at
from graphex.nodes.datacontainer.topic import ContainerNode
from graphex.nodes.datacontainer.yaml_text import dump_yaml, load_yaml
from graphex.plugin import (
    DataContainer,
    InputSocket,
    ListInputSocket,
    Number,
    OptionalInputSocket,
    OutputSocket,
    String,
    exceptions,
)

if TYPE_CHECKING:
    from graphex.plugin.datatypes import Container

_HOLE = re.compile(r"\{\s*data:([^{}]+)\}", re.IGNORECASE)


class DataContainerFromJSON(ContainerNode):
    """Reads a data container from JSON."""

    name = "Data Container From JSON"
    hyperlink = (
        "https://docs.python.org/3/tutorial/datastructures.html#dictionaries",
        "https://www.json.org/json-en.html",
    )

    json_string = InputSocket(String, "JSON String", "The JSON, an object or a list.")
    data_container = OutputSocket(DataContainer, "Data Container", "The container.")

    def run(self) -> None:
        self.data_container = json.loads(self.json_string)


class DataContainerFromYAML(ContainerNode):
    """Reads a data container from YAML."""

    name = "Data Container From YAML"
    hyperlink = (
        "https://docs.python.org/3/tutorial/datastructures.html#dictionaries",
        "https://yaml.org/spec/1.2.2/",
    )

    yaml_string = InputSocket(String, "YAML String", "The YAML, a mapping or a list.")
    data_container = OutputSocket(DataContainer, "Data Container", "The container; dates become dates.")

    def run(self) -> None:
        self.data_container = load_yaml(self.yaml_string)


class DataContainerFromKeyValuePairs(ContainerNode):
    """Reads a data container from lines with a key, a colon and a value."""

    name = "Data Container From Key/Value Pairs"
    hyperlink = ("https://docs.python.org/3/tutorial/datastructures.html#dictionaries",)

    string = InputSocket(
        String, "String", "The lines; blank ones are left out, of two with the same key the later counts."
    )
    data_container = OutputSocket(DataContainer, "Data Container", "The container; all values are texts.")

    def run(self) -> None:
        found = {}
        for line in self.string.splitlines():
            if not line.strip():
                continue
            key, colon, value = line.partition(":")
            if not colon:
                raise ValueError(f"Text '{line}' does not contain a 'key: value' pair to parse.")
            found[key.strip()] = value.strip()
        self.data_container = found


class DataContainerToJSON(ContainerNode):
    """Writes a data container as JSON."""

    name = "Data Container To JSON"
    hyperlink = (
        "https://docs.python.org/3/tutorial/datastructures.html#dictionaries",
        "https://www.json.org/json-en.html",
    )

    data_container = InputSocket(DataContainer, "Data Container", "The container.")
    indent = OptionalInputSocket(
        Number, "Indent", "How many blanks each level is indented; without a number, everything is on one line."
    )
    json_string = OutputSocket(String, "JSON String", "The JSON, with other characters than ASCII escaped.")

    def run(self) -> None:
        self.json_string = _as_json(self.data_container, self.indent)


class DataContainerListToJSON(ContainerNode):
    """Writes a list of data containers as JSON."""

    name = "Data Container List To JSON"
    hyperlink = (
        "https://docs.python.org/3/tutorial/datastructures.html#dictionaries",
        "https://www.json.org/json-en.html",
    )

    data_containers = ListInputSocket(DataContainer, "Data Containers", "The containers.")
    indent = OptionalInputSocket(
        Number, "Indent", "How many blanks each level is indented; without a number, everything is on one line."
    )
    json_string = OutputSocket(String, "JSON String", "The JSON, with other characters than ASCII escaped.")

    def run(self) -> None:
        self.json_string = _as_json(self.data_containers, self.indent)


class DataContainerToYAML(ContainerNode):
    """Writes a data container as YAML, its keys in alphabetical order."""

    name = "Data Container To YAML"
    hyperlink = (
        "https://docs.python.org/3/tutorial/datastructures.html#dictionaries",
        "https://yaml.org/spec/1.2.2/",
    )

    data_container = InputSocket(DataContainer, "Data Container", "The container.")
    yaml_string = OutputSocket(String, "YAML String", "The YAML, with other characters than ASCII escaped.")

    def run(self) -> None:
        self.yaml_string = dump_yaml(self.data_container)


class DataContainerFormatString(ContainerNode):
    """Fills a template with values of a data container: {data:QUERY} stands for the value at that place."""

    name = "Data Container Format String"
    hyperlink = ("https://docs.python.org/3/tutorial/datastructures.html#dictionaries",)

    string = InputSocket(String, "String", "The template.")
    data_container = InputSocket(DataContainer, "Data Container", "The container.")
    result = OutputSocket(
        String, "Result", "The template with everything filled in; what was filled in is not looked at again."
    )

    def run(self) -> None:
        container = self.data_container
        self.result = _HOLE.sub(lambda hole: _filled(hole[0], hole[1], container), self.string)


def _filled(hole: str, query: str, container: Container) -> str:
    """Return the text for a place in a template; an error names the place as it is written there."""
    try:
        return str(get_at(container, query))
    except (exceptions.DataContainerException, ValueError, IndexError, TypeError) as error:
        reason = str(error).partition("\n")[0]
        raise exceptions.DataContainerException(f"Cannot fill in {hole}: {reason}", container) from error


def _as_json(value: object, indent: float | None) -> str:
    return json.dumps(value, indent=None if indent is None else int(indent), default=str)
