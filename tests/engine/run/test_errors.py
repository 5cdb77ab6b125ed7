"""The error of a node."""

from __future__ import annotations

import base64

from graphex.engine import NodeRuntimeError, RunOptions
from graphex.engine.events import types as events
from graphex.masks import Mask
from graphs import Run, connect, log, node, run


def failed(message: str, *, name: str | None = None, **options: object) -> Run:
    return run(
        log("before", "start", "x"),
        node("Raise Exception", "räise", "before", {"Error Message": message, "Exception Name": name}),
        options=RunOptions(**options),  # type: ignore[arg-type]  # options by name
    )


def test_the_block_that_the_log_shows() -> None:
    error = failed("no", name="Mine").outcome.errors[0]

    link = base64.b64encode("Raise Exception+räise+main.gx".encode()).decode()
    assert str(error) == (
        "Node [Raise Exception (räise)] failed.\n"
        "│ Node: Raise Exception\n"
        "│ Message: no\n"
        "│ Error Type: Mine\n"
        f"│ Error Link: errorLink://{link}"
    )


def test_a_message_of_several_lines_stands_apart() -> None:
    assert "│ Message: \n│   │  a\n│   │  b\n│ Error Type" in str(failed("a\nb\n").outcome.errors[0])


def test_a_number_that_is_too_long_for_a_text_is_told_in_words() -> None:
    done = run(
        node("Factorial", "many", "start", {"n": 2000}),
        node("Number To String", "text", sockets={"Cast From": connect("many::Result")}),
        log("log", "many", connect("text::Cast To")),
    )
    error = done.outcome.errors[0]

    assert isinstance(error, NodeRuntimeError)
    assert error.error_type == "ValueError"
    assert error.message == "A number with more than 4,300 digits can be neither written nor read as a text."


def test_details_on_demand() -> None:
    text = str(failed("no", verbose_errors=True).outcome.errors[0])

    assert (
        "│ ID: räise\n│ Previous Nodes: [Graph Start (start)] -> [Log (Print) (before)] --> [Raise Exception (räise)]"
        in text
    )
    assert "│ Traceback (most recent call last):" in text


def test_the_middle_of_a_long_message_is_left_out() -> None:
    done = failed(f"first{'x' * 100_000}last")
    message = done.reader.of(events.ErrorReported)[0].message

    assert len(message) < 21_000
    assert (message.startswith("firstxx"), message.endswith("xxlast")) == (True, True)
    assert "(100,009 characters in all)" in message


def test_a_secret_is_hidden_before_a_message_is_cut() -> None:
    secret = "s3cret-" * 100
    done = failed(f"{'x' * 9_900}{secret}{'y' * 19_000}", hidden=Mask([secret]))

    assert "s3cret" not in str(done.reader.events)


def test_a_secret_is_not_shown_even_in_a_traceback() -> None:
    done = failed("the hunter2 word", verbose_errors=True, hidden=Mask(["hunter2"]))

    assert "hunter2" not in str(done.outcome.errors[0])
    assert "hunter2" not in str(done.reader.events)


def test_the_command_of_a_pipeline_has_one_line() -> None:
    done = failed("a\n b", azure=True)

    assert done.lines[-1] == "##vso[task.logissue type=error]RuntimeError: a b"


class Silent(Exception):  # noqa: N818 - a name for a test
    """Has no text."""

    def __str__(self) -> str:
        raise RuntimeError("no text")


def test_an_exception_without_text_is_named() -> None:
    done = failed("x")
    error = done.outcome.errors[0]
    assert isinstance(error, NodeRuntimeError)

    assert NodeRuntimeError(done.runtime, error.node, Silent()).message == "(Silent without text: RuntimeError)"
