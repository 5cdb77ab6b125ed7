"""The machine as trust stores see it: home, platform, environment, files below a prefix, and programs on PATH."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from graphex.paths import home_directory

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# Where a user's PATH leaves out what sudo's has.
_PRIVILEGED_PROGRAMS: Final = ("/usr/local/sbin", "/usr/sbin", "/sbin")
PATIENCE_SECONDS: Final = 60.0


@dataclass(frozen=True, slots=True)
class Answer:
    """How a program ended, and what it printed; `code` is None if it was given up or could not be started."""

    code: int | None
    output: str

    @property
    def succeeded(self) -> bool:
        """Whether it ended well."""
        return self.code == 0

    @property
    def last_line(self) -> str:
        """Its last words, with which most programs say what went wrong."""
        return self._lines[-1]

    @property
    def first_line(self) -> str:
        """Its first words, for programs that go on to explain."""
        return self._lines[0]

    @property
    def _lines(self) -> list[str]:
        lines = [line.strip() for line in self.output.splitlines() if line.strip()]
        return lines or [f"it ended with code {self.code} and said nothing"]


@dataclass(frozen=True)
class Surroundings:
    """Everything that the stores are told about the machine; `prefix` takes the place of `/` for files."""

    environment: Mapping[str, str]
    platform: str
    home: Path
    is_root: bool
    prefix: Path = Path("/")

    @classmethod
    def of_process(cls) -> Surroundings:
        """Describe the machine, for the user of this process."""
        is_root = hasattr(os, "geteuid") and os.geteuid() == 0
        return cls(dict(os.environ), sys.platform, home_directory(os.environ), is_root)

    def path(self, absolute: str) -> Path:
        """Return where an absolute path lies below the prefix."""
        return self.prefix / absolute.lstrip("/")

    def owns(self, path: Path) -> bool:
        """Return whether a path lies on this machine: below the prefix. What a link leads out to is somebody else's."""
        return path.resolve().is_relative_to(self.prefix.resolve())

    def directory(self, variable: str, default: str) -> Path:
        """Return a base directory of XDG: what the variable says if it is absolute, else `default` below home."""
        named = self.environment.get(variable, "")
        return Path(named) if named.startswith("/") else self.home / default

    def find_program(self, *names: str) -> str | None:
        """Return the path of the first of these programs that is there."""
        return next((found for name in names if (found := shutil.which(name, path=self._search_path))), None)

    def run(self, argv: Sequence[str], *, patience: float = PATIENCE_SECONDS) -> Answer:
        """Run a program that nobody can type anything into, and return how it ended."""
        try:
            done = subprocess.run(
                list(argv),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                env={**self.environment, "LC_ALL": "C", "PATH": self._search_path},
                timeout=patience,
                check=False,
                # Without a terminal: certutil would ask there for the password of a database.
                start_new_session=True,
            )
        except subprocess.TimeoutExpired:
            return Answer(None, f"{argv[0]} did not end within {patience:g} seconds")
        except OSError as error:
            return Answer(None, f"{argv[0]} could not be started: {error.strerror or error}")
        return Answer(done.returncode, done.stdout.decode("utf-8", "replace"))

    @cached_property
    def is_wsl(self) -> bool:
        """Whether this is Linux inside Windows, where the browser is usually outside."""
        try:
            return self.platform == "linux" and "microsoft" in self.path("/proc/version").read_text().lower()
        except OSError:
            return False

    @cached_property
    def distribution(self) -> frozenset[str]:
        """The identifiers of the Linux distribution and of those that it is like (os-release(5))."""
        try:
            text = self.path("/etc/os-release").read_text("utf-8")
        except OSError:
            return frozenset()
        lines = (line.partition("=") for line in text.splitlines())
        values = (value.strip("\"'") for name, _, value in lines if name in {"ID", "ID_LIKE"})
        return frozenset(word for value in values for word in value.split())

    @property
    def _search_path(self) -> str:
        own = self.environment.get("PATH", os.defpath)
        more = [] if self.platform == "win32" else [str(self.path(name)) for name in _PRIVILEGED_PROGRAMS]
        return os.pathsep.join([own, *more])
