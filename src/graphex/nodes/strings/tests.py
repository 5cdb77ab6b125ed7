"""Comparing texts, and asking of what they consist."""

from __future__ import annotations

from graphex.nodes.strings.topic import StringNode
from graphex.plugin import Boolean, InputSocket, ListInputSocket, OutputSocket, String


class StringTestNode(StringNode, is_template=True):
    """The looks of the nodes of this module."""

    categories = ["Strings", "Conditionals"]


class EqualString(StringTestNode):
    """Tells whether two texts are the same; case matters."""

    name = "Equal (String)"
    hyperlink = ("https://docs.python.org/3/reference/expressions.html#value-comparisons",)

    string_1 = InputSocket(String, "String 1", "The first text.")
    string_2 = InputSocket(String, "String 2", "The second text.")
    result = OutputSocket(Boolean, "Result", "True if they are the same.")

    def run(self) -> None:
        self.result = self.string_1 == self.string_2


class NotEqualString(StringTestNode):
    """Tells whether two texts differ; case matters."""

    name = "Not Equal (String)"
    hyperlink = ("https://docs.python.org/3/reference/expressions.html#value-comparisons",)

    string_1 = InputSocket(String, "String 1", "The first text.")
    string_2 = InputSocket(String, "String 2", "The second text.")
    result = OutputSocket(Boolean, "Result", "True if they differ.")

    def run(self) -> None:
        self.result = self.string_1 != self.string_2


class EqualAnyString(StringTestNode):
    """Tells whether a text is the same as one of several others; case matters."""

    name = "Equal Any (String)"
    hyperlink = ("https://docs.python.org/3/reference/expressions.html#value-comparisons",)

    string = InputSocket(String, "String", "The text.")
    comparison_strings = ListInputSocket(String, "Comparison Strings", "The texts to compare with.")
    result = OutputSocket(Boolean, "Result", "True if one of them is the same.")

    def run(self) -> None:
        self.result = self.string in self.comparison_strings


class StringStartsWith(StringTestNode):
    """Tells whether a text begins with another; case matters."""

    name = "String Starts With"
    hyperlink = ("https://docs.python.org/3/library/stdtypes.html#str.startswith",)

    string = InputSocket(String, "String", "The text.")
    substring = InputSocket(String, "Substring", "The beginning.")
    result = OutputSocket(Boolean, "Result", "True if it begins so.")

    def run(self) -> None:
        self.result = self.string.startswith(self.substring)


class StringStartsWithAny(StringTestNode):
    """Tells whether a text begins with one of several others; case matters."""

    name = "String Starts With Any"
    hyperlink = ("https://docs.python.org/3/library/stdtypes.html#str.startswith",)

    string = InputSocket(String, "String", "The text.")
    substrings = ListInputSocket(String, "Substrings", "The beginnings.")
    result = OutputSocket(Boolean, "Result", "True if it begins with one of them.")

    def run(self) -> None:
        self.result = self.string.startswith(tuple(self.substrings))


class StringEndsWith(StringTestNode):
    """Tells whether a text ends with another; case matters."""

    name = "String Ends With"
    hyperlink = ("https://docs.python.org/3/library/stdtypes.html#str.endswith",)

    string = InputSocket(String, "String", "The text.")
    substring = InputSocket(String, "Substring", "The end.")
    result = OutputSocket(Boolean, "Result", "True if it ends so.")

    def run(self) -> None:
        self.result = self.string.endswith(self.substring)


class StringEndsWithAny(StringTestNode):
    """Tells whether a text ends with one of several others; case matters."""

    name = "String Ends With Any"
    hyperlink = ("https://docs.python.org/3/library/stdtypes.html#str.endswith",)

    string = InputSocket(String, "String", "The text.")
    substrings = ListInputSocket(String, "Substrings", "The ends.")
    result = OutputSocket(Boolean, "Result", "True if it ends with one of them.")

    def run(self) -> None:
        self.result = self.string.endswith(tuple(self.substrings))


class StringIsEmpty(StringTestNode):
    """Tells whether a text has no characters."""

    name = "String Is Empty"

    string = InputSocket(String, "String", "The text.")
    empty = OutputSocket(Boolean, "Empty?", "True if it is empty.")

    def run(self) -> None:
        self.empty = not self.string


class StringIsEmptyOrWhitespace(StringTestNode):
    """Tells whether a text has nothing but blanks, or nothing at all."""

    name = "String Is Empty Or Whitespace"

    string = InputSocket(String, "String", "The text.")
    empty_or_whitespace = OutputSocket(Boolean, "Empty or Whitespace?", "True if nothing can be seen.")

    def run(self) -> None:
        self.empty_or_whitespace = not self.string.strip()


class StringIsWhiteSpace(StringTestNode):
    """Tells whether a text consists of blanks; an empty one does not."""

    name = "String is White Space"
    hyperlink = ("https://docs.python.org/3/library/stdtypes.html#str.isspace",)

    string = InputSocket(String, "String", "The text.")
    result = OutputSocket(Boolean, "Result", "True if it has blanks only.")

    def run(self) -> None:
        self.result = self.string.isspace()


class StringIsASCII(StringTestNode):
    """Tells whether a text has ASCII characters only; an empty one has."""

    name = "String is ASCII"
    hyperlink = ("https://docs.python.org/3/library/stdtypes.html#str.isascii",)

    string = InputSocket(String, "String", "The text.")
    result = OutputSocket(Boolean, "Result", "True if every character is in ASCII.")

    def run(self) -> None:
        self.result = self.string.isascii()


class StringIsLowercase(StringTestNode):
    """Tells whether all letters of a text are small, and there is at least one."""

    name = "String is Lowercase"
    hyperlink = ("https://docs.python.org/3/library/stdtypes.html#str.lower",)

    string = InputSocket(String, "String", "The text.")
    result = OutputSocket(Boolean, "Result", "True if they are.")

    def run(self) -> None:
        self.result = self.string.islower()


class StringIsUppercase(StringTestNode):
    """Tells whether all letters of a text are capital, and there is at least one."""

    name = "String is Uppercase"
    hyperlink = ("https://docs.python.org/3/library/stdtypes.html#str.isupper",)

    string = InputSocket(String, "String", "The text.")
    result = OutputSocket(Boolean, "Result", "True if they are.")

    def run(self) -> None:
        self.result = self.string.isupper()
