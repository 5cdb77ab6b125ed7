"""Output sockets: what a node gives. Each value is checked when it is assigned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar, overload

from graphex.plugin.datatypes import Dynamic
from graphex.plugin.sockets.base import Socket

if TYPE_CHECKING:
    from typing import Self

    from graphex.plugin.datatypes import DataType
    from graphex.plugin.node import Node

T = TypeVar("T")


class _Disabled:
    def __repr__(self) -> str:
        return "DISABLED"


DISABLED: Final = _Disabled()
"""Stands for the value of an output that a node switched off."""


class _BaseOutputSocket(Socket, Generic[T]):
    datatype: DataType[T]

    def __init__(self, datatype: DataType[T], name: str, description: str, input_field: Any = None) -> None:
        super().__init__(datatype, name, description)
        if input_field is not None:
            raise ValueError(f"Output socket '{self.name}' cannot have an input_field.")
        if datatype is Dynamic:
            raise ValueError(f"Output socket '{self.name}' cannot be Dynamic: a value that is given has a datatype.")
        self._accepts = datatype.accepts_list if self.is_list else datatype.accepts

    def get_value(self, node: Node) -> Any:
        """Read the value that was assigned last."""
        try:
            value = node._values[self.name]
        except KeyError:
            raise missing_output(node, self.name) from None
        if value is DISABLED:
            raise disabled_output(node, self.name)
        return value

    def set_value(self, node: Node, value: Any) -> None:
        """Assign a value; TypeError if it is not of the datatype."""
        if not self._accepts(value):
            raise self.datatype.mismatch(value, is_list=self.is_list)
        node._values[self.name] = value

    def __set__(self, node: Node, value: Any) -> None:
        if not self._accepts(value):
            raise self.datatype.mismatch(value, is_list=self.is_list)
        node._values[self.name] = value


class OutputSocket(_BaseOutputSocket[T]):
    """An output with one value."""

    @overload
    def __get__(self, node: None, owner: type) -> Self: ...
    @overload
    def __get__(self, node: Node, owner: type) -> T: ...
    def __get__(self, node: Node | None, owner: type) -> Self | T:
        return self if node is None else self.get_value(node)


class ListOutputSocket(_BaseOutputSocket[T]):
    """An output with a list of values."""

    is_list = True

    @overload
    def __get__(self, node: None, owner: type) -> Self: ...
    @overload
    def __get__(self, node: Node, owner: type) -> list[T]: ...
    def __get__(self, node: Node | None, owner: type) -> Self | list[T]:
        return self if node is None else self.get_value(node)


class _SavesVariable(_BaseOutputSocket[T]):
    saves_variable = True

    def set_value(self, node: Node, value: Any) -> None:
        """Assign a value, and save it in the variable of the same name unless that is switched off on the node."""
        super().set_value(node, value)
        if self.name not in node._step.unsaved:
            node._runtime.set_variable(self.name, self.datatype, self.is_list, value)

    def __set__(self, node: Node, value: Any) -> None:
        self.set_value(node, value)

    def metadata(self) -> dict[str, Any]:
        """Describe the socket to the editor."""
        return {**super().metadata(), "allowsVariable": True}


class VariableOutputSocket(_SavesVariable[T], OutputSocket[T]):
    """An output whose value is saved in the variable of the same name as well."""


class ListVariableOutputSocket(_SavesVariable[T], ListOutputSocket[T]):
    """A list output whose value is saved in the variable of the same name as well."""


def missing_output(node: Node, name: str) -> RuntimeError:
    """Make the error for reading an output before it has a value."""
    return RuntimeError(f"[{node.name} ({node.id})]: Output socket '{name}' does not have a value")


def disabled_output(node: Node, name: str) -> RuntimeError:
    """Make the error for reading an output that its node switched off."""
    return RuntimeError(
        f"[{node.name} ({node.id})]: Value for output socket '{name}' cannot be queried as the socket is flagged as "
        "disabled."
    )
