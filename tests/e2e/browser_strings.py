"""The words that installed browsers can show, read from the files that they come in."""

from __future__ import annotations

import re
import struct
import zipfile
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_FIREFOX = tuple(Path("/usr/lib/firefox-esr", name) for name in ("omni.ja", "browser/omni.ja"))
_CHROMIUM = Path("/usr/lib/chromium/locales/en-US.pak")
# A message or an attribute of Fluent that stands on one line; what is longer is no word on a button.
_FLUENT = re.compile(r"^(?:[a-zA-Z][\w-]*|\s+\.[a-z-]+) = (.+)$", re.MULTILINE)
# What is filled in, in either browser's way.
_PLACEHOLDER = re.compile(r"\{ ?\$\w+ ?\}|\$\d")
_TAG = re.compile(r"<[^>]+>")
# Version 5 of the format: version, encoding, then the numbers of entries and of aliases.
_PAK_HEADER = struct.Struct("<IB3xHH")
_PAK_ENTRY = struct.Struct("<HI")


def firefox_strings() -> frozenset[str] | None:
    """Return what Firefox ESR can show in English, with `…` for what is filled in; None where it is not installed."""
    if not all(path.exists() for path in _FIREFOX):
        return None
    texts = [text for path in _FIREFOX for text in _fluent_files(path)]
    return frozenset(_plain(found) for text in texts for found in _FLUENT.findall(text))


def chromium_strings() -> frozenset[str] | None:
    """Return what Chromium can show in English, likewise."""
    if not _CHROMIUM.exists():
        return None
    return frozenset(_plain(text) for text in _pak_texts(_CHROMIUM.read_bytes()))


def _fluent_files(path: Path) -> Iterator[str]:
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.startswith("localization/en-US/") and name.endswith(".ftl"):
                yield archive.read(name).decode("utf-8")


def _pak_texts(content: bytes) -> Iterator[str]:
    version, encoding, count, _ = _PAK_HEADER.unpack_from(content)
    assert (version, encoding) == (5, 1), "the format of Chromium's resources is another one"
    places = [
        _PAK_ENTRY.unpack_from(content, _PAK_HEADER.size + number * _PAK_ENTRY.size)[1] for number in range(count + 1)
    ]
    for begin, end in pairwise(places):
        yield content[begin:end].decode("utf-8", "replace")


def _plain(text: str) -> str:
    return _PLACEHOLDER.sub("…", _TAG.sub("", text)).strip()
