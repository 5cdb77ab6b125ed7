"""The field of a node."""

from __future__ import annotations

from typing import Any

import pytest

from graphex.plugin import InputField


@pytest.mark.parametrize(
    ("default", "good", "bad"),
    [("", ["x"], [1, None]), (-2, [1, 1.5], ["1"]), (1.5, [1], ["x"]), (False, [True], [1, "true"])],
)
def test_a_field_takes_what_its_default_is(default: Any, good: list[Any], bad: list[Any]) -> None:
    field = InputField(default)

    assert all(field.accepts(value) for value in good)
    assert not any(field.accepts(value) for value in bad)
