"""The field of a node: one value that is typed into the node itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from graphex.plugin.datatypes import shortened

if TYPE_CHECKING:
    from graphex.plugin.node import Node

T = TypeVar("T")


class InputField(Generic[T]):
    """The field of a node type: the class attribute `field`; reading it on a node gives the value."""

    def __init__(
        self,
        default_value: T,
        name: str = "Value",
        multiline: bool = False,
        required: bool = True,
        floating_label: bool = True,
    ) -> None:
        self.default_value = default_value
        self.name = name
        self.multiline = multiline
        self.required = required
        self.floating_label = floating_label

    @overload
    def __get__(self, node: None, owner: type) -> InputField[T]: ...
    @overload
    def __get__(self, node: Node, owner: type) -> T: ...
    def __get__(self, node: Node | None, owner: type) -> InputField[T] | T:
        if node is None:
            return self
        value = node._instance_metadata.get("fieldValue", self.default_value)
        if not self.accepts(value):
            place = f"[{node.name} ({node.id})]"
            kind = type(self.default_value).__name__
            problem = f"{shortened(repr(value))} is no {kind}"
            if kind == "str" and isinstance(value, int | float):
                problem += "; as a text it is put in quotes"
            raise TypeError(f"Field '{self.name}' on {place} failed type checking: {problem}.")
        checked: T = value
        return checked

    def accepts(self, value: object) -> bool:
        """Return whether a value has the type of the default; a number may be whole or fractional."""
        if isinstance(self.default_value, bool):
            return isinstance(value, bool)
        if isinstance(self.default_value, int | float):
            return isinstance(value, int | float)
        return isinstance(value, type(self.default_value))

    def metadata(self) -> dict[str, Any]:
        """Describe the field to the editor."""
        return {
            "default": self.default_value,
            "name": self.name,
            "multiline": self.multiline,
            "required": self.required,
            "floatingLabel": self.floating_label,
        }
