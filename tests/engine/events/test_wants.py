"""What readers want to hear."""

from __future__ import annotations

import threading

from graphex.engine.events.wants import Wants


def seen(wants: Wants) -> tuple[bool, bool, bool]:
    return wants.nodes, wants.values, wants.turns


def test_a_reader_wants_nothing_beside_the_course_of_a_run_unless_it_says_so() -> None:
    assert seen(Wants()) == (False, False, False)
    assert seen(Wants(turns=True)) == (False, False, True)
    assert seen(Wants.everything()) == (True, True, True)


def test_what_is_not_named_stays_as_it_is() -> None:
    wants = Wants(nodes=True)

    wants.switch(values=True)

    assert seen(wants) == (True, True, False)


def test_a_union_follows_its_parts() -> None:
    one, other = Wants(nodes=True), Wants()
    whole = Wants.union([one, other])

    before = seen(whole)
    other.switch(nodes=True, turns=True)
    one.switch(nodes=False)
    between = seen(whole)
    other.switch(nodes=False, turns=False)

    assert before == (True, False, False)
    assert between == (True, False, True)
    assert seen(whole) == (False, False, False)


def test_a_union_of_unions_follows_too() -> None:
    part = Wants()
    whole = Wants.union([Wants.union([part])])

    part.switch(values=True)

    assert seen(whole) == (False, True, False)


def flicker(part: Wants) -> None:
    """Switch on and off many times, and on at last."""
    for turn in range(101):
        part.switch(nodes=turn % 2 == 0)


def test_the_last_of_many_changes_from_many_threads_counts() -> None:
    parts = [Wants() for _ in range(8)]
    whole = Wants.union(parts)
    threads = [threading.Thread(target=flicker, args=[part]) for part in parts]

    list(map(threading.Thread.start, threads))
    list(map(threading.Thread.join, threads))

    assert all(part.nodes for part in parts)
    assert whole.nodes
