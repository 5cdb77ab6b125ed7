"""Choices: the members of an Enum or Literal with the texts that graphs choose them by."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graphex.plugin.datatypes import Boolean, DataType, Number, String
from graphex.plugin.sockets.inputs import EnumInputSocket

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Choice:
    """One member: the text that graphs show, the value that sockets carry, and what the function gets."""

    label: str
    value: Any
    member: Any
    name: str
    """The name of an Enum's member, by which it can be chosen as well."""

    def is_called(self, text: str) -> bool:
        """Return whether a text means this choice, in any case of letters."""
        return text.casefold() in (self.label.casefold(), self.name.casefold())


@dataclass(frozen=True, slots=True)
class Choices:
    """The members of an Enum or Literal, and the datatype of the values that stand for them."""

    datatype: DataType[Any]
    choices: tuple[Choice, ...]

    @property
    def labels(self) -> list[str]:
        """The texts that graphs show."""
        return [choice.label for choice in self.choices]

    def called(self, text: str) -> Choice | None:
        """Find a choice by its text, an exact one first, or None."""
        exact = (choice for choice in self.choices if text == choice.label)
        return next(exact, None) or next((choice for choice in self.choices if choice.is_called(text)), None)

    def find(self, value: Any) -> Choice | None:
        """Find the choice that a value of a socket stands for, or None."""
        if isinstance(value, str):
            return self.called(value)
        return next((choice for choice in self.choices if choice.value == value), None)

    def of_member(self, member: Any) -> Choice | None:
        """Find the choice of a member, or None; True is not the member 1."""
        same = (choice for choice in self.choices if type(choice.member) is type(member))
        return next((choice for choice in same if choice.member == member), None)

    def socket_members(self) -> Any:
        """Return what an EnumInputSocket takes: a list of texts, or a mapping of texts to values."""
        return self.labels if self.datatype is String else {choice.label: choice.value for choice in self.choices}


class ChoiceSocket(EnumInputSocket[Any]):
    """An input that takes the members of an Enum or Literal."""

    def __init__(self, choices: Choices, name: str, description: str, input_field: Any = None) -> None:
        self.choices = choices
        super().__init__(choices.datatype, name, description, choices.socket_members(), input_field)

    def member(self, text: str) -> str | None:
        """Return the text of a choice as it is declared; the name of an Enum's member finds it, too."""
        chosen = self.choices.called(text)
        return chosen.label if chosen else None


def choices_of(members: Sequence[Any], where: str) -> Choices:
    """Make choices of members; TypeError if texts cannot tell them apart, or there are none."""
    values = [member.value if isinstance(member, enum.Enum) else member for member in members]
    names = [member.name if isinstance(member, enum.Enum) else _text(member, where) for member in members]
    datatype: DataType[Any] = String
    labels = names
    if values and all(isinstance(value, bool) for value in values):
        datatype = Boolean
    elif values and all(isinstance(value, int | float) and not isinstance(value, bool) for value in values):
        datatype = Number
    elif _tells_apart(values):
        labels = values
    if not _tells_apart(labels):
        raise TypeError(f"Texts cannot tell the members of {where} apart, whatever the case of letters")
    shown = labels if datatype is String else values
    rows = zip(labels, shown, members, names, strict=True)
    return Choices(datatype, tuple(Choice(*row) for row in rows))


def _tells_apart(texts: Sequence[Any]) -> bool:
    """Return whether values are texts, none empty, that differ not only in the case of letters."""
    if not texts or not all(isinstance(text, str) and text.strip() for text in texts):
        return False
    return len({text.casefold() for text in texts}) == len(texts)


def _text(member: Any, where: str) -> str:
    if not isinstance(member, str | int):
        raise TypeError(f"No text stands for {member!r} of {where}")
    return str(member)
