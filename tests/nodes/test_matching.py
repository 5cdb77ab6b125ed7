"""Regular expressions with a limit of time: they mean what `re` means, and end."""

from __future__ import annotations

import random
import re
import sys
import threading
import warnings
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from functools import partial
from typing import TYPE_CHECKING

import psutil
import pytest

from graphex.nodes import matching
from graphex.nodes.matching import Matcher, is_quick
from graphex.nodes.matching_worker import find_all, replace, search

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# Tried in exponentially many ways before the text turns out not to match.
ENDLESS = (re.compile(r"^(a|a|aa)+$"), "a" * 60 + "!")
# The group is repeated, so that another process matches it.
DIGITS = re.compile(r"(?:\d)+")

ATOMS = [
    r"a",
    r"b",
    r".",
    r"\w",
    r"\d",
    r"\s",
    r"\b",
    r"^",
    r"$",
    r"[ab]",
    r"[^a]",
    r"{date}",
    r"{",
    r"}",
    r"{1}",
    r"\{",
    r"é",
    r"[[:alpha:]]",
    r"x",
]
FORMS = [
    r"{}",
    r"({})",
    r"(?:{})",
    r"{}*",
    r"{}+",
    r"{}?",
    r"{}*?",
    r"{}{{2}}",
    r"{}{{1,2}}",
    r"({})+",
    r"{}|a",
    r"(?={})",
    r"(?<!b){}",
    r"(?i:{})",
    r"({})\1",
]
LETTERS = "aabb c1\n{}dateé\u0301x"


@pytest.fixture
def matcher() -> Iterator[Matcher]:
    with closing(Matcher(60)) as matcher:
        yield matcher


@pytest.fixture
def hasty() -> Iterator[Matcher]:
    with closing(Matcher(0.2)) as matcher:
        yield matcher


def drawn_cases(count: int, seed: int) -> list[tuple[re.Pattern[str], str]]:
    """Draw patterns that `re` takes, each with a text."""
    draw = random.Random(seed)  # noqa: S311 - the same cases in every run
    cases: list[tuple[re.Pattern[str], str]] = []
    while len(cases) < count:
        source = "".join(draw.choice(FORMS).format(draw.choice(ATOMS)) for _ in range(draw.randint(1, 4)))
        flags = draw.choice([0, re.MULTILINE, re.IGNORECASE | re.DOTALL, re.MULTILINE | re.DOTALL])
        text = "".join(draw.choices(LETTERS, k=draw.randint(0, 14)))
        with warnings.catch_warnings(action="ignore"), suppress(re.error):
            cases.append((re.compile(source, flags), text))
    return cases


def outcome(act: Callable[[], object]) -> object:
    """Return the result, or the class and the words of the error."""
    try:
        return act()
    except (re.error, IndexError) as error:
        return type(error), str(error)


def outcomes(match: Callable[..., object], cases: list[tuple[re.Pattern[str], str]]) -> list[object]:
    """Carry out every operation for every case."""
    operations = ((search,), (find_all,), (replace, r"<\1>", 0), (replace, r"\g<0>!", 1))
    questions = [(operation, *case, *rest) for case in cases for operation, *rest in operations]
    return [outcome(partial(match, *question)) for question in questions]


def processes_of(matcher: Matcher) -> list[psutil.Process]:
    """Return the processes that wait for a question of this matcher; the nodes' own one may have others."""
    return [psutil.Process(worker._process.pid) for worker in matcher._idle]


def wait_for_answer(matcher: Matcher) -> object:
    """Ask until the machine is quick enough for the answer to come within the limit."""
    while True:
        with suppress(TimeoutError):
            return matcher(search, DIGITS, "a12")


def direct(operation: Callable[..., object], *arguments: object) -> object:
    return operation(*arguments)


@pytest.mark.filterwarnings("ignore::FutureWarning")
def test_thousands_of_patterns_give_what_re_gives(matcher: Matcher, monkeypatch: pytest.MonkeyPatch) -> None:
    cases = drawn_cases(3000, seed=1)
    expected = outcomes(direct, cases)

    as_they_come = outcomes(matcher, cases)
    monkeypatch.setattr(matching, "_QUICK", 0)
    by_another_process = outcomes(matcher, cases)

    assert as_they_come == expected
    assert by_another_process == expected


@pytest.mark.parametrize(
    "source",
    [
        "(a+)+$",
        "(a+){2,}$",
        "(a*)*$",
        "(a+)(?#why)+$",
        "(?x)(a+) +$",
        "(?x:(a+) +)$",
        "(?ix:(a+) +)$",
        "(?:a|a)*$",
        "(?P<x>a+)(?P=x)(?P=x)*a*a*a*a*a*$",
        "a*a*a*a*a*a*a*$",
        "(a+)\\1\\1\\1\\1\\1$",
        "a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?aaaaaaaaaaaaaaaaaaaaaaa$",
        "|".join(["a"] * 40) + "b",
    ],
)
def test_a_pattern_with_too_many_ways_is_not_called_quick(source: str) -> None:
    assert not is_quick(re.compile(source), 60)


@pytest.mark.parametrize("source", [r"\d+", r"(\w+)@(\w+)", "{{date}}", r"^\s*$", "a|b|c", "plain", r"v?(\d+)\.(\d+)"])
def test_everyday_patterns_on_lines_are_quick(source: str) -> None:
    assert is_quick(re.compile(source), 60)


def test_what_would_take_for_ever_is_stopped(hasty: Matcher) -> None:
    with pytest.raises(TimeoutError, match=r"longer than 0\.2 seconds"):
        hasty(search, *ENDLESS)


def test_the_next_question_is_answered_after_one_that_was_stopped(hasty: Matcher) -> None:
    with suppress(TimeoutError):
        hasty(search, *ENDLESS)

    assert wait_for_answer(hasty) == ["12"]


def test_a_process_serves_one_question_after_the_other(matcher: Matcher) -> None:
    matcher(search, DIGITS, "1")
    first = processes_of(matcher)

    matcher(search, DIGITS, "2")

    assert len(first) == 1
    assert processes_of(matcher) == first


def test_a_process_that_was_ended_while_it_waited_is_replaced(matcher: Matcher) -> None:
    matcher(search, DIGITS, "1")
    (process,) = processes_of(matcher)
    process.kill()
    process.wait()

    assert matcher(search, DIGITS, "a2") == ["2"]


def test_threads_ask_side_by_side(matcher: Matcher) -> None:
    barrier = threading.Barrier(8)

    def ask(number: int) -> list[str | None] | None:
        barrier.wait()
        return matcher(search, DIGITS, f"a{number}")

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ask, range(8))) == [[str(number)] for number in range(8)]


def test_closing_leaves_no_process(matcher: Matcher) -> None:
    matcher(search, DIGITS, "1")
    (process,) = processes_of(matcher)

    matcher.close()

    assert not process.is_running()


def test_a_machine_without_a_process_left_still_matches(matcher: Matcher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nonexistent/python")

    assert matcher(search, DIGITS, "a1") == ["1"]


def test_texts_of_any_size_and_kind_arrive_whole(matcher: Matcher) -> None:
    text = "x\ud800\0é" * 500_000

    assert matcher(replace, re.compile("(?:q)+"), text, "", 0) == text
