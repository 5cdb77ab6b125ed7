"""Whether a value is of a type."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal, Optional, Protocol, Union, runtime_checkable

import pytest

from graphex.plugin.datatypes.checks import check_of, exact_types, list_check_of


@runtime_checkable
class Sized(Protocol):
    """Has a length."""

    def __len__(self) -> int:
        """Return the length."""


@pytest.mark.parametrize(
    ("hint", "good", "bad"),
    [
        (str, ["x"], [1, None]),
        (int, [1, True], [1.5]),
        (float, [1, 1.5], ["x"]),
        (complex, [1, 1.5, 1j], ["x"]),
        (int | str, [1, "x"], [None]),
        (Union[int, None], [1, None], ["x"]),  # noqa: UP007 - the old form, which plugins write
        (Optional[str], ["x", None], [1]),  # noqa: UP045 - likewise
        (Any, [1, None, object()], []),
        (None, [None], [0]),
        (list[int], [[], [1], [1, "x"]], [["x"], (1,)]),
        (dict[str, int], [{}, {"a": 1}], [{1: 1}, {"a": "x"}, []]),
        (list[str] | int, [["x"], 1], [[1]]),
        (Literal["a", "b"], ["a"], ["c"]),
        (Sequence[int], [[1], (1,)], [["x"]]),
        (Callable[[], int], [int], [1]),
        (Sized, ["x"], [1]),
    ],
)
def test_types(hint: Any, good: list[Any], bad: list[Any]) -> None:
    check = check_of(hint)

    assert all(check(value) for value in good)
    assert not any(check(value) for value in bad)


def test_each_item_of_a_list_is_checked() -> None:
    check = list_check_of(check_of(int | float), exact_types(int | float))

    assert check([1, 1.5, True])
    assert check([])
    assert not check([1, "x"])
    assert not check((1, 2))
    assert not check("12")


@pytest.mark.parametrize(
    ("hint", "types"), [(str, (str,)), (int | float, (int, float, int)), (list[int], ()), (Any, ())]
)
def test_types_that_pass_unseen(hint: Any, types: tuple[type, ...]) -> None:
    assert exact_types(hint) == types
