"""A datatype: its colour, its check, and its casts to others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar

from graphex.plugin.datatypes.checks import check_of, exact_types, list_check_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from graphex.plugin.datatypes.checks import Check
    from graphex.plugin.node import Node

T = TypeVar("T")
Cast: TypeAlias = "Callable[[Any], Any]"


class DataType(Generic[T]):
    """A kind of value that sockets carry.

    `true_type` is the Python type that values have, or any type hint.
    `constructor` makes a value from others; plugins call it through `construct`.
    """

    def __init__(  # noqa: PLR0917 - plugins call it so
        self,
        true_type: Any,
        name: str,
        description: str,
        color: str,
        categories: Sequence[str],
        constructor: Callable[..., Any] | None = None,
    ) -> None:
        self.true_type = true_type
        self.name = name
        self.description = description
        self.color = color
        self.categories = list(categories)
        self.constructor = constructor
        self.casts: dict[str, tuple[DataType[Any], Cast]] = {}
        self.accepts: Check = self._make_check()
        self.accepts_list: Check = list_check_of(self.accepts, exact_types(true_type))

    def __repr__(self) -> str:
        return f"<DataType {self.name}>"

    def _make_check(self) -> Check:
        return check_of(self.true_type)

    def get_type(self) -> Any:
        """Return the Python type of values."""
        return self.true_type

    def construct(self, *args: Any) -> Any:
        """Make a value with the constructor; without one, None."""
        return self.constructor(*args) if self.constructor else None

    def cast(self, to: DataType[Any]) -> Callable[[Cast], Cast]:
        """Register the decorated function as the cast from this datatype to another; a second one is an error."""

        def register(function: Cast) -> Cast:
            if to.name in self.casts:
                raise ValueError(f"Datatype {self.name} already has a cast to {to.name}.")
            self.casts[to.name] = (to, function)
            return function

        return register

    def check_type(self, value: object, is_list: bool = False) -> bool:
        """Return whether a value, or each item of a list, is of this datatype."""
        return self.accepts_list(value) if is_list else self.accepts(value)

    def assert_type(self, value: object, is_list: bool = False) -> None:
        """Raise TypeError unless the value is of this datatype."""
        if not self.check_type(value, is_list):
            raise self.mismatch(value, is_list=is_list)

    def mismatch(self, value: object, *, is_list: bool) -> TypeError:
        """Make the error that says what the value is and what it should be."""
        wanted = f"{'a list of ' if is_list else ''}DataType '{self.name}' ({self.get_type()})"
        return TypeError(f"Value '{shortened(value)}' (type: {type(value)}) is not compatible with {wanted}")

    def create_nodes(self) -> list[type[Node]]:
        """Make the node types that every datatype brings: casts to other datatypes and an empty list."""
        return [*self.create_all_cast_nodes(), *self.create_list_nodes()]

    def create_all_cast_nodes(self) -> list[type[Node]]:
        """Make the node types that cast this datatype to others."""
        return [node for to, _ in self.casts.values() for node in self.create_cast_nodes(to)]

    def create_cast_nodes(self, to: DataType[Any]) -> list[type[Node]]:
        """Make the node types that cast to one datatype: a value, and a list item by item."""
        # Nodes are made of datatypes, so their module cannot be imported before this one.
        from graphex.plugin.datatypes.generated import cast_nodes  # noqa: PLC0415

        return cast_nodes(self, to, self.casts[to.name][1])

    def create_list_nodes(self) -> list[type[Node]]:
        """Make the node type that gives an empty list."""
        # Likewise.
        from graphex.plugin.datatypes.generated import list_nodes  # noqa: PLC0415

        return list_nodes(self)

    def metadata(self) -> dict[str, Any]:
        """Describe the datatype to the editor."""
        return {"name": self.name, "description": self.description, "color": self.color}


def shortened(value: object, length: int = 500) -> str:
    """Return the text of a value, cut where it gets too long for a message."""
    try:
        text = str(value)
    except Exception as error:  # noqa: BLE001 - a value's own code must not replace the error that shows it
        return f"<{type(value).__name__} without text: {type(error).__name__}>"
    return text if len(text) <= length else f"{text[:length]}… ({len(text):,} characters)"
