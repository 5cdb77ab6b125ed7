"""JSON values: what stands for the value of a graph output in an event, whole as far as it is not too large."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from graphex.masks import Mask

LIMIT: Final = 65_536
"""Bytes of JSON: what a pipe of Linux holds (pipe(7)), so that one output never makes a child process wait for long."""
_DEPTH: Final = 50  # deeper ones are cut as well: encoders and readers recurse
_LARGEST: Final = 2**63 - 1  # what readers of JSON can be relied on to take as a whole number
_MARK: Final = "…"
_MARK_SIZE: Final = len(_MARK.encode())
_NO_JSON: Final = object()
_LITERALS: Final = {None: "null", True: "true", False: "false"}


class JsonValues:
    """Gives a value as JSON has it, without secrets, and whether it was cut.

    Lists, texts and objects with texts as keys stay what they are; what JSON does not have becomes its text. Texts are
    masked before they are cut: a half of a secret is a secret.
    """

    def __init__(self, mask: Mask) -> None:
        self._mask = mask

    def __call__(self, value: object) -> tuple[Any, bool]:
        """Return a value made of JSON's own types, and whether something was left out."""
        cut = _Cut(self._mask)
        try:
            found = cut.value(value, 0)
        except Exception as error:  # noqa: BLE001 - a value's own code must not end the run that shows it
            return f"<{type(value).__name__} without text: {type(error).__name__}>", True
        return found, cut.truncated


class _TooLarge(Exception):  # noqa: N818 - never leaves this module
    """Nothing of a value fits into what is left."""


class _Cut:
    """One value on its way to JSON, with the bytes that are left for it."""

    def __init__(self, mask: Mask) -> None:
        self._mask = mask
        self._left = LIMIT
        self.truncated = False

    def value(self, value: object, depth: int) -> Any:
        """Return as much of a value as fits."""
        if isinstance(value, str):
            return self._text(str.__str__(value))
        if isinstance(value, list | tuple):
            return self._list(value, depth)
        if isinstance(value, dict):
            return self._object(value, depth)
        return self._plain(value)

    def _take(self, size: int) -> None:
        if size > self._left:
            self._left = 0  # nothing that comes later stands where this was left out
            self.truncated = True
            raise _TooLarge
        self._left -= size

    def _plain(self, value: object) -> Any:
        """Return a value that has no parts, or its text where it is a secret or JSON does not have it."""
        text = _written(value)
        plain = _plain(value)
        if plain is _NO_JSON or self._mask(text) != text:
            return self._text(text)
        self._take(len(text))
        return plain

    def _text(self, text: str) -> str:
        """Return a text, or what fits of it with a mark behind it."""
        text = self._mask(text)
        size = _size(text)
        if size > self._left:
            self.truncated = True
            text, size = _beginning(text, self._left - _MARK_SIZE), self._left
        self._take(size)
        return text

    def _list(self, values: list[Any] | tuple[Any, ...], depth: int) -> list[Any]:
        self._enter(depth)
        found: list[Any] = []
        try:
            for value in values:
                self._take(1)  # the comma
                found.append(self.value(value, depth + 1))
        except _TooLarge:
            pass  # what follows is left out
        return found

    def _object(self, values: dict[Any, Any], depth: int) -> dict[str, Any]:
        self._enter(depth)
        found: dict[str, Any] = {}
        try:
            for key, value in values.items():
                self._take(2)  # the colon and the comma
                name = self._key(key)
                if name in found:  # of two secrets as keys, one is left
                    self.truncated = True
                found[name] = self.value(value, depth + 1)
        except _TooLarge:
            pass
        return found

    def _enter(self, depth: int) -> None:
        if depth >= _DEPTH:
            self.truncated = True
            raise _TooLarge
        self._take(2)  # the brackets

    def _key(self, key: object) -> str:
        name = self._mask(key if isinstance(key, str) else _written(key))
        self._take(_size(name))
        return name


def _plain(value: object) -> Any:
    """Return what JSON has for a value without parts, as one of Python's own types, or `_NO_JSON`."""
    match value:
        case None | bool():
            return value
        case int() if abs(value) <= _LARGEST:
            return int(value)
        case float() if math.isfinite(value):
            return float(value)
        case _:
            return _NO_JSON


def _written(value: object) -> str:
    """Return the text of a value that is no text itself; numbers without end have their names in JavaScript."""
    if value is None or isinstance(value, bool):
        return _LITERALS[value]
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    try:
        return str(value)
    except Exception as error:  # noqa: BLE001 - a value's own code must not keep the others from being shown
        return f"<{type(value).__name__} without text: {type(error).__name__}>"


def _size(text: str) -> int:
    """Count the bytes of a text in JSON, with its quotes."""
    return len(json.dumps(text, ensure_ascii=False).encode("utf-8", "surrogatepass"))


def _beginning(text: str, room: int) -> str:
    """Return the longest beginning of a text that fits, roughly, with a mark behind it; _TooLarge if there is none."""
    cut = text[: max(room, 0)]
    while cut and (size := _size(cut)) > room:
        cut = cut[: min(len(cut) - 1, len(cut) * room // size)]
    if not cut:
        raise _TooLarge
    return cut + _MARK
