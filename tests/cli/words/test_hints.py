"""A hint names what was probably meant, or where to look."""

from __future__ import annotations

import pytest

from graphex.cli.words.hints import did_you_mean


@pytest.mark.parametrize(("word", "hint"), [("--prot", "Did you mean --port?"), ("--zzzz", "Look there.")])
def test_the_hint_names_the_nearest_word(word: str, hint: str) -> None:
    assert did_you_mean(word, iter(["--port", "--root"]), otherwise="Look there.") == hint
