"""Whole numbers as rows of bits."""

from __future__ import annotations

from graphex.nodes.math.topic import MathNode, bounded_bits
from graphex.plugin import InputSocket, Number, OutputSocket


class BitwiseNode(MathNode, is_template=True):
    """The looks of the nodes of this module."""

    categories = ["Math", "Bitwise"]


class BitwiseAnd(BitwiseNode):
    """Keeps the bits that are set in both numbers."""

    name = "Bitwise And"
    hyperlink = ("https://docs.python.org/3/reference/expressions.html#unary-arithmetic-and-bitwise-operations",)

    integer_1 = InputSocket(Number, "Integer 1", "The first number; a fraction is cut off.")
    integer_2 = InputSocket(Number, "Integer 2", "The second number; a fraction is cut off.")
    result = OutputSocket(Number, "Result", "The bits that both have.")

    def run(self) -> None:
        self.result = int(self.integer_1) & int(self.integer_2)


class BitwiseOr(BitwiseNode):
    """Joins the bits that are set in either number."""

    name = "Bitwise Or"
    hyperlink = ("https://docs.python.org/3/reference/expressions.html#unary-arithmetic-and-bitwise-operations",)

    integer_1 = InputSocket(Number, "Integer 1", "The first number; a fraction is cut off.")
    integer_2 = InputSocket(Number, "Integer 2", "The second number; a fraction is cut off.")
    result = OutputSocket(Number, "Result", "The bits that at least one has.")

    def run(self) -> None:
        self.result = int(self.integer_1) | int(self.integer_2)


class BitwiseExclusiveOrXor(BitwiseNode):
    """Keeps the bits that are set in one number but not in both."""

    name = "Bitwise Exclusive Or (xor)"
    hyperlink = ("https://docs.python.org/3/reference/expressions.html#unary-arithmetic-and-bitwise-operations",)

    integer_1 = InputSocket(Number, "Integer 1", "The first number; a fraction is cut off.")
    integer_2 = InputSocket(Number, "Integer 2", "The second number; a fraction is cut off.")
    result = OutputSocket(Number, "Result", "The bits that exactly one has.")

    def run(self) -> None:
        self.result = int(self.integer_1) ^ int(self.integer_2)


class BitwiseNotInvert(BitwiseNode):
    """Inverts all bits of a number, which gives its negative less one."""

    name = "Bitwise Not / Invert"
    hyperlink = ("https://docs.python.org/3/reference/expressions.html#unary-arithmetic-and-bitwise-operations",)

    integer = InputSocket(Number, "Integer", "The number; a fraction is cut off.")
    result = OutputSocket(Number, "Result", "The number with every bit inverted.")

    def run(self) -> None:
        self.result = ~int(self.integer)


class BitwiseLeftShift(BitwiseNode):
    """Moves the bits of a number to the left, which doubles it with each step."""

    name = "Bitwise (<<) Left Shift"
    hyperlink = ("https://docs.python.org/3/reference/expressions.html#unary-arithmetic-and-bitwise-operations",)

    integer_x = InputSocket(Number, "Integer (x)", "The number; a fraction is cut off.")
    number_of_bits_n = InputSocket(Number, "Number of Bits (n)", "How many steps; not negative.")
    result = OutputSocket(Number, "Result", "x times 2 to the power of n.")

    def run(self) -> None:
        number, bits = int(self.integer_x), int(self.number_of_bits_n)
        if number:
            bounded_bits(number.bit_length() + bits, self)
        self.result = number << bits


class BitwiseRightShift(BitwiseNode):
    """Moves the bits of a number to the right, which halves it with each step and rounds down."""

    name = "Bitwise (>>) Right Shift"
    hyperlink = ("https://docs.python.org/3/reference/expressions.html#unary-arithmetic-and-bitwise-operations",)

    integer_x = InputSocket(Number, "Integer (x)", "The number; a fraction is cut off.")
    number_of_bits_n = InputSocket(Number, "Number of Bits (n)", "How many steps; not negative.")
    result = OutputSocket(Number, "Result", "x divided by 2 to the power of n.")

    def run(self) -> None:
        self.result = int(self.integer_x) >> int(self.number_of_bits_n)


class NumberLengthInBits(BitwiseNode):
    """Gives the number of bits that a number needs, without its sign."""

    name = "Number Length in Bits"
    hyperlink = ("https://docs.python.org/3/library/stdtypes.html#int.bit_length",)

    integer = InputSocket(Number, "Integer", "The number; a fraction is cut off.")
    result = OutputSocket(Number, "Result", "The number of bits; 0 for 0.")

    def run(self) -> None:
        self.result = int(self.integer).bit_length()


class BitCount(BitwiseNode):
    """Counts the bits that are set in a number, without its sign."""

    name = "(Number) Bit (Population) Count"
    hyperlink = ("https://docs.python.org/3/library/stdtypes.html#int.bit_count",)

    integer = InputSocket(Number, "Integer", "The number; a fraction is cut off.")
    result = OutputSocket(Number, "Result", "The number of ones.")

    def run(self) -> None:
        self.result = int(self.integer).bit_count()
