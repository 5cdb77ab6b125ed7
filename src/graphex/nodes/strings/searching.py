"""Finding, replacing and cutting out parts of a text."""

from __future__ import annotations

from graphex.nodes.strings.topic import StringNode, optional_int
from graphex.plugin import (
    Boolean,
    InputSocket,
    ListInputSocket,
    ListOutputSocket,
    Number,
    OptionalInputSocket,
    OutputSocket,
    String,
)


class LengthOfString(StringNode):
    """Counts the characters of a text."""

    name = "Length of String"
    hyperlink = ("https://docs.python.org/3/library/functions.html#len",)

    string = InputSocket(String, "String", "The text.")
    length = OutputSocket(Number, "Length", "The number of characters.")

    def run(self) -> None:
        self.length = len(self.string)


class FindSubstringInString(StringNode):
    """Finds the first place where a text occurs in another."""

    name = "Find Substring in String"
    hyperlink = ("https://docs.python.org/3/library/stdtypes.html#str.find",)

    string = InputSocket(String, "String", "The text to search.")
    substring = InputSocket(String, "Substring", "The text to find.")
    starting_index = InputSocket(Number, "Starting Index", "Where to begin; negative numbers count from the end.")
    ending_index = OptionalInputSocket(
        Number, "Ending Index", "Where to stop, not included; without a number, the end."
    )
    index = OutputSocket(Number, "Index", "The place, from 0; -1 if there is none.")

    def run(self) -> None:
        self.index = self.string.find(self.substring, int(self.starting_index), optional_int(self.ending_index))


class ReverseFindSubstringInString(StringNode):
    """Finds the last place where a text occurs in another."""

    name = "Reverse Find Substring in String"
    hyperlink = ("https://docs.python.org/3/library/stdtypes.html#str.rfind",)

    string = InputSocket(String, "String", "The text to search.")
    substring = InputSocket(String, "Substring", "The text to find.")
    starting_index = InputSocket(Number, "Starting Index", "Where to begin; negative numbers count from the end.")
    ending_index = OptionalInputSocket(
        Number, "Ending Index", "Where to stop, not included; without a number, the end."
    )
    index = OutputSocket(Number, "Index", "The place, from 0; -1 if there is none.")

    def run(self) -> None:
        self.index = self.string.rfind(self.substring, int(self.starting_index), optional_int(self.ending_index))


class CountSubstringInString(StringNode):
    """Counts how often a text occurs in another, without overlaps."""

    name = "Count Substring in String"
    hyperlink = ("https://docs.python.org/3/library/stdtypes.html#str.count",)

    string = InputSocket(String, "String", "The text to search.")
    substring = InputSocket(String, "Substring", "The text to count.")
    starting_index = InputSocket(Number, "Starting Index", "Where to begin; negative numbers count from the end.")
    ending_index = OptionalInputSocket(
        Number, "Ending Index", "Where to stop, not included; without a number, the end."
    )
    result = OutputSocket(Number, "Result", "How often it occurs.")

    def run(self) -> None:
        self.result = self.string.count(self.substring, int(self.starting_index), optional_int(self.ending_index))


class ReplaceSubstringInString(StringNode):
    """Replaces a text in another."""

    name = "Replace Substring in String"
    hyperlink = ("https://docs.python.org/3/library/stdtypes.html#str.replace",)

    string = InputSocket(String, "String", "The text to change.")
    old = InputSocket(String, "Old", "The text to replace.")
    new = InputSocket(String, "New", "The text that takes its place.")
    count = InputSocket(Number, "Count", "How often at most; a negative number means everywhere.", -1)
    result = OutputSocket(String, "Result", "The changed text.")

    def run(self) -> None:
        self.result = self.string.replace(self.old, self.new, int(self.count))


