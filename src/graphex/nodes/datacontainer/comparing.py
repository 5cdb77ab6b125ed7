"""Comparing data containers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphex.nodes.datacontainer.topic import ContainerNode
from graphex.plugin import Boolean, DataContainer, InputSocket, OutputSocket

if TYPE_CHECKING:
    from collections.abc import Callable


class DataContainerIsEqual(ContainerNode):
    """Tells whether two data containers hold the same."""

    name = "Data Container Is Equal"
    hyperlink = ("https://docs.python.org/3/tutorial/datastructures.html#dictionaries",)

    first_data_container = InputSocket(DataContainer, "First Data Container", "The first container.")
    second_data_container = InputSocket(DataContainer, "Second Data Container", "The second container.")
    order_independent = InputSocket(Boolean, "Order Independent", "Whether the order of lists does not matter.", False)
    is_equal = OutputSocket(Boolean, "Is Equal", "True if they hold the same.")

    def run(self) -> None:
        self.is_equal = _same(self.first_data_container, self.second_data_container, any_order=self.order_independent)


class DataContainerIsSubset(ContainerNode):
    """Tells whether everything in one data container is in another, too; the order of lists does not matter."""

    name = "Data Container Is Subset"
    hyperlink = ("https://docs.python.org/3/tutorial/datastructures.html#dictionaries",)

    main_data_container = InputSocket(
        DataContainer, "Main Data Container", "The container that should have everything."
    )
    subset_data_container = InputSocket(
        DataContainer, "Subset Data Container", "The container whose content is looked for."
    )
    is_subset = OutputSocket(Boolean, "Is Subset", "True if everything is there.")

    def run(self) -> None:
        self.is_subset = _contains(self.main_data_container, self.subset_data_container)


def _same(first: Any, second: Any, *, any_order: bool) -> bool:
    if isinstance(first, dict) and isinstance(second, dict):
        return first.keys() == second.keys() and all(
            _same(first[key], second[key], any_order=any_order) for key in first
        )
    if isinstance(first, list) and isinstance(second, list):
        if len(first) != len(second):
            return False
        if any_order:
            return _all_matched(first, second, lambda one, other: _same(one, other, any_order=True))
        return all(_same(one, other, any_order=False) for one, other in zip(first, second, strict=True))
    return bool(first == second)


def _contains(main: Any, subset: Any) -> bool:
    if isinstance(main, dict) and isinstance(subset, dict):
        return all(key in main and _contains(main[key], value) for key, value in subset.items())
    if isinstance(main, list) and isinstance(subset, list):
        return _all_matched(subset, main, lambda wanted, item: _contains(item, wanted))
    return bool(main == subset)


def _all_matched(wanted: list[Any], items: list[Any], matches: Callable[[Any, Any], bool]) -> bool:
    """Return whether each wanted value has an item of its own."""
    free = list(items)
    for value in wanted:
        position = next((place for place, item in enumerate(free) if matches(value, item)), None)
        if position is None:
            return False
        del free[position]
    return True
