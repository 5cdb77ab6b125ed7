"""Ids of runs."""

from __future__ import annotations

import uuid

from graphex.engine.events.run_id import new_run_id


def test_an_id_is_a_fresh_random_uuid() -> None:
    first, second = new_run_id(), new_run_id()

    assert first != second
    assert uuid.UUID(first).hex == first
    assert (uuid.UUID(first).version, uuid.UUID(first).variant) == (4, uuid.RFC_4122)
