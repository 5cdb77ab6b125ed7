"""Reading the words of a command line strictly, before typer assigns them to options.

Old command lines keep working: long flags with one dash (-pf), old spellings, and lists over several words (-l a, b).
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

from graphex.cli.words.hints import did_you_mean
from graphex.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

Takes: TypeAlias = Literal["nothing", "value", "list"]


@dataclass(frozen=True, slots=True)
class Flag:
    """One spelling of an option, and the spelling that typer knows."""

    spelling: str
    canonical: str
    name: str
    takes: Takes


@dataclass(slots=True)
class Words:
    """The words of a command line: canonical options, those that are no options, and the flags as typed."""

    options: list[str] = field(default_factory=list)
    plain: list[str] = field(default_factory=list)
    used: dict[str, str] = field(default_factory=dict)

    @property
    def args(self) -> list[str]:
        """The words as typer takes them: nothing after the dashes is an option."""
        return [*self.options, "--", *self.plain] if self.plain else self.options

    def add(self, flag: Flag, value: str | None = None) -> None:
        """Take down an option."""
        self.used[flag.name] = flag.spelling
        if value is None:
            self.options.append(flag.canonical)
        elif flag.canonical.startswith("--"):
            self.options.append(f"{flag.canonical}={value}")
        else:
            self.options += [flag.canonical, value]


def read_words(args: Sequence[str], flags: Sequence[Flag], *, command: str, takes_inputs: bool = False) -> Words:
    """Rewrite the words for typer; raises `UsageError` for unknown flags and missing values.

    With `takes_inputs`, a word `Name=value` begins the values of a graph: from there on a word is an option only if
    it is exactly a flag, and any other word is left to the graph, which may take `-ao` or `--` for a value.
    """
    known = {flag.spelling: flag for flag in flags}
    rest = deque(args)
    words = Words()
    in_values = False
    while rest:
        word = rest.popleft()
        if word == "--" and not in_values:
            words.plain += rest
            break
        if not _is_flag(word) or (in_values and word not in known):
            words.plain.append(word)
            in_values = in_values or (takes_inputs and "=" in word)
            continue
        _read_flag(word, known, rest, words, command)
    return words


def _read_flag(word: str, known: dict[str, Flag], rest: deque[str], words: Words, command: str) -> None:
    spelling, separator, attached = word.partition("=")
    flag = known.get(spelling)
    if flag is None:
        flag, separator, attached = _short(word, known, rest, command)
    if flag.takes != "nothing":
        words.add(flag, attached if separator else _value(flag, rest))
    elif separator:
        raise UsageError(
            f'{flag.spelling} takes no value, but was given "{attached}".', hint=f"Write {flag.spelling} alone."
        )
    else:
        words.add(flag)


def _is_flag(word: str) -> bool:
    return word.startswith("-") and word != "-"


def _short(word: str, known: dict[str, Flag], rest: deque[str], command: str) -> tuple[Flag, str, str]:
    """Read a short flag with its value or further switches attached: -p8443, -qe."""
    flag = None if word.startswith("--") else known.get(word[:2])
    if flag is None or len(word) == len(flag.spelling):
        raise _unknown(word, known, command)
    if flag.takes != "nothing":
        return flag, "=", word[2:]
    if f"-{word[2]}" not in known:
        raise _unknown(f"-{word[2]}", known, command)
    rest.appendleft(f"-{word[2:]}")
    return flag, "", ""


def _unknown(word: str, known: dict[str, Flag], command: str) -> UsageError:
    spelling = word.partition("=")[0]
    hint = did_you_mean(spelling, known, otherwise=f"See {command} --help for the options.")
    return UsageError(f"{command} has no option {spelling}.", hint=hint)


def _value(flag: Flag, rest: deque[str]) -> str:
    if not rest:
        raise UsageError(f"{flag.spelling} needs a value.", hint=f"Write {_with_value(flag)}.")
    if _is_flag(rest[0]):
        raise UsageError(
            f'{flag.spelling} needs a value, but "{rest[0]}" follows, which looks like an option.',
            hint=f"A value that begins with a dash is written {_with_value(flag, rest[0])}.",
        )
    value = rest.popleft()
    if flag.takes == "list":
        while rest and not _is_flag(rest[0]) and (value.rstrip().endswith(",") or rest[0].lstrip().startswith(",")):
            value += rest.popleft()
    return value


def _with_value(flag: Flag, value: str = "VALUE") -> str:
    return f"{flag.canonical}={value}"
