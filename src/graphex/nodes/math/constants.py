"""Numbers with a name."""

from __future__ import annotations

import math

from graphex.nodes.math.topic import MathNode
from graphex.plugin import NodeType, Number, OutputSocket


class Pi(MathNode):
    """Gives pi: the circumference of a circle for each unit of its diameter."""

    name = "Math Constant: Pi (π)"
    node_type = NodeType.GENERATOR
    hyperlink = ("https://docs.python.org/3/library/math.html#math.pi",)

    pi = OutputSocket(Number, "Pi", "About 3.14159.")

    def run(self) -> None:
        self.pi = math.pi


class EulersNumber(MathNode):
    """Gives e, the base of natural logarithms."""

    name = "Math Constant: e"
    node_type = NodeType.GENERATOR
    hyperlink = ("https://docs.python.org/3/library/math.html#math.e",)

    e = OutputSocket(Number, "e", "About 2.71828.")

    def run(self) -> None:
        self.e = math.e


class InfinityValue(MathNode):
    """Gives infinity, which is greater than every other number."""

    name = "Infinity Value"
    node_type = NodeType.GENERATOR
    hyperlink = ("https://docs.python.org/3/library/math.html#math.inf",)

    infinity = OutputSocket(Number, "Infinity", "Infinity.")

    def run(self) -> None:
        self.infinity = math.inf


class NaNValue(MathNode):
    """Gives NaN, which stands for the result of a calculation that has none."""

    name = "NaN Value"
    node_type = NodeType.GENERATOR
    hyperlink = ("https://docs.python.org/3/library/math.html#math.nan",)

    nan_value = OutputSocket(Number, "Nan Value", "NaN, which equals nothing, not even itself.")

    def run(self) -> None:
        self.nan_value = math.nan
