"""The words of a command line are read strictly, with the rules of old command lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphex.cli.words.argv import Flag, read_words
from graphex.errors import UsageError

FLAGS = [
    Flag("-p", "--port", "port", "value"),
    Flag("--port", "--port", "port", "value"),
    Flag("-pf", "--password", "password", "value"),
    Flag("--passwordFile", "--password", "password", "value"),
    Flag("-l", "--plugins", "plugins", "list"),
    Flag("-q", "--quiet", "quiet", "nothing"),
    Flag("-e", "--errors", "errors", "nothing"),
    Flag("-x", "-x", "x", "value"),
]


@pytest.mark.parametrize(
    ("line", "args"),
    [
        ("-p 80", ["--port=80"]),
        ("-p80", ["--port=80"]),
        ("-p=80", ["--port=80"]),
        ("--port=80", ["--port=80"]),
        ("--port=", ["--port="]),
        ("--port=-1", ["--port=-1"]),
        ("-pf a", ["--password=a"]),
        ("-pf=a=b", ["--password=a=b"]),
        ("--passwordFile a", ["--password=a"]),
        ("-qe", ["--quiet", "--errors"]),
        ("-qp80", ["--quiet", "--port=80"]),
        ("-x 1", ["-x", "1"]),
        ("-l a, b -q", ["--plugins=a,b", "--quiet"]),
        ("-l a ,b", ["--plugins=a,b"]),
        ("-l a , b ,c d", ["--plugins=a,b,c", "--", "d"]),
        ("-l a,b In=5", ["--plugins=a,b", "--", "In=5"]),
        ("-l a, -q", ["--plugins=a,", "--quiet"]),
        ("-l a -l b", ["--plugins=a", "--plugins=b"]),
        ("-p -", ["--port=-"]),
        ("file -q -- -p", ["--quiet", "--", "file", "-p"]),
    ],
)
def test_words_become_canonical(line: str, args: list[str]) -> None:
    assert read_words(line.split(" "), FLAGS, command="graphex x").args == args


@pytest.mark.parametrize(
    ("line", "message", "hint"),
    [
        ("-p", "-p needs a value.", "--port=VALUE"),
        ("-p -q", '-p needs a value, but "-q" follows, which looks like an option.', "--port=-q"),
        ("-p -5", '-p needs a value, but "-5" follows, which looks like an option.', "--port=-5"),
        ("-l", "-l needs a value.", "--plugins=VALUE"),
        ("-q=1", '-q takes no value, but was given "1".', "Write -q alone."),
        ("--prot 1", "graphex x has no option --prot.", "Did you mean --port?"),
        ("--prot=1", "graphex x has no option --prot.", "Did you mean --port?"),
        ("--passwordfile a", "graphex x has no option --passwordfile.", "Did you mean --passwordFile?"),
        ("-z", "graphex x has no option -z.", ""),
        ("-qz", "graphex x has no option -z.", ""),
        ("--zzzzzzzz", "graphex x has no option --zzzzzzzz.", "graphex x --help"),
    ],
)
def test_what_cannot_be_meant_is_refused(line: str, message: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_words(line.split(" "), FLAGS, command="graphex x")

    assert caught.value.message == message
    assert hint in (caught.value.hint or "")


def test_the_flag_that_was_typed_is_remembered() -> None:
    words = read_words(["--passwordFile=a", "-p", "1", "--port", "2"], FLAGS, command="graphex x")

    assert words.used == {"password": "--passwordFile", "port": "--port"}


@pytest.mark.parametrize(
    ("line", "options", "plain"),
    [
        ("-qe A=ls -qe", ["--quiet", "--errors"], ["A=ls", "-qe"]),
        ("A=ls -q -z -- --port=1", ["--quiet"], ["A=ls", "-z", "--", "--port=1"]),
        ("A= -5 --port 1 b", ["--port=1"], ["A=", "-5", "b"]),
        ("-- -q A=ls -q", [], ["-q", "A=ls", "-q"]),
        ("x.gx -p1 A=b -p1", ["--port=1"], ["x.gx", "A=b", "-p1"]),
    ],
)
def test_words_after_an_input_are_values_unless_they_are_exactly_a_flag(
    line: str, options: list[str], plain: list[str]
) -> None:
    words = read_words(line.split(" "), FLAGS, command="graphex x", takes_inputs=True)

    assert (words.options, words.plain) == (options, plain)


def canonical(line: list[str]) -> list[str] | None:
    """Return the canonical words, or None for a line that is refused."""
    long = [Flag(flag.canonical, flag.canonical, flag.name, flag.takes) for flag in FLAGS]
    try:
        return read_words(line, [*FLAGS, *long], command="graphex x").args
    except UsageError:
        return None


@given(st.lists(st.text("ab,-= ", max_size=6) | st.sampled_from([flag.spelling for flag in FLAGS]), max_size=8))
def test_canonical_words_stay_as_they_are(line: list[str]) -> None:
    once = canonical(line)

    assert canonical(once or []) == (once or [])
