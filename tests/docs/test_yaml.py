"""The YAML on the pages is a configuration that editors accept and GraphEx reads without a warning."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
import yaml

from docs.pages import ROOT, Block, all_pages
from graphex.settings import load_settings

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA = ROOT / "docs" / "reference" / "graphex.schema.json"


def configurations() -> list[Block]:
    return [
        block for page in all_pages() for block in page.blocks if block.language == "yaml" and not block.has("skip")
    ]


@pytest.fixture(scope="module")
def schema() -> Any:
    return json.loads(SCHEMA.read_text("utf-8"))


@pytest.mark.parametrize("block", configurations(), ids=lambda block: block.place)
def test_the_schema_accepts_the_block(block: Block, schema: Any) -> None:
    value = yaml.safe_load(block.text)

    jsonschema.validate(value, schema)


@pytest.mark.parametrize("block", configurations(), ids=lambda block: block.place)
def test_graphex_reads_the_block(block: Block, tmp_path: Path) -> None:
    (tmp_path / "graphex.yml").write_text(block.text, "utf-8")

    # Served folders and host names are the reader's own; the rest has to fit as it stands.
    settings = load_settings({"root": str(tmp_path), "host": "localhost"}, cwd=tmp_path)

    assert not settings.warnings
