"""Measures GraphEx beside its baselines: `python3 benchmarks/run.py --quick`."""

from __future__ import annotations

import sys
from pathlib import Path

# A script's own directory comes first on the path; the package `benchmarks` is found from the one above.
sys.path[0] = str(Path(__file__).resolve().parent.parent)

from benchmarks.command import main  # noqa: E402 - after the path that leads to it

if __name__ == "__main__":
    sys.exit(main())
