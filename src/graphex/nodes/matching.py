"""Regular expressions of Python's `re`, with a limit on the time that a match may take.

`re` cannot be interrupted from outside: a pattern that backtracks without end holds the interpreter. Whatever cannot
be shown to be quick beforehand is therefore matched by a process of its own, which ends when the time is over.
"""

from __future__ import annotations

import pickle
import re
import subprocess
import sys
from collections import deque
from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, TypeAlias, TypeVar

from graphex.nodes import matching_worker

if TYPE_CHECKING:
    from collections.abc import Callable

_T = TypeVar("_T")
# The name of the operation, the pattern with its flags, and what it is applied to.
_Question: TypeAlias = tuple[str, str, int, tuple[Any, ...]]

# This many steps of `re` take about a fifth of a second.
_QUICK: Final = 100_000_000
# A repeated group can match in exponentially many ways, and blanks that do not count hide what is repeated.
_UNFORESEEABLE: Final = re.compile(r"\)[*+{]|\(\?\w*x")
_REPEAT: Final = re.compile(r"[*+{]|\\\d|\(\?P=")
_CHOICE: Final = re.compile(r"[?|]")
_CACHED_PATTERNS: Final = 256


def is_quick(pattern: re.Pattern[str], length: int) -> bool:
    """Return whether a text of this length is searched in a moment, however badly the pattern fits.

    Without repeated groups, a repeat has at most one way for each character of the text, an option or alternative
    doubles the ways, and a match is tried from each character. Signs that only stand for themselves count too: what is
    called quick is quick, and nothing is said of the rest.
    """
    repeats, others = _ways(pattern)
    return others > 0 and (length + 1) ** (repeats + 1) * others <= _QUICK


@lru_cache(_CACHED_PATTERNS)
def _ways(pattern: re.Pattern[str]) -> tuple[int, int]:
    """Count the repeats, and the ways for each of them; 0 ways where they cannot be counted."""
    source = pattern.pattern
    if pattern.flags & re.VERBOSE or _UNFORESEEABLE.search(source):
        return 0, 0
    return len(_REPEAT.findall(source)), 2 ** len(_CHOICE.findall(source)) * (len(source) + 1)


class Matcher:
    """Matches patterns, each for at most `seconds`; any number of threads may use it at once."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._idle: deque[_Worker] = deque()

    def __call__(
        self,
        operation: Callable[..., _T],
        pattern: re.Pattern[str],
        text: str,
        *rest: str | int,
    ) -> _T:
        """Carry out one of the operations of `matching_worker`; raises TimeoutError, or what the operation raises."""
        worker = None if is_quick(pattern, len(text)) else self._take()
        if worker is None:
            return operation(pattern, text, *rest)
        succeeded, result = self._ask(worker, (operation.__name__, pattern.pattern, pattern.flags, (text, *rest)))
        if not succeeded:
            raise result
        answer: _T = result
        return answer

    def _ask(self, worker: _Worker, question: _Question) -> tuple[bool, Any]:
        try:
            answer = worker.ask(question)
        except BaseException:
            # Its answer, if it still gave one, would be taken for that of the next question.
            worker.kill()
            raise
        self._idle.append(worker)
        return answer

    def _take(self) -> _Worker | None:
        with suppress(IndexError):
            while not (worker := self._idle.pop()).is_alive():
                worker.close()
            return worker
        try:
            return _Worker(self._seconds)
        except OSError:
            # A machine that has no process left gets its answer without a limit, rather than none.
            return None

    def close(self) -> None:
        """End the processes that wait for a question."""
        with suppress(IndexError):
            while True:
                self._idle.pop().close()


class _Worker:
    """A process that matches, started with `re` and nothing else."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        program = [sys.executable, "-I", "-S", matching_worker.__file__, str(seconds)]
        self._process = subprocess.Popen(
            program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def ask(self, question: _Question) -> tuple[bool, Any]:
        questions, answers = self._process.stdin, self._process.stdout
        assert questions is not None and answers is not None  # noqa: S101, PT018 - both are pipes
        try:
            pickle.dump(question, questions)
            questions.flush()
            answer: tuple[bool, Any] = pickle.load(answers)  # noqa: S301 - our own process wrote it
        except (EOFError, BrokenPipeError):
            raise self._why_ended() from None
        return answer

    def _why_ended(self) -> Exception:
        code = self._process.wait()
        if code == matching_worker.TOO_LONG:
            return TimeoutError(f"The regular expression took longer than {self._seconds:g} seconds.")
        return ChildProcessError(f"The process that matched the regular expression ended with code {code}.")

    def kill(self) -> None:
        self._process.kill()
        self.close()

    def close(self) -> None:
        self._process.communicate()
