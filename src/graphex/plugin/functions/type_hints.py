"""What a type hint says of a socket: datatype, list or not, choices, and how values pass to the function and back."""

from __future__ import annotations

import collections.abc
import dataclasses
import enum
import inspect
import os
import pathlib
import types
import typing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from graphex.plugin.datatypes import Boolean, DataContainer, DataType, Dynamic, Number, String, shortened
from graphex.plugin.sockets.choices import choices_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from graphex.plugin.sockets.choices import Choices

    Convert: TypeAlias = Callable[[Any], Any]


class Misfit(TypeError):
    """A value is not what a type hint asks for; `wanted` says what is, as in "a whole number"."""

    def __init__(self, wanted: str, value: object) -> None:
        super().__init__(f"{wanted} is needed, not {shortened(value)} ({type(value).__name__})")
        self.wanted = wanted
        self.value = value


@dataclass(frozen=True, slots=True)
class Kind:
    """A socket as a type hint describes it; `read` makes the function's value of the socket's, `give` the reverse."""

    datatype: DataType[Any]
    read: Convert
    give: Convert
    is_list: bool = False
    is_optional: bool = False
    choices: Choices | None = None


def kind_of(hint: Any, datatype: DataType[Any] | None = None) -> Kind:
    """Read a type hint; TypeError if no socket can be made of it. A datatype that is given counts for its values."""
    hint = _plain(hint)
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        return _union(arguments, datatype)
    if (origin or hint) in _LISTS and arguments:
        return _list(_LISTS[origin], arguments, hint, datatype)
    if datatype is not None:
        return Kind(datatype, _same, _same)
    if origin is typing.Literal:
        return _literal(hint, arguments)
    if inspect.isclass(hint) and issubclass(hint, enum.Enum):
        return _choice(choices_of(tuple(hint), hint.__name__))
    known = _known(origin or hint)
    if known is None:
        raise TypeError(f"No datatype belongs to {hint!r}")
    return known


def _plain(hint: Any) -> Any:
    """Take off what only names a type: Annotated, NewType and `type` aliases."""
    while True:
        if typing.get_origin(hint) is typing.Annotated:
            hint = typing.get_args(hint)[0]
        elif isinstance(hint, typing.NewType):
            hint = hint.__supertype__
        elif type(hint).__name__ == "TypeAliasType":  # `type Names = list[str]`, from Python 3.12 on
            hint = hint.__value__
        else:
            return hint


def _known(hint: Any) -> Kind | None:
    """Return the kind of a plain type, or None where no datatype belongs to it."""
    if hint in _PLAIN:
        return _PLAIN[hint]
    if hint in _PATHS or (inspect.isclass(hint) and issubclass(hint, pathlib.PurePath)):
        return Kind(String, _path_reader(hint), os.fspath)
    if hint in _MAPPINGS or typing.is_typeddict(hint):
        return Kind(DataContainer, _dict, _same)
    if is_record(hint):
        return Kind(DataContainer, _record_reader(hint), _record_values)
    return None


def is_record(hint: Any) -> bool:
    """Return whether a type is a dataclass or a named tuple."""
    return inspect.isclass(hint) and (dataclasses.is_dataclass(hint) or hasattr(hint, "_fields"))


def _union(arguments: tuple[Any, ...], datatype: DataType[Any] | None) -> Kind:
    """Join the kinds of alternatives: of one datatype, or Dynamic; None among them makes the socket optional."""
    hints = [each for each in arguments if each is not type(None)]
    is_optional = len(hints) < len(arguments)
    kinds = [kind_of(each, datatype) for each in hints]
    if not kinds:
        raise TypeError("No datatype belongs to None")
    is_optional = is_optional or any(kind.is_optional for kind in kinds)
    if len(kinds) == 1:
        return dataclasses.replace(kinds[0], is_optional=is_optional)
    shapes = {(id(kind.datatype), kind.is_list) for kind in kinds}
    joined = kinds[0].datatype if len(shapes) == 1 else Dynamic
    is_list = len(shapes) == 1 and kinds[0].is_list
    if any(kind.is_list for kind in kinds) and not is_list:
        raise TypeError("No socket takes both a list and a single value")
    return Kind(joined, _first_of(kinds, hints, read=True), _first_of(kinds, hints, read=False), is_list, is_optional)


def _first_of(kinds: list[Kind], hints: list[Any], *, read: bool) -> Convert:
    """Convert by the first alternative that takes the value, one of the value's own type before others."""
    alternatives = [(hint, kind.read if read else kind.give) for hint, kind in zip(hints, kinds, strict=True)]

    def convert(value: Any) -> Any:
        misfits = []
        for _, each in sorted(alternatives, key=lambda pair: pair[0] is not type(value)):
            try:
                return each(value)
            except (TypeError, ValueError) as error:
                misfits.append(error.wanted if isinstance(error, Misfit) else str(error))
        raise Misfit(" or ".join(dict.fromkeys(misfits)), value)

    return convert


