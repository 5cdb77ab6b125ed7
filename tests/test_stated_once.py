"""Facts that once stood in several places, and drifted apart, stand in one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

SOURCES = Path(__file__).parents[1] / "src" / "graphex"


def files_that_hold(pattern: str) -> list[str]:
    found = re.compile(pattern, re.MULTILINE)
    return [
        path.relative_to(SOURCES).as_posix()
        for path in sorted(SOURCES.rglob("*.py"))
        if found.search(path.read_text("utf-8"))
    ]


@pytest.mark.parametrize(
    ("pattern", "place"),
    [
        pytest.param(r"""["']\.gx["']$""", "graph/files.py", id="the suffix of graphs"),
        pytest.param(r"""["']\.graphex["']""", "paths.py", id="the state directory"),
        pytest.param(r"""["']\.graphex-lock["']""", "files.py", id="the lock of a directory"),
        pytest.param(r"""["']graphex\.db["']""", "state/directory.py", id="the state database"),
        pytest.param(r"is not contained within the root", "paths.py", id="what lies below the root"),
        pytest.param(r"CSafeLoader", "yaml_text.py", id="the safe reader of YAML"),
        pytest.param(r"\.flock\(", "files.py", id="the lock of POSIX"),
        pytest.param(r"msvcrt\.locking\(", "files.py", id="the lock of Windows"),
        pytest.param(r"BEGIN IMMEDIATE", "state/connection.py", id="transactions"),
        pytest.param(r"CREATE TABLE", "state/migrations.py", id="the schema"),
    ],
)
def test_a_fact_stands_in_one_place(pattern: str, place: str) -> None:
    assert files_that_hold(pattern) == [place]


def test_only_stores_and_migrations_hold_statements() -> None:
    holders = files_that_hold(r"""["'](?:SELECT \w|INSERT |UPDATE \w+ SET|DELETE FROM)""")

    assert holders == ["state/facts.py", "state/migrations.py", "state/sign_ins.py"]
