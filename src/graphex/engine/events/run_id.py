"""The id of a run: a text that no other run has."""

from __future__ import annotations

import os
from typing import Final

_VERSION_4: Final = 0x4 << 76
_VARIANT: Final = 0b10 << 62
_FIXED_BITS: Final = (0xF << 76) | (0b11 << 62)


def new_run_id() -> str:
    """Make a UUID of version 4 (RFC 9562, 5.4) as 32 digits; importing uuid would take longer than starting a run."""
    bits = int.from_bytes(os.urandom(16))
    return f"{bits & ~_FIXED_BITS | _VERSION_4 | _VARIANT:032x}"
