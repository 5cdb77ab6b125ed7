"""A machine and a root for the tests of trust stores."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tls.authorities import make_root
from tls.trust.machine import Machine

if TYPE_CHECKING:
    from pathlib import Path

    from graphex.tls.trust.model import Root


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


@pytest.fixture
def root(tmp_path: Path) -> Root:
    return make_root(tmp_path)
