"""Counting orders and choices."""

from __future__ import annotations

import math

from graphex.nodes.math.topic import MathNode, bounded_bits
from graphex.plugin import InputSocket, Number, OutputSocket


class Factorial(MathNode):
    """Gives the number of orders of n things: the product of all whole numbers up to n."""

    name = "Factorial"
    hyperlink = ("https://docs.python.org/3/library/math.html#math.factorial",)

    n = InputSocket(Number, "n", "How many things; a fraction is cut off, negative numbers have no factorial.")
    result = OutputSocket(Number, "Result", "The factorial.")

    def run(self) -> None:
        n = int(self.n)
        bounded_bits(n * max(n, 1).bit_length(), self)
        self.result = math.factorial(n)


class Combination(MathNode):
    """Gives the number of ways to choose k of n things, without regard to their order."""

    name = "Combination"
    hyperlink = ("https://docs.python.org/3/library/math.html#math.comb",)

    n = InputSocket(Number, "n", "How many things there are; a fraction is cut off.")
    k = InputSocket(Number, "k", "How many are chosen; a fraction is cut off.")
    result = OutputSocket(Number, "Result", "The number of choices; 0 if k is above n.")

    def run(self) -> None:
        n, k = int(self.n), int(self.k)
        bounded_bits(_cost(n, min(k, n - k)), self)
        self.result = math.comb(n, k)


class Permutation(MathNode):
    """Gives the number of ways to choose k of n things in a certain order."""

    name = "Permutation"
    hyperlink = ("https://docs.python.org/3/library/math.html#math.perm",)

    n = InputSocket(Number, "n", "How many things there are; a fraction is cut off.")
    k = InputSocket(Number, "k", "How many are chosen; a fraction is cut off.")
    result = OutputSocket(Number, "Result", "The number of ordered choices; 0 if k is above n.")

    def run(self) -> None:
        n, k = int(self.n), int(self.k)
        bounded_bits(_cost(n, min(k, n)), self)
        self.result = math.perm(n, k)


def _cost(n: int, factors: int) -> int:
    # Twice the bits of the product: choices take longer to calculate than a power of the same size.
    return 2 * factors * max(n, 1).bit_length()
