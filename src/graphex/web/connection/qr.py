"""Addresses as QR codes, for devices with a camera."""

from __future__ import annotations

from typing import Final

# 15 % of the code may be unreadable: enough for a glossy screen, and one size smaller than the next level.
_ERROR_CORRECTION: Final = "m"
# ISO/IEC 18004 §9.1: the quiet zone around the code is four modules wide.
_QUIET_ZONE: Final = 4


def qr_code(text: str) -> str:
    """Return a QR code as the address of an image, black on white: many readers refuse an inverted one."""
    # Loading it takes 50 ms: only a page that shows a code pays for it.
    import segno  # noqa: PLC0415

    code = segno.make(text, error=_ERROR_CORRECTION, micro=False, boost_error=False)
    uri: str = code.svg_data_uri(border=_QUIET_ZONE, dark="#000", light="#fff", omitsize=True)
    return uri
