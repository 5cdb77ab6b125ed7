"""Plain scalars of YAML: what they mean to the reader of graphs, and which texts must be quoted to stay texts.

The rules are those of YAML 1.1 (https://yaml.org/type/), as files have always been read, with what the editor has
written without quotes: `=` and `<<` are texts, `1e-7` and `1e+21` are numbers, unless a text is wanted where they
stand. Dates stay texts.
"""

from __future__ import annotations

import math
import re
from typing import Any, Final

_NULL: Final = frozenset({"", "~", "null", "Null", "NULL"})
_TRUE: Final = frozenset({"yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"})
_FALSE: Final = frozenset({"no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"})
_WORDS: Final[dict[str, bool | None]] = {
    **dict.fromkeys(_NULL, None),
    **dict.fromkeys(_TRUE, True),
    **dict.fromkeys(_FALSE, False),
}
_INT: Final = re.compile(r"[-+]?(?:0b[01_]+|0x[0-9a-fA-F_]+|0[0-7_]+|0|[1-9][0-9_]*)")
_SEXAGESIMAL: Final = re.compile(r"[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?")
_FLOAT: Final = re.compile(
    r"[-+]?(?:[0-9][0-9_]*\.[0-9_]*(?:[eE][-+]?[0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+]?[0-9]+)?|[0-9]+[eE][-+]?[0-9]+)"
)
# YAML 1.1 takes only these for numbers: with a point, and with a sign in the exponent.
_FLOAT_1_1: Final = re.compile(r"[-+]?(?:[0-9][0-9_]*\.[0-9_]*|\.[0-9][0-9_]*)(?:[eE][-+][0-9]+)?")
_SPECIAL: Final = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
# Python refuses longer ones (sys.set_int_max_str_digits), and no graph means one.
_LONGEST_NUMBER: Final = 4000
_NUMBER_STARTS: Final = frozenset("0123456789-+.")


class Exponent(str):
    """A scalar like `1e7`: a text, as it has always been read, but a number where no text is wanted.

    A commit hash looks the same (`695e0514`), and so do numbers that the editor has written.
    """

    __slots__ = ()


def settled(value: Any, *, as_text: bool) -> Any:
    """Return a value of a file as what is wanted in its place, be it in a list or a mapping."""
    match value:
        case Exponent():
            return str(value) if as_text else float(value)
        case list() if any(isinstance(item, Exponent | list | dict) for item in value):
            return [settled(item, as_text=as_text) for item in value]
        case dict():
            return {key: settled(item, as_text=as_text) for key, item in value.items()}
        case _:
            return value


def resolve_plain(text: str) -> str | int | float | bool | None:  # noqa: PLR0911 - one return for each kind
    """Return the value of a scalar without quotes."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _NUMBER_STARTS or len(text) > _LONGEST_NUMBER:
        return text
    if _INT.fullmatch(text):
        return _integer(text)
    if _FLOAT.fullmatch(text):
        return _fraction(text)
    if _SPECIAL.fullmatch(text):
        return float(text.lower().replace(".", ""))
    if _SEXAGESIMAL.fullmatch(text):
        return _base_sixty(text)
    return text


def _integer(text: str) -> int | str:
    digits = text.replace("_", "")
    sign = -1 if digits[0] == "-" else 1
    digits = digits.lstrip("+-")
    if not digits:
        return text
    if digits.startswith(("0b", "0x")):
        return sign * int(digits, 0) if len(digits) > 2 else text  # noqa: PLR2004 - the prefix alone is no number
    if len(digits) > 1 and digits[0] == "0":
        return sign * int(digits, 8)
    return sign * int(digits)


def _fraction(text: str) -> float | str:
    number = float(text.replace("_", ""))
    if math.isinf(number):
        return text  # what is too large for a number is none: infinity is written .inf
    if _FLOAT_1_1.fullmatch(text):
        return number
    return text if "_" in text else Exponent(text)


def _base_sixty(text: str) -> int | float:
    digits = text.replace("_", "")
    sign = -1 if digits[0] == "-" else 1
    total: int | float = 0
    for part in digits.lstrip("+-").split(":"):
        total = total * 60 + (float(part) if "." in part else int(part))
    return sign * total


# What either version of YAML, in any reader, might take for something other than this text.
_AMBIGUOUS: Final = re.compile(
    r"[-+]?[0-9.][-+0-9a-fA-FxXoO_.:eE]*"  # numbers of every kind, sexagesimals
    r"|\d{4}-\d{1,2}-\d{1,2}.*"  # dates
    r"|[-+]?\.(?:inf|nan)|~|=|<<|null|y|n|yes|no|true|false|on|off",
    re.IGNORECASE,
)
# Plain in every position: begins with a letter, digit or one of a few signs, and holds nothing that ends a scalar.
_PLAIN: Final = re.compile(r"[\w/.(+$^;=~][^\x00-\x1f\x7f-\x9f\ud800-\udfff\ufeff\u2028\u2029\ufffe\uffff]*")
_ENDS_SCALAR: Final = re.compile(r":(?:\s|$)|\s#|\s$|^\s")


def may_be_plain(text: str) -> bool:
    """Return whether a text can stand without quotes and is read as the same text by YAML 1.1 and 1.2."""
    return (
        bool(_PLAIN.fullmatch(text))
        and not _AMBIGUOUS.fullmatch(text)
        and not _ENDS_SCALAR.search(text)
        and not text.startswith(("---", "..."))
    )
