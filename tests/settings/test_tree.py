"""A tree says what its values are and gives them back without positions."""

from __future__ import annotations

from datetime import date

import pytest

from graphex.settings.tree import Entry, Items, Place, Scalar, Table, Tree, plain, shortened

HERE = Place("graphex.yml", 2, 5)


def test_a_place_reads_as_editors_write_it() -> None:
    assert str(HERE) == "graphex.yml:2:5"


@pytest.mark.parametrize(
    ("tree", "text"),
    [
        (Scalar(None, "", HERE), "nothing"),
        (Scalar(value=True, text="on", place=HERE), "the truth value on"),
        (Scalar(8, "010", HERE), "the number 010"),
        (Scalar("a", "a", HERE), 'the text "a"'),
        (Scalar(date(2024, 1, 2), "2024-01-02", HERE), "the date 2024-01-02"),
        (Items((), HERE), "a list"),
        (Table((), HERE), "a mapping"),
    ],
)
def test_a_value_is_named_as_it_was_written(tree: Tree, text: str) -> None:
    assert str(tree) == text


def test_plain_drops_the_places() -> None:
    tree = Table((Entry("a", HERE, Items((Scalar(1, "1", HERE),), HERE)),), HERE)

    assert plain(tree) == {"a": [1]}


def test_a_long_text_is_cut() -> None:
    assert shortened("x" * 61) == "x" * 60 + "…"


@pytest.mark.parametrize(
    "text",
    [
        "-----BEGIN PRIVATE KEY----- MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg",
        "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgvSVr",
        "a word, and then 7WvZm1bQeYh3TtqkS2pXoZ",
        "x" * 50 + " 7WvZm1bQeYh3TtqkS2pXoZ",
    ],
)
def test_what_looks_like_a_piece_of_a_key_is_not_shown(text: str) -> None:
    assert shortened(text) == "…"


@pytest.mark.parametrize("text", ["/etc/graphex/tls/certificates", "build.Example.org", "aVeryLongName", "8443 "])
def test_ordinary_values_are_shown(text: str) -> None:
    assert shortened(text) == text


@pytest.mark.parametrize("text", ["a" * 1_000_000, "A" * 1_000_000, "aA" * 500_000])
def test_a_long_value_takes_no_time(text: str) -> None:
    assert len(shortened(text)) <= 61
