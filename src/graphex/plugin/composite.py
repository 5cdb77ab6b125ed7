"""Composite inputs: graph inputs whose value a plugin makes from several simpler ones, such as a connection."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from graphex.plugin.datatypes import String

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphex.plugin.datatypes import DataType
    from graphex.plugin.protocols import RuntimeView


class _SubInput:
    """One of the values that a composite input is made of; reading it on an instance gives the value."""

    is_list = False

    def __init__(self, name: str, datatype: DataType[Any], description: str, defaultValue: Any = None) -> None:  # noqa: N803 - plugins pass it by this name
        self.name = name
        self.datatype = datatype
        self.description = description
        self.defaultValue = defaultValue
        if defaultValue is not None:
            self.check_default()

    def __get__(self, instance: CompositeGraphInput | None, owner: type) -> Any:
        if instance is None:
            return self
        value = instance.values.get(self.name, self.defaultValue)
        if value is None:
            raise ValueError(
                f'The composite input "{instance.datatype.name}" needs a value for "{self.name}", which has no default.'
            )
        return self.chosen(value)

    def check_default(self) -> None:
        """Refuse a default that is not of the datatype."""
        self.datatype.assert_type(self.defaultValue, self.is_list)

    def chosen(self, value: Any) -> Any:
        """Return what the composite reads for a value."""
        return value

    def metadata(self) -> dict[str, Any]:
        """Describe the value to the editor as a graph input."""
        entry: dict[str, Any] = {
            "name": self.name,
            "datatype": self.datatype.name,
            "description": self.description,
            "isList": self.is_list,
            "isPassword": False,
        }
        if self.defaultValue is not None:
            entry["defaultValue"] = self.defaultValue
        return entry


class subGraphInput(_SubInput):  # noqa: N801 - plugins import it by this name
    """A single value."""


class subGraphListInput(_SubInput):  # noqa: N801 - likewise
    """A list of values."""

    is_list = True


class subGraphEnumInput(_SubInput):  # noqa: N801 - likewise
    """A value that is chosen by its text from a mapping."""

    def __init__(
        self,
        name: str,
        datatype: DataType[Any],
        description: str,
        enumMap: Mapping[str, Any],  # noqa: N803 - likewise
        defaultValue: Any = None,  # noqa: N803 - likewise
    ) -> None:
        self.enumMap = dict(enumMap)
        super().__init__(name, datatype, description, defaultValue)

    def check_default(self) -> None:
        """Refuse a default that is no choice."""
        self.chosen(self.defaultValue)

    def chosen(self, value: Any) -> Any:
        """Return the value that a text stands for."""
        if value not in self.enumMap:
            raise ValueError(f'"{value}" is no choice for "{self.name}"; there are {", ".join(self.enumMap)}.')
        return self.enumMap[value]

    def metadata(self) -> dict[str, Any]:
        """Describe the value to the editor as a graph input."""
        return {**super().metadata(), "enumOptions": list(self.enumMap)}


class subGraphEnumListInput(subGraphEnumInput):  # noqa: N801 - likewise
    """A list of values, each chosen by its text from a mapping."""

    is_list = True

    def chosen(self, value: Any) -> Any:
        """Return the values that texts stand for."""
        return [super(subGraphEnumListInput, self).chosen(item) for item in value]


@dataclass(frozen=True, slots=True)
class CompositeValue:
    """The values that a composite input is to be made of, by their names, and where they were found."""

    datatype: str
    values: Mapping[str, Any]
    origin: str = ""


class CompositeGraphInput(ABC):
    """Makes the value of a graph input from several simpler ones."""

    datatype: ClassVar[DataType[Any]] = String
    _runtime: RuntimeView | None = None

    def __init__(self, values: Mapping[str, Any] | None = None) -> None:
        self.values = dict(values or {})

    @abstractmethod
    def constructInput(self) -> Any:  # noqa: N802 - plugins define it by this name
        """Make the value."""

    @classmethod
    def sub_inputs(cls) -> list[_SubInput]:
        """Return the values that the class asks for, in the order of its body."""
        return [value for value in vars(cls).values() if isinstance(value, _SubInput)]

    @classmethod
    def metadata(cls) -> dict[str, Any]:
        """Describe the composite to the editor."""
        return {"datatype": cls.datatype.name, "InputMetadata": [entry.metadata() for entry in cls.sub_inputs()]}
