"""Documents made from the declarations of events: `python3 -m graphex.engine.events.documents` writes the schema."""

from __future__ import annotations

import inspect
import json
from pathlib import Path
from typing import Any

import msgspec

from graphex.engine.events.types import VERSION, Event

_SCHEMA = Path("docs/reference/events.schema.json")


def event_schema() -> dict[str, Any]:
    """Return the JSON Schema of an event."""
    schema = msgspec.json.schema(Event)
    for definition in schema["$defs"].values():
        # Up to Python 3.12, a docstring keeps the indentation of the source.
        definition["description"] = inspect.cleandoc(definition["description"])
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Event of a GraphEx run, version {VERSION}",
        **schema,
    }


if __name__ == "__main__":
    _SCHEMA.write_text(json.dumps(event_schema(), indent=2) + "\n", "utf-8")
