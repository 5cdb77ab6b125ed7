"""Running `graphex trust` and `untrust` as a real process for a person and a machine of the test's own."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from patience import PATIENCE_SECONDS

if TYPE_CHECKING:
    from pathlib import Path

# The process is the real one; only whose machine it sees is told: files of the system lie below a prefix.
_PROGRAM = """
import sys
from pathlib import Path
from graphex.tls.trust.surroundings import Surroundings

prefix, user, platform = sys.argv[1:4]
real = Surroundings.of_process()
seen = Surroundings(real.environment, platform or real.platform, real.home, user == "root", Path(prefix))
Surroundings.of_process = classmethod(lambda cls: seen)
from graphex.cli.app import main

main(sys.argv[4:])
"""
# Where this machine's own trust must not reach into a test, nor its display.
_HIDDEN = (
    "SSL_CERT",
    "REQUESTS_CA",
    "CURL_CA",
    "NODE_EXTRA",
    "GIT_SSL",
    "XDG_",
    "JAVA_",
    "SUDO_",
    "GRAPHEX_",
    "NO_COLOR",
)


@dataclass(frozen=True)
class Person:
    """Somebody with a home of their own, on a machine whose system files lie below `prefix`."""

    home: Path
    prefix: Path
    user: str = "somebody"
    platform: str = ""
    variables: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """Their environment."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(_HIDDEN)}
        return {**kept, "HOME": str(self.home), **self.variables}

    @property
    def authority(self) -> Path:
        """Where their authority lies, or will lie."""
        return self.home / ".local" / "share" / "graphex" / "authority"

    def graphex(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command of graphex as this person."""
        return self.run(*self._command(words))

    def start(self, *words: str, terminal: int = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
        """Start a command of graphex without waiting for it, on a terminal perhaps."""
        return subprocess.Popen(
            self._command(words),
            cwd=self.home,
            env=self.environment,
            stdin=terminal,
            stdout=terminal,
            stderr=terminal,
            start_new_session=True,
        )

    def _command(self, words: tuple[str, ...]) -> list[str]:
        return [sys.executable, "-c", _PROGRAM, str(self.prefix), self.user, self.platform, *words]

    def run(self, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run a program as this person."""
        return subprocess.run(
            command,
            cwd=self.home,
            env={**self.environment, **variables},
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )


def make_person(directory: Path) -> Person:
    """Return somebody an empty home on a machine without anything."""
    home, prefix = directory / "home", directory / "machine"
    home.mkdir()
    prefix.mkdir()
    return Person(home, prefix)
