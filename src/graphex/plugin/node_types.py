"""Node types by name, of which those of large libraries are imported when they are asked for."""

from __future__ import annotations

from collections.abc import MutableMapping
from threading import RLock
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, overload

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from graphex.plugin.node import Node

    Load: TypeAlias = "Callable[[str], type[Node]]"

T = TypeVar("T")


class NodeTypes(MutableMapping[str, "type[Node]"]):
    """Node types by name; a name that is announced is imported on first use, by whichever threads ask for it.

    Looking one up imports its module; looking at all of them imports every module.
    """

    def __init__(self, known: Mapping[str, type[Node]] | None = None) -> None:
        self._known: dict[str, type[Node]] = dict(known or {})
        self._announced: dict[str, Load] = {}
        # Held for changes only, never while a module is imported: a thread that imports it by itself holds its import
        # lock, and may ask for a node type.
        self._lock = RLock()

    def announce(self, names: Iterable[str], load: Load) -> None:
        """Let names be known; `load` imports the node type of one of them, the same one for every thread."""
        with self._lock:
            self._announced |= dict.fromkeys(names, load)

    def __copy__(self) -> NodeTypes:
        with self._lock:
            other = NodeTypes(self._known)
            other._announced = dict(self._announced)
        return other

    def __getitem__(self, name: str) -> type[Node]:
        self._load_one(name)
        return self._known[name]

    @overload
    def get(self, name: str, default: None = None, /) -> type[Node] | None: ...
    @overload
    def get(self, name: str, default: T, /) -> type[Node] | T: ...
    def get(self, name: str, default: Any = None, /) -> Any:
        """Return a node type, or the default for an unknown name."""
        # Not by way of __getitem__ and its error: it is called for each node of a graph, several times.
        if name in self._announced:
            self._load_one(name)
        return self._known.get(name, default)

    def __setitem__(self, name: str, node_type: type[Node]) -> None:
        with self._lock:
            self._known[name] = node_type
            self._announced.pop(name, None)

    def __delitem__(self, name: str) -> None:
        with self._lock:
            if self._announced.pop(name, None) is None or name in self._known:
                del self._known[name]

    def __contains__(self, name: object) -> bool:
        return name in self._known or name in self._announced

    def __iter__(self) -> Iterator[str]:
        for name in [*self._announced]:
            self._load_one(name)
        return iter(self._known)

    def __len__(self) -> int:
        with self._lock:
            return len(self._known.keys() | self._announced.keys())

    def _load_one(self, name: str) -> None:
        load = self._announced.get(name)
        if load is None:
            return
        node_type = load(name)
        with self._lock:
            # Known first, so that a thread that finds the name no longer announced finds it known.
            if name in self._announced:
                self._known[name] = node_type
                del self._announced[name]
