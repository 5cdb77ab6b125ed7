"""Angles: functions of them, and radians and degrees."""

from __future__ import annotations

import math

from graphex.nodes.math.topic import MathNode
from graphex.plugin import InputSocket, Number, OutputSocket


class TrigonometryNode(MathNode, is_template=True):
    """The looks of the nodes of this module."""

    categories = ["Math", "Trigonometry"]


class SinOfNumber(TrigonometryNode):
    """Gives the sine of an angle."""

    name = "Sin of Number"
    hyperlink = ("https://docs.python.org/3/library/math.html#math.sin",)

    number = InputSocket(Number, "Number", "The angle in radians.")
    result = OutputSocket(Number, "Result", "The sine, from -1 to 1.")

    def run(self) -> None:
        self.result = math.sin(self.number)


class CosOfNumber(TrigonometryNode):
    """Gives the cosine of an angle."""

    name = "Cos of Number"
    hyperlink = ("https://docs.python.org/3/library/math.html#math.cos",)

    number = InputSocket(Number, "Number", "The angle in radians.")
    result = OutputSocket(Number, "Result", "The cosine, from -1 to 1.")

    def run(self) -> None:
        self.result = math.cos(self.number)


class TanOfNumber(TrigonometryNode):
    """Gives the tangent of an angle."""

    name = "Tan of Number"
    hyperlink = ("https://docs.python.org/3/library/math.html#math.tan",)

    number = InputSocket(Number, "Number", "The angle in radians.")
    result = OutputSocket(Number, "Result", "The tangent.")

    def run(self) -> None:
        self.result = math.tan(self.number)


class ArcsinOfNumber(TrigonometryNode):
    """Gives the angle with a certain sine."""

    name = "Arcsin of Number"
    hyperlink = ("https://docs.python.org/3/library/math.html#math.asin",)

    number = InputSocket(Number, "Number", "The sine, from -1 to 1.")
    result = OutputSocket(Number, "Result", "The angle in radians.")

    def run(self) -> None:
        self.result = math.asin(self.number)


class ArccosOfNumber(TrigonometryNode):
    """Gives the angle with a certain cosine."""

    name = "Arccos of Number"
    hyperlink = ("https://docs.python.org/3/library/math.html#math.acos",)

    number = InputSocket(Number, "Number", "The cosine, from -1 to 1.")
    result = OutputSocket(Number, "Result", "The angle in radians.")

    def run(self) -> None:
        self.result = math.acos(self.number)


class ArctanOfNumber(TrigonometryNode):
    """Gives the angle with a certain tangent."""

    name = "Arctan of Number"
    hyperlink = ("https://docs.python.org/3/library/math.html#math.atan",)

    number = InputSocket(Number, "Number", "The tangent.")
    result = OutputSocket(Number, "Result", "The angle in radians.")

    def run(self) -> None:
        self.result = math.atan(self.number)


class SinhOfNumber(TrigonometryNode):
    """Gives the hyperbolic sine of a number."""

    name = "Sinh of Number"
    hyperlink = ("https://docs.python.org/3/library/math.html#math.sinh",)

    number = InputSocket(Number, "Number", "The number.")
    result = OutputSocket(Number, "Result", "The hyperbolic sine.")

    def run(self) -> None:
        self.result = math.sinh(self.number)


class CoshOfNumber(TrigonometryNode):
    """Gives the hyperbolic cosine of a number."""

    name = "Cosh of Number"
    hyperlink = ("https://docs.python.org/3/library/math.html#math.cosh",)

    number = InputSocket(Number, "Number", "The number.")
    result = OutputSocket(Number, "Result", "The hyperbolic cosine.")

    def run(self) -> None:
        self.result = math.cosh(self.number)


class TanhOfNumber(TrigonometryNode):
    """Gives the hyperbolic tangent of a number."""

    name = "Tanh of Number"
    hyperlink = ("https://docs.python.org/3/library/math.html#math.tanh",)

    number = InputSocket(Number, "Number", "The number.")
    result = OutputSocket(Number, "Result", "The hyperbolic tangent, between -1 and 1.")

    def run(self) -> None:
        self.result = math.tanh(self.number)


class DegreeOfNumber(TrigonometryNode):
    """Turns radians into degrees."""

    name = "Degree of Number"
    hyperlink = ("https://docs.python.org/3/library/math.html#math.degrees",)

    radians = InputSocket(Number, "Radians", "The angle in radians.")
    degrees = OutputSocket(Number, "Degrees", "The angle in degrees.")

    def run(self) -> None:
        self.degrees = math.degrees(self.radians)


class RadiansOfNumber(TrigonometryNode):
    """Turns degrees into radians."""

    name = "Radians of Number"
    hyperlink = ("https://docs.python.org/3/library/math.html#math.radians",)

    degrees = InputSocket(Number, "Degrees", "The angle in degrees.")
    radians = OutputSocket(Number, "Radians", "The angle in radians.")

    def run(self) -> None:
        self.radians = math.radians(self.degrees)
