"""The programs that are compared: GraphEx, a bare Starlette application, the existing product."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from graphex.web.pages.assets import Assets

if TYPE_CHECKING:
    from collections.abc import Mapping

    from benchmarks.figures import SubjectName

ASSET: Final = "icon.svg"

_BARE_APP: Final = Path(__file__).with_name("bare_app.py")
# Variables that would change what is measured: no bytecode would mean compiling every module at every start.
_LEFT_OUT: Final = frozenset({"PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "PYTHONDEVMODE", "PYTHONWARNINGS"})


@dataclass(frozen=True, slots=True)
class Subject:
    """A program to measure; `command` has the word PORT where its port goes."""

    name: SubjectName
    title: str
    command: tuple[str, ...]
    json_path: str
    asset_path: str | None = None
    page_path: str | None = None
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def help_command(self) -> list[str]:
        """The command that shows what there is to say at the command line."""
        return [self.command[0], "-m", "uvicorn" if self.name == "bare" else "graphex", "--help"]

    def command_on(self, port: int) -> list[str]:
        """Return the command that serves on a port."""
        return [str(port) if word == "PORT" else word for word in self.command]


def graphex_subject(python: str, environment: Mapping[str, str]) -> Subject:
    """Return GraphEx, as users start it."""
    return Subject(
        "graphex",
        "GraphEx",
        (python, "-m", "graphex", "serve", "-p", "PORT"),
        json_path="/healthz",
        asset_path=Assets().url(ASSET),
        page_path="/connection",
        environment=environment,
    )


def bare_subject(python: str, environment: Mapping[str, str], pair: tuple[Path, Path]) -> Subject:
    """Return the least that Starlette and uvicorn need to answer over TLS, in the same environment."""
    certfile, keyfile = map(str, pair)
    return Subject(
        "bare",
        "bare Starlette",
        (python, str(_BARE_APP), "PORT", certfile, keyfile),
        json_path="/healthz",
        asset_path=f"/static/{ASSET}",
        environment=environment,
    )


def existing_subject(python: str) -> Subject:
    """Return the existing product, as users start it; its title is the cheapest thing it answers."""
    return Subject(
        "existing",
        "existing product",
        (python, "-m", "graphex", "serve", "-p", "PORT"),
        json_path="/api/title",
        environment=clean_environment(),
    )


def clean_environment(python_path: Path | None = None) -> dict[str, str]:
    """Return the environment for servers, with a directory before all others that modules are imported from."""
    kept = {name: value for name, value in os.environ.items() if name not in _LEFT_OUT}
    return kept if python_path is None else {**kept, "PYTHONPATH": str(python_path)}


def hide_uvloop(directory: Path) -> Path:
    """Make a directory for the path of modules in which uvloop cannot be imported: servers fall back on asyncio."""
    directory.mkdir()
    (directory / "uvloop.py").write_text('raise ImportError("hidden by the benchmark")\n', "utf-8")
    return directory


def create_pair(directory: Path) -> tuple[Path, Path]:
    """Create the kind of pair that GraphEx creates, with `openssl`: self-signed, EC P-256."""
    certfile, keyfile = directory / "bare-cert.pem", directory / "bare-key.pem"
    key_options = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    names = ("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1")
    files = ("-keyout", str(keyfile), "-out", str(certfile))
    command = ["openssl", "req", "-x509", *key_options, "-days", "197", *names, *files]
    subprocess.run(command, check=True, capture_output=True)
    return certfile, keyfile
