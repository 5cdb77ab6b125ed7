"""Random numbers."""

from __future__ import annotations

import random

import pytest

from graphex.nodes import rand
from node_results import result


def test_a_seed_always_leads_to_the_same_number() -> None:
    assert result(rand.RandomInteger, 1, 100, "x") == 81
    assert result(rand.RandomFloatUniform, 5, 1, "x") == 2.4768491293443686


def test_both_ends_are_possible() -> None:
    assert {result(rand.RandomInteger, 1.9, 2.9, "") for _ in range(60)} == {1, 2}


def test_an_empty_range_of_whole_numbers_is_an_error() -> None:
    with pytest.raises(ValueError, match="empty range"):
        result(rand.RandomInteger, 2, 1, "x")


def test_a_seed_leaves_other_random_numbers_alone() -> None:
    random.seed(1)
    expected = random.random()  # noqa: S311 - no secret

    random.seed(1)
    result(rand.RandomInteger, 1, 100, "x")

    assert random.random() == expected  # noqa: S311 - no secret
