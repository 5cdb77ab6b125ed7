"""The kinds of values that settings have: how each is read from text and from YAML, and described.

Every kind raises `Unfit` for a value that it does not accept; the loader adds the setting's name and the place.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol, TypeAlias

from graphex.errors import UsageError
from graphex.escapes import spell_out
from graphex.paths import user_path, variable_in
from graphex.settings.tree import Items, Place, Scalar, Tree, shortened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

JsonObject: TypeAlias = dict[str, object]

# Nine digits exceed every limit here and keep int() from being asked for millions of them.
_DIGITS: Final = re.compile(r"[+-]?(0|[1-9][0-9]{0,8})", re.ASCII)
# Control characters, and the ends of lines and paragraphs that YAML has escapes for.
_NOT_IN_A_PATH: Final = frozenset({"Cc", "Zl", "Zp"})


class Unfit(ValueError):  # noqa: N818 - says what the value is; people see a UsageError
    """A value that a kind does not accept: what it is (`shown`), what is wanted, where, and how to mend it."""

    def __init__(self, shown: str, wanted: str, *, hint: str | None = None, place: Place | None = None) -> None:
        super().__init__(f"{wanted}, not {shown}")
        self.hint = hint
        self.place = place


class Kind(Protocol):
    """A kind of value."""

    @property
    def metavar(self) -> str | None:
        """What stands for the value in `--help`; None for a switch, which takes no value."""

    @property
    def wanted(self) -> str:
        """What is accepted, in words."""

    def from_text(self, text: str) -> object:
        """Read a command line argument."""

    def from_yaml(self, tree: Tree) -> object:
        """Read a value of a configuration file."""

    def schema(self) -> JsonObject:
        """Describe the accepted YAML values as JSON Schema."""


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text; `read` may turn it into the value or raise Unfit. Empty text means None if `optional`."""

    metavar: str
    wanted: str = "text"
    optional: bool = False
    read: Callable[[str], str] | None = None

    def from_text(self, text: str) -> object:
        """Read a command line argument."""
        text = text.strip()
        if not text and self.optional:
            return None
        if not text or not text.isprintable():
            raise Unfit(f'"{shortened(text)}"', self.wanted)
        return self.read(text) if self.read else text

    def from_yaml(self, tree: Tree) -> object:
        """Read a text scalar; numbers and truth values must be quoted, so that `title: yes` does not surprise."""
        if isinstance(tree, Scalar) and isinstance(tree.value, str):
            return self.from_text(tree.value)
        hint = f'Put quotes around it: "{tree.text}".' if isinstance(tree, Scalar) else None
        raise Unfit(str(tree), self.wanted, hint=hint)

    def schema(self) -> JsonObject:
        """Describe the accepted YAML values as JSON Schema."""
        return {"type": ["string", "null"] if self.optional else "string"}


@dataclass(frozen=True, slots=True)
class FilePath:
    """A file or directory; `~` is expanded. Empty text means None if `optional`."""

    metavar: str
    optional: bool = True

    @property
    def wanted(self) -> str:
        """What is accepted, in words."""
        return "the path of a directory" if self.metavar == "DIR" else "the path of a file"

    def from_text(self, text: str) -> object:
        """Read a command line argument."""
        if not text.strip() and self.optional:
            return None
        if not text.strip() or "\0" in text:
            raise Unfit(f'"{shortened(text)}"', self.wanted)
        try:
            return user_path(text)
        except UsageError as error:
            shown = f'"{shortened(text)}", whose home directory is unknown'
            raise Unfit(shown, self.wanted, hint=error.hint) from error

    def from_yaml(self, tree: Tree) -> object:
        """Read a text scalar; a file has no shell that puts in variables, and backslashes mean something in quotes."""
        if isinstance(tree, Scalar) and isinstance(tree.value, str):
            self._check_written(tree.value)
            return self.from_text(tree.value)
        hint = f'Put quotes around it: "{tree.text}".' if isinstance(tree, Scalar) else None
        raise Unfit(str(tree), self.wanted, hint=hint)

    def _check_written(self, text: str) -> None:
        if (variable := variable_in(text)) is not None:
            raise Unfit(
                f'"{shortened(text)}": variables such as {variable} are not replaced in this file',
                self.wanted,
                hint="Write the path itself; ~ at its beginning is your home directory.",
            )
        if any(unicodedata.category(character) in _NOT_IN_A_PATH for character in text):
            raise Unfit(
                f'"{shortened(spell_out(text))}", which holds a control character',
                self.wanted,
                hint="Use single quotes, or write \\\\ for a backslash: within double quotes \\t, for one, is a tab.",
            )

    def schema(self) -> JsonObject:
        """Describe the accepted YAML values as JSON Schema."""
        return {"type": ["string", "null"] if self.optional else "string"}


