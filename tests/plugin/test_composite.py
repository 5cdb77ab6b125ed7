"""Composite inputs."""

from __future__ import annotations

from typing import Any

import pytest

from graphex.plugin import DataContainer, Number, String
from graphex.plugin.composite import (
    CompositeGraphInput,
    subGraphEnumInput,
    subGraphEnumListInput,
    subGraphInput,
    subGraphListInput,
)


class Connection(CompositeGraphInput):
    """Makes a connection."""

    datatype = DataContainer
    host = subGraphInput("Host", String, "The host.")
    port = subGraphInput("Port", Number, "The port.", 443)
    tags = subGraphListInput("Tags", String, "Tags.", ["a"])
    level = subGraphEnumInput("Level", Number, "How much.", {"low": 1, "high": 2}, "low")
    levels = subGraphEnumListInput("Levels", Number, "How much.", {"low": 1, "high": 2})

    def constructInput(self) -> Any:  # noqa: N802 - the name that is called
        """Make it."""
        return {"host": self.host, "port": self.port, "tags": self.tags, "level": self.level, "levels": self.levels}


def test_values_and_defaults_are_read() -> None:
    made = Connection({"Host": "h", "Levels": ["high", "low"], "Port": 1}).constructInput()

    assert made == {"host": "h", "port": 1, "tags": ["a"], "level": 1, "levels": [2, 1]}


def test_a_missing_value_names_composite_and_child() -> None:
    with pytest.raises(ValueError, match='composite input "Data Container" needs a value for "Host"'):
        Connection().constructInput()


def test_an_unknown_choice_is_an_error() -> None:
    with pytest.raises(ValueError, match='"mid" is no choice for "Level"; there are low, high'):
        Connection({"Host": "h", "Level": "mid", "Levels": []}).constructInput()


def test_a_composite_describes_itself() -> None:
    found = Connection.metadata()

    assert found["datatype"] == "Data Container"
    assert [entry["name"] for entry in found["InputMetadata"]] == ["Host", "Port", "Tags", "Level", "Levels"]
    assert "defaultValue" not in found["InputMetadata"][0]
    assert found["InputMetadata"][3]["enumOptions"] == ["low", "high"]
