"""Errors and the exit codes they end a command with."""

from __future__ import annotations

import pytest

from graphex.errors import ExitCode, GraphexError, StartError, UsageError


@pytest.mark.parametrize(
    ("error", "code"), [(GraphexError, 1), (UsageError, 2), (StartError, 3)], ids=["any", "usage", "start"]
)
def test_each_kind_has_its_exit_code(error: type[GraphexError], code: int) -> None:
    raised = error("A sentence.", hint="A hint.")

    assert raised.exit_code == code
    assert (raised.message, raised.hint, str(raised)) == ("A sentence.", "A hint.", "A sentence.")


def test_exit_codes_are_distinct() -> None:
    assert len({int(code) for code in ExitCode}) == len(ExitCode.__members__)
