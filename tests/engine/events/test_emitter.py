"""The emitter of events."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, ClassVar

import jsonschema
import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graphex.engine import RunOptions
from graphex.engine.events import types as events
from graphex.engine.events.documents import event_schema
from graphex.engine.events.emitter import Emitter
from graphex.graph.model import GraphInput, GraphOutput
from graphex.masks import Mask
from graphex.plugin import InputSocket, ListOutputSocket, Node, OutputSocket, String
from graphs import Reader, Run, connect, graph_input, log, node, run, with_nodes
from secret_forms import written_forms

if TYPE_CHECKING:
    from collections.abc import Sequence


def test_events_are_numbered_and_secrets_masked() -> None:
    reader = Reader()
    emitter = Emitter(reader, hidden=Mask(["secret"]), hidden_in_log=Mask())

    emitter.open(run="r", graph="/main.gx")
    emitter.log("a secret", "INFO")
    emitter.log("data:", "IMAGE")

    assert [event.seq for event in reader.events] == [1, 2, 3]
    assert reader.lines == ["a secret"]
    assert reader.of(events.Image)[0].url == "data:"
    assert emitter.previews({"x": "secret"}) == {"x": "'******'"}
    assert emitter.json_value(["a secret"]) == (["a ******"], False)


def test_nothing_precedes_the_first_event_or_follows_the_last() -> None:
    reader = Reader()
    emitter = Emitter(reader, hidden=Mask(), hidden_in_log=Mask())

    emitter.log("too early", "INFO")
    emitter.open(run="r", graph="/main.gx")
    emitter.close()
    emitter.log("too late", "INFO")

    assert [(type(event), event.seq) for event in reader.events] == [(events.RunStarted, 1)]


def test_a_line_that_was_kept_has_its_own_time_and_one_more_bar() -> None:
    reader = Reader()
    emitter = Emitter(reader, hidden=Mask(), hidden_in_log=Mask())

    emitter.open(run="r", graph="/main.gx")
    emitter.log_later(events.Log(seq=0, time=5.0, level="INFO", text="kept"))

    assert (reader.events[1].time, reader.events[1].indent, reader.events[1].seq) == (5.0, 1, 2)


class Telling(Node):
    """Tells what it is given in every way that a node has."""

    name = "Test Tell"
    categories: ClassVar[Sequence[str]] = ()
    color = "#000000"
    text = InputSocket(String, "Text", "The text.")
    same = OutputSocket(String, "Same", "The text among others.")
    forms = ListOutputSocket(String, "Forms", "All ways to write it.")

    def run(self) -> None:
        """Log, output and raise it."""
        forms = written_forms(self.text)
        self.same, self.forms = f"{'x' * 90}{self.text}{'y' * 90}", forms
        for form in forms:
            self.log(f"<{form}>")
        self._runtime.logger.image(forms[-1])
        self._runtime.set_variable("container", String, True, [f"<{form}>" for form in reversed(forms)])
        cause = ValueError({self.text: forms})
        raise type(self.text.replace("\0", ""), (Exception,), {})(f"cannot use {self.text!r}", *forms[:3]) from cause


POOL = {"Fork": True, "Is Daemon": False, "Buffer Logs": True, "Max Pool Workers": 1}


def told(secret: str, mask: Mask, *, wants_nodes: bool) -> Run:
    """Run a graph that uses a password in all the ways that leave a run."""
    password = graph_input("p")
    return run(
        node("Try / Catch", "try", "start", {"Errors to Catch": []}),
        node("Test Tell", "tell", "try::Try", {"Text": password}),
        log("caught", "try::Catch", connect("try::Error Message")),
        node("Start Thread", "thread", "try::Continue", {**POOL, "Pool": password}),
        node("Test Tell", "threaded", "thread::Thread Body", {"Text": password}),
        node("Set Variable (String)", "set", "thread::Next", {"String To Save": password}, value="v"),
        node("Set Graph Output", "output", "set", {"Value": password}, value="o"),
        node("Read File into String", "read", "output", {"File Path": password}),
        inputs=(GraphInput("p", "String", password_flag=True),),
        outputs=(GraphOutput("o", "String"),),
        values={"p": secret},
        registry=with_nodes(Telling),
        options=RunOptions(level="DEBUG", verbose_errors=True, azure=True, hidden=mask),
        wants_nodes=wants_nodes,
    )


def texts(value: Any) -> list[str]:
    """Return the texts in a value as JSON has it, but for the links to places in graphs, which hold no value."""
    if isinstance(value, dict):
        return [text for item in value.values() for text in texts(item)]
    if isinstance(value, list):
        return [text for item in value for text in texts(item)]
    return [line for line in value.split("\n") if "errorLink" not in line] if isinstance(value, str) else []


NASTY = (
    "DOM\\us3r-pass",
    'it\'s "quoted" 99',
    "eyJhbGciOi" + "J" * 300,
    "pä€ss😀wörd",
    "two lines\nof a secret\n\tand one",
    "e\u0301a\u0308bc",
    "x\x1b[31my\x1b[0m\x07z",
)


def assert_is_nowhere(secret: str, done: Run) -> None:
    as_json = [json.loads(msgspec.json.encode(event)) for event in done.reader.events]
    shown = [text for event in as_json for text in texts(event)]
    forms = [form for form in written_forms(secret) if len(form) >= 4]

    assert any("******" in text for text in shown)
    assert [(form, text) for text in shown for form in forms if form in text] == []


@pytest.mark.parametrize("wants_nodes", [False, True])
@pytest.mark.parametrize("secret", NASTY)
def test_no_event_holds_a_secret_in_any_form(secret: str, *, wants_nodes: bool) -> None:
    assert_is_nowhere(secret, told(secret, Mask([secret]), wants_nodes=wants_nodes))


# A file cannot be asked for by a text with a NUL, and no class can have a name with a surrogate.
ANY = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0*"), min_size=4, max_size=300)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(secret=ANY.map(str.strip).filter(lambda text: len(text) >= 4))
def test_no_event_holds_any_secret(secret: str) -> None:
    assert_is_nowhere(secret, told(secret, Mask(), wants_nodes=True))


@pytest.mark.parametrize("secret", ["a", "true", "1", "Test Tell", "type", "log", "run_started", '"', "{", "0"])
def test_a_secret_that_is_a_common_word_leaves_events_valid(secret: str) -> None:
    done = told(secret, Mask(), wants_nodes=True)

    as_json = [json.loads(msgspec.json.encode(event)) for event in done.reader.events]
    schema = event_schema()
    jsonschema.validate(as_json, {"type": "array", "items": schema, "$defs": schema["$defs"]})
    assert next(event["name"] for event in as_json if event["type"] == "node_failed") == "Test Tell"
    assert (as_json[0]["type"], as_json[-1]["type"]) == ("run_started", "run_finished")
