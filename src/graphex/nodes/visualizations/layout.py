"""Where the labels of a directed graph stand in a picture."""

from __future__ import annotations

import math
from collections import deque
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_NETWORKX: Final = {
    "Arf": "arf_layout",
    "Circular": "circular_layout",
    "ForceAtlas2": "forceatlas2_layout",
    "Planar": "planar_layout",
    "Random": "random_layout",
    "Shell": "shell_layout",
    "Spring": "spring_layout",
    "Spectral": "spectral_layout",
    "Spiral": "spiral_layout",
}


def layout_of(graph: Any, kind: str) -> tuple[dict[Any, Any], dict[Any, int]]:
    """Return the place of each label, and its distance from the root in arrows."""
    depths = _depths(graph)
    if kind in ("Radial", "Hierarchical"):
        # Needs networkx, which not every installation has.
        import networkx as nx  # noqa: PLC0415

        if not nx.is_tree(graph):
            raise TypeError(
                "A hierarchy needs a tree: each label but the first has exactly one arrow that leads to it."
            )
        rows = _rows(graph)
        return (_in_circles(rows, depths) if kind == "Radial" else _in_rows(rows, depths)), depths
    return _placed(_NETWORKX[kind])(graph), depths


def _placed(name: str) -> Callable[[Any], dict[Any, Any]]:
    # Likewise.
    import networkx as nx  # noqa: PLC0415

    found: Callable[[Any], dict[Any, Any]] = getattr(nx, name)
    return found


def _depths(graph: Any) -> dict[Any, int]:
    """Measure the shortest way from the root to each label; KeyError for one that no way leads to."""
    root = graph.get_root_node()
    if root is None:
        raise AttributeError("The graph has no label to begin with.")
    found, queue = {root: 0}, deque([root])
    while queue:
        label = queue.popleft()
        for following in graph.successors(label):
            if following not in found:
                found[following] = found[label] + 1
                queue.append(following)
    lost = [str(label) for label in graph if label not in found]
    if lost:
        raise KeyError(f"no arrows lead from {root} to {', '.join(lost)}")
    return found


def _rows(graph: Any) -> dict[Any, float]:
    """Place the leaves of a tree side by side, and each other label in the middle above those that follow it."""
    order, stack = [], [graph.get_root_node()]
    while stack:
        label = stack.pop()
        order.append(label)
        stack.extend(reversed(list(graph.successors(label))))
    leaves = [label for label in order if not any(True for _ in graph.successors(label))]
    across: dict[Any, float] = {label: float(place) for place, label in enumerate(leaves)}
    for label in reversed(order):
        below: Iterable[float] = [across[following] for following in graph.successors(label)]
        if label not in across:
            across[label] = (min(below) + max(below)) / 2
    return across


def _in_rows(across: dict[Any, float], depths: dict[Any, int]) -> dict[Any, tuple[float, float]]:
    return {label: (place, -float(depths[label])) for label, place in across.items()}


def _in_circles(across: dict[Any, float], depths: dict[Any, int]) -> dict[Any, tuple[float, float]]:
    """Bend the rows to circles around the root."""
    full = 2 * math.pi / (max(across.values()) + 1)
    return {
        label: (depths[label] * math.cos(place * full), depths[label] * math.sin(place * full))
        for label, place in across.items()
    }
