"""Nodes as functions: a decorator makes a node type from a typed function.

    @node_type(categories=["Text"])
    def shout(text: str, times: int = 1) -> str:
        "Write a text in capital letters."
        return text.upper() * times

The name, the description, the sockets and their datatypes follow from the signature and the docstring (Google style).
"""

from __future__ import annotations

import asyncio
import inspect
import re
import types
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Literal, overload

from graphex.plugin.colors import COLOR_SPECIAL
from graphex.plugin.functions.sockets import (
    OMITTED,
    Parameter,
    Result,
    SocketOptions,
    hints_of,
    parameter_of,
    results_of,
    title,
)
from graphex.plugin.kinds import NodeType
from graphex.plugin.node import Node

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

__all__ = ["SocketOptions", "node_type"]


@overload
def node_type(function: Callable[..., Any], /) -> type[Node]: ...
@overload
def node_type(
    *,
    name: str | None = None,
    categories: Sequence[str] = (),
    color: str = COLOR_SPECIAL,
    kind: Literal["action", "generator"] = "action",
) -> Callable[[Callable[..., Any]], type[Node]]: ...
def node_type(
    function: Callable[..., Any] | None = None,
    /,
    *,
    name: str | None = None,
    categories: Sequence[str] = (),
    color: str = COLOR_SPECIAL,
    kind: Literal["action", "generator"] = "action",
) -> type[Node] | Callable[[Callable[..., Any]], type[Node]]:
    """Make a node type from the decorated function; TypeError for a function that no node can be made of."""

    def make(function: Callable[..., Any]) -> type[Node]:
        try:
            parameters, results, summary = _read(function)
        except TypeError as error:
            label = getattr(function, "__qualname__", repr(function))
            raise TypeError(f"{label} cannot be a node type. {error}.") from None
        body = _sockets(parameters, results) | {
            "__module__": function.__module__,
            "name": name or title(function.__name__),
            "description": summary,
            "categories": [categories] if isinstance(categories, str) else list(categories),
            "color": color,
            "node_type": NodeType(kind),
            "run": _run(function, parameters, results),
            "function": staticmethod(function),
        }
        return types.new_class(function.__name__, (Node,), exec_body=lambda namespace: namespace.update(body))

    return make if function is None else make(function)


def _read(function: Callable[..., Any]) -> tuple[list[Parameter], list[Result], str]:
    """Read signature and docstring of a function."""
    _check(function)
    hints = hints_of(function)
    summary, texts = _docstring(inspect.getdoc(function) or "")
    parameters = [
        parameter_of(parameter, hints.get(parameter.name), texts.get(parameter.name, ""))
        for parameter in inspect.signature(function).parameters.values()
    ]
    results = results_of(hints.get("return", type(None)), texts)
    _check_names([parameter.socket.name for parameter in parameters], "inputs")
    _check_names([result.socket.name for result in results], "outputs")
    return parameters, results, summary


def _check(function: Callable[..., Any]) -> None:
    """Refuse what has no signature of its own, or gives its result in pieces."""
    plain = inspect.unwrap(function)
    if not inspect.isfunction(plain) or plain.__name__ == "<lambda>":
        raise TypeError(f"Only a function that is defined with def can be one, not {type(function).__name__}")
    if plain.__qualname__.rpartition(".")[0].rpartition(".")[2] not in ("", "<locals>"):
        raise TypeError("It is a method; define a function outside the class")
    if inspect.isgeneratorfunction(plain) or inspect.isasyncgenfunction(plain):
        raise TypeError("It yields its results one by one; return a list, or write a class with a flow")


def _check_names(names: list[str], what: str) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise TypeError(f'Two of its {what} are called "{twice[0]}"; name one with SocketOptions')


def _sockets(parameters: list[Parameter], results: list[Result]) -> dict[str, Any]:
    """Return the sockets under attributes that the plugin API does not use."""
    inputs = {f"_in_{parameter.name}": parameter.socket for parameter in parameters}
    return inputs | {f"_out_{result.attribute or ''}": result.socket for result in results}


def _run(function: Callable[..., Any], parameters: list[Parameter], results: list[Result]) -> Callable[[Node], None]:
    def run(self: Node) -> None:
        values = {parameter.name: parameter.value(self) for parameter in parameters}
        result = function(**{name: value for name, value in values.items() if value is not OMITTED})
        if inspect.isawaitable(result):
            result = _awaited(result)
        if result is not None and not results:
            label = function.__qualname__
            raise TypeError(f"{label} returned a value, but has no output for it: annotate what {label} returns.")
        for each in results:
            each.assign(self, result)

    return run


def _awaited(result: Awaitable[Any]) -> Any:
    """Wait for what an asynchronous function gives, in a thread of its own where this one runs a loop already."""

    async def wait() -> Any:
        return await result

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(wait())
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, wait()).result()


def _docstring(text: str) -> tuple[str, dict[str, str]]:
    """Split a docstring into what the function does, and texts by parameter, with `return` for the result."""
    before, *sections = re.split(r"^(Args|Returns):\s*$", text, flags=re.MULTILINE)
    texts: dict[str, str] = {}
    for heading, body in zip(sections[::2], sections[1::2], strict=True):
        if heading == "Returns":
            texts["return"] = " ".join(body.split())
        else:
            for parameter, said in re.findall(r"^\s+(\w+)[^:\n]*:\s*((?:.|\n(?!\s+\w+[^:\n]*:))*)", body, re.MULTILINE):
                texts[parameter] = " ".join(said.split())
    return before.strip(), texts
