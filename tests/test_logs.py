"""The log is for people or programs, and holds no secrets."""

from __future__ import annotations

import io
import json
import logging
import subprocess
import sys
import warnings

import pytest
import uvicorn
from hypothesis import given
from hypothesis import strategies as st

from graphex.logs import REDACTED, Redactor, configure_logging, uvicorn_options


@pytest.fixture
def stream() -> io.StringIO:
    return io.StringIO()


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("GET /sign-in?code=abc123 HTTP/1.1", f"GET /sign-in?code={REDACTED} HTTP/1.1"),
        ("GET /x?a=1&code=abc&b=2", f"GET /x?a=1&code={REDACTED}&b=2"),
        ("https://h/s?CODE=abc#frag", f"https://h/s?CODE={REDACTED}#frag"),
        ("Authorization: Bearer abc.def", f"Authorization: {REDACTED}"),
        ("authorization=Basic YWJj", f"authorization={REDACTED}"),
        ("Cookie: session=abc; other=def", f"Cookie: {REDACTED}"),
        ("set-cookie: __Host-graphex=abc; Path=/", f"set-cookie: {REDACTED}"),
        ("[(b'cookie', b'session=abc'), (b'host', b'h')]", f"[(b'cookie', b{REDACTED}), (b'host', b'h')]"),
        ('{"Authorization": "Bearer abc", "a": 1}', f'{{"Authorization": {REDACTED}, "a": 1}}'),
        ("a -----BEGIN PRIVATE KEY-----\nMII\n-----END PRIVATE KEY----- b", f"a {REDACTED} b"),
        (r"-----BEGIN EC PRIVATE KEY-----\nMII\n-----END EC PRIVATE KEY-----", REDACTED),
        ("-----BEGIN ENCRYPTED PRIVATE KEY-----\ncut off", REDACTED),
        ("-----BEGIN CERTIFICATE-----\nMII", "-----BEGIN CERTIFICATE-----\nMII"),
        ("the exit code=3 and a cookie, or more", "the exit code=3 and a cookie, or more"),
    ],
)
def test_what_looks_like_a_secret_is_redacted(text: str, clean: str) -> None:
    assert Redactor().redact(text) == clean


@given(secret=st.text(min_size=4, max_size=20).filter(str.strip), around=st.text(max_size=10))
def test_a_registered_secret_never_comes_through(secret: str, around: str) -> None:
    redactor = Redactor()
    redactor.register(secret)

    clean = redactor.redact(f"{around}{secret}{around}")

    assert secret not in clean.replace(REDACTED, "")


def test_a_secret_that_begins_with_another_one_is_redacted_whole() -> None:
    redactor = Redactor()
    redactor.register("hunter")
    redactor.register("hunter2000")

    assert redactor.redact("hunter2000 hunter") == f"{REDACTED} {REDACTED}"


def test_a_short_secret_is_redacted_only_where_it_stands_alone() -> None:
    redactor = Redactor()
    redactor.register("e")

    assert redactor.redact("e and hello") == f"{REDACTED} and hello"


def test_an_empty_secret_changes_nothing() -> None:
    redactor = Redactor()
    redactor.register("  ")

    assert redactor.redact("a  b") == "a  b"


def test_a_redactor_does_not_show_its_secrets() -> None:
    redactor = Redactor()
    redactor.register("hunter2")

    assert "hunter2" not in repr(redactor)


def test_a_line_for_people_has_time_level_and_message(stream: io.StringIO) -> None:
    configure_logging(stream=stream)

    logging.getLogger("graphex.x").warning("%d left", 3)

    assert stream.getvalue()[4] == "-"
    assert stream.getvalue()[19:] == " warning  3 left\n"


def test_a_message_cannot_pass_for_two_lines(stream: io.StringIO) -> None:
    configure_logging(stream=stream)

    logging.getLogger("graphex").info("%s", "a\nb\x1b[2J")

    assert stream.getvalue().endswith(" info     a\\nb\\x1b[2J\n")


def test_colour_is_used_on_request(stream: io.StringIO) -> None:
    configure_logging(stream=stream, color=True)

    logging.getLogger("graphex").error("no")

    assert stream.getvalue().startswith("\x1b[31m")


