"""Masks."""

from __future__ import annotations

import pytest

from graphex.engine.mask import Mask


@pytest.mark.parametrize(
    ("secrets", "text", "masked"),
    [
        (["hunter2"], "xhunter2y", "x******y"),
        (["abcd", "abcdef"], "abcdef abcd", "****** ******"),
        (["ab"], "cab ab", "cab ******"),
        (["line one\nline two"], "line two", "******"),
        (["a.c*"], "abcc a.c*", "abcc ******"),
        (["", "  "], "a b", "a b"),
        ([], "x", "x"),
    ],
)
def test_secrets_are_hidden(secrets: list[str], text: str, masked: str) -> None:
    assert Mask(secrets)(text) == masked
    assert bool(Mask(secrets)) is (masked != text or any(secret.strip() for secret in secrets))
