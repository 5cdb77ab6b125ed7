"""`graphex run`, as a real process."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from cli.run_files import NAME, write, write_broken, write_failing, write_greeting
from command_line import run_graphex
from graphex.graph.model import GraphInput
from graphs import log, node
from plugin_files import write_package

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("words", [["a.gx"], ["-f", "a.gx"], ["--file=a.gx"]])
def test_a_graph_runs(tmp_path: Path, words: list[str]) -> None:
    write_greeting(tmp_path / "a.gx")

    done = run_graphex("run", *words, "Name=Ann", cwd=tmp_path)

    assert done.stdout.endswith("] Hello Ann\n")
    assert (done.returncode, done.stderr) == (0, "")


def test_every_event_is_a_line_of_json(tmp_path: Path) -> None:
    write_greeting(tmp_path / "a.gx")

    done = run_graphex("run", "a.gx", "--json", cwd=tmp_path)
    events = [json.loads(line) for line in done.stdout.splitlines()]

    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    assert (events[0]["type"], events[-1]["type"], events[-1]["status"]) == ("run_started", "run_finished", "succeeded")
    assert {"type": "output", "name": "greeting", "value": "Hello world", "truncated": False}.items() <= next(
        event for event in events if event["type"] == "output"
    ).items()


def test_outputs_are_written_to_a_file(tmp_path: Path) -> None:
    write_greeting(tmp_path / "a.gx")

    done = run_graphex("run", "a.gx", "--outputs", "out.json", cwd=tmp_path)

    assert done.returncode == 0
    assert json.loads((tmp_path / "out.json").read_text()) == {"greeting": "Hello world"}


def test_outputs_are_written_to_standard_output(tmp_path: Path) -> None:
    write_greeting(tmp_path / "a.gx")

    done = run_graphex("run", "a.gx", "--outputs", "-", cwd=tmp_path)
    twice = run_graphex("run", "a.gx", "--outputs", "-", "--json", cwd=tmp_path)

    assert done.stdout.endswith('] Hello world\n{\n  "greeting": "Hello world"\n}\n')
    assert not (tmp_path / "-").exists()
    assert (twice.returncode, twice.stdout) == (1, "")
    assert "would both write to standard output" in twice.stderr


def test_outputs_that_cannot_be_written_are_one_error(tmp_path: Path) -> None:
    write_greeting(tmp_path / "a.gx")

    done = run_graphex("run", "a.gx", "--outputs", "gone/out.json", cwd=tmp_path)

    assert done.returncode == 1
    assert "error: The outputs cannot be written to gone/out.json: No such file or directory." in done.stderr
    assert done.stdout == ""


def test_a_failing_node_ends_with_exit_code_1_and_its_block(tmp_path: Path) -> None:
    write_failing(tmp_path / "a.gx")

    done = run_graphex("run", "a.gx", cwd=tmp_path)

    assert done.returncode == 1
    assert "[CRITICAL - " in done.stdout
    assert "│ Error Type: Mine" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_a_graph_with_problems_does_not_run(tmp_path: Path) -> None:
    write_broken(tmp_path / "a.gx")

    done = run_graphex("run", "a.gx", cwd=tmp_path)
    as_json = run_graphex("run", "a.gx", "--json", cwd=tmp_path)

    assert done.returncode == as_json.returncode == 1
    assert [line.split(" ")[0] for line in done.stdout.splitlines()] == ["[ERROR", "[CRITICAL"]
    assert done.stderr.count("error: ") == done.stderr.count("hint: ") == 2
    refused = json.loads(as_json.stdout)
    assert refused["type"] == "run_refused"
    assert [problem["code"] for problem in refused["problems"]] == ["value-type", "no-source"]


@pytest.mark.parametrize(
    ("broken", "code", "said"), [(False, 0, "No pre-execution errors found in graph file: a.gx\n"), (True, 1, "[ERROR")]
)
def test_a_graph_can_be_checked_only(tmp_path: Path, *, broken: bool, code: int, said: str) -> None:
    (write_broken if broken else write_greeting)(tmp_path / "a.gx")

    done = run_graphex("run", "a.gx", "-o", cwd=tmp_path)

    assert done.returncode == code
    assert done.stdout.startswith(said)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], 'Argument "-f, --file" is required'),
        (["gone.gx"], "There is no graph gone.gx below the root directory"),
        (["a.gx", "Nme=x"], 'Unrecognized/extraneous values were provided: "Nme=x"'),
        (["a.gx", "--bogus"], "has no option --bogus"),
        (["a.gx", "-r", "gone"], "gone"),
        (["a.gx", "-l", "gx_not_there"], 'No plugin found with name "gx_not_there"'),
        (["bad.gx"], "it is no YAML"),
    ],
)
def test_a_start_that_fails_is_one_sentence_with_a_hint(tmp_path: Path, words: list[str], message: str) -> None:
    write_greeting(tmp_path / "a.gx")
    (tmp_path / "bad.gx").write_text("nodes: [")

    done = run_graphex("run", *words, cwd=tmp_path)

    assert done.returncode == 1
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_words_for_another_program_reach_the_graph(tmp_path: Path) -> None:
    write(tmp_path / "a.gx", log("log", "start", "x"), inputs=(GraphInput("Args", "String", list_flag=True),))

    done = run_graphex("run", "a.gx", "-i", "Args=ls", "-ao", "--help-me", "--", "-5", cwd=tmp_path)

    assert "inputs: Args='ls', '-ao', '--help-me', '--', '-5'\n" in done.stdout
    assert done.stdout.endswith("] x\n")


def test_no_inputs_are_shown_as_none(tmp_path: Path) -> None:
    write(tmp_path / "a.gx", log("log", "start", "x"))

    done = run_graphex("run", "a.gx", "-i", cwd=tmp_path)

    assert "No graph inputs are defined for this graph.\n" in done.stdout


def test_inputs_are_shown_without_passwords(tmp_path: Path) -> None:
    secret = GraphInput("P", "String", password_flag=True)
    write(tmp_path / "a.gx", log("log", "start", "x"), inputs=(NAME, secret))

    done = run_graphex("run", "a.gx", "-i", "P=hunter2", cwd=tmp_path)

    assert "Graph executing with the following inputs: Name='world' P='******'" in done.stdout
    assert "hunter2" not in done.stdout


def test_a_vaulted_secret_is_masked_in_events_and_inputs(tmp_path: Path) -> None:
    write_greeting(tmp_path / "a.gx", inputs=(GraphInput("Name", "String"),))
    (tmp_path / "pw").write_text("p\n")
    (tmp_path / "c.yml").write_text("")
    vault = ["vault", "-e", "-n", "Name", "-c", "c.yml", "-pf", "pw"]
    subprocess.run(
        [sys.executable, "-m", "graphex", *vault], cwd=tmp_path, input="swordfish\n", text=True, check=True, timeout=60
    )

    events = run_graphex("run", "a.gx", "-c", "c.yml", "-pf", "pw", "--json", cwd=tmp_path)
    shown = run_graphex("run", "a.gx", "-c", "c.yml", "-pf", "pw", "-i", cwd=tmp_path)

    assert events.returncode == shown.returncode == 0
    assert "swordfish" not in events.stdout
    assert "Name='******'" in shown.stdout


def test_help_lists_graphs_and_the_inputs_of_one(tmp_path: Path) -> None:
    write_greeting(tmp_path / "sub" / "a.gx")
    (tmp_path / "bad.gx").write_text("nodes: [")

    every = run_graphex("run", "-h", cwd=tmp_path)
    one = run_graphex("run", "sub/a.gx", "Name=Ann", "--help", cwd=tmp_path)

    assert (every.returncode, one.returncode) == (0, 0)
    assert "sub/a.gx  Greets." in every.stdout
    assert "bad.gx    (cannot be read" in every.stdout
    assert "Name  String    Ann    ANY       command line  Whom to greet." in one.stdout


def interrupted(tmp_path: Path, number: signal.Signals) -> tuple[int, str]:
    """Start a graph that waits, send a signal once it does, and give exit code and output."""
    write(
        tmp_path / "a.gx",
        node("Defer", "defer", "start", {"Name": None}),
        log("deferred", "defer::Deferred Nodes", "deferred work"),
        log("ready", "defer::Continue", "ready"),
        node("Sleep", "sleep", "ready", {"Seconds": 60}),
    )
    with subprocess.Popen(
        [sys.executable, "-m", "graphex", "run", "a.gx"], cwd=tmp_path, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        process.send_signal(number)
        rest = process.stdout.read()
    return process.returncode, first + rest


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (signal.SIGINT, "The run was stopped by a keyboard interrupt."),
        (signal.SIGTERM, "The run was terminated by SIGTERM."),
    ],
)
def test_a_signal_ends_the_run_after_deferred_work(tmp_path: Path, number: signal.Signals, said: str) -> None:
    started = time.monotonic()

    code, output = interrupted(tmp_path, number)

    assert code == 1
    assert "deferred work" in output
    assert said in output
    assert time.monotonic() - started < 30


def on_terminal(tmp_path: Path, *words: str) -> str:
    """Run a command on a terminal and give what it shows."""
    main, terminal = pty.openpty()
    environment = {name: value for name, value in os.environ.items() if name != "NO_COLOR"} | {"TERM": "xterm"}
    process = subprocess.Popen(
        [sys.executable, "-m", "graphex", "run", *words],
        cwd=tmp_path,
        stdout=terminal,
        stderr=terminal,
        env=environment,
    )
    os.close(terminal)
    process.wait(60)
    shown = os.read(main, 100_000).decode()
    os.close(main)
    return shown


def test_colour_is_for_terminals(tmp_path: Path) -> None:
    write_failing(tmp_path / "a.gx")

    assert "\x1b[1m\x1b[31m[CRITICAL" in on_terminal(tmp_path, "a.gx")
    assert "\x1b[" not in on_terminal(tmp_path, "a.gx", "--color", "never")
    assert "\x1b[31m[CRITICAL" in run_graphex("run", "a.gx", "--color", "always", cwd=tmp_path).stdout


SPEAKING = """
import sys
from graphex.plugin import node_type

