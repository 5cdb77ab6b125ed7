"""YAML within limits."""

from __future__ import annotations

import datetime as dt

import pytest
import yaml

from graphex.yaml_text import LimitError, Limits, compose, events, load

LIMITS = Limits(size=1000, depth=3, repeated=10)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("a: [1, 2020-01-02, yes, x]", {"a": [1, dt.date(2020, 1, 2), True, "x"]}),
        ("[[[1]]]", [[[1]]]),
        ("a: &x [1, 2]\nb: [*x, *x, *x]", {"a": [1, 2], "b": [[1, 2]] * 3}),
        ("a: &x 1\nb: [*x]", {"a": 1, "b": [1]}),
    ],
)
def test_what_is_within_the_limits_is_read(text: str, value: object) -> None:
    assert load(text, LIMITS) == value


@pytest.mark.parametrize(
    ("text", "exceeded", "place"),
    [
        ("x" * 1001, "size", (1, 1)),
        ("a:\n  [[[1]]]", "depth", (2, 5)),
        ("- - - - 1", "depth", (1, 7)),
        ("[" * 1000, "depth", (1, 4)),
        ("a: &x [1, 2]\nb: [*x, *x, *x, *x]", "repeated", (2, 17)),
        ("a: &x {k: v}\nb: &y [*x, *x]\nc: [*y]", "repeated", (3, 5)),
    ],
)
def test_what_exceeds_a_limit_is_an_error_with_its_place(text: str, exceeded: str, place: tuple[int, int]) -> None:
    with pytest.raises(LimitError) as raised:
        load(text, LIMITS)

    assert (raised.value.exceeded, (raised.value.line, raised.value.column)) == (exceeded, place)
    assert exceeded in str(raised.value)


@pytest.mark.parametrize("text", ["a: [", "a: *nothing", "a: \0", "a: !!python/object/apply:os.system [true]"])
def test_what_is_no_safe_yaml_is_an_error(text: str) -> None:
    with pytest.raises(yaml.YAMLError):
        load(text, LIMITS)


def test_nodes_know_their_places() -> None:
    node = compose("a:\n  - b\n", LIMITS)

    assert node is not None
    assert (node.value[0][1].start_mark.line, node.value[0][1].start_mark.column) == (1, 2)
    with pytest.raises(LimitError):
        compose("[[[[]]]]", LIMITS)


def test_events_come_one_after_another() -> None:
    kinds = [type(event).__name__.removesuffix("Event") for event in events("a: &x 1\nb: *x", LIMITS)]

    assert kinds == [
        *("StreamStart", "DocumentStart", "MappingStart"),
        *("Scalar", "Scalar", "Scalar", "Alias"),
        *("MappingEnd", "DocumentEnd", "StreamEnd"),
    ]
