"""Running `python3 -m graphex` as a real process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from patience import PATIENCE_SECONDS


def run_graphex(*args: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a directory, without colours from outside; variables are added to the environment."""
    plain = {name: value for name, value in os.environ.items() if name not in {"NO_COLOR", "GRAPHEX_TRACEBACK"}}
    # As people type it, in an environment that is activated: commands are advised in the same words.
    plain["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{plain.get('PATH', os.defpath)}"
    return subprocess.run(
        ["python3", "-m", "graphex", *args],
        cwd=cwd,
        env={**plain, **environment},
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