@node_type()
def speak(text: str) -> str:
    print(text)
    return text

@node_type()
def leave(code: int) -> None:
    sys.exit(code)
"""


def test_what_a_node_prints_is_no_event(tmp_path: Path) -> None:
    write_package(tmp_path / "site", "gx_speaking", nodes=SPEAKING)
    write(tmp_path / "a.gx", node("Speak", "s", "start", {"Text": "hello"}))
    arguments = ("run", "a.gx", "-l", "gx_speaking")

    as_json = run_graphex(*arguments, "--json", cwd=tmp_path, PYTHONPATH=str(tmp_path / "site"))
    as_text = run_graphex(*arguments, cwd=tmp_path, PYTHONPATH=str(tmp_path / "site"))

    kinds = [json.loads(line)["type"] for line in as_json.stdout.splitlines()]
    assert (kinds[0], kinds[-1]) == ("run_started", "run_finished")
    assert "hello\n" in as_json.stderr
    assert "hello\n" in as_text.stdout


def test_a_node_that_ends_python_fails_as_others_do(tmp_path: Path) -> None:
    write_package(tmp_path / "site", "gx_speaking", nodes=SPEAKING)
    write(tmp_path / "a.gx", node("Leave", "l", "start", {"Code": 3}))

    done = run_graphex("run", "a.gx", "-l", "gx_speaking", cwd=tmp_path, PYTHONPATH=str(tmp_path / "site"))

    assert done.returncode == 1
    assert "SystemExit" in done.stdout
