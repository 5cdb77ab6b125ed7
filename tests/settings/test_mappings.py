"""Secrets show their names only."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING

from graphex.settings import load_settings
from graphex.settings.mappings import Secrets

if TYPE_CHECKING:
    from pathlib import Path


def test_the_text_of_secrets_holds_names_and_no_values() -> None:
    secrets = Secrets(token="00ff")

    assert (str(secrets), repr(secrets), f"{secrets}") == ("Secrets(token)",) * 3


def test_the_text_of_settings_holds_no_secret_and_no_graph_input(tmp_path: Path) -> None:
    (tmp_path / "graphex.yml").write_text("secrets: {token: 00ff}\ngraph_inputs: {'*': {Password: hunter2}}\n")

    text = repr(load_settings({}, cwd=tmp_path))

    assert "00ff" not in text
    assert "hunter2" not in text


def test_values_for_inputs_know_their_places_in_another_process_too(tmp_path: Path) -> None:
    (tmp_path / "graphex.yml").write_text("graph_inputs:\n  '*':\n    Host: a\n    Port: 5\n")

    inputs = load_settings({}, cwd=tmp_path).graph_inputs["*"]
    there = pickle.loads(pickle.dumps(inputs))  # noqa: S301 - our own bytes

    assert there == inputs == {"Host": "a", "Port": 5}
    assert [str(place) for place in there.places.values()] == ["graphex.yml:3:5", "graphex.yml:4:5"]


def test_secrets_survive_the_way_to_another_process() -> None:
    secrets = Secrets(token="00ff")

    assert pickle.loads(pickle.dumps(secrets)) == secrets  # noqa: S301 - our own bytes
