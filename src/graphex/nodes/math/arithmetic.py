"""Arithmetic: sums, products, quotients and powers."""

from __future__ import annotations

import math
from functools import reduce
from operator import add, sub

from graphex.nodes.math.topic import MathNode, bounded_bits, warn_of_zero, whole
from graphex.plugin import InputSocket, ListInputSocket, Number, OutputSocket

_SQUARE = 2


class AddNumbers(MathNode):
    """Adds numbers; the sum of none is 0."""

    name = "Add Numbers"
    hyperlink = ("https://docs.python.org/3/tutorial/introduction.html#numbers",)

    numbers = ListInputSocket(Number, "Numbers", "The numbers to add.")
    result = OutputSocket(Number, "Result", "The sum, exact for whole numbers.")

    def run(self) -> None:
        numbers = self.numbers
        total = sum(numbers)
        if type(total) is float:
            # Again, as sum() corrects rounding since Python 3.12: graphs give the same results with every version.
            total = whole(reduce(add, map(float, numbers)))
        self.result = total


class SubtractNumbers(MathNode):
    """Subtracts numbers from another one."""

    name = "Subtract Numbers"
    hyperlink = ("https://docs.python.org/3/tutorial/introduction.html#numbers",)

    minuend = InputSocket(Number, "Minuend", "The number to subtract from.")
    subtrahends = ListInputSocket(Number, "Subtrahends", "The numbers to subtract.")
    result = OutputSocket(Number, "Result", "The difference, exact for whole numbers.")

    def run(self) -> None:
        minuend, subtrahends = self.minuend, self.subtrahends
        difference = minuend - sum(subtrahends)
        if type(difference) is float:
            # One after the other, because each difference is rounded.
            difference = whole(reduce(sub, map(float, subtrahends), float(minuend)))
        self.result = difference


class MultiplyNumbers(MathNode):
    """Multiplies numbers; the product of none is 1."""

    name = "Multiply Numbers"
    hyperlink = ("https://docs.python.org/3/tutorial/introduction.html#numbers",)

    numbers = ListInputSocket(Number, "Numbers", "The numbers to multiply.")
    result = OutputSocket(Number, "Result", "The product, exact for whole numbers.")

    def run(self) -> None:
        numbers = self.numbers
        product = math.prod(numbers)
        if isinstance(product, int):
            # A number that a loop squares again and again would soon fill the memory.
            bounded_bits(product.bit_length(), self)
        else:
            product = whole(math.prod(map(float, numbers)))
        self.result = product


class DivideNumbers(MathNode):
    """Divides one number by another. Division by zero logs a warning and gives NaN."""

    name = "Divide Numbers"
    hyperlink = ("https://docs.python.org/3/tutorial/introduction.html#numbers",)

    dividend = InputSocket(Number, "Dividend", "The number to divide.")
    divisor = InputSocket(Number, "Divisor", "The number to divide by.", 2)
    result = OutputSocket(Number, "Result", "The quotient; a whole number if the division leaves no remainder.")

    def run(self) -> None:
        dividend, divisor = self.dividend, self.divisor
        if divisor == 0:
            warn_of_zero(self, dividend, divisor)
            self.result = math.nan
        elif isinstance(dividend, int) and isinstance(divisor, int) and dividend % divisor == 0:
            self.result = dividend // divisor
        else:
            self.result = whole(dividend / divisor)


class Modulo(MathNode):
    """Gives the remainder of a division, with the sign of the divisor; by zero, NaN and a warning."""

    name = "Modulo"
    hyperlink = ("https://docs.python.org/3/tutorial/introduction.html#numbers",)

    dividend = InputSocket(Number, "Dividend", "The number to divide.")
    divisor = InputSocket(Number, "Divisor", "The number to divide by.", 2)
    remainder = OutputSocket(Number, "Remainder", "What is left over.")

    def run(self) -> None:
        dividend, divisor = self.dividend, self.divisor
        if divisor == 0:
            warn_of_zero(self, dividend, divisor)
            self.remainder = math.nan
        else:
            self.remainder = dividend % divisor


