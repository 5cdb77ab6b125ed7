"""Node types that are imported when they are asked for."""

from __future__ import annotations

import copy
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from graphex.plugin import Node
from graphex.plugin.node_types import NodeTypes


class One(Node):
    """One."""

    name = "One"

    def run(self) -> None:
        """Nothing."""


def announced() -> tuple[NodeTypes, list[str]]:
    types, loaded = NodeTypes(), []

    def load(name: str) -> type[Node]:
        loaded.append(name)
        return One

    types.announce(["A", "B"], load)
    return types, loaded


def test_a_copy_changes_for_itself() -> None:
    types, loaded = announced()

    other = copy.copy(types)
    types["C"] = One

    assert ("A" in other, "C" in other, "C" in types) == (True, False, True)
    assert loaded == []


def test_a_name_imports_its_module_on_first_use() -> None:
    types, loaded = announced()

    assert "A" in types
    assert loaded == []
    assert types["A"] is types.get("A") is One
    assert types.get("C") is None
    assert loaded == ["A"]
    with pytest.raises(KeyError):
        types["C"]


def test_counting_imports_nothing_and_looking_at_all_imports_all() -> None:
    types, loaded = announced()

    assert len(types) == 2
    assert loaded == []
    assert {**types} == {"A": One, "B": One}
    assert sorted(loaded) == ["A", "B"]


def test_a_name_that_was_removed_is_not_imported_again() -> None:
    types, loaded = announced()
    assert types["A"] is One

    del types["A"]

    assert "A" not in types
    assert list(types) == ["B"]
    assert loaded == ["A", "B"]


def test_a_name_that_was_not_imported_yet_can_be_removed_and_replaced() -> None:
    types, loaded = announced()

    del types["A"]
    types["B"] = One

    assert ({**types}, loaded) == ({"B": One}, [])


def test_threads_that_meet_while_a_type_is_imported_all_get_it() -> None:
    types, meeting = NodeTypes(), threading.Barrier(2)

    def load(name: str) -> type[Node]:
        del name
        meeting.wait()
        return One

    types.announce(["A"], load)

    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(types.get, ["A", "A"]))

    assert found == [One, One]


def test_a_type_that_is_removed_while_it_is_imported_stays_removed() -> None:
    types = NodeTypes()

    def load(name: str) -> type[Node]:
        del types[name]
        return One

    types.announce(["A"], load)

    assert (types.get("A"), "A" in types) == (None, False)


def test_an_import_that_fails_is_made_again_by_the_next_who_asks() -> None:
    types, results = NodeTypes(), iter([[], [One]])
    types.announce(["A"], lambda _: next(results)[0])

    with pytest.raises(IndexError):
        types.get("A")

    assert "A" in types
    assert types["A"] is One


def test_a_run_imports_only_what_its_graph_uses() -> None:
    code = (
        "import sys; from graphex.workspace.node_types import create_registry; "
        "r, _ = create_registry([], None); "
        "r.nodes.get('Log (Print)'); "
        "print([m for m in sys.modules if m in ('regex', 'graphex.nodes.math', 'requests')])"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