def test_a_json_line_holds_the_extra_values(stream: io.StringIO) -> None:
    configure_logging(stream=stream, as_json=True)

    logging.getLogger("graphex.x").info("%s done", "a", extra={"run": 7, "headers": {"cookie": "x", "n": [1, None]}})

    entry = json.loads(stream.getvalue())
    assert entry.pop("time").endswith("+00:00")
    assert entry == {
        "level": "info",
        "logger": "graphex.x",
        "message": "a done",
        "run": 7,
        "headers": {"cookie": "x", "n": [1, None]},
    }


@pytest.mark.parametrize("as_json", [False, True])
def test_message_arguments_extra_and_exceptions_are_redacted(stream: io.StringIO, *, as_json: bool) -> None:
    redactor = configure_logging(stream=stream, as_json=as_json)
    redactor.register('hun"ter2')
    problem = ValueError('bad hun"ter2')

    logging.getLogger("graphex").error('x hun"ter2 %s', 'hun"ter2', extra={"e": ['hun"ter2']}, exc_info=problem)

    assert "ter2" not in stream.getvalue()
    assert "ValueError: bad" in stream.getvalue()


@pytest.mark.parametrize(
    ("quiet", "verbose", "levels"),
    [
        (True, False, ["warning"]),
        (False, False, ["info", "warning"]),
        (False, True, ["debug", "info", "warning"]),
    ],
)
def test_loudness_decides_what_is_logged(stream: io.StringIO, *, quiet: bool, verbose: bool, levels: list[str]) -> None:
    configure_logging(stream=stream, quiet=quiet, verbose=verbose)
    logger = logging.getLogger("graphex.y")

    logger.debug("-")
    logger.info("-")
    logger.warning("-")

    assert [line.split()[2] for line in stream.getvalue().splitlines()] == levels


@pytest.mark.parametrize(("verbose", "lines"), [(False, 0), (True, 1)])
def test_requests_are_logged_only_if_verbose_and_without_codes(
    stream: io.StringIO, *, verbose: bool, lines: int
) -> None:
    configure_logging(stream=stream, verbose=verbose)
    uvicorn.Config("no:app", **uvicorn_options(verbose=verbose))

    logging.getLogger("uvicorn.access").info(
        '%s - "%s %s HTTP/%s" %d', "127.0.0.1:5", "GET", "/sign-in?code=abc", "1.1", 200
    )

    assert len(stream.getvalue().splitlines()) == lines
    assert "abc" not in stream.getvalue()


def test_uvicorn_logs_here_although_it_was_configured_by_itself_before(stream: io.StringIO) -> None:
    uvicorn.Config("no:app")
    configure_logging(stream=stream)
    uvicorn.Config("no:app", **uvicorn_options())

    logging.getLogger("uvicorn.error").warning("Invalid HTTP request received.")

    assert "warning  Invalid HTTP request received." in stream.getvalue()


def test_warnings_of_uvicorn_arrive(stream: io.StringIO) -> None:
    configure_logging(stream=stream)
    uvicorn.Config("no:app", **uvicorn_options())

    logging.getLogger("uvicorn.error").warning("Invalid HTTP request received.")

    assert "warning  Invalid HTTP request received." in stream.getvalue()


def test_configuring_again_replaces_what_was_configured(stream: io.StringIO) -> None:
    configure_logging(stream=io.StringIO())
    configure_logging(stream=stream)

    logging.getLogger("graphex").info("once")

    assert stream.getvalue().count("once") == 1


def test_python_warnings_go_to_the_log(stream: io.StringIO) -> None:
    configure_logging(stream=stream)

    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=False)
        logging.captureWarnings(capture=True)
        warnings.warn("old", stacklevel=1)

    assert "old" in stream.getvalue()


NO_FILES = """
import logging, resource
from graphex.logs import configure_logging
configure_logging()
resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
logging.getLogger("graphex").warning("a bell: %s", chr(7))
"""


def test_a_line_is_written_where_no_file_can_be_opened_any_more() -> None:
    pytest.importorskip("resource")

    done = subprocess.run([sys.executable, "-c", NO_FILES], capture_output=True, text=True, check=True)

    assert "a bell: \\x07" in done.stderr
    assert "Traceback" not in done.stderr
