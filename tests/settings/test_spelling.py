"""The nearest word is the one that was probably meant."""

from __future__ import annotations

import pytest

from graphex.settings.spelling import did_you_mean, nearest


@pytest.mark.parametrize(
    ("word", "guess"), [("prot", "port"), ("plugin", "plugins"), ("Title", "title"), ("zzzz", None), ("", None)]
)
def test_the_word_that_was_meant_is_found(word: str, guess: str | None) -> None:
    assert nearest(word, ["root", "port", "plugins", "title"]) == guess


@pytest.mark.parametrize(("word", "hint"), [("prot", "Did you mean port?"), ("zzzz", "Look there.")])
def test_a_hint_names_the_word_that_was_meant(word: str, hint: str) -> None:
    assert did_you_mean(word, iter(["root", "port"]), otherwise="Look there.") == hint
