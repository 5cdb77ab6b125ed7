"""What helps, as pages show it: a sentence as prose, a command as something to copy."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_SENTENCE_AND_COMMAND: Final = re.compile(r"(?P<sentence>[A-Z][^:]*:) (?P<command>[a-z(].*[^.])", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Remedy:
    """A sentence, a command that does what it says, or both; a command runs where the server runs."""

    sentence: str
    command: str | None = None


def read_fix(fix: str) -> Remedy:
    """Tell the sentence from the command in the fix of a finding: sentences begin with a capital, programs do not."""
    if not fix[:1].isupper():
        return Remedy("", fix)
    match = _SENTENCE_AND_COMMAND.fullmatch(fix)
    return Remedy(match["sentence"], match["command"]) if match else Remedy(fix)