@dataclass(frozen=True, slots=True)
class Integer:
    """A whole number in plain decimal notation, from `least` to `most`."""

    least: int
    most: int | None = None
    metavar: str = "N"
    hint: str | None = None

    @property
    def wanted(self) -> str:
        """What is accepted, in words."""
        limits = f"of at least {self.least}" if self.most is None else f"from {self.least} to {self.most}"
        return f"a whole number {limits}"

    def from_text(self, text: str) -> object:
        """Read a command line argument."""
        return self._read(text.strip(), f'"{shortened(text)}"')

    def from_yaml(self, tree: Tree) -> object:
        """Read an integer written in decimal: YAML 1.1 would take 010 for 8 and 80:80 for 4880."""
        if isinstance(tree, Scalar) and isinstance(tree.value, int) and not isinstance(tree.value, bool):
            return self._read(tree.text, tree.text)
        if isinstance(tree, Scalar) and isinstance(tree.value, str) and _DIGITS.fullmatch(tree.text.strip()):
            raise Unfit(str(tree), self.wanted, hint=f"Write it without quotes: {tree.text.strip()}")
        raise Unfit(str(tree), self.wanted, hint=self.hint or f"Write {self.wanted} without quotes.")

    def _read(self, text: str, shown: str) -> int:
        if not _DIGITS.fullmatch(text):
            raise Unfit(shown, self.wanted, hint=self.hint or "Write it with the digits 0 to 9, without a leading 0.")
        number = int(text)
        if number < self.least or (self.most is not None and number > self.most):
            raise Unfit(shown, self.wanted, hint=self.hint)
        return number

    def schema(self) -> JsonObject:
        """Describe the accepted YAML values as JSON Schema."""
        limits: JsonObject = {"type": "integer", "minimum": self.least}
        return limits if self.most is None else {**limits, "maximum": self.most}


@dataclass(frozen=True, slots=True)
class Switch:
    """True or false; on the command line a flag without a value."""

    wanted: str = "true or false"
    metavar: None = None

    def from_text(self, text: str) -> object:
        """Refuse text: a switch has flags, and a program passes a bool."""
        raise Unfit(f'"{shortened(text)}"', self.wanted)

    def from_yaml(self, tree: Tree) -> object:
        """Read a truth value."""
        if isinstance(tree, Scalar) and isinstance(tree.value, bool):
            return tree.value
        raise Unfit(str(tree), self.wanted, hint="Write true or false without quotes.")

    def schema(self) -> JsonObject:
        """Describe the accepted YAML values as JSON Schema."""
        return {"type": "boolean"}


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few words."""

    options: tuple[str, ...]

    @property
    def metavar(self) -> str:
        """What stands for the value in `--help`."""
        return "|".join(self.options)

    @property
    def wanted(self) -> str:
        """What is accepted, in words."""
        return " or ".join(self.options)

    def from_text(self, text: str) -> object:
        """Read a command line argument."""
        if text.strip() in self.options:
            return text.strip()
        raise Unfit(f'"{shortened(text)}"', self.wanted)

    def from_yaml(self, tree: Tree) -> object:
        """Read the text as written: without quotes YAML takes 1.2 for a number and off for a truth value."""
        if isinstance(tree, Scalar) and isinstance(tree.value, str | float | bool) and tree.text in self.options:
            return tree.text
        raise Unfit(str(tree), self.wanted, hint=f"Choose one of: {', '.join(self.options)}.")

    def schema(self) -> JsonObject:
        """Describe the accepted YAML values as JSON Schema."""
        numbers = [float(option) for option in self.options if re.fullmatch(r"[0-9]+\.[0-9]+", option)]
        return {"enum": [*self.options, *numbers]}


@dataclass(frozen=True, slots=True)
class TextList:
    """Some words, separated by commas or given as a YAML list; blanks around them do not count."""

    item: Text

    @property
    def metavar(self) -> str:
        """What stands for the value in `--help`."""
        return self.item.metavar

    @property
    def wanted(self) -> str:
        """What is accepted, in words."""
        return f"a list, each item {self.item.wanted}"

    def from_text(self, text: str) -> tuple[str, ...]:
        """Read a command line argument."""
        return tuple(str(self.item.from_text(part)) for part in text.split(",") if part.strip())

    def from_texts(self, texts: Iterable[str]) -> tuple[str, ...]:
        """Read a flag that was repeated."""
        return tuple(part for text in texts for part in self.from_text(text))

    def from_yaml(self, tree: Tree) -> object:
        """Read a list of texts, or one text."""
        match tree:
            case Scalar(value=str() as text):
                return self.from_text(text)
            case Items(items=items):
                return tuple(word for item in items for word in self._words(item))
            case _:
                raise Unfit(str(tree), self.wanted, hint="Write one item per line, each after a dash.")

    def _words(self, tree: Tree) -> tuple[str, ...]:
        if isinstance(tree, Scalar) and isinstance(tree.value, str):
            return self.from_text(tree.value)
        hint = f'Put quotes around it: "{tree.text}".' if isinstance(tree, Scalar) else None
        raise Unfit(str(tree), self.item.wanted, hint=hint, place=tree.place)

    def schema(self) -> JsonObject:
        """Describe the accepted YAML values as JSON Schema."""
        return {"type": ["array", "string"], "items": {"type": "string"}}
