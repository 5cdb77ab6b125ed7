"""Secrets on standard input: a text of any number of lines, or the answers that a terminal would give."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Final

from graphex.errors import UsageError

_YES: Final = frozenset({"y", "yes"})
_NO: Final = frozenset({"n", "no", ""})


@dataclass(frozen=True, slots=True)
class PipedSecrets:
    """Secrets by name, and the password to encrypt them with if that was piped as well."""

    secrets: tuple[tuple[str, str], ...]
    password: str | None = None


def read_piped(text: str, *, name: str, with_password: bool) -> PipedSecrets:
    """Read what was piped: the secret, the password twice if it is wanted, and whether to add another one.

    Lines that are no such answers belong to the secret: nothing of a text is left out.
    """
    text = text.replace("\r\n", "\n").removesuffix("\n")
    lines = deque(text.split("\n"))
    secret = lines.popleft()
    password = _password(lines) if with_password else None
    answers = _answers(lines)
    if answers is not None:
        return PipedSecrets(((name, secret), *answers), password)
    if with_password:
        raise UsageError(
            "Standard input holds more lines than a secret and its password twice.",
            hint="For a secret of several lines, write the password into a file and name that with -pf FILE.",
        )
    return PipedSecrets(((name, text),), password)


def _password(lines: deque[str]) -> str:
    first = lines.popleft() if lines else ""
    if not first:
        raise UsageError(
            "The password of the secrets is needed, and there is no terminal to ask for it on.",
            hint="Give it on standard input, twice after the secret, or name a file that holds it with -pf FILE.",
        )
    if not lines or lines.popleft() != first:
        raise UsageError(
            "The password on standard input is not given a second time.",
            hint="Give it twice after the secret, each time in a line of its own, or name a file with -pf FILE.",
        )
    return first


def _answers(lines: deque[str]) -> list[tuple[str, str]] | None:
    """Read further secrets as answers to "another one?"; None if the lines are something else."""
    found: list[tuple[str, str]] = []
    rest = deque(lines)
    while rest:
        answer = rest.popleft().strip().lower()
        if answer in _NO:
            break
        if answer not in _YES or len(rest) < 2 or not rest[0].strip():  # noqa: PLR2004 - a name and a secret
            return None
        found.append((rest.popleft().strip(), rest.popleft()))
    return None if rest else found
