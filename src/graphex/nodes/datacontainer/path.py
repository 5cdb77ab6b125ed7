"""The paths of values in data containers: keys and positions with dots between them, as in servers.0.name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphex.plugin.exceptions import DataContainerException

if TYPE_CHECKING:
    from collections.abc import Iterable


def walk(query: str) -> list[str]:
    """Split a path into its steps; a blank one has none."""
    stripped = query.strip()
    return stripped.split(".") if stripped else []


def get_at(container: Any, query: str) -> Any:
    """Return the value at a path; DataContainerException if there is none."""
    current = container
    for step in walk(query):
        current = _step(current, step, query, container)
    return current


def get_literal(container: Any, key: str) -> Any:
    """Return the value of one key, dots and all; KeyError if there is none."""
    return container[_position(container, key, key) if isinstance(container, list) else _key(container, key)]


def set_at(container: Any, location: str, value: Any) -> Any:
    """Set the value at a path in place; only the last key may be new."""
    parent, last = _parent(container, location)
    if isinstance(parent, list):
        parent[_position(parent, last, location)] = value
    elif isinstance(parent, dict):
        parent[_key(parent, last)] = value
    else:
        raise _not_found(location, last, ": what comes before it is a single value", container)
    return container


def set_literal(container: Any, key: str, value: Any) -> Any:
    """Set the value of one key in place, dots and all."""
    container[_position(container, key, key) if isinstance(container, list) else _key(container, key)] = value
    return container


def delete_at(container: Any, location: str) -> None:
    """Remove the value at a path in place."""
    parent, last = _parent(container, location)
    _step(parent, last, location, container)
    del parent[_position(parent, last, location) if isinstance(parent, list) else _key(parent, last)]


def copied(value: Any) -> Any:
    """Copy dictionaries and lists all the way down; other values are shared."""
    if isinstance(value, dict):
        return {key: copied(item) if isinstance(item, dict | list) else item for key, item in value.items()}
    if isinstance(value, list):
        return [copied(item) if isinstance(item, dict | list) else item for item in value]
    return value


def extracted(container: Any, locations: Iterable[str]) -> Any:
    """Copy the values at some paths only; a list keeps whole items, and positions in it close up."""
    wanted: dict[str, Any] = {}
    for location in locations:
        tree = wanted
        for step in walk(location):
            tree = tree.setdefault(step, {})
        if tree is wanted:
            raise DataContainerException("Empty query.", container)
        tree[_WHOLE] = True
    return _kept(container, wanted)


def _kept(value: Any, wanted: dict[str, Any]) -> Any:
    """Copy what is wanted of a container; what becomes empty is left out."""
    if isinstance(value, list):
        return [copied(item) for position, item in enumerate(value) if _wants(wanted, position, value)]
    kept = {}
    for key, item in value.items():
        tree = wanted.get(str(key))
        if tree is None:
            continue
        if _WHOLE in tree:
            kept[key] = copied(item)
        elif part := _part(item, tree):
            kept[key] = part
    return kept


def _wants(wanted: dict[str, Any], position: int, items: list[Any]) -> bool:
    """Return whether an item of a list, or a part of it, is wanted by its position from the start or from the end."""
    trees = [wanted[name] for name in (str(position), str(position - len(items))) if name in wanted]
    return any(_WHOLE in tree or bool(_part(items[position], tree)) for tree in trees)


def _part(value: Any, wanted: dict[str, Any]) -> Any:
    return _kept(value, wanted) if isinstance(value, dict | list) else None


_WHOLE = "."
"""Marks a path that ends here; no step has a dot in it."""


def _key(container: dict[Any, Any], step: str) -> Any:
    """Find the key that a step means: the text itself, or a key that reads like it, as the number 1 does like "1"."""
    if step in container:
        return step
    return next((key for key in container if not isinstance(key, str) and str(key) == step), step)


def _step(current: Any, step: str, query: str, container: Any) -> Any:
    if isinstance(current, dict):
        key = _key(current, step)
        if key in current:
            return current[key]
        raise _not_found(query, step, " not found in Data Container", container)
    if isinstance(current, list):
        return current[_position(current, step, query)]
    raise _not_found(query, step, ": what comes before it is a single value", container)


def _position(items: list[Any], step: str, query: str) -> int:
    """Read a step as the position of an item; the error is that of a list, and says which query asked."""
    try:
        position = int(step)
    except ValueError as error:
        raise ValueError(f"{error} (in the query {query}: items of a list are named by their positions)") from None
    if not -len(items) <= position < len(items):
        raise IndexError(f"list index out of range (in the query {query}, of a list of length {len(items)})")
    return position


def _parent(container: Any, location: str) -> tuple[Any, str]:
    steps = walk(location)
    if not steps:
        raise DataContainerException("Empty query.", container)
    *before, last = steps
    current = container
    for step in before:
        current = _step(current, step, location, container)
    return current, last


def _not_found(query: str, step: str, why: str, container: Any) -> DataContainerException:
    return DataContainerException(f"Invalid query '{query}' (Key '{step}'{why})", container)
