"""Previews: short texts that stand for values in events, without secrets."""

from __future__ import annotations

import reprlib
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from graphex.masks import Mask

_LENGTH: Final = 200
_ITEMS: Final = 8
_DEPTH: Final = 3


class Previews(reprlib.Repr):
    """Gives a text of bounded length for any value; it costs no more for a huge one.

    Texts are masked before they are quoted or cut: a half of a secret is a secret.
    """

    def __init__(self, mask: Mask) -> None:
        super().__init__()
        self.mask = mask
        self.maxstring = self.maxother = self.maxlong = _LENGTH
        self.maxlist = self.maxdict = self.maxset = self.maxtuple = _ITEMS
        self.maxlevel = _DEPTH

    def __call__(self, value: object) -> str:
        """Return the text of a value."""
        try:
            text = self.mask(self.repr(value))
        except Exception as error:  # noqa: BLE001 - a value's own code must not end the run that shows it
            return f"<{type(value).__name__} without text: {type(error).__name__}>"
        return text if len(text) <= _LENGTH else f"{text[: _LENGTH - 1]}…"

    def repr_str(self, x: str, level: int) -> str:
        """Quote a text."""
        return super().repr_str(self.mask(x), level)

    def repr_int(self, x: int, level: int) -> str:
        """Write a number, of which the middle may be left out."""
        return self.repr_instance(x, level) if not self.mask.is_empty else super().repr_int(x, level)

    def repr_instance(self, x: object, level: int) -> str:
        """Write any other value, of which the middle may be left out."""
        if self.mask.is_empty:
            return super().repr_instance(x, level)
        text = self.mask(repr(x))
        half = (self.maxother - len(self.fillvalue)) // 2
        return text if len(text) <= self.maxother else f"{text[:half]}{self.fillvalue}{text[-half:]}"
