"""Nodes as functions: a decorator makes a node type from a typed function.

    @node_type(categories=["Text"])
    def shout(text: str, times: int = 1) -> str:
        "Write a text in capital letters."
        return text.upper() * times

The name, the description, the sockets and their datatypes follow from the signature and the docstring (Google style).
"""

from __future__ import annotations

import dataclasses
import enum
import inspect
import re
import types
import typing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from graphex.plugin.colors import COLOR_SPECIAL
from graphex.plugin.datatypes import Boolean, DataContainer, DataType, Number, String
from graphex.plugin.inputs import EnumInputSocket, InputSocket, ListInputSocket, OptionalInputSocket
from graphex.plugin.kinds import NodeType
from graphex.plugin.node import Node
from graphex.plugin.outputs import ListOutputSocket, OutputSocket

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from graphex.plugin.socket_base import Socket

_KNOWN: dict[Any, DataType[Any]] = {
    str: String,
    int: Number,
    float: Number,
    bool: Boolean,
    dict: DataContainer,
    list: DataContainer,
}
_NoneType = type(None)
F = TypeVar("F", bound="Callable[..., Any]")


@dataclass(frozen=True, slots=True)
class SocketOptions:
    """Says what a signature cannot: `Annotated[str, SocketOptions(name="Host name")]`."""

    name: str | None = None
    description: str | None = None
    datatype: DataType[Any] | None = None


@dataclass(frozen=True, slots=True)
class _Kind:
    """What a type hint says of a socket."""

    datatype: DataType[Any]
    is_list: bool = False
    is_optional: bool = False
    choices: dict[str, Any] | None = None


def node_type(
    *,
    name: str | None = None,
    categories: Sequence[str] = (),
    color: str = COLOR_SPECIAL,
    kind: Literal["action", "generator"] = "action",
) -> Callable[[Callable[..., Any]], type[Node]]:
    """Make a node type from the decorated function; TypeError for a signature that no sockets can be made of."""

    def make(function: Callable[..., Any]) -> type[Node]:
        hints = typing.get_type_hints(function, include_extras=True)
        summary, texts = _docstring(inspect.getdoc(function) or "")
        inputs = _inputs(function, hints, texts)
        outputs = _outputs(function, hints.get("return", _NoneType), texts)

        def run(self: Node) -> None:
            values = {parameter: socket.get_value(self) for parameter, socket in inputs.items()}
            result = function(**values)
            for attribute, socket in outputs.items():
                socket.set_value(self, result if attribute is None else getattr(result, attribute))

        body: dict[str, Any] = {f"input_{parameter}": socket for parameter, socket in inputs.items()}
        body |= {f"output_{attribute}": socket for attribute, socket in outputs.items()}
        body |= {
            "__module__": function.__module__,
            "name": name or _title(function.__name__),
            "description": summary,
            "categories": list(categories),
            "color": color,
            "node_type": NodeType(kind),
            "run": run,
            "function": staticmethod(function),
        }
        return types.new_class(function.__name__, (Node,), exec_body=lambda namespace: namespace.update(body))

    return make


def _inputs(function: Callable[..., Any], hints: dict[str, Any], texts: dict[str, str]) -> dict[str, Socket]:
    return {
        parameter.name: _input(function, parameter, hints.get(parameter.name), texts.get(parameter.name, ""))
        for parameter in inspect.signature(function).parameters.values()
    }


def _input(function: Callable[..., Any], parameter: inspect.Parameter, hint: Any, text: str) -> Socket:
    options = _options(hint)
    kind = _kind(hint, options, f"parameter {parameter.name} of {function.__qualname__}")
    name, text = options.name or _title(parameter.name), options.description or text
    default = None if parameter.default is parameter.empty else parameter.default
    if kind.choices is not None:
        return EnumInputSocket(kind.datatype, name, text, _members(kind), default)
    socket = ListInputSocket if kind.is_list else OptionalInputSocket if kind.is_optional else InputSocket
    return socket(kind.datatype, name, text, default)


def _outputs(function: Callable[..., Any], hint: Any, texts: dict[str, str]) -> dict[str | None, Socket]:
    """Make one output, or one for each field of a named tuple or dataclass; none for a function that gives nothing."""
    if hint is _NoneType:
        return {}
    plain = typing.get_args(hint)[0] if typing.get_origin(hint) is typing.Annotated else hint
    if inspect.isclass(plain) and (dataclasses.is_dataclass(plain) or hasattr(plain, "_fields")):
        fields = typing.get_type_hints(plain, include_extras=True)
        return {field: _output(function, field, each, texts.get(field, "")) for field, each in fields.items()}
    return {None: _output(function, "result", hint, texts.get("return", ""))}


def _output(function: Callable[..., Any], field: str, hint: Any, text: str) -> Socket:
    options = _options(hint)
    kind = _kind(hint, options, f"what {function.__qualname__} returns")
    name, text = options.name or _title(field), options.description or text
    return (ListOutputSocket if kind.is_list else OutputSocket)(kind.datatype, name, text)


def _options(hint: Any) -> SocketOptions:
    if typing.get_origin(hint) is typing.Annotated:
        return next((each for each in hint.__metadata__ if isinstance(each, SocketOptions)), SocketOptions())
    return SocketOptions()


def _kind(hint: Any, options: SocketOptions, where: str) -> _Kind:
    """Read a type hint: a known type, a list of one, one or None, or a few choices."""
    if typing.get_origin(hint) is typing.Annotated:
        hint = typing.get_args(hint)[0]
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union) and _NoneType in arguments:
        rest = [each for each in arguments if each is not _NoneType]
        inner = _kind(rest[0] if len(rest) == 1 else typing.Union[tuple(rest)], options, where)  # noqa: UP007 - made at run time
        return dataclasses.replace(inner, is_optional=True)
    if origin is typing.Literal:
        return _Kind(_datatype(type(arguments[0]), options, where), choices={str(each): each for each in arguments})
    if inspect.isclass(hint) and issubclass(hint, enum.Enum):
        members = {member.name: member.value for member in hint}
        return _Kind(_datatype(type(next(iter(members.values()))), options, where), choices=members)
    if origin is list and arguments:
        return _Kind(_datatype(arguments[0], options, where), is_list=True)
    return _Kind(_datatype(hint, options, where))


def _datatype(hint: Any, options: SocketOptions, where: str) -> DataType[Any]:
    if options.datatype is not None:
        return options.datatype
    if hint == int | float:
        return Number
    known = _KNOWN.get(typing.get_origin(hint) or hint)
    if known is None:
        raise TypeError(f"No datatype belongs to {hint!r}, the type of {where}; name one with SocketOptions.")
    return known


def _members(kind: _Kind) -> Any:
    choices = kind.choices or {}
    return list(choices.values()) if kind.datatype is String else choices


def _title(name: str) -> str:
    return " ".join(word.capitalize() for word in name.strip("_").split("_"))


def _docstring(text: str) -> tuple[str, dict[str, str]]:
    """Split a docstring into what the function does, and texts by parameter, with `return` for the result."""
    before, *sections = re.split(r"^(Args|Returns):\s*$", text, flags=re.MULTILINE)
    texts: dict[str, str] = {}
    for title, body in zip(sections[::2], sections[1::2], strict=True):
        if title == "Returns":
            texts["return"] = " ".join(body.split())
        else:
            for parameter, said in re.findall(r"^\s+(\w+)[^:\n]*:\s*((?:.|\n(?!\s+\w+[^:\n]*:))*)", body, re.MULTILINE):
                texts[parameter] = " ".join(said.split())
    return before.strip(), texts
