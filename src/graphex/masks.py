"""Masks: secrets are taken out of every text that leaves the product, in whatever way they are written there."""

from __future__ import annotations

import base64
import re
import threading
import unicodedata
from functools import cache, cached_property
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

HIDDEN: Final = "******"
# Shorter secrets are hidden only as whole words, or they would take letters out of every other word.
_ANYWHERE_FROM: Final = 4


class Mask:
    """Replaces secrets in texts; secrets may be added at any time, from any thread."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._forms: tuple[_Form, ...] = ()
        self._needles: tuple[str, ...] = ()
        self._known: set[str] = set()
        self._lock = threading.Lock()
        self.add(*secrets)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is hidden yet."""
        return not self._forms

    def __call__(self, text: str) -> str:
        """Return the text without secrets."""
        # Events are many, and nearly none of them has a secret in it.
        for needle in self._needles:
            if needle in text:
                return self.replaced(text, HIDDEN)
        return text

    def add(self, *secrets: str) -> None:
        """Hide these texts from now on, their lines, and all the ways to write them."""
        with self._lock:
            new = [part for secret in secrets for part in _parts(secret) if part not in self._known]
            self._known.update(new)
            self._forms += tuple(form for part in dict.fromkeys(new) for form in _forms(part))
            self._needles = tuple(dict.fromkeys(needle for form in self._forms for needle in form.needles))

    def replaced(self, text: str, by: str) -> str:
        """Return the text with another text in place of each secret."""
        spans = sorted(span for form in self._forms if form.may_be_in(text) for span in form.spans(text))
        if not spans:
            return text
        kept, end = [], 0
        for first, last in _joined(spans):
            kept += [text[end:first], by]
            end = last
        return "".join([*kept, text[end:]])


def secret_texts(value: object) -> Iterator[str]:
    """Yield the texts that a secret value consists of."""
    match value:
        case dict():
            for item in value.values():
                yield from secret_texts(item)
        case list() | tuple() | set() | frozenset():
            for item in value:
                yield from secret_texts(item)
        case bytes():
            yield value.decode("utf-8", "surrogateescape")
        case None:
            return
        case object(values=dict() as parts):  # those of a composite input
            yield from secret_texts(parts)
        case _:
            yield str(value)


class _Form:
    """One way to write a secret: a pattern, and texts of which one is there wherever the pattern matches."""

    def __init__(self, pattern: str, *needles: str) -> None:
        self._source = pattern
        self.needles = needles

    def may_be_in(self, text: str) -> bool:
        """Return, quickly, whether a text is worth a closer look."""
        return any(needle in text for needle in self.needles)

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield where the secret stands."""
        return (found.span() for found in self._pattern.finditer(text))

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        # Most secrets appear nowhere, and patterns of long ones take milliseconds.
        return re.compile(self._source)


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join spans that overlap: what one secret shares with another one must not leave the rest of either."""
    joined: list[tuple[int, int]] = []
    for first, last in spans:
        if joined and first < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return joined


def _parts(secret: str) -> Iterator[str]:
    """Yield what is hidden for a secret: itself and its lines, composed and decomposed as file systems write them."""
    lines = [line.strip() for line in secret.splitlines()]
    # A bracket that stands alone in a line of a secret says nothing, and is in many other texts.
    telling = [line for line in lines if len(line) >= _ANYWHERE_FROM or any(map(str.isalnum, line))]
    for part in (secret.strip(), *telling):
        # What consists of asterisks cannot be told from what hides it.
        if part.strip("*"):
            yield from dict.fromkeys([part, unicodedata.normalize("NFC", part), unicodedata.normalize("NFD", part)])


def _forms(part: str) -> Iterator[_Form]:
    anywhere = len(part) >= _ANYWHERE_FROM
    yield _Form(_bounded(_written(part), anywhere=anywhere), _longest_word(part))
    for content in _encoded(part):
        yield from _base64_forms(content, anywhere=anywhere)
        if anywhere:
            digits = content.hex()
            yield _Form(f"{digits}|{digits.upper()}", digits, digits.upper())


