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
from hypothesis import given, settings
from hypothesis import strategies as st

from graphex.logs import REDACTED, configure_logging, redacted, uvicorn_options
from graphex.masks import Mask


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
    assert redacted(text, Mask()) == clean


# Blanks around a secret are no part of it, and what consists of asterisks cannot be told from what hides it.
SECRETS = st.text(min_size=4, max_size=20).map(str.strip).filter(lambda text: len(text) >= 4 and text.strip("*"))


@settings(deadline=None)
@given(secret=SECRETS, around=st.text(max_size=10))
def test_a_secret_of_the_mask_never_comes_through(secret: str, around: str) -> None:
    clean = redacted(f"{around}{secret}{around}", Mask([secret]))

    assert secret not in clean.replace(REDACTED, "")


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
    mask = Mask()
    configure_logging(stream=stream, as_json=as_json, mask=mask)
    mask.add('hun"ter2')
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


def test_libraries_are_heard_from_warnings_on(stream: io.StringIO) -> None:
    configure_logging(stream=stream, verbose=True)
    library = logging.getLogger("some_library.transport")
    library.setLevel(logging.DEBUG)

    library.debug("GET /hook/token")
    library.info("Connected")
    library.warning("%s is slow", "it")
    library.setLevel(logging.NOTSET)

    assert stream.getvalue().endswith(" warning  some_library.transport: it is slow\n")
    assert stream.getvalue().count("\n") == 1


def test_a_python_warning_is_one_line_and_said_once(stream: io.StringIO) -> None:
    configure_logging(stream=stream, mask=Mask(["hunter2"]))

    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=False)
        logging.captureWarnings(capture=True)
        warnings.warn("to hunter2", stacklevel=1)
        warnings.warn("to hunter2", stacklevel=1)

    assert stream.getvalue()[19:] == " warning  UserWarning: to [redacted]\n"


def test_a_message_that_cannot_be_made_shows_nothing_of_its_arguments(
    stream: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logging(stream=stream)

    logging.getLogger("some_library").warning("%d", "hunter2")

    assert "hunter2" not in stream.getvalue() + "".join(capsys.readouterr())
    assert "warning  A message of some_library (test_logs:" in stream.getvalue()


STRAY = """
import logging, sys, threading
from graphex.logs import configure_logging, log_stray_errors
from graphex.masks import Mask

configure_logging(verbose=len(sys.argv) > 1, mask=Mask(["hunter2"]))
log_stray_errors()

class Raising:
    def __init__(self, error):
        self.error = error
    def __call__(self):
        raise self.error

class Ending:
    def __del__(self):
        raise ValueError("bad hunter2")

class Silent(Exception):
    def __str__(self):
        raise RuntimeError("no")

for error in (ValueError("bad hunter2"), Silent(), SystemExit(3)):
    thread = threading.Thread(target=Raising(error), name="helper")
    thread.start()
    thread.join()
Ending()
"""


def test_errors_that_nobody_catches_are_lines_of_the_log() -> None:
    plain, verbose = (
        subprocess.run([sys.executable, "-c", STRAY, *more], capture_output=True, text=True, check=True, timeout=60)
        for more in ([], ["-v"])
    )

    assert "error    An error in the thread helper: ValueError: bad [redacted]" in plain.stderr
    assert "error    An error in the thread helper: Silent: (without text: RuntimeError)" in plain.stderr
    assert "An error in what nothing waits for: ValueError: bad [redacted]" in plain.stderr
    assert "Traceback" not in plain.stderr
    assert "in __call__" in verbose.stderr
    assert "hunter2" not in verbose.stderr


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
