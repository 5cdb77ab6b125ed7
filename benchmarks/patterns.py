"""What the limit on regular expressions costs: `python3 benchmarks/patterns.py`, side by side with `re` alone."""

from __future__ import annotations

import re
import statistics
import sys
import timeit
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parent.parent))

from graphex.nodes.matching import Matcher, is_quick
from graphex.nodes.matching_worker import search

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_ROUNDS = 9
_SECONDS_A_ROUND = 0.1
_CASES = {
    "one repeat, line of 80": (r"(\d+)$", "a" * 78 + "12"),
    "three repeats, line of 40": (r"(\w+)\s+(\w+)$", "alpha beta " + "g" * 29),
    "three repeats, line of 80": (r"(\w+)\s+(\w+)$", "alpha beta " + "g" * 69),
    "repeated group, line of 80": (r"(?:\w+ )+$", "word " * 16),
    "repeated group, text of 1 MB": (r"(?:\d{3})+$", "ab cd " * 174_000 + "123"),
}


def main() -> None:
    """Print a table of medians in microseconds."""
    print("| pattern and text | matched | with the limit (µs) | re alone (µs) | ratio |")  # one line a case
    print("| --- | --- | --- | --- | --- |")
    with closing(Matcher(60)) as matcher:
        for row in _rows(matcher):
            print(row)


def _rows(matcher: Matcher) -> Iterator[str]:
    for name, (source, text) in _CASES.items():
        pattern = re.compile(source)
        limited, alone = _medians(lambda: matcher(search, pattern, text), lambda: search(pattern, text))  # noqa: B023
        place = "here" if is_quick(pattern, len(text)) else "by another process"
        yield f"| {name} | {place} | {limited:.1f} | {alone:.1f} | {limited / alone:.1f} |"


def _medians(first: Callable[[], object], second: Callable[[], object]) -> tuple[float, float]:
    """Measure the two in turns, so that a busy machine slows both."""
    times = max(int(_SECONDS_A_ROUND / timeit.timeit(first, number=3) * 3), 1)
    rounds = [(timeit.timeit(first, number=times), timeit.timeit(second, number=times)) for _ in range(_ROUNDS)]
    ours, theirs = (statistics.median(column) / times * 1e6 for column in zip(*rounds, strict=True))
    return ours, theirs


if __name__ == "__main__":
    main()
