"""What a graph asks of a regular expression; run as a program, it answers such questions until its input ends.

The program imports only what it needs, so that it starts in a few hundredths of a second.
"""

from __future__ import annotations

import faulthandler
import pickle
import re
import signal
import sys
from typing import IO, Any

# The exit code of a process that the limit has ended.
TOO_LONG = 1 if sys.platform == "win32" else -signal.SIGALRM


def search(pattern: re.Pattern[str], text: str) -> list[str | None] | None:
    """Return the first match and its groups, or None."""
    found = pattern.search(text)
    return None if found is None else [found[0], *found.groups()]


def find_all(pattern: re.Pattern[str], text: str) -> list[str]:
    """Return all matches, whole whatever groups they have."""
    return [found[0] for found in pattern.finditer(text)]


def replace(pattern: re.Pattern[str], text: str, replacement: str, count: int) -> str:
    """Replace the first `count` matches, or all with 0."""
    return pattern.sub(replacement, text, count=count)


OPERATIONS = {operation.__name__: operation for operation in (search, find_all, replace)}


def answer(questions: IO[bytes], answers: IO[bytes], limit: float) -> None:
    """Answer pickled questions, each within `limit` seconds; a longer one ends this process.

    The engine of `re` holds the interpreter while it matches: nothing but the end of the process stops it.
    """
    while True:
        try:
            name, pattern, flags, arguments = pickle.load(questions)  # noqa: S301 - our own process writes them
        except EOFError:
            return
        _end_after(limit)
        try:
            result: tuple[bool, Any] = True, OPERATIONS[name](re.compile(pattern, flags), *arguments)
        except Exception as error:  # noqa: BLE001 - it is raised where the question was asked
            result = False, error
        _end_after(0)
        pickle.dump(result, answers)
        answers.flush()


def _end_after(seconds: float) -> None:
    if sys.platform != "win32":
        signal.setitimer(signal.ITIMER_REAL, seconds)
    elif seconds:
        faulthandler.dump_traceback_later(seconds, exit=True, file=sys.stderr)
    else:
        faulthandler.cancel_dump_traceback_later()


def main() -> None:
    """Answer questions from standard input, with the limit in seconds from the command line."""
    # Whoever started this process ends it by closing its input; signals to the whole group are for them.
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    if sys.platform != "win32":
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGALRM])
    answer(sys.stdin.buffer, sys.stdout.buffer, float(sys.argv[1]))


if __name__ == "__main__":
    main()
