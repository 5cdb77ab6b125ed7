"""What readers of a run want to hear beside its course: it can be changed from any thread while the run goes on."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Self


class Wants:
    """The kinds of events that cost a run time and are made only for readers who want them.

    The run reads the three attributes at each node, without a lock; `switch` changes them.
    """

    __slots__ = ("_listeners", "_lock", "nodes", "turns", "values")

    def __init__(self, *, nodes: bool = False, values: bool = False, turns: bool = False) -> None:
        self.nodes = nodes
        """Single nodes, threads, and graphs that run as nodes."""
        self.values = values
        """Previews of the values of nodes and variables, and the outputs of graphs that run as nodes."""
        self.turns = turns
        """The turns of loops."""
        self._lock = threading.Lock()
        self._listeners: tuple[Callable[[], None], ...] = ()

    @classmethod
    def everything(cls) -> Self:
        """Want all events."""
        return cls(nodes=True, values=True, turns=True)

    @classmethod
    def union(cls, parts: Sequence[Wants]) -> Self:
        """Want what any of several readers wants, also when that changes."""
        whole = cls()
        uniting = threading.Lock()

        def unite() -> None:
            with uniting:
                whole.switch(
                    nodes=any(part.nodes for part in parts),
                    values=any(part.values for part in parts),
                    turns=any(part.turns for part in parts),
                )

        for part in parts:
            part.tell(unite)
        unite()
        return whole

    def tell(self, listener: Callable[[], None]) -> None:
        """Call a function after each change."""
        with self._lock:
            self._listeners += (listener,)

    def switch(self, *, nodes: bool | None = None, values: bool | None = None, turns: bool | None = None) -> None:
        """Want from now on what is named, or no longer; the rest stays as it is."""
        with self._lock:
            self.nodes = self.nodes if nodes is None else nodes
            self.values = self.values if values is None else values
            self.turns = self.turns if turns is None else turns
            listeners = self._listeners
        for listener in listeners:
            listener()
