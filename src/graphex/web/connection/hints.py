"""What helps, as pages show it: a sentence as prose, a command as something to copy."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_SENTENCE_AND_COMMAND: Final = re.compile(r"(?P<sentence>[A-Z][^:]*:) (?P<command>[a-z(].*[^.])", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Hint:
    """A sentence, a command that does what it says, or both; a command runs where the server runs."""

    sentence: str
    command: str | None = None


def read_hint(text: str) -> Hint:
    """Split a hint into sentence and command: sentences begin with a capital, programs do not."""
    if not text[:1].isupper():
        return Hint("", text)
    match = _SENTENCE_AND_COMMAND.fullmatch(text)
    return Hint(match["sentence"], match["command"]) if match else Hint(text)
