"""Whether a value is of a type: fast checks of our own for the usual types, typeguard for the others.

The rules are typeguard's: an int passes where a float is wanted, and of a parametrised container the first item is
looked at.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Callable
from typing import Any, TypeAlias

Check: TypeAlias = Callable[[object], bool]


def check_of(hint: Any) -> Check:
    """Build the function that tells whether a value is of a type."""
    if hint is Any:
        return _anything
    if hint is None:
        hint = type(None)
    origin = typing.get_origin(hint)
    if origin in (types.UnionType, typing.Union):
        return _union(typing.get_args(hint))
    if origin is typing.Literal:
        return frozenset(typing.get_args(hint)).__contains__
    if origin in (list, dict) and typing.get_args(hint):
        return _container(origin, typing.get_args(hint))
    if isinstance(hint, type) and origin is None and not getattr(hint, "_is_protocol", False):
        return _instance(_numeric_tower(hint))
    return _foreign(hint)


def list_check_of(check: Check, exact: tuple[type, ...]) -> Check:
    """Build the function that tells whether a value is a list and each item passes; `exact` types pass unseen."""
    known = frozenset(exact)

    def accepts(value: object) -> bool:
        # The set of types is made at the speed of C; only rare types need the check itself.
        return isinstance(value, list) and (known.issuperset(map(type, value)) or all(map(check, value)))

    return accepts


def exact_types(hint: Any) -> tuple[type, ...]:
    """Return the classes whose direct instances surely pass the check of a type."""
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        return tuple(kind for part in typing.get_args(hint) for kind in exact_types(part))
    plain = isinstance(hint, type) and hint is not Any and typing.get_origin(hint) is None
    return _numeric_tower(hint) if plain else ()


def _anything(value: object) -> bool:
    del value
    return True


def _numeric_tower(kind: type) -> tuple[type, ...]:
    """Let ints pass for floats, and both for complex numbers (PEP 484)."""
    return {float: (float, int), complex: (complex, float, int)}.get(kind, (kind,))


def _instance(kinds: tuple[type, ...]) -> Check:
    if len(kinds) == 1 and type(kinds[0]) is type:
        return kinds[0].__instancecheck__
    return lambda value: isinstance(value, kinds)


def _union(parts: tuple[Any, ...]) -> Check:
    if all(isinstance(part, type) and typing.get_origin(part) is None for part in parts):
        return _instance(tuple(kind for part in parts for kind in _numeric_tower(part)))
    checks = tuple(check_of(part) for part in parts)
    return lambda value: any(check(value) for check in checks)


def _container(origin: type, arguments: tuple[Any, ...]) -> Check:
    first = [check_of(argument) for argument in arguments]
    if origin is list:
        return lambda value: isinstance(value, list) and (not value or first[0](value[0]))

    def accepts(value: object) -> bool:
        if not isinstance(value, dict):
            return False
        return not value or all(check(part) for check, part in zip(first, next(iter(value.items())), strict=True))

    return accepts


def _foreign(hint: Any) -> Check:
    def accepts(value: object) -> bool:
        # Loaded only for types that are not checked above: it costs a tenth of the start of a run.
        import typeguard  # noqa: PLC0415

        try:
            typeguard.check_type(value, hint)
        except typeguard.TypeCheckError:
            return False
        return True

    return accepts