class SliceSubstring(StringNode):
    """Cuts a part out of a text."""

    name = "Slice Substring"
    hyperlink = ("https://docs.python.org/3/tutorial/introduction.html#text",)

    string = InputSocket(String, "String", "The text.")
    starting_index = InputSocket(
        Number, "Starting Index", "The first character of the part, from 0; negative numbers count from the end."
    )
    ending_index = OptionalInputSocket(
        Number, "Ending Index", "The first character after the part; without a number, the part goes to the end."
    )
    substring = OutputSocket(String, "Substring", "The part.")

    def run(self) -> None:
        self.substring = self.string[int(self.starting_index) : optional_int(self.ending_index)]


class StripString(StringNode):
    """Removes blanks from both ends of a text."""

    name = "Strip String"
    hyperlink = ("https://docs.python.org/3/library/stdtypes.html#str.strip",)

    string = InputSocket(String, "String", "The text.")
    characters = OptionalInputSocket(String, "Characters", "The characters to remove instead of blanks, in any order.")
    result = OutputSocket(String, "Result", "The text without them.")

    def run(self) -> None:
        self.result = self.string.strip(self.characters or None)


class SplitString(StringNode):
    """Splits a text at a delimiter."""

    name = "Split String"
    hyperlink = ("https://docs.python.org/3/library/stdtypes.html#str.split",)

    string = InputSocket(String, "String", "The text.")
    delimiter = OptionalInputSocket(String, "Delimiter", "Where to split; without one, at blanks, however many.")
    max_split = InputSocket(Number, "Max Split", "How often at most; -1 means everywhere.", -1)
    split = ListOutputSocket(String, "Split", "The parts.")

    def run(self) -> None:
        self.split = self.string.split(self.delimiter or None, int(self.max_split))


class SplitStringAround(StringNode):
    """Splits a text in two at the first delimiter."""

    name = "Split String Around"
    hyperlink = ("https://docs.python.org/3/library/stdtypes.html#str.split",)

    string = InputSocket(String, "String", "The text.")
    delimiter = OptionalInputSocket(String, "Delimiter", "Where to split; without one, at the first blanks.")
    before_delimiter = OutputSocket(
        String, "Before Delimiter", "What comes before it; the whole text if there is none."
    )
    after_delimiter = OutputSocket(String, "After Delimiter", "What comes after it; empty if there is none.")

    def run(self) -> None:
        parts = self.string.split(self.delimiter or None, 1)
        self.before_delimiter, self.after_delimiter = (*parts, "", "")[:2]


class StringCharacters(StringNode):
    """Gives the characters of a text one by one."""

    name = "String Characters"
    hyperlink = (
        "https://docs.python.org/3/tutorial/controlflow.html#arbitrary-argument-lists",
        "https://docs.python.org/3/tutorial/controlflow.html#unpacking-argument-lists",
    )

    string = InputSocket(String, "String", "The text.")
    characters = ListOutputSocket(String, "Characters", "The characters in their order.")

    def run(self) -> None:
        self.characters = list(self.string)


class StringContainsSubstring(StringNode):
    """Tells whether a text occurs in another."""

    name = "String Contains Substring"

    string = InputSocket(String, "String", "The text to search.")
    substring = InputSocket(String, "Substring", "The text to find; case matters.")
    contains = OutputSocket(Boolean, "Contains?", "True if it occurs.")

    def run(self) -> None:
        self.contains = self.substring in self.string


class StringContainsAnySubstring(StringNode):
    """Tells whether at least one of several texts occurs in another."""

    name = "String Contains Any Substring"

    string = InputSocket(String, "String", "The text to search.")
    substrings = ListInputSocket(String, "Substrings", "The texts to find; case matters.")
    contains_any = OutputSocket(Boolean, "Contains Any?", "True if one of them occurs.")

    def run(self) -> None:
        text = self.string
        self.contains_any = any(part in text for part in self.substrings)


class StringContainsAllSubstrings(StringNode):
    """Tells whether each of several texts occurs in another."""

    name = "String Contains All Substrings"

    string = InputSocket(String, "String", "The text to search.")
    substrings = ListInputSocket(String, "Substrings", "The texts to find; case matters.")
    contains_all = OutputSocket(Boolean, "Contains All?", "True if all of them occur; so if there are none.")

    def run(self) -> None:
        text = self.string
        self.contains_all = all(part in text for part in self.substrings)
