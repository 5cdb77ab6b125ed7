"""Input sockets: what a node reads. Each reading asks the source again, so that a long run sees changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from graphex.plugin.datatypes import Boolean, Number, String
from graphex.plugin.sockets.base import Socket

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Self

    from graphex.plugin.datatypes import DataType
    from graphex.plugin.node import Node

T = TypeVar("T")


class _BaseInputSocket(Socket, Generic[T]):
    is_input = True
    datatype: DataType[T]

    def __init__(self, datatype: DataType[T], name: str, description: str, input_field: Any = None) -> None:
        super().__init__(datatype, name, description)
        self.can_have_input_field = any(datatype is known for known in (String, Number, Boolean))
        self.input_field = input_field
        if input_field is not None:
            self._check_field(input_field)

    def _check_field(self, value: Any) -> None:
        if not self.can_have_input_field:
            raise ValueError(
                f"Socket '{self.name}' cannot have an input_field: its datatype is {self.datatype.name}, and only "
                "String, Number and Boolean can be typed in."
            )
        self.datatype.assert_type(value, self.is_list)

    def get_value(self, node: Node) -> Any:
        """Read the present value of the socket's source."""
        return node._step.readers[self.name](node._runtime)

    def __set__(self, node: Node, value: Any) -> None:
        self.set_value(node, value)


class InputSocket(_BaseInputSocket[T]):
    """An input that needs a value."""

    @overload
    def __get__(self, node: None, owner: type) -> Self: ...
    @overload
    def __get__(self, node: Node, owner: type) -> T: ...
    def __get__(self, node: Node | None, owner: type) -> Self | T:
        if node is None:
            return self
        value: T = node._step.readers[self.name](node._runtime)
        return value


class OptionalInputSocket(_BaseInputSocket[T]):
    """An input that reads as None when nothing feeds it."""

    is_optional = True

    @overload
    def __get__(self, node: None, owner: type) -> Self: ...
    @overload
    def __get__(self, node: Node, owner: type) -> T | None: ...
    def __get__(self, node: Node | None, owner: type) -> Self | T | None:
        if node is None:
            return self
        value: T | None = node._step.readers[self.name](node._runtime)
        return value


class ListInputSocket(_BaseInputSocket[T]):
    """An input that reads as a list: one connected list, or several connections one after another."""

    is_list = True

    @overload
    def __get__(self, node: None, owner: type) -> Self: ...
    @overload
    def __get__(self, node: Node, owner: type) -> list[T]: ...
    def __get__(self, node: Node | None, owner: type) -> Self | list[T]:
        if node is None:
            return self
        value: list[T] = node._step.readers[self.name](node._runtime)
        return value


class EnumInputSocket(InputSocket[T]):
    """An input that takes one of a few values, chosen by their texts, in any case of letters.

    `enum_members` lists the texts (String only), or maps each text to the value that the node reads.
    """

    enum_members: dict[str, T]

    def __init__(
        self,
        datatype: DataType[T],
        name: str,
        description: str,
        enum_members: Sequence[str] | Mapping[str, T],
        input_field: Any = None,
    ) -> None:
        self.enum_members = _members(datatype, name, enum_members)
        super().__init__(datatype, name, description, input_field)
        if input_field is not None and input_field not in self.enum_members.values():
            raise ValueError(f"Socket '{self.name}' has the default {input_field!r}, which is not among its values.")

    def member(self, text: str) -> str | None:
        """Return the declared spelling of a text, or None if it is not among the members."""
        folded = text.casefold()
        return next((member for member in self.enum_members if member.casefold() == folded), None)

    def metadata(self) -> dict[str, Any]:
        """Describe the socket to the editor."""
        return {**super().metadata(), "enumOptions": list(self.enum_members)}


def _members(datatype: DataType[T], name: str, members: Sequence[str] | Mapping[str, T]) -> dict[str, Any]:
    found: dict[str, Any] = dict(members) if isinstance(members, dict) else {str(member): member for member in members}
    if datatype is String and isinstance(members, dict):
        raise ValueError(f"Socket '{name}' is a String: its enum_members are a list of texts.")
    if len({text.casefold() for text in found}) < len(members):
        raise ValueError(f"Socket '{name}' has members that differ only in the case of letters.")
    for value in found.values():
        datatype.assert_type(value)
    return found
