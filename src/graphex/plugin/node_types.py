"""Node types by name, of which those of large libraries are imported when they are asked for."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import TYPE_CHECKING, Any, TypeVar, overload

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from graphex.plugin.node import Node

T = TypeVar("T")


class NodeTypes(MutableMapping[str, "type[Node]"]):
    """Node types by name; a name that is announced is imported on first use.

    `announce` gives names with the modules that define them. Looking one up imports its module; looking at all of
    them imports every module.
    """

    def __init__(self, known: Mapping[str, type[Node]] | None = None) -> None:
        self._known: dict[str, type[Node]] = dict(known or {})
        self._announced: dict[str, str] = {}
        self._load: Callable[[str], None] = _nothing

    def announce(self, modules: Mapping[str, str], load: Callable[[str], None]) -> None:
        """Let names be known by their modules; `load` imports a module and registers its node types."""
        self._announced |= modules
        self._load = load

    def __copy__(self) -> NodeTypes:
        other = NodeTypes(self._known)
        other.announce(self._announced, self._load)
        return other

    def __getitem__(self, name: str) -> type[Node]:
        self._load_one(name)
        return self._known[name]

    @overload
    def get(self, name: str, default: None = None, /) -> type[Node] | None: ...
    @overload
    def get(self, name: str, default: T, /) -> type[Node] | T: ...
    def get(self, name: str, default: Any = None, /) -> Any:
        """Give a node type, or the default for an unknown name."""
        # Not by way of __getitem__ and its error: it is called for each node of a graph, several times.
        if name in self._announced:
            self._load_one(name)
        return self._known.get(name, default)

    def __setitem__(self, name: str, node_type: type[Node]) -> None:
        self._known[name] = node_type

    def __delitem__(self, name: str) -> None:
        self._announced.pop(name, None)
        del self._known[name]

    def __contains__(self, name: object) -> bool:
        return name in self._known or name in self._announced

    def __iter__(self) -> Iterator[str]:
        while self._announced:
            self._load_one(next(iter(self._announced)))
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known.keys() | self._announced.keys())

    def _load_one(self, name: str) -> None:
        module = self._announced.pop(name, None)
        if module is not None and name not in self._known:
            self._load(module)


def _nothing(module: str) -> None:
    del module
