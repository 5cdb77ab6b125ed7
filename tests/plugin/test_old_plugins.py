"""The plugins that exist: both load unchanged, and say of themselves what they have always said.

`files/plugins-metadata.json.gz` was recorded from mitre-graphex 1.18.3; descriptions are kept as their SHA-256.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import subprocess
import venv
from pathlib import Path
from typing import Any

import pytest

FILES = Path(__file__).parent / "files"
ROOT = Path(__file__).parents[2]
PLUGINS = ("graphex-esxi-utils==2.2.1", "graphex-webautomation-plugin==1.2.0")


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Install the product and the plugins into a new environment and let them describe themselves."""
    directory = tmp_path_factory.mktemp("plugins")
    venv.create(directory, with_pip=True)
    python = str(directory / "bin" / "python")
    pip = [python, "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    subprocess.run([*pip, f"{ROOT}[plots]"], check=True, timeout=600)
    subprocess.run([*pip, "--no-deps", *PLUGINS], check=True, timeout=600)
    dump = [python, str(FILES / "dump_plugins.py")]
    done = subprocess.run(dump, cwd=directory, capture_output=True, text=True, check=True, timeout=120)
    return _hashed(json.loads(done.stdout))


@pytest.fixture(scope="module")
def recorded() -> Any:
    """Read the recording."""
    with gzip.open(FILES / "plugins-metadata.json.gz", "rt", encoding="utf-8") as file:
        return json.load(file)


def _hashed(value: Any) -> Any:
    """Replace descriptions by the beginning of their hash, as the recording has them."""
    if isinstance(value, list):
        return [_hashed(item) for item in value]
    if isinstance(value, dict):
        return {key: _digest(item) if key == "description" else _hashed(item) for key, item in value.items()}
    return value


def _digest(text: object) -> str:
    return hashlib.sha256(str(text).encode()).hexdigest()[:12]


@pytest.mark.package
@pytest.mark.timeout(900)
def test_both_load_and_describe_themselves_as_ever(found: Any, recorded: Any) -> None:
    differing = [name for name, node in recorded["nodes"].items() if found["nodes"].get(name) != node]
    composites = {
        name: [
            {k: v for k, v in entry.items() if k not in ("defaultValue", "description")}
            for entry in kind["InputMetadata"]
        ]
        for name, kind in found["composites"].items()
    }

    assert found["failures"] == []
    assert differing == []
    assert found["nodes"].keys() == recorded["nodes"].keys()
    assert found["generated"] == recorded["generated"]
    assert recorded["datatypes"].items() <= found["datatypes"].items()
    assert composites == recorded["composites"]
