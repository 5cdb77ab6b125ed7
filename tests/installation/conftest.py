"""An installation of the product in a directory of its own, as an installer lays it."""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

import pytest

from wheels import OTHER_FILES

SOURCES = Path(__file__).parents[2] / "src" / "graphex"


@dataclass(frozen=True)
class Installation:
    """A directory with the package and its record."""

    directory: Path

    def python(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run an interpreter that takes the package from here."""
        path = os.pathsep.join([str(self.directory), sysconfig.get_path("purelib")])
        environment = {**os.environ, "PYTHONPATH": path, "NO_COLOR": "1"}
        # -S: an editable install of this checkout must not step in for what is missing.
        command = [sys.executable, "-S", *arguments]
        return subprocess.run(
            command, env=environment, cwd=self.directory, capture_output=True, text=True, timeout=100, check=False
        )

    def lay_other(self) -> None:
        """Install the files of the other distribution over ours."""
        for name, text in OTHER_FILES.items():
            (self.directory / name).write_text(text)
        (self.directory / "mitre_graphex-1.18.3.dist-info").mkdir()

    def remove_other(self) -> None:
        """Remove what was laid."""
        for name in OTHER_FILES:
            (self.directory / name).unlink()
        (self.directory / "mitre_graphex-1.18.3.dist-info").rmdir()


def digest(file: Path) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(file.read_bytes()).digest()).rstrip(b"=").decode("ascii")


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    """Lay the package with its record, in a directory with a blank and a quote in its name."""
    directory = tmp_path / "it's a place"
    shutil.copytree(SOURCES, directory / "graphex", ignore=shutil.ignore_patterns("__pycache__"))
    files = sorted(path for path in (directory / "graphex").rglob("*") if path.is_file())
    rows = [f"{path.relative_to(directory).as_posix()},sha256={digest(path)},1" for path in files]
    record = directory / "graphex-2.0.0.dist-info"
    record.mkdir()
    (record / "RECORD").write_text("\n".join([*rows, "graphex-2.0.0.dist-info/RECORD,,", ""]))
    (record / "METADATA").write_text("Metadata-Version: 2.1\nName: graphex\nVersion: 2.0.0\n")
    (record / "entry_points.txt").write_text("[graphex.plugins]\ngraphex = graphex.nodes\n")
    return Installation(directory)
