"""The whole benchmark as a program, with counts so small that its figures mean nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "run.py"


def test_one_short_round_gives_a_table_and_a_document(tmp_path: Path) -> None:
    document = tmp_path / "figures.json"
    options = ("--rounds", "1", "--seconds", "0.3", "--without-existing", "--asyncio", "--json", str(document))

    done = subprocess.run(
        [sys.executable, str(SCRIPT), *options], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    assert "event loop: asyncio (uvloop hidden)" in done.stdout
    assert "| First answer, cold (new directory) (s)" in done.stdout
    titles = {metric["title"] for metric in json.loads(document.read_text("utf-8"))["metrics"]}
    helped = "The help is shown (bare: that of uvicorn)"
    followed = "A changed certificate is served (bare: by a restart)"
    assert {"Small JSON: requests a second", "Full TLS 1.3 handshakes a second", followed, helped} <= titles
