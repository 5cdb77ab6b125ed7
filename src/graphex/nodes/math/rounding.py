"""Rounding, and choosing the largest and smallest."""

from __future__ import annotations

import math

from graphex.nodes.math.topic import MathNode
from graphex.plugin import InputSocket, ListInputSocket, Number, OutputSocket


class RoundNumber(MathNode):
    """Rounds a number; a number half way between two goes to the even one."""

    name = "Round Number"
    hyperlink = ("https://docs.python.org/3/library/functions.html#round",)

    number = InputSocket(Number, "Number", "The number to round.")
    digits = InputSocket(
        Number, "Digits", "How many digits after the point stay; negative ones round to tens, hundreds and so on."
    )
    result = OutputSocket(Number, "Result", "The rounded number; a fractional number stays one, as 2.0.")

    def run(self) -> None:
        number, digits = self.number, int(self.digits)
        # The host calculates the power of ten, however large; this one is more than twice the number.
        if isinstance(number, int) and -3 * digits > number.bit_length() + 1:
            self.result = 0
        else:
            self.result = round(number, digits)


class CeilingOfNumber(MathNode):
    """Rounds a number up to the next whole number."""

    name = "Ceiling of Number"
    hyperlink = ("https://docs.python.org/3/library/math.html#math.ceil",)

    number = InputSocket(Number, "Number", "The number to round.")
    result = OutputSocket(Number, "Result", "The smallest whole number that is not below it.")

    def run(self) -> None:
        self.result = math.ceil(self.number)


class FloorOfNumber(MathNode):
    """Rounds a number down to the next whole number."""

    name = "Floor of Number"
    hyperlink = ("https://docs.python.org/3/library/math.html#math.floor",)

    number = InputSocket(Number, "Number", "The number to round.")
    result = OutputSocket(Number, "Result", "The largest whole number that is not above it.")

    def run(self) -> None:
        self.result = math.floor(self.number)


class MaxNumber(MathNode):
    """Gives the largest number of a list."""

    name = "Max Number"
    hyperlink = ("https://docs.python.org/3/library/functions.html#max",)

    numbers = ListInputSocket(Number, "Numbers", "The numbers; without any, the output has no value.")
    max_number = OutputSocket(Number, "Max Number", "The largest number.")

    def run(self) -> None:
        numbers = self.numbers
        if numbers:
            self.max_number = max(numbers)
        else:
            self.disable_output_socket("Max Number")


class MinNumber(MathNode):
    """Gives the smallest number of a list."""

    name = "Min Number"
    hyperlink = ("https://docs.python.org/3/library/functions.html#min",)

    numbers = ListInputSocket(Number, "Numbers", "The numbers; without any, the output has no value.")
    min_number = OutputSocket(Number, "Min Number", "The smallest number.")

    def run(self) -> None:
        numbers = self.numbers
        if numbers:
            self.min_number = min(numbers)
        else:
            self.disable_output_socket("Min Number")
