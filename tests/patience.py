"""Waiting, for as long as a busy machine needs: the one place in the tests that looks at the clock."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TypeVar

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

PATIENCE_SECONDS = 100.0
"""No promise of the product: how long a test waits for what happens at once on a machine that has nothing else to do.

Below the limit that pytest sets a whole test, so that a test says what it waited for.
"""
_LOOK_SECONDS = 0.01


def until(look: Callable[[], T | None], what: str = "it") -> T:
    """Look again and again until there is something to see, and return it."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not (seen := look()):
        if time.monotonic() > end:
            pytest.fail(f"{what} did not happen within {PATIENCE_SECONDS:.0f} seconds")
        time.sleep(_LOOK_SECONDS)
    return seen


def let_pass(seconds: float) -> None:
    """Let time pass that the product measures, or in which nothing may happen; a slower machine lets more pass."""
    time.sleep(seconds)


def now() -> float:
    """Tell the time for a lower limit, which a slow machine never breaks; upper limits are for `benchmarks`."""
    return time.monotonic()
