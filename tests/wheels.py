"""Wheels and environments for tests that install something: real ones, made in a moment, without an index."""

from __future__ import annotations

import os
import subprocess
import sysconfig
import venv
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_SECONDS = 110

OTHER_FILES = {
    "graphex/__init__.py": "from graphex.registry import GraphRegistry\n",
    "graphex/__main__.py": "print('foreign')\n",
    "graphex/registry.py": "from graphex.graph import Graph, GraphValidationCache\nclass GraphRegistry: ...\n",
    "graphex/graph.py": "class Graph: ...\nclass GraphValidationCache: ...\n",
    "graphex/constants.py": "FOREIGN = True\n",
}
"""Files as the distribution mitre-graphex has them: names that are ours as well."""


def write_wheel(
    directory: Path,
    name: str,
    version: str = "1.0",
    *,
    requires: tuple[str, ...] = (),
    extras: tuple[str, ...] = (),
    files: dict[str, str] | None = None,
    entry_points: str = "",
) -> Path:
    """Write a wheel of pure Python."""
    stem = f"{name.replace('-', '_')}-{version}"
    needs = "".join(f"Requires-Dist: {each}\n" for each in requires)
    needs += "".join(f"Provides-Extra: {each}\n" for each in extras)
    content = {
        **(files or {}),
        f"{stem}.dist-info/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{needs}",
        f"{stem}.dist-info/WHEEL": "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        **({f"{stem}.dist-info/entry_points.txt": entry_points} if entry_points else {}),
    }
    record = "".join(f"{file},,\n" for file in content) + f"{stem}.dist-info/RECORD,,\n"
    directory.mkdir(parents=True, exist_ok=True)
    path = directory / f"{stem}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        for file, text in {**content, f"{stem}.dist-info/RECORD": record}.items():
            wheel.writestr(file, text)
    return path


@dataclass(frozen=True)
class Environment:
    """A virtual environment that sees the packages of the running one, and a directory of wheels to install from."""

    directory: Path
    links: Path
    variables: dict[str, str] = field(default_factory=dict)

    @property
    def python(self) -> Path:
        """The interpreter."""
        return self.directory / "bin" / "python"

    def run(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        """Run the interpreter with these arguments; installers find the wheels and nothing else."""
        # What the machine sets up for its own installers has no place here.
        plain = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "UV_", "VIRTUAL"))}
        # As an address, because the variables hold several places with blanks between them.
        links = self.links.as_uri()
        plain |= {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": links, "PIP_CONFIG_FILE": os.devnull}
        plain |= {"UV_NO_INDEX": "1", "UV_FIND_LINKS": links, "UV_NO_CONFIG": "1"}
        return subprocess.run(
            [self.python, *arguments],
            cwd=self.links,
            env={**plain, **self.variables},
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )

    def graphex(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        """Run GraphEx."""
        return self.run("-m", "graphex", *arguments)

    def installed(self) -> dict[str, str]:
        """Return the distributions that were installed into this environment, with their versions."""
        path = next(self.directory.glob("lib/python*/site-packages"))
        names = sorted(entry.name.removesuffix(".dist-info") for entry in path.glob("*.dist-info"))
        return dict(name.split("-", 1) for name in names)


def make_environment(directory: Path) -> Environment:
    """Make an environment in which the packages of the running one, GraphEx among them, can be imported."""
    directory.mkdir(parents=True, exist_ok=True)
    venv.create(directory / "venv", with_pip=False)
    site = next((directory / "venv").glob("lib/python*/site-packages"))
    # A plain path would not read the .pth files of that directory, by which an editable install is found.
    shared = sysconfig.get_path("purelib")
    (site / "shared.pth").write_text(f"import site; site.addsitedir({shared!r})\n")
    (directory / "links").mkdir()
    return Environment(directory / "venv", directory / "links")
