"""Building texts from others."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from graphex.nodes.strings.topic import DynamicStringNode, StringNode, format_text
from graphex.plugin import (
    Dynamic,
    InputField,
    InputSocket,
    ListInputSocket,
    NodeDynamicAttributes,
    OutputSocket,
    String,
)

if TYPE_CHECKING:
    from graphex.plugin import GraphView
    from graphex.plugin.protocols import Entry


# An escaped brace, or the braces of a hole with its name.
_HOLE = re.compile(r"\\[{}]|\{[^{}]*\}")
_BRACES = {"\\{": "{", "\\}": "}"}


def _hole_name(hole: str) -> str:
    """Return the name of a hole; one without a name is called by its braces."""
    return hole[1:-1].strip() or "{}"


class ConcatenateStrings(StringNode):
    """Joins texts to one."""

    name = "Concatenate Strings"
    hyperlink = ("https://docs.python.org/3/library/stdtypes.html#str.join",)

    strings = ListInputSocket(String, "Strings", "The texts, in their order.")
    separator = InputSocket(String, "Separator", "What stands between two of them; it may be empty.")
    result = OutputSocket(String, "Result", "The joined text.")

    def run(self) -> None:
        self.result = self.separator.join(self.strings)


class AppendToString(StringNode):
    """Adds a text to the end of another."""

    name = "Append To String"
    hyperlink = ("https://docs.python.org/3/tutorial/introduction.html#text",)

    base_string = InputSocket(String, "Base String", "The text to begin with.")
    string_to_append = InputSocket(String, "String To Append", "The text to add.")
    result = OutputSocket(String, "Result", "Both, one after the other.")

    def run(self) -> None:
        self.result = self.base_string + self.string_to_append


class AppendNewlineToString(StringNode):
    """Adds a line break to the end of a text."""

    name = "Append Newline To String"
    hyperlink = ("https://en.wikipedia.org/wiki/Newline",)

    string = InputSocket(String, "String", "The text.")
    result = OutputSocket(String, "Result", "The text with the line break.")

    def run(self) -> None:
        self.result = self.string + "\n"


class FormatString(StringNode):
    """Fills the braces of a text with other texts, as str.format of Python does."""

    name = "Format String"
    hyperlink = ("https://docs.python.org/3/library/stdtypes.html#str.format",)

    base_string = InputSocket(
        String,
        "Base String",
        "The text, with {} or {0}, {1} and so on for the substitutions; {{ and }} stand for braces.",
    )
    substitutions = ListInputSocket(String, "Substitutions", "The texts that take the place of the braces.")
    result = OutputSocket(String, "Result", "The text with everything filled in.")

    def run(self) -> None:
        self.result = format_text(self.base_string, self.substitutions)


class FormatOneString(StringNode):
    """Deprecated: use Named Format String. Fills the braces of a text with another text."""

    name = "Format String (1)"
    hyperlink = ("https://docs.python.org/3/library/stdtypes.html#str.format",)

    base_string = InputSocket(String, "Base String", "The text, with {} for the substitution.")
    substitution = InputSocket(String, "Substitution", "The text that takes the place of the braces.")
    result = OutputSocket(String, "Result", "The text with everything filled in.")

    def run(self) -> None:
        self.result = format_text(self.base_string, [self.substitution])


class NamedFormatString(StringNode):
    r"""Fills a template with texts: each {name} in it becomes an input; \{ and \} stand for braces."""

    name = "Named Format String"
    hyperlink = ("https://docs.python.org/3/library/stdtypes.html#str.format",)
    field = InputField("", name="Template String", multiline=True)

    result = OutputSocket(String, "Result", "The template with everything filled in.")

    def run(self) -> None:
        values = {name: self.read(name) for name in self.input_names()}
        # One pass: what is filled in is not looked at again.
        self.result = _HOLE.sub(lambda hole: _BRACES.get(hole[0]) or values[_hole_name(hole[0])], self.field)

    @classmethod
    def dynamic_attributes(cls, graph: GraphView, instance_metadata: Entry) -> NodeDynamicAttributes:
        del graph
        template = instance_metadata.get("fieldValue", "")
        found = _HOLE.findall(template) if isinstance(template, str) else []
        names = dict.fromkeys(_hole_name(hole) for hole in found if hole not in _BRACES)
        return NodeDynamicAttributes([InputSocket(String, name, f"What takes the place of {name}.") for name in names])


class ListToString(DynamicStringNode):
    """Joins the items of a list to one text."""

    name = "List to String"
    categories = ["Strings", "Conditionals"]

    list_ = ListInputSocket(Dynamic, "List", "The list.")
    separator = InputSocket(String, "Separator", "What stands between two items.", ", ")
    string_representation = OutputSocket(String, "String Representation", "The items as text, joined.")

    def run(self) -> None:
        self.string_representation = self.separator.join(map(str, self.list_))

    @classmethod
    def dynamic_attributes(cls, graph: GraphView, instance_metadata: Entry) -> NodeDynamicAttributes:
        datatype = cls.get_datatype("List", graph, instance_metadata)
        return NodeDynamicAttributes(
            None if datatype is None else [ListInputSocket(datatype, "List", cls.list_.description)]
        )
