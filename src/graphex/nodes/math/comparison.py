"""Comparing numbers, and asking what kind they are."""

from __future__ import annotations

import math

from graphex.nodes.math.topic import MathNode
from graphex.plugin import Boolean, InputSocket, Number, OutputSocket


class ComparisonNode(MathNode, is_template=True):
    """The looks of the nodes of this module."""

    categories = ["Math", "Conditionals"]


class EqualNumber(ComparisonNode):
    """Tells whether two numbers are equal; 1 and 1.0 are, NaN equals nothing."""

    name = "Equal (Number)"
    hyperlink = ("https://docs.python.org/3/reference/expressions.html#value-comparisons",)

    number_1 = InputSocket(Number, "Number 1", "The first number.")
    number_2 = InputSocket(Number, "Number 2", "The second number.")
    result = OutputSocket(Boolean, "Result", "True if they are equal.")

    def run(self) -> None:
        self.result = self.number_1 == self.number_2


class NotEqualNumber(ComparisonNode):
    """Tells whether two numbers differ; NaN differs from everything."""

    name = "Not Equal (Number)"
    hyperlink = ("https://docs.python.org/3/reference/expressions.html#value-comparisons",)

    number_1 = InputSocket(Number, "Number 1", "The first number.")
    number_2 = InputSocket(Number, "Number 2", "The second number.")
    result = OutputSocket(Boolean, "Result", "True if they differ.")

    def run(self) -> None:
        self.result = self.number_1 != self.number_2


class GreaterThan(ComparisonNode):
    """Tells whether one number is greater than another."""

    name = "Greater Than"
    hyperlink = ("https://docs.python.org/3/reference/expressions.html#value-comparisons",)

    greater_number = InputSocket(Number, "Greater Number", "The number that should be greater.")
    lesser_number = InputSocket(Number, "Lesser Number", "The number that should be less.")
    result = OutputSocket(Boolean, "Result", "True if the first is greater.")

    def run(self) -> None:
        self.result = self.greater_number > self.lesser_number


class GreaterThanOrEqualTo(ComparisonNode):
    """Tells whether one number is greater than another or equal to it."""

    name = "Greater Than or Equal To"
    hyperlink = ("https://docs.python.org/3/reference/expressions.html#value-comparisons",)

    greater_number = InputSocket(Number, "Greater Number", "The number that should not be less.")
    lesser_number = InputSocket(Number, "Lesser Number", "The number that should not be greater.")
    result = OutputSocket(Boolean, "Result", "True if the first is greater or both are equal.")

    def run(self) -> None:
        self.result = self.greater_number >= self.lesser_number


class LessThan(ComparisonNode):
    """Tells whether one number is less than another."""

    name = "Less Than"
    hyperlink = ("https://docs.python.org/3/reference/expressions.html#value-comparisons",)

    lesser_number = InputSocket(Number, "Lesser Number", "The number that should be less.")
    greater_number = InputSocket(Number, "Greater Number", "The number that should be greater.")
    result = OutputSocket(Boolean, "Result", "True if the first is less.")

    def run(self) -> None:
        self.result = self.lesser_number < self.greater_number


class LessThanOrEqualTo(ComparisonNode):
    """Tells whether one number is less than another or equal to it."""

    name = "Less Than or Equal to"
    hyperlink = ("https://docs.python.org/3/reference/expressions.html#value-comparisons",)

    lesser_number = InputSocket(Number, "Lesser Number", "The number that should not be greater.")
    greater_number = InputSocket(Number, "Greater Number", "The number that should not be less.")
    result = OutputSocket(Boolean, "Result", "True if the first is less or both are equal.")

    def run(self) -> None:
        self.result = self.lesser_number <= self.greater_number


class NumberIsFinite(ComparisonNode):
    """Tells whether a number is neither infinite nor NaN."""

    name = "Number is Finite"
    hyperlink = ("https://docs.python.org/3/library/math.html#math.isfinite",)

    number = InputSocket(Number, "Number", "The number.")
    result = OutputSocket(Boolean, "Result", "True for every ordinary number.")

    def run(self) -> None:
        self.result = math.isfinite(self.number)


class NumberIsInfinite(ComparisonNode):
    """Tells whether a number is infinite, in either direction."""

    name = "Number is Infinite"
    hyperlink = ("https://docs.python.org/3/library/math.html#math.isinf",)

    number = InputSocket(Number, "Number", "The number.")
    result = OutputSocket(Boolean, "Result", "True for infinity and minus infinity.")

    def run(self) -> None:
        self.result = math.isinf(self.number)


class NumberIsNaNValue(ComparisonNode):
    """Tells whether a number is NaN, the result of a calculation that has none."""

    name = "Number is NaN value"
    hyperlink = ("https://docs.python.org/3/library/math.html#math.isnan",)

    number = InputSocket(Number, "Number", "The number.")
    result = OutputSocket(Boolean, "Result", "True for NaN.")

    def run(self) -> None:
        self.result = math.isnan(self.number)
