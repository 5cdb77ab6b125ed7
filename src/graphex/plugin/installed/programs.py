"""The programs that install distributions, pip and uv: which one there is, how it is called, and what it said."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from graphex.errors import GraphexError, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

_ADDRESS = re.compile(r"((?:https?|ssh|git)(?:\+\w+)?://)(?:[^/\s'\"]*@)?([^/\s'\"?#,;)]*)([^\s'\",;)]*)")
_LEADERS = re.compile(r"^(?:\W|error\b|cause\b)+", re.IGNORECASE)
_SAYS_NOTHING = re.compile(r"ResolutionImpossible|^\W*(?:hint|note|WARNING)\b", re.IGNORECASE)
_CAUSES = re.compile(r"conflict is caused by:\n((?:[ \t]+\S.*\n)+)")
_MANAGED = "externally-managed-environment"


@dataclass(frozen=True, slots=True)
class Installer:
    """A program that installs into the running interpreter."""

    name: Literal["pip", "uv"]
    command: tuple[str, ...]

    def run(self, *arguments: str) -> Spoken:
        """Call the program; it asks for nothing, and all that it says is kept."""
        # No prompt could be answered, and colours would get into messages.
        plain = {"PIP_NO_INPUT": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "NO_COLOR": "1", "UV_NO_PROGRESS": "1"}
        # Who takes warnings of GraphEx for errors does not mean those of pip, which its older releases do not survive.
        plain["PYTHONWARNINGS"] = ""
        done = subprocess.run(
            [*self.command, *arguments],
            env={**os.environ, **plain},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
        return Spoken(self.name, done.returncode, without_addresses(done.stdout))


@dataclass(frozen=True, slots=True)
class Spoken:
    """What an installer said, without what addresses may hold of secrets."""

    program: str
    code: int
    text: str

    @property
    def reason(self) -> str:
        """The sentence that says why it failed."""
        if _MANAGED in self.text:
            return "this Python belongs to the operating system, which keeps others from installing into it"
        if causes := _CAUSES.search(self.text):
            return "; ".join(line.strip() for line in causes[1].splitlines())
        lines = [line for line in self.text.splitlines() if line.strip() and not _SAYS_NOTHING.search(line)]
        errors = [line for line in lines if line.startswith("ERROR:")] or lines
        return _LEADERS.sub("", errors[-1]).strip().rstrip(".") if errors else f"exit code {self.code}"

    def check(self, task: str) -> None:
        """Raise GraphexError if it failed at its task."""
        if self.code == 0:
            return
        hint = "Use -v to see all that it said."
        if _MANAGED in self.text:
            hint = "Install GraphEx into an environment of its own: python3 -m venv DIRECTORY"
        raise InstallerError(f"{self.program} could not {task}: {self.reason}.", hint=hint, spoken=self)


class InstallerError(GraphexError):
    """An installer failed; everything that it said is kept with the error."""

    def __init__(self, message: str, *, hint: str | None = None, spoken: Spoken) -> None:
        super().__init__(message, hint=hint)
        self.spoken = spoken


def without_addresses(text: str) -> str:
    """Leave of each address of a network only the host: passwords and tokens can stand anywhere else in it."""
    return _ADDRESS.sub(lambda match: f"{match[1]}{match[2]}{'/…' if len(match[3]) > 1 else match[3]}", text)


def find_installer() -> Installer:
    """Find pip in the running interpreter, or else uv; GraphexError if there is neither."""
    if importlib.util.find_spec("pip") is not None:
        # -P: a directory of the current directory that is called like a module must not be taken for it.
        return Installer("pip", (sys.executable, "-P", "-m", "pip"))
    beside = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    uv = shutil.which("uv", path=beside)
    if uv is not None:
        return Installer("uv", (uv, "pip"))
    raise GraphexError(
        f"Neither pip nor uv can be found for {sys.executable}.",
        hint="Make pip with the module ensurepip, or put uv on the PATH.",
    )


def python_option(installer: Installer) -> Sequence[str]:
    """Return what tells uv into which interpreter to install; pip belongs to one."""
    return () if installer.name == "pip" else ("--python", sys.executable)


_OPTION_LIKE: Final = "-"


def check_targets(targets: Sequence[str]) -> None:
    """Refuse what an installer would take for an option of its own."""
    for target in targets:
        if not target.strip() or target.startswith(_OPTION_LIKE):
            raise UsageError(f'"{target}" names nothing that can be installed.', hint="Name a package or a file.")
