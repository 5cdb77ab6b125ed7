"""QR codes of addresses."""

from __future__ import annotations

import re
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pytest
import segno

from graphex.web.connection.qr import qr_code

ADDRESS = "https://192.0.2.7:8080/connection"
PREFIX = "data:image/svg+xml;charset=utf-8,"


def picture(text: str) -> ET.Element:
    return ET.fromstring(unquote(qr_code(text).removeprefix(PREFIX)))  # noqa: S314 - made here


def dark_modules(path: str) -> set[tuple[int, int]]:
    """Trace the horizontal strokes of the picture's path: which modules they cover."""
    x, y, covered = 0.0, 0.0, set()
    for command, first, second in re.findall(r"([MmhH])(-?[\d.]+)(?: (-?[\d.]+))?", path):
        if command == "h":
            covered |= {(int(x + step), int(y)) for step in range(int(first))}
            x += float(first)
        else:
            x, y = (float(first), float(second)) if command == "M" else (x + float(first), y + float(second))
    return covered


def test_it_is_an_image_that_needs_no_request() -> None:
    assert qr_code(ADDRESS).startswith(PREFIX)


def test_it_draws_the_modules_of_the_address_inside_a_quiet_zone() -> None:
    paths = picture(ADDRESS).findall(".//{http://www.w3.org/2000/svg}path")
    strokes = next(path for path in paths if path.get("stroke") is not None)

    expected = segno.make(ADDRESS, error="m", micro=False, boost_error=False).matrix
    wanted = {(x + 4, y + 4) for y, row in enumerate(expected) for x, module in enumerate(row) if module}
    assert dark_modules(strokes.get("d", "")) == wanted


def test_it_is_black_on_white_whatever_the_page_is() -> None:
    svg = unquote(qr_code(ADDRESS))

    assert re.findall(r"""(?:fill|stroke)=["'](#\w+)["']""", svg) == ["#fff", "#000"]


@pytest.mark.parametrize("host", ["[fd00::2]", "a" * 63 + ".example", "münchen.example"])
def test_every_address_fits(host: str) -> None:
    assert picture(f"https://{host}:65535/connection") is not None
