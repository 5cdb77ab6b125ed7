"""Masks: secrets are taken out of every text that leaves a run."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

HIDDEN = "******"
# Shorter secrets are hidden only as whole words, or they would take letters out of every other word.
_ANYWHERE_FROM = 4


class Mask:
    """Replaces secrets in texts, line by line for those of several lines."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        parts = {part for secret in secrets for part in (secret, *secret.splitlines()) if part.strip()}
        # The longest first: a secret that begins with another one must not leave its rest behind.
        longest_first = sorted(parts, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(_pattern, longest_first))) if parts else None

    def __bool__(self) -> bool:
        return self._pattern is not None

    def __call__(self, text: str) -> str:
        """Give the text without secrets."""
        return self._pattern.sub(HIDDEN, text) if self._pattern else text


def _pattern(secret: str) -> str:
    pattern = re.escape(secret)
    return pattern if len(secret) >= _ANYWHERE_FROM else rf"(?<!\w){pattern}(?!\w)"
