"""Just enough DER to see where an element ends and what it holds, for data that no parser has accepted yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

SEQUENCE: Final = 0x30
INTEGER: Final = 0x02
OBJECT_IDENTIFIER: Final = 0x06

# ITU-T X.690 §8.1: tag numbers of 31 and more and lengths of more than four bytes do not occur in certificates.
_LONG_TAG: Final = 0x1F
_LONG_LENGTH: Final = 0x80
_MAX_LENGTH_BYTES: Final = 4


@dataclass(frozen=True, slots=True)
class Element:
    """One element: its tag, its content, and where the next element starts."""

    tag: int
    content: bytes
    end: int


def read_element(data: bytes, start: int = 0) -> Element | None:
    """Read the element that starts at `start`; None when there is no complete one."""
    if len(data) < start + 2 or data[start] & _LONG_TAG == _LONG_TAG:
        return None
    length, content = data[start + 1], start + 2
    if length >= _LONG_LENGTH:
        count = length & ~_LONG_LENGTH
        if not 0 < count <= _MAX_LENGTH_BYTES:
            return None
        length, content = int.from_bytes(data[content : content + count]), content + count
    end = content + length
    return Element(data[start], data[content:end], end) if end <= len(data) else None


def first_of_sequence(data: bytes) -> Element | None:
    """Return the first element of the SEQUENCE that `data` consists of; None when it is not one whole SEQUENCE."""
    outer = read_element(data)
    if outer is None or outer.tag != SEQUENCE or data[outer.end :].strip(b"\r\n"):
        return None
    return read_element(outer.content)


def integer_after(data: bytes, marker: bytes, *, skip: int) -> int | None:
    """Return the INTEGER that follows `marker`, a SEQUENCE header and `skip` elements; None when it is not there."""
    found = data.find(marker)
    sequence = read_element(data, found + len(marker)) if found >= 0 else None
    if sequence is None:
        return None
    start = 0
    for _ in range(skip):
        skipped = read_element(sequence.content, start)
        if skipped is None:
            return None
        start = skipped.end
    number = read_element(sequence.content, start)
    return int.from_bytes(number.content) if number is not None and number.tag == INTEGER else None
