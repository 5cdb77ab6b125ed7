"""An origin completes the words "… from"."""

from __future__ import annotations

import pytest

from graphex.settings import Origin


@pytest.mark.parametrize(
    ("origin", "text"),
    [
        (Origin("command line", flag="-s"), "the command line (-s)"),
        (Origin("command line"), "the command line"),
        (
            Origin("configuration file", file="graphex.yml", line=3, key="SSL_certificates_path"),
            "graphex.yml line 3 (SSL_certificates_path)",
        ),
        (Origin("default"), "the default"),
    ],
)
def test_an_origin_reads_well(origin: Origin, text: str) -> None:
    assert str(origin) == text
