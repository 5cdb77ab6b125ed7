"""Entries as values and as mappings."""

from __future__ import annotations

import dataclasses

import pytest

from graphex.graph.model import MISSING, Connection, GraphInput, GraphOutput, NodeEntry, SocketEntry

SOCKET = SocketEntry("s", connections=(Connection("a", "b"),), has_connections=True)
NODE = NodeEntry("N", "N-0", inputs=(SOCKET,), field_value=None, extra={"mine": 1})


def test_an_entry_is_a_mapping_with_the_names_of_the_file() -> None:
    assert dict(NODE) == {"name": "N", "id": "N-0", "inputs": [SOCKET], "fieldValue": None, "mine": 1}
    assert NODE.get("xy", "none") == "none"
    assert "fieldValue" in NODE
    assert len(NODE) == 5
    assert SOCKET["connections"] == ["a::b"]


def test_a_missing_key_is_an_error() -> None:
    with pytest.raises(KeyError):
        NODE["color"]


@pytest.mark.parametrize("entry", [NODE, SOCKET, GraphInput("i", "String"), GraphOutput("o", "String")])
def test_entries_cannot_be_changed(entry: NodeEntry) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        entry.name = "other"  # type: ignore[misc]  # what is tested

    assert hash(entry) == hash(dataclasses.replace(entry))


@pytest.mark.parametrize(("flag", "expected"), [(MISSING, False), (True, True), (False, False)])
def test_flags_that_are_missing_are_off(flag: object, *, expected: bool) -> None:
    entry = GraphInput("i", "String", list_flag=flag, password_flag=flag)

    assert entry.is_list is expected
    assert entry.is_password is expected
    assert GraphOutput("o", "String", list_flag=flag).is_list is expected


def test_missing_is_false_and_says_its_name() -> None:
    assert not MISSING
    assert repr(MISSING) == "MISSING"