def _bounded(pattern: str, *, anywhere: bool) -> str:
    # The letter of an escape, as in \n, is no letter of a word.
    return pattern if anywhere else rf"(?:(?<!\w)|(?<=\\[nrt]))(?:{pattern})(?!\w)"


def _encoded(part: str) -> list[bytes]:
    """Return the bytes that stand for a text: in UTF-8, and in Latin-1 where HTTP still uses that."""
    contents = [part.encode("utf-8", "surrogatepass")]
    try:
        contents.append(part.encode("latin-1"))
    except UnicodeEncodeError:
        return contents
    return list(dict.fromkeys(contents))


# The forms of text: each character stands for itself or for one of its escapes, mixed in any way and nested in any
# depth, as in JSON inside of JSON.

_TOKEN: Final = re.compile(r"(?P<word>[A-Za-z0-9]+)|(?P<blank>\s+)|(?P<backslashes>\\+)|(?P<other>.)", re.DOTALL)
# Blanks and line ends: folded by YAML, joined by pipelines, barred by blocks of the log, escaped by all others.
_BLANK: Final = (
    r"(?:[\s│+]|&(?:amp;)*(?:nbsp|#\w{1,6});|<br ?/?>|(?:%(?:25)*|=)[0-9a-fA-F]{2}"
    r"|\\++(?:[abefnrtvN_LP0\s]|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|[0-7]{2,3}))"
)
# YAML breaks long lines behind an escape, with a backslash before the end of the line and another one behind it.
_FOLD: Final = r"(?:\\+\s*\n\s*\\*)?"
_SPECIAL: Final = {
    "'": ("'\"'\"'", r"'\\+''", "''"),  # as shells, and YAML and SQL, write it between quotes
    '"': ('""',),  # as CSV does
    "%": ("%%",),
}


def _written(part: str) -> str:
    """Return the pattern of all that a text may be written as."""
    pieces: list[str] = []
    behind_backslashes = False
    for token in _TOKEN.finditer(part):
        text = token.group()
        match token.lastgroup:
            case "word":
                pieces.append(text)
            case "blank":
                # Backslashes before it may have been taken for those of its escape, of which a letter is left.
                pieces.append(f"(?:[nrt]{_BLANK}*|{_BLANK}+)" if behind_backslashes else f"{_BLANK}+")
            case "backslashes":
                start = "" if pieces else r"(?<!\\)"
                pieces.append(rf"{start}(?:\\{{{len(text)},}}+|{_escaped_run(text)}){_FOLD}")
            case _:
                pieces.append(_character(text, first=not pieces, behind_backslashes=behind_backslashes))
        behind_backslashes = token.lastgroup == "backslashes"
    return "".join(pieces)


def _escaped_run(backslashes: str) -> str:
    return "".join(f"(?:{'|'.join(_escapes(each, backslash=_SOME))})" for each in backslashes)


def _character(character: str, *, first: bool, behind_backslashes: bool) -> str:
    literal = re.escape(character)
    before = "" if first else _PERHAPS
    # A run of backslashes is looked at from its beginning only, or a long one takes the square of its length.
    backslash = rf"(?<!\\){_SOME}" if first else _PERHAPS if behind_backslashes else _SOME
    forms = [*_SPECIAL.get(character, ()), before + literal, *_escapes(character, backslash=backslash)]
    misread = character.encode("utf-8", "surrogatepass").decode("latin-1")
    if misread != character:
        forms.append(re.escape(misread))
    return f"(?:{'|'.join(forms)}){_FOLD}"


_SOME: Final = r"\\++"
_PERHAPS: Final = r"\\*+"


