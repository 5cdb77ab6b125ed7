"""An environment to install plugins into, and wheels of plugins."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from wheels import OTHER_FILES, Environment, make_environment, write_wheel

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    """Make an environment beside wheels: the product that GraphEx succeeds, and a library."""
    made = make_environment(tmp_path)
    write_wheel(made.links, "mitre-graphex", "1.18.3", files=OTHER_FILES, requires=("flask==3.1.2",))
    write_wheel(made.links, "mitre-graphex", "1.19.0", files=OTHER_FILES)
    write_wheel(made.links, "mitre-graphex", "1.5.0", files=OTHER_FILES)
    write_wheel(made.links, "acme-library", "2.0", files={"acme_library.py": ""})
    write_wheel(made.links, "acme-extra", "1.0", files={"acme_extra.py": ""})
    return made
