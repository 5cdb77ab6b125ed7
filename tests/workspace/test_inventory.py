"""The inventory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from graphex.errors import GraphexError
from graphex.plugin.registry import Registry
from graphex.testing import run_node
from graphex.workspace.inventory import LinkedNode, read_inventory, register_inventory
from graphs import with_nodes

if TYPE_CHECKING:
    from pathlib import Path

SITE = """\
- Name: gateway
  address: 10.0.0.1
  ports: [80, 443]
  up: [true, false]
  ratio: {deep: {value: 1.5}}
  nothing:
  mixed: [1, a]
  born: 2020-01-01
- Name: linked
  Node: {Name: Log (Print), Inputs: [{String: hi}, {Level: info}]}
"""


@pytest.fixture
def nets(tmp_path: Path) -> Path:
    """Make an inventory."""
    (tmp_path / "nets").mkdir()
    (tmp_path / "nets" / "site.yml").write_text(SITE)
    (tmp_path / "nets" / "empty.yaml").write_text("")
    (tmp_path / "nets" / "other.txt").write_text("- not read")
    return tmp_path / "nets"


def test_each_value_is_an_entry(nets: Path) -> None:
    linked: list[LinkedNode] = []
    found = {
        entry.name.removeprefix("nets/site.yml$gateway -> "): entry.value for entry in read_inventory(nets, linked)
    }

    assert found == {
        "Name": "gateway",
        "address": "10.0.0.1",
        "ports -> Index#0": 80,
        "ports -> Index#1": 443,
        "ports": [80, 443],
        "up -> Index#0": True,
        "up -> Index#1": False,
        "up": [True, False],
        "ratio -> deep -> value": 1.5,
        "mixed -> Index#0": 1,
        "mixed -> Index#1": "a",
        "born": "2020-01-01",
    }
    assert linked == [LinkedNode("nets/site.yml$linked", "Log (Print)", {"String": "hi", "Level": "info"})]


def test_a_text_like_an_exponent_is_a_text(nets: Path) -> None:
    (nets / "site.yml").write_text("- Name: x\n  commit: 695e0514\n  tags: [1e7, 2e3]\n")

    values = {entry.name.rpartition("> ")[2]: entry.value for entry in read_inventory(nets, [])}

    assert repr((values["commit"], values["tags"])) == "('695e0514', ['1e7', '2e3'])"
    assert type(values["tags"][0]) is str


def test_entries_are_node_types(nets: Path) -> None:
    registry = with_nodes()
    registry._origins = {}

    register_inventory(registry, nets)
    node_type = registry.nodes["nets/site.yml$gateway -> ports"]

    assert run_node(node_type).outputs == {"Value": [80, 443]}
    assert (node_type.is_inventory_node, node_type.inventory_value) == (True, [80, 443])
    assert (node_type.color, node_type.original_plugin) == ("#288CF0", "GraphEx Inventory")
    assert registry.nodes["nets/site.yml$gateway -> up"].data_outputs()[0].datatype.name == "Boolean"  # type: ignore[union-attr]  # it has one


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1", "no list of mappings"),
        ("- 1", "no list of mappings"),
        ("- {IP: 1.2.3.4}", "has no 'Name'"),
        ("- Name: [", "no YAML"),
        ("- {Name: x, Node: 5}", "The key Node of"),
        ("- {Name: x, Node: {Name: Nothing}}", "unknown type 'Nothing'"),
        ("- {Name: x, Node: {Name: Log (Print), Inputs: {Bogus: 1}}}", "does not have: Bogus"),
    ],
)
def test_a_bad_file_is_one_error(nets: Path, text: str, message: str) -> None:
    (nets / "bad.yml").write_text(text)
    registry = with_nodes()
    registry._origins = {}

    with pytest.raises(GraphexError) as raised:
        register_inventory(registry, nets)

    assert message in raised.value.message
    assert raised.value.hint


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("[" * 200 + "]" * 200, "nested more than 100 deep", "Make the value flatter."),
        ("- {Name: x}\n---\n- {Name: y}", "more than one document", "Keep one list of entries in a file."),
        ("- !mine {Name: x}", "the tag !mine is not allowed", "Inventories hold plain values only: remove the tag."),
    ],
)
def test_an_inventory_is_not_called_a_graph(nets: Path, text: str, message: str, hint: str) -> None:
    (nets / "bad.yml").write_text(text)

    with pytest.raises(
        GraphexError, match=f"Failed to load the inventory from {nets / 'bad.yml'}: .*{message}"
    ) as found:
        list(read_inventory(nets, []))

    assert found.value.hint == hint


def test_two_files_of_one_name_are_an_error(nets: Path) -> None:
    (nets / "sub" / "nets").mkdir(parents=True)
    (nets / "sub" / "nets" / "site.yml").write_text("")

    with pytest.raises(GraphexError, match=r"Two inventory files are called nets/site\.yml"):
        register_inventory(Registry(), nets)


@pytest.mark.parametrize("name", ["nets/site.yml", "gone"])
def test_an_inventory_is_a_directory(nets: Path, name: str) -> None:
    missing: Any = nets.parent / name

    with pytest.raises(GraphexError, match="is no directory"):
        register_inventory(Registry(), missing)