def _escapes(character: str, *, backslash: str) -> Iterator[str]:
    """Yield the escapes of a character; `backslash` is what begins most of them."""
    code = ord(character)
    content = character.encode("utf-8", "surrogatepass")
    units = character.encode("utf-16-be", "surrogatepass")
    sixteen = [units[place : place + 2].hex() for place in range(0, len(units), 2)]
    yield "".join(f"{backslash}u{_digits(unit)}" for unit in sixteen)
    yield f"{backslash}U{_digits(f'{code:08x}')}"
    yield "".join(f"{backslash}x{_digits(f'{byte:02x}')}" for byte in content)
    yield "".join(f"{backslash}{byte:03o}" for byte in content)
    yield "".join(f"(?:%(?:25)*|=){_digits(f'{byte:02x}')}" for byte in content)
    yield f"&(?:amp;)*#(?:0*{code}|[xX]0*{_digits(f'{code:x}')});"
    if code in _entities():
        yield f"&(?:amp;)*{_entities()[code]};"
    if code > 0x7F and code <= 0xFF:  # noqa: PLR2004 - what Latin-1 has and ASCII has not
        yield f"{backslash}x{_digits(f'{code:02x}')}"
        yield f"(?:%(?:25)*|=){_digits(f'{code:02x}')}"
    if code in _SHORT:
        yield backslash + _SHORT[code]


@cache
def _entities() -> dict[int, str]:
    """Return the names of characters in HTML."""
    # Takes longer to load than all else that a command without secrets needs of this module.
    from html.entities import codepoint2name  # noqa: PLC0415

    return {**codepoint2name, ord("'"): "apos"}


_SHORT: Final = {0x00: "0", 0x07: "a", 0x08: "b", 0x1B: "e"}
"""The characters that are no blanks and have a letter for an escape."""


def _digits(text: str) -> str:
    """Return the pattern of a hexadecimal number in any case."""
    return "".join(f"[{digit}{digit.upper()}]" if digit.isalpha() else digit for digit in text)


def _longest_word(part: str) -> str:
    """Return the longest run of characters that nothing escapes; an empty text is in every text."""
    return max(re.findall(r"[A-Za-z0-9]+", part), key=len, default="")


# Base64: a secret inside of a longer text may begin at each of the three bytes that four characters stand for.

_ANY: Final = r"[A-Za-z0-9+/_-]?"
_SAME: Final = {"+": r"(?:[+-]|%(?:25)*2[bB])", "/": r"(?:\\*/|_|%(?:25)*2[fF])"}
_PADDING: Final = r"(?:=|%(?:25)*3[dD]){0,2}"
# Longer ones are broken into lines.
_ONE_LINE: Final = 40
_NEEDLES: Final = 3
_LEAST: Final = 4


def _base64_forms(content: bytes, *, anywhere: bool) -> Iterator[_Form]:
    for offset in (0, 1, 2) if anywhere else (0,):
        text = base64.b64encode(bytes(offset) + content).decode("ascii").rstrip("=")
        bits = (offset + len(content)) * 8
        # Characters that the secret shares with its neighbours differ; they are hidden as well.
        core = text[-(-offset * 8 // 6) : bits // 6]
        joint = r"(?:\s|\\+[rn]|%(?:25)*0[aAdD])*" if len(core) > _ONE_LINE else ""
        pattern = joint.join(_SAME.get(character, character) for character in core)
        if not anywhere:
            yield _Form(_bounded(re.escape(text) + _PADDING, anywhere=False), text)
        elif len(core) >= _LEAST:
            before, after = _ANY if offset else "", f"{joint}{_ANY}" if bits % 6 else ""
            yield _Form(f"{before}{pattern}{after}{joint}{_PADDING}", *_needles(core, in_lines=bool(joint)))


def _needles(core: str, *, in_lines: bool) -> tuple[str, ...]:
    """Return texts of which one is in every form of a core: of those in lines, an end of a line breaks one at most."""
    words = re.findall(r"[A-Za-z0-9]{1,12}", core)
    return tuple(words[:_NEEDLES]) if in_lines and len(words) >= _NEEDLES else (max(words, key=len, default=""),)
