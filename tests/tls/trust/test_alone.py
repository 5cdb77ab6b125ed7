"""One at a time at the stores of a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from graphex.errors import StartError
from graphex.tls.trust.alone import alone_in

if TYPE_CHECKING:
    from pathlib import Path


def test_a_directory_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / ".graphex-lock").mkdir()

    with pytest.raises(StartError, match="Nothing can be written down") as caught, alone_in(tmp_path):
        pass

    assert "--ca-dir" in str(caught.value.hint)


def test_the_lock_is_gone_afterwards(tmp_path: Path) -> None:
    with alone_in(tmp_path):
        held = list(tmp_path.iterdir())

    assert (len(held), list(tmp_path.iterdir())) == (1, [])
