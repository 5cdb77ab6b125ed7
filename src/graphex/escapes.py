"""Texts in which every character can be seen: control characters and marks without ink stand there in escapes."""

from __future__ import annotations

import codecs

# Looked up now: where no file can be opened any more, a codec that is not loaded yet would fail with each line.
_escape = codecs.getencoder("unicode_escape")


def spell_out(text: str, *, keep: str = "") -> str:
    """Escape what cannot be seen, or steers a terminal, or turns the direction of writing; leave those to `keep`."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c in keep else escaped(c) for c in text)


def escaped(character: str) -> str:
    """Write one character as its escape in Python."""
    return _escape(character)[0].decode("ascii")