class DivModNumber(MathNode):
    """Divides with a remainder: gives the quotient, rounded down, and the rest; by zero, NaN and a warning."""

    name = "DivMod Number"
    hyperlink = ("https://docs.python.org/3/library/functions.html#divmod",)

    dividend = InputSocket(Number, "Dividend", "The number to divide.")
    divisor = InputSocket(Number, "Divisor", "The number to divide by.", 2)
    quotient = OutputSocket(Number, "Quotient", "How often the divisor fits into the dividend.")
    remainder = OutputSocket(Number, "Remainder", "What is left over; it has the sign of the divisor.")

    def run(self) -> None:
        dividend, divisor = self.dividend, self.divisor
        if divisor == 0:
            warn_of_zero(self, dividend, divisor)
            self.quotient = self.remainder = math.nan
        else:
            self.quotient, self.remainder = divmod(dividend, divisor)


class RaiseNumberToPower(MathNode):
    """Raises a number to a power; whole numbers stay exact."""

    name = "Raise Number to Power"
    hyperlink = ("https://docs.python.org/3/tutorial/introduction.html#numbers",)

    base_number = InputSocket(Number, "Base Number", "The number to raise.")
    exponent = InputSocket(Number, "Exponent", "The power.", 2)
    result = OutputSocket(Number, "Result", "The base, multiplied with itself so many times.")

    def run(self) -> None:
        base, exponent = self.base_number, self.exponent
        if isinstance(base, int) and isinstance(exponent, int) and abs(base) > 1 and exponent > 0:
            bounded_bits(base.bit_length() * exponent, self)
        self.result = base**exponent


class RootOfNumber(MathNode):
    """Gives the root of a number: the square root, the cube root, and so on."""

    name = "Root of Number"
    hyperlink = (
        "https://docs.python.org/3/library/math.html#math.sqrt",
        "https://docs.python.org/3/library/math.html#math.pow",
    )

    number = InputSocket(
        Number, "Number", "The number to take the root of; negative numbers have none, except the first."
    )
    root_value = InputSocket(
        Number, "Root Value", "Which root: 2 is the square root, 0 counts as 2, and fractions are cut off.", 2
    )
    result = OutputSocket(Number, "Result", "The number that gives the first one when raised to the root value.")

    def run(self) -> None:
        number, root = self.number, int(self.root_value or 2)
        self.result = math.sqrt(number) if root == _SQUARE else _root(number, root)


class AbsoluteValueOfNumber(MathNode):
    """Gives a number without its sign."""

    name = "Absolute Value of Number"
    hyperlink = ("https://docs.python.org/3/library/functions.html#abs",)

    number = InputSocket(Number, "Number", "The number.")
    absolute_value = OutputSocket(Number, "Absolute Value", "The same distance from zero, never negative.")

    def run(self) -> None:
        self.absolute_value = abs(self.number)


class LogOfNumber(MathNode):
    """Gives the logarithm of a number."""

    name = "Log of Number"
    hyperlink = ("https://docs.python.org/3/library/math.html#math.log",)

    number = InputSocket(Number, "Number", "The number, above zero.")
    base = InputSocket(Number, "Base", "The base; 0 counts as 10.", 10)
    result = OutputSocket(Number, "Result", "The power to which the base must be raised.")

    def run(self) -> None:
        self.result = math.log(self.number) / math.log(self.base or 10)


class NaturalLogLnOfNumber(MathNode):
    """Gives the natural logarithm of a number, whose base is e."""

    name = "Natural Log (ln) of Number"
    hyperlink = ("https://docs.python.org/3/library/math.html#math.log",)

    number = InputSocket(Number, "Number", "The number, above zero.")
    result = OutputSocket(Number, "Result", "The power to which e must be raised.")

    def run(self) -> None:
        self.result = math.log(self.number)


def _root(number: float, root: float) -> float:
    try:
        return math.pow(number, 1 / root)
    except ValueError:
        raise ValueError(f"The number {number} has no root with the root value {root}.") from None
