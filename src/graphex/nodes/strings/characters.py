"""Single characters: letters, codes, and those that cannot be typed."""

from __future__ import annotations

from graphex.nodes.strings.topic import StringNode
from graphex.plugin import InputSocket, NodeType, Number, OutputSocket, String


class LowercaseString(StringNode):
    """Turns all letters of a text into small ones."""

    name = "Lowercase String"
    hyperlink = ("https://docs.python.org/3/library/stdtypes.html#str.lower",)

    string = InputSocket(String, "String", "The text.")
    result = OutputSocket(String, "Result", "The text in small letters.")

    def run(self) -> None:
        self.result = self.string.lower()


class UppercaseString(StringNode):
    """Turns all letters of a text into capital ones."""

    name = "Uppercase String"
    hyperlink = ("https://docs.python.org/3/library/stdtypes.html#str.upper",)

    string = InputSocket(String, "String", "The text.")
    result = OutputSocket(String, "Result", "The text in capital letters.")

    def run(self) -> None:
        self.result = self.string.upper()


class ASCIIString(StringNode):
    """Gives a text in quotes, with all characters outside ASCII escaped, as Python writes it."""

    name = "ASCII String"
    hyperlink = ("https://docs.python.org/3/library/functions.html#ascii",)

    string = InputSocket(String, "String", "The text.")
    ascii_string = OutputSocket(String, "ASCII String", "The quoted text.")

    def run(self) -> None:
        self.ascii_string = ascii(self.string)


class UnicodeNumberToString(StringNode):
    """Gives the character with a certain number in Unicode."""

    name = "Unicode Number to String"
    hyperlink = ("https://docs.python.org/3/library/functions.html#chr",)

    unicode_number = InputSocket(Number, "Unicode Number", "The number of the character; a fraction is cut off.")
    unicode_string = OutputSocket(String, "Unicode String", "The character.")

    def run(self) -> None:
        self.unicode_string = chr(int(self.unicode_number))


class UnicodeStringToNumber(StringNode):
    """Gives the number that a character has in Unicode."""

    name = "Unicode String to Number"
    hyperlink = ("https://docs.python.org/3/library/functions.html#ord",)

    unicode_string = InputSocket(String, "Unicode String", "The character; of a longer text, the first one counts.")
    unicode_number = OutputSocket(Number, "Unicode Number", "The number of the character.")

    def run(self) -> None:
        text = self.unicode_string
        if not text:
            raise TypeError(f"{self.name} needs a character, but the text is empty.")
        self.unicode_number = ord(text[0])


class EmptyString(StringNode):
    """Gives a text without characters."""

    name = "Empty String"
    node_type = NodeType.GENERATOR

    value = OutputSocket(String, "Value", "The empty text.")

    def run(self) -> None:
        self.value = ""


class SpaceString(StringNode):
    """Gives a space."""

    name = "Space String"
    node_type = NodeType.GENERATOR

    value = OutputSocket(String, "Value", "One space.")

    def run(self) -> None:
        self.value = " "


class Tab(StringNode):
    """Gives a tabulator."""

    name = "Tab (\\t)"
    node_type = NodeType.GENERATOR
    hyperlink = ("https://en.wikipedia.org/wiki/Tab_key",)

    value = OutputSocket(String, "Value", "One tabulator.")

    def run(self) -> None:
        self.value = "\t"


class Newline(StringNode):
    """Gives a line break, as Linux and macOS write it."""

    name = "Newline (\\n)"
    node_type = NodeType.GENERATOR
    hyperlink = ("https://en.wikipedia.org/wiki/Newline",)

    value = OutputSocket(String, "Value", "One line feed.")

    def run(self) -> None:
        self.value = "\n"


class CarriageReturn(StringNode):
    """Gives a carriage return."""

    name = "Carriage Return (\\r)"
    node_type = NodeType.GENERATOR
    hyperlink = ("https://en.wikipedia.org/wiki/Carriage_return",)

    value = OutputSocket(String, "Value", "One carriage return.")

    def run(self) -> None:
        self.value = "\r"


class CarriageReturnLineFeed(StringNode):
    """Gives a line break, as Windows writes it."""

    name = "CRLF (\\r\\n)"
    node_type = NodeType.GENERATOR
    hyperlink = (
        "https://en.wikipedia.org/wiki/Carriage_return",
        "https://en.wikipedia.org/wiki/Newline",
    )

    value = OutputSocket(String, "Value", "A carriage return and a line feed.")

    def run(self) -> None:
        self.value = "\r\n"
