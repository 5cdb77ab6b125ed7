"""Documents made from the declarations of events."""

from __future__ import annotations

import jsonschema

from graphex.engine.events.documents import event_schema


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(event_schema())
    assert "version 1" in event_schema()["title"]
