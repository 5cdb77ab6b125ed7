"""Previews of values."""

from __future__ import annotations

import pytest

from graphex.engine.preview import preview


class Broken:
    """Has no text."""

    def __repr__(self) -> str:
        raise RuntimeError("no")


@pytest.mark.parametrize("value", ["x" * 10_000_000, [1] * 1_000_000, {"a": [["x" * 1000] * 1000] * 1000}, 10**1000])
def test_a_huge_value_has_a_short_text(value: object) -> None:
    assert len(preview(value)) <= 200


def test_a_small_value_is_shown_whole() -> None:
    assert preview({"a": [1, "b"]}) == "{'a': [1, 'b']}"


def test_a_value_without_text_is_named() -> None:
    assert "Broken" in preview(Broken())
