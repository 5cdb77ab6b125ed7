"""Recorded graphs: what each did in the product that this one succeeds, it does here.

`GRAPHEX_TEST_CORPUS` names another directory with `run_corpus.py` and `cases`; without it the copy of the project is
used. Error sentences are our own: of those only the quoted names and the error types are compared.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from argparse import Namespace
from pathlib import Path
from typing import Any

import pytest

CORPUS = Path(os.environ.get("GRAPHEX_TEST_CORPUS", Path(__file__).parent / "corpus"))
CASES = sorted(path.parent for path in (CORPUS / "cases").glob("*/*/expected.json"))
LENIENT = Namespace(lenient_prose=True, strict_format=True)


@pytest.fixture(scope="module")
def runner() -> Any:
    """Load the program that runs and compares cases."""
    spec = importlib.util.spec_from_file_location("run_corpus", CORPUS / "run_corpus.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.skipif(not CASES, reason="the corpus is not here")
@pytest.mark.parametrize("directory", CASES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_recorded_graph_does_the_same(runner: Any, directory: Path) -> None:
    case, expected = runner.load(str(directory))

    seen = runner.observe(sys.executable, str(directory), case)

    assert runner.compare(case, expected, seen, LENIENT) == []