def _list(make: Callable[[Any], Any], arguments: tuple[Any, ...], hint: Any, datatype: DataType[Any] | None) -> Kind:
    """Make a list socket of a type with items of one kind."""
    if make is tuple and not (len(arguments) == 2 and arguments[1] is ...):  # noqa: PLR2004 - tuple[item, ...]
        raise TypeError(f"No socket has values of different kinds, as {hint!r} has; use a NamedTuple or a dataclass")
    item = kind_of(arguments[0], datatype)
    if item.is_optional:
        raise TypeError(f"No list has items that may be None, as {hint!r} has")

    def read(values: Any) -> Any:
        return make([item.read(value) for value in values])

    def give(values: Any) -> Any:
        if not isinstance(values, collections.abc.Iterable) or isinstance(values, str | bytes | dict):
            raise Misfit("a list", values)
        return [item.give(value) for value in values]

    if item.is_list:
        return Kind(DataContainer, read, give, is_list=True)
    return Kind(item.datatype, read, give, is_list=True)


def _literal(hint: Any, arguments: tuple[Any, ...]) -> Kind:
    values = tuple(value for value in arguments if value is not None)
    if not values:
        raise TypeError(f"No datatype belongs to {hint!r}")
    is_optional = len(values) < len(arguments)
    return dataclasses.replace(_choice(choices_of(values, repr(hint))), is_optional=is_optional)


def _choice(choices: Choices) -> Kind:
    def read(value: Any) -> Any:
        chosen = choices.find(value)
        if chosen is None:
            raise Misfit(f"one of {', '.join(choices.labels)}", value)
        return chosen.member

    def give(member: Any) -> Any:
        chosen = choices.of_member(member) or choices.find(member)
        if chosen is None:
            raise Misfit(f"one of {', '.join(choices.labels)}", member)
        return chosen.value

    return Kind(choices.datatype, read, give, choices=choices)


def _same(value: Any) -> Any:
    return value


def _plain_value(value: Any) -> Any:
    """Return the value of an Enum member that is a text or number as well: files and messages know no members."""
    return value.value if isinstance(value, enum.Enum) else value


def _whole(value: Any) -> int:
    if isinstance(value, int):
        return int(value)
    if not isinstance(value, float) or not value.is_integer():
        raise Misfit("a whole number", value)
    return int(value)


def _fraction(value: Any) -> float:
    try:
        return float(value)
    except OverflowError:
        raise Misfit("a number of at most 308 digits", value) from None


def _dict(value: Any) -> Any:
    if not isinstance(value, dict):
        raise Misfit("a mapping of names to values", value)
    return value


def _items(value: Any) -> Any:
    if not isinstance(value, list):
        raise Misfit("a list", value)
    return value


def _path_reader(hint: Any) -> Convert:
    make = hint if inspect.isclass(hint) and issubclass(hint, pathlib.PurePath) else pathlib.Path

    def read(value: Any) -> Any:
        # Path("") is the current directory, which nobody means by a text that is empty.
        if not str(value).strip():
            raise Misfit("a path", "an empty text")
        return make(value)

    return read


def _record_reader(record: Any) -> Convert:
    """Make the function that builds a dataclass or named tuple from a mapping with a value for each field."""
    kinds = {name: kind_of(hint) for name, hint in typing.get_type_hints(record, include_extras=True).items()}
    parameters = inspect.signature(record).parameters
    kinds = {name: kind for name, kind in kinds.items() if name in parameters}
    required = {name for name in kinds if parameters[name].default is inspect.Parameter.empty}

    def read(value: Any) -> Any:
        if not isinstance(value, dict) or not required <= value.keys() <= kinds.keys():
            raise Misfit(f"a mapping with {', '.join(kinds)}", value)
        return record(**{name: _read_field(name, kinds[name], each) for name, each in value.items()})

    return read


def _read_field(name: str, kind: Kind, value: Any) -> Any:
    if value is None and kind.is_optional:
        return None
    try:
        return kind.read(value)
    except Misfit as error:
        raise Misfit(f"{error.wanted} for {name}", error.value) from None


def _record_values(value: Any) -> Any:
    """Return what nodes know of a value: mappings and lists for dataclasses and named tuples, else the plain value."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: _record_values(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return {name: _record_values(each) for name, each in value._asdict().items()}
    if isinstance(value, list | tuple):
        return [_record_values(each) for each in value]
    if isinstance(value, pathlib.PurePath):
        return str(value)
    return _plain_value(value)


_PLAIN: Final[dict[Any, Kind]] = {
    str: Kind(String, _same, _plain_value),
    int: Kind(Number, _whole, _plain_value),
    float: Kind(Number, _fraction, _plain_value),
    bool: Kind(Boolean, _same, _same),
    list: Kind(DataContainer, _items, _same),
    Any: Kind(Dynamic, _same, _same),
    object: Kind(Dynamic, _same, _same),
}
_PATHS: Final = frozenset({os.PathLike})
_MAPPINGS: Final = frozenset({dict, collections.abc.Mapping, collections.abc.MutableMapping})
_LISTS: Final[dict[Any, Any]] = {
    list: list,
    tuple: tuple,
    set: set,
    frozenset: frozenset,
    collections.abc.Set: set,
    **dict.fromkeys(
        (
            collections.abc.Sequence,
            collections.abc.MutableSequence,
            collections.abc.Collection,
            collections.abc.Iterable,
        ),
        list,
    ),
}
