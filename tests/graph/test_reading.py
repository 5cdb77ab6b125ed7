"""Reading YAML with limits and places."""

from __future__ import annotations

import pytest

from graphex.graph.reading import GraphFormatError, read_yaml

BOMB = "a0: &a0 [1, 2]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\nb: 2\na: 3\n", 'the key "a" stands twice in the mapping that begins in line 1 (line 3'),
        ("a: !!python/object:os.system x", "the tag tag:yaml.org,2002:python/object:os.system is not allowed"),
        ("a: !mine {}", "the tag !mine is not allowed"),
        ("[a, b]: 1", "a list or a mapping is used as a key"),
        ("a: 1\n---\nb: 2", "more than one document"),
        ("a: &x [*x]", "is not complete yet"),
        ("a: *nope", "there is no anchor nope (line 1, column 4)"),
        ("a: [1", "it is no YAML"),
        ("a: 1\n<<<<<<< HEAD\nb: 2\n", "merge conflicts"),
        ("[" * 200_000, "exceeded maximum nesting depth"),
        ("[" * 200 + "]" * 200, "nested more than 100 deep"),
        ("- " * 10_000, "nested more than 100 deep"),
        ("? " * 10_000, "nested more than 100 deep"),
        ("a: \0", "it is no YAML"),
        (BOMB, "aliases repeat too many values"),
    ],
)
def test_what_is_refused(text: str, message: str) -> None:
    with pytest.raises(GraphFormatError) as raised:
        read_yaml(text, "x.gx")

    assert message in raised.value.message
    assert raised.value.hint


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: &x {k: 1}\nb: *x", {"a": {"k": 1}, "b": {"k": 1}}),
        ("a: &x {k: 1}\nb:\n  <<: *x\n  l: 2", {"a": {"k": 1}, "b": {"k": 1, "l": 2}}),
        ("a:\n  <<: text", {"a": {"<<": "text"}}),
        ("a: <<\nb: =", {"a": "<<", "b": "="}),
        ("a: !!str 5\nb: ! 5\nc: !!int '5'", {"a": "5", "b": "5", "c": 5}),
        ('"a": "5"', {"a": "5"}),
        ("a: !!float 1e7", {"a": 1e7}),
        ("", None),
    ],
)
def test_what_is_read(text: str, value: object) -> None:
    assert read_yaml(text, "x.gx") == value
