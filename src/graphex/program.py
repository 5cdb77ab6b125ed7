"""How this program was started, so that the commands which it advises run as they stand.

Sentences everywhere in GraphEx name commands as `python3 -m graphex …`; each face says them the way it was started.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

NAME: Final = "python3 -m graphex"
_SCRIPT: Final = "graphex"
# `python3 -m graphex.something` is another program.
_COMMAND: Final = re.compile(rf"{re.escape(NAME)}(?!\w|\.\w)")


@dataclass(frozen=True, slots=True)
class Invocation:
    """What the machine knows of a start: the script, the interpreter as it was typed, and its environment."""

    script: str
    interpreter: str
    environment: Mapping[str, str]
    which: Callable[[str], str | None] = shutil.which

    @classmethod
    def of_process(cls) -> Invocation:
        """Look at this process."""
        typed = sys.orig_argv[0] if sys.orig_argv else ""
        return cls(sys.argv[0] if sys.argv else "", typed or sys.executable or "python3", os.environ)

    @property
    def program(self) -> str:
        """The words that start GraphEx again, quoted for the shell."""
        is_script = os.path.splitext(os.path.basename(self.script))[0] == _SCRIPT  # noqa: PTH119, PTH122 - a typed word
        # uv finds the environment by the project: outside of `uv run`, its programs are not on the PATH.
        if "UV_RUN_RECURSION_DEPTH" in self.environment:
            return f"uv run {_SCRIPT}" if is_script else "uv run python -m graphex"
        return self._word(self.script) if is_script else f"{self._word(self.interpreter)} -m graphex"

    def _word(self, path: str) -> str:
        """Write a program as the shell finds it: by name if that leads to the same file."""
        name = os.path.basename(path)  # noqa: PTH119 - a typed word, which need not be a path
        found = self.which(name)
        short = found is not None and os.path.abspath(found) == os.path.abspath(path)  # noqa: PTH100 - links count
        word = name if short else path
        return _quoted(word)


def _quoted(word: str) -> str:
    if os.name != "nt":
        return shlex.quote(word)
    return f'"{word}"' if " " in word else word


def as_started(text: str, program: str) -> str:
    """Return a text with its commands in the words that start this program."""
    return _COMMAND.sub(lambda _: program, text)


def document_as_started(value: object, program: str) -> object:
    """Return a JSON value with the commands in its texts in the words that start this program."""
    match value:
        case str():
            return as_started(value, program)
        case dict():
            return {key: document_as_started(item, program) for key, item in value.items()}
        case list() | tuple():
            return [document_as_started(item, program) for item in value]
        case _:
            return value
