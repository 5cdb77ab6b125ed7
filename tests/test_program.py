"""Commands are advised with the words that start the program."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from graphex.program import Invocation, as_started, document_as_started

SCRIPT = Path(sys.executable).with_name("graphex")


@pytest.mark.parametrize(
    ("script", "interpreter", "on_path", "expected"),
    [
        ("/opt/gx/graphex/__main__.py", "python3", {"python3": "/usr/bin/python3"}, "python3 -m graphex"),
        (
            "/opt/gx/graphex/__main__.py",
            ".venv/bin/python",
            {"python": "/usr/bin/python"},
            ".venv/bin/python -m graphex",
        ),
        ("/opt/gx/graphex/__main__.py", "/usr/bin/python3", {"python3": "/usr/bin/python3"}, "python3 -m graphex"),
        ("/opt/gx/graphex/__main__.py", "/opt/my py/python3", {}, "'/opt/my py/python3' -m graphex"),
        ("/usr/bin/graphex", "/usr/bin/python3", {"graphex": "/usr/bin/graphex"}, "graphex"),
        (".venv/bin/graphex", ".venv/bin/python3", {}, ".venv/bin/graphex"),
        ("/opt/gx/bin/graphex", "/opt/gx/bin/python3", {"graphex": "/usr/bin/graphex"}, "/opt/gx/bin/graphex"),
        ("app.py", ".venv/bin/python", {}, ".venv/bin/python -m graphex"),
        (".venv/bin/uvicorn", "/srv/.venv/bin/python3", {}, "/srv/.venv/bin/python3 -m graphex"),
        ("", "python3", {"python3": "/usr/bin/python3"}, "python3 -m graphex"),
    ],
)
def test_the_words_are_those_that_were_typed(
    script: str, interpreter: str, on_path: dict[str, str], expected: str
) -> None:
    assert Invocation(script, interpreter, {}, on_path.get).program == expected


@pytest.mark.parametrize(
    ("script", "expected"),
    [("/p/.venv/bin/graphex", "uv run graphex"), ("/p/graphex/__main__.py", "uv run python -m graphex")],
)
def test_uv_run_stays_uv_run(script: str, expected: str) -> None:
    started = Invocation(script, "/p/.venv/bin/python3", {"UV_RUN_RECURSION_DEPTH": "1"}, lambda name: f"/p/{name}")

    assert started.program == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Renew it: python3 -m graphex certs renew", "Renew it: .venv/bin/graphex certs renew"),
        ('eval "$(python3 -m graphex trust --env)"', 'eval "$(.venv/bin/graphex trust --env)"'),
        (
            "python3 -m graphex untrust, then python3 -m graphex trust",
            ".venv/bin/graphex untrust, then .venv/bin/graphex trust",
        ),
        ("python3 -m graphex.engine.events.documents", "python3 -m graphex.engine.events.documents"),
        ("Run `python3 -m graphex`.", "Run `.venv/bin/graphex`."),
        ("Nothing to run.", "Nothing to run."),
    ],
)
def test_commands_in_a_text_are_said_with_them(text: str, expected: str) -> None:
    assert as_started(text, ".venv/bin/graphex") == expected


@pytest.mark.parametrize("started", [[sys.executable, "-m", "graphex"], [str(SCRIPT)]], ids=["module", "command"])
def test_a_hint_runs_as_it_stands(started: list[str], tmp_path: Path) -> None:
    failed = subprocess.run([*started, "run"], cwd=tmp_path, capture_output=True, text=True, check=False)
    hint = failed.stderr.partition("hint: ")[2]
    command = hint.partition(": ")[2].partition(" FILE")[0]

    advised = subprocess.run(
        [*shlex.split(command), "--help"], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert command.endswith(" run")
    assert advised.returncode == 0


def test_whole_documents_are_said_with_them() -> None:
    document = {"hint": "python3 -m graphex trust", "findings": [{"hint": None}, "python3 -m graphex"], "count": 2}

    said = document_as_started(document, "graphex")

    assert said == {"hint": "graphex trust", "findings": [{"hint": None}, "graphex"], "count": 2}
