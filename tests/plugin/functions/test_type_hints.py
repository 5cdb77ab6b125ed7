"""What type hints say of sockets."""

from __future__ import annotations

import datetime as dt
import decimal
import enum
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Annotated, Any, List, Literal, NamedTuple, NewType, Optional, TypedDict, Union  # noqa: UP035 - tried

import pytest

from graphex.plugin.datatypes import Boolean, DataContainer, DataType, Dynamic, Number, String
from graphex.plugin.functions.type_hints import Misfit, kind_of

HOST: DataType[Any] = DataType(object, "Host", "A host.", "#000000", ["Tests"])
Name = NewType("Name", str)


class Color(enum.Enum):
    """A choice."""

    RED = "red"
    BLUE = "blue"


class Mode(enum.StrEnum):
    """A choice that is a text."""

    FAST = "fast"


@dataclass
class Server:
    """A record."""

    host: str
    port: int = 22
    tags: list[str] = field(default_factory=list)


class Point(NamedTuple):
    """Another one."""

    x: float
    color: Color


class Options(TypedDict):
    """A mapping."""

    depth: int


@pytest.mark.parametrize(
    ("hint", "datatype", "is_list", "is_optional"),
    [
        (str, String, False, False),
        (int | float, Number, False, False),
        (float, Number, False, False),
        (bool, Boolean, False, False),
        (Path, String, False, False),
        (os.PathLike[str], String, False, False),
        (str | Path, String, False, False),
        (dict, DataContainer, False, False),
        (Mapping[str, Any], DataContainer, False, False),
        (Options, DataContainer, False, False),
        (Server, DataContainer, False, False),
        (list, DataContainer, False, False),
        (Any, Dynamic, False, False),
        (int | str, Dynamic, False, False),
        (Name, String, False, False),
        (Annotated[int, "anything"], Number, False, False),
        (Optional[int], Number, False, True),  # noqa: UP045 - as people write it
        (Union[None, str, Path], String, False, True),  # noqa: UP007 - likewise
        (Literal["a", None], String, False, True),  # noqa: PYI061 - likewise
        (Color | None, String, False, True),
        (list[int], Number, True, False),
        (List[int], Number, True, False),  # noqa: UP006 - likewise
        (Sequence[Color], String, True, False),
        (Iterable[bool], Boolean, True, False),
        (tuple[str, ...], String, True, False),
        (set[str] | None, String, True, True),
        (list[dict[str, int]], DataContainer, True, False),
        (list[list[int]], DataContainer, True, False),
        (list[Any], Dynamic, True, False),
    ],
    ids=str,
)
def test_datatype_and_form_of_the_socket(hint: Any, datatype: Any, is_list: bool, is_optional: bool) -> None:
    kind = kind_of(hint)

    assert (kind.datatype, kind.is_list, kind.is_optional) == (datatype, is_list, is_optional)


@pytest.mark.parametrize(
    ("hint", "value", "read"),
    [
        (int, 3.0, 3),
        (int, -0.0, 0),
        (int, 10**30, 10**30),
        (float, 3, 3.0),
        (int | float, 3, 3),
        (int | str, 3.0, 3),
        (int | str, "3", "3"),
        (float | int, 2, 2),
        (bool, True, True),
        (Path, "a/b", Path("a/b")),
        (PurePosixPath, "a", PurePosixPath("a")),
        (str | Path, "a", "a"),
        (Color, "BLUE", Color.BLUE),
        (Color, "Red", Color.RED),
        (Mode, "fast", Mode.FAST),
        (Literal["on", 1], "1", 1),
        (Literal[1, 2], 2.0, 2),
        (list[int], [1.0, 2], [1, 2]),
        (tuple[Path, ...], ["a"], (Path("a"),)),
        (set[Color], ["red", "RED"], {Color.RED}),
        (list[list[int]], [[1.0]], [[1]]),
        (Server, {"host": "a", "port": 80.0}, Server("a", 80)),
        (Point, {"x": 1, "color": "red"}, Point(1.0, Color.RED)),
    ],
    ids=str,
)
def test_what_the_function_gets(hint: Any, value: Any, read: Any) -> None:
    got = kind_of(hint).read(value)

    assert got == read
    assert type(got) is type(read)


@pytest.mark.parametrize(
    ("hint", "value", "wanted"),
    [
        (int, 2.5, "a whole number is needed, not 2.5 (float)"),
        (int, float("inf"), "a whole number is needed, not inf (float)"),
        (int, float("nan"), "a whole number"),
        (float, 10**400, "a number of at most 308 digits"),
        (Path, "", "a path is needed, not an empty text"),
        (Path, "  ", "a path is needed"),
        (Color, "green", "one of red, blue is needed, not green (str)"),
        (Literal[1, 2], 3, "one of 1, 2 is needed, not 3"),
        (dict, [], "a mapping of names to values is needed"),
        (list, {}, "a list is needed"),
        (list[int], [1, 1.5], "a whole number is needed, not 1.5"),
        (int | Color, 2.5, "a whole number or one of red, blue is needed, not 2.5"),
        (Server, {"port": 1}, "a mapping with host, port, tags is needed"),
        (Server, {"host": "a", "prot": 1}, "a mapping with host, port, tags is needed"),
        (Server, {"host": "a", "port": 1.5}, "a whole number for port is needed, not 1.5"),
    ],
    ids=str,
)
def test_a_value_that_does_not_fit_says_what_is_needed(hint: Any, value: Any, wanted: str) -> None:
    with pytest.raises(Misfit) as caught:
        kind_of(hint).read(value)

    assert wanted in str(caught.value)


@pytest.mark.parametrize(
    ("hint", "value", "given"),
    [
        (str, Mode.FAST, "fast"),
        (Color, Color.BLUE, "blue"),
        (Literal["on", 1], 1, "1"),
        (Path, Path("a"), "a"),
        (Path, "a", "a"),
        (list[Color], (Color.RED,), ["red"]),
        (tuple[int, ...], (1, 2), [1, 2]),
        (Server, Server("a"), {"host": "a", "port": 22, "tags": []}),
        (list[Point], [Point(1.0, Color.RED)], [{"x": 1.0, "color": "red"}]),
    ],
    ids=str,
)
def test_what_a_result_becomes(hint: Any, value: Any, given: Any) -> None:
    got = kind_of(hint).give(value)

    assert got == given
    assert type(got) is type(given)


@pytest.mark.parametrize(("hint", "value"), [(list[str], "abc"), (list[str], 5), (Color, "green")])
def test_a_result_of_another_kind_is_refused(hint: Any, value: Any) -> None:
    with pytest.raises(Misfit):
        kind_of(hint).give(value)


@pytest.mark.parametrize("hint", [HOST, list[Any], Any | None], ids=str)
def test_a_datatype_that_is_given_counts(hint: Any) -> None:
    assert kind_of(hint, HOST).datatype is HOST


@pytest.mark.parametrize(
    "hint",
    [
        bytes,
        complex,
        dt.datetime,
        decimal.Decimal,
        object(),
        type(None),
        tuple[int, str],
        list[int | None],
        list[str] | str,
        list[bytes],
        type[int],
        Callable[[], int],
        Literal[b"x"],
        Literal[None],  # noqa: PYI061 - as people write it
    ],
    # The text of an object holds its address, which differs between the workers of a test run.
    ids=lambda hint: str(hint).partition(" at 0x")[0],
)
def test_a_type_without_a_socket_is_refused(hint: Any) -> None:
    with pytest.raises(TypeError):
        kind_of(hint)
