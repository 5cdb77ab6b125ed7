"""What the nodes of mathematics have in common: looks, whole results, and a limit on the size of numbers."""

from __future__ import annotations

from typing import Final

from graphex.plugin import Node
from graphex.plugin.colors import COLOR_MATH

# Three million decimal digits. A power of this size takes a second, in which nothing can stop it; one that is ten times
# as long takes half a minute.
_MOST_BITS: Final = 10_000_000


class MathNode(Node, is_template=True):
    """The looks of the nodes of this topic."""

    categories = ["Math"]
    color = COLOR_MATH


def whole(result: float) -> float:
    """Turn a result without a fraction into a whole number, so that it is printed without a point."""
    return int(result) if type(result) is float and result.is_integer() else result


def bounded_bits(bits: int, node: Node) -> None:
    """Refuse a calculation whose result would have more bits than memory and patience allow."""
    if bits > _MOST_BITS:
        raise OverflowError(f"{node.name}: the result could have more than {_MOST_BITS:,} bits, which is the limit.")


def warn_of_zero(node: Node, dividend: float, divisor: float) -> None:
    """Log that a division has no result."""
    node.log_warning(f"Division by zero occured for node '{node.name}'. Dividend: {dividend} Divisor: {divisor}")
