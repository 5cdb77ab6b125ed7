"""The sockets of nodes as functions: one for each parameter and result, with the conversion of their values."""

from __future__ import annotations

import inspect
import typing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from graphex.plugin.datatypes import DataType, Dynamic
from graphex.plugin.functions.type_hints import Kind, Misfit, is_record, kind_of
from graphex.plugin.sockets.choices import ChoiceSocket
from graphex.plugin.sockets.inputs import InputSocket, ListInputSocket, OptionalInputSocket
from graphex.plugin.sockets.outputs import ListOutputSocket, OutputSocket

if TYPE_CHECKING:
    from collections.abc import Callable

    from graphex.plugin.node import Node
    from graphex.plugin.sockets.base import Socket

OMITTED: Final = object()
"""Stands for an argument that is left to the default of the function."""

_NO_RESULT: Final = (type(None), typing.NoReturn, typing.Never)
_UNNAMED: Final = {
    inspect.Parameter.POSITIONAL_ONLY: "{}, /",
    inspect.Parameter.VAR_POSITIONAL: "*{}",
    inspect.Parameter.VAR_KEYWORD: "**{}",
}
"""How parameters are written that cannot be passed by name."""


@dataclass(frozen=True, slots=True)
class SocketOptions:
    """Says what a signature cannot: `Annotated[str, SocketOptions(name="Host name")]`."""

    name: str | None = None
    description: str | None = None
    datatype: DataType[Any] | None = None


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter with its input socket."""

    name: str
    socket: Socket
    kind: Kind
    has_default: bool

    def value(self, node: Node) -> Any:
        """Read the argument; TypeError with the name of the socket if its value does not fit."""
        value = self.socket.get_value(node)
        if value is None and self.socket.is_optional:
            return OMITTED if self.has_default else None
        try:
            return self.kind.read(value)
        except Misfit as error:
            raise TypeError(f"Socket '{self.socket.name}' of {node.name}: {error}") from None


@dataclass(frozen=True, slots=True)
class Result:
    """An output socket: for the result itself, or for one attribute of it."""

    attribute: str | None
    socket: Socket
    kind: Kind

    def assign(self, node: Node, result: Any) -> None:
        """Assign the output; None switches off one that is optional."""
        value = result if self.attribute is None or result is None else getattr(result, self.attribute)
        if value is None and self.kind.is_optional:
            node.disable_output_socket(self.socket.name)
            return
        try:
            given = self.kind.give(value)
        except Misfit as error:
            raise TypeError(f"Output '{self.socket.name}' of {node.name}: {error}") from None
        self.socket.set_value(node, given)


def hints_of(function: Callable[..., Any]) -> dict[str, Any]:
    """Resolve the annotations of a function or class; TypeError if a name in them is not defined."""
    try:
        return typing.get_type_hints(function, include_extras=True)
    except NameError as error:
        raise TypeError(f"Its annotations use a name that is not imported at run time: {error.name}") from None


def parameter_of(parameter: inspect.Parameter, hint: Any, text: str) -> Parameter:
    """Make the input socket of a parameter; TypeError if there is none for it."""
    where = f"parameter {parameter.name}"
    if parameter.kind in _UNNAMED:
        written = _UNNAMED[parameter.kind].format(parameter.name)
        raise TypeError(f"Its {where} ({written}) cannot be passed by name, as sockets are")
    if hint is None:
        raise TypeError(f"Its {where} has no type annotation")
    options = _options(hint)
    kind = _kind(hint, options, where)
    default = parameter.default
    field = _field(kind, default, where)
    has_default = default is not parameter.empty
    try:
        socket = _socket(kind, options.name or title(parameter.name), options.description or text, field)
    except ValueError as error:
        raise TypeError(str(error).rstrip(".")) from None
    if kind.is_optional or (has_default and field is None):
        socket.is_optional = True
    return Parameter(parameter.name, socket, kind, has_default)


def _kind(hint: Any, options: SocketOptions, where: str) -> Kind:
    try:
        return kind_of(hint, options.datatype)
    except (TypeError, NameError) as error:
        said = str(error)
        raise TypeError(f"{said}, the type of {where}; name one with SocketOptions") from None


def _field(kind: Kind, default: Any, where: str) -> Any:
    """Return the default as people type it into the socket; None where the function's own default has to do."""
    if default is inspect.Parameter.empty or default is None:
        return None
    if kind.choices is None and kind.datatype.name not in ("String", "Number", "Boolean"):
        return None
    try:
        given = kind.give(default)
        kind.read(given)
        kind.datatype.assert_type(given, kind.is_list)
    except TypeError as error:
        raise TypeError(f"The default of its {where} does not fit: {error}") from None
    return given


def _socket(kind: Kind, name: str, text: str, field: Any) -> Socket:
    if kind.is_list:
        return ListInputSocket(kind.datatype, name, text, field)
    if kind.choices is not None:
        return ChoiceSocket(kind.choices, name, text, field)
    return (OptionalInputSocket if kind.is_optional else InputSocket)(kind.datatype, name, text, field)


def results_of(hint: Any, texts: dict[str, str]) -> list[Result]:
    """Make one output, or one for each field of a named tuple or dataclass; none for a function that gives nothing."""
    if hint in _NO_RESULT:
        return []
    plain = typing.get_args(hint)[0] if typing.get_origin(hint) is typing.Annotated else hint
    if is_record(plain) and _options(hint).datatype is None:
        return [_result(field, each, texts.get(field, "")) for field, each in hints_of(plain).items()]
    return [_result(None, hint, texts.get("return", ""))]


def _result(attribute: str | None, hint: Any, text: str) -> Result:
    options = _options(hint)
    where = f"field {attribute} of its result" if attribute else "its result"
    kind = _kind(hint, options, where)
    if kind.datatype is Dynamic:
        raise TypeError(f"An output needs a datatype, and {hint!r}, the type of {where}, may be of any")
    name, text = options.name or title(attribute or "result"), options.description or text
    return Result(attribute, (ListOutputSocket if kind.is_list else OutputSocket)(kind.datatype, name, text), kind)


def _options(hint: Any) -> SocketOptions:
    """Find the options in a hint, also inside a list or beside None."""
    if typing.get_origin(hint) is typing.Annotated:
        found = next((each for each in hint.__metadata__ if isinstance(each, SocketOptions)), None)
        return found or _options(typing.get_args(hint)[0])
    inner = [_options(each) for each in typing.get_args(hint) if typing.get_origin(each) is not None]
    return next((each for each in inner if each != SocketOptions()), SocketOptions())


def title(name: str) -> str:
    """Make the name that people see of the name of a function or parameter."""
    return " ".join(word.capitalize() for word in name.strip("_").split("_"))
