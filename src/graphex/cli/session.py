"""What one invocation of the command line knows about itself, from before its settings are read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from graphex.masks import Mask

if TYPE_CHECKING:
    from graphex.cli.output import Output
    from graphex.errors import ExitCode


@dataclass(slots=True)
class Session:
    """How to report what ends the command; filled in once the settings are known."""

    output: Output
    verbose: bool = False
    failure_code: ExitCode | None = None
    """The exit code of every failure, for commands that have only one."""
    mask: Mask = field(default_factory=Mask, repr=False)
    """The secrets that the process knows: what it says, its log and its runs share the mask."""
