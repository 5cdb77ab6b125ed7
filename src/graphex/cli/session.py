"""What one invocation of the command line knows about itself, from before its settings are read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graphex.cli.output import Output
    from graphex.errors import ExitCode
    from graphex.logs import Redactor


@dataclass(slots=True)
class Session:
    """How to report what ends the command; filled in once the settings are known."""

    output: Output
    verbose: bool = False
    failure_code: ExitCode | None = None
    """The exit code of every failure, for commands that have only one."""
    redactor: Redactor | None = field(default=None, repr=False)
