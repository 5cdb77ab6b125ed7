"""Whole numbers as text with base 2, 8 and 16."""

from __future__ import annotations

import math

from graphex.nodes.math.topic import MathNode
from graphex.plugin import InputSocket, Number, OutputSocket, String


class BasesNode(MathNode, is_template=True):
    """The looks of the nodes of this module."""

    categories = ["Math", "Other Bases"]

    def parsed(self, text: str, base: int) -> float:
        """Read a text with the given base, or with the one that its prefix names; NaN, with an error in the log."""
        stripped = text.strip()
        try:
            # A prefix decides; without one, the digits are those of the base that the node is for.
            return int(stripped, 0 if stripped.lstrip("+-")[:2].lower() in ("0b", "0o", "0x") else base)
        except ValueError:
            self.log_error(f'"{text}" is no whole number with base {base}.')
            return math.nan


class NumberToBinaryString(BasesNode):
    """Writes a number with base 2."""

    name = "Number to Binary String"
    hyperlink = ("https://docs.python.org/3/library/functions.html#bin",)

    integer = InputSocket(Number, "Integer", "The number; a fraction is cut off.")
    binary_string = OutputSocket(String, "Binary String", "The digits after 0b, a minus sign before it.")

    def run(self) -> None:
        self.binary_string = bin(int(self.integer))


class NumberToOctalString(BasesNode):
    """Writes a number with base 8."""

    name = "Number to Octal String"
    hyperlink = ("https://docs.python.org/3/library/functions.html#oct",)

    integer = InputSocket(Number, "Integer", "The number; a fraction is cut off.")
    octal_string = OutputSocket(String, "Octal String", "The digits after 0o, a minus sign before it.")

    def run(self) -> None:
        self.octal_string = oct(int(self.integer))


class NumberToHexadecimalString(BasesNode):
    """Writes a number with base 16, in small letters."""

    name = "Number to Hexadecimal String"
    hyperlink = ("https://docs.python.org/3/library/functions.html#hex",)

    integer = InputSocket(Number, "Integer", "The number; a fraction is cut off.")
    hex_string = OutputSocket(String, "Hex String", "The digits after 0x, a minus sign before it.")

    def run(self) -> None:
        self.hex_string = hex(int(self.integer))


class BinaryStringToNumber(BasesNode):
    """Reads a number with base 2."""

    name = "Binary String to Number"
    hyperlink = ("https://docs.python.org/3/library/functions.html#bin",)

    binary_string = InputSocket(
        String, "Binary String", "The digits, with or without 0b; another prefix changes the base."
    )
    integer = OutputSocket(Number, "Integer", "The number; NaN for a text that is none.")

    def run(self) -> None:
        self.integer = self.parsed(self.binary_string, 2)


class OctalStringToNumber(BasesNode):
    """Reads a number with base 8."""

    name = "Octal String to Number"
    hyperlink = ("https://docs.python.org/3/library/functions.html#oct",)

    octal_string = InputSocket(
        String, "Octal String", "The digits, with or without 0o; another prefix changes the base."
    )
    integer = OutputSocket(Number, "Integer", "The number; NaN for a text that is none.")

    def run(self) -> None:
        self.integer = self.parsed(self.octal_string, 8)


class HexidecimalStringToNumber(BasesNode):
    """Reads a number with base 16."""

    name = "Hexidecimal String to Number"
    hyperlink = ("https://docs.python.org/3/library/functions.html#hex",)

    hexidecimal_string = InputSocket(
        String, "Hexidecimal String", "The digits, with or without 0x; another prefix changes the base."
    )
    integer = OutputSocket(Number, "Integer", "The number; NaN for a text that is none.")

    def run(self) -> None:
        self.integer = self.parsed(self.hexidecimal_string, 16)
