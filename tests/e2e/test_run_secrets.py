"""Secrets of a run stay secret: no output of the real command holds one, in any of the ways in which it is written."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from cli.run_files import write
from command_line import run_graphex
from graphex.graph.model import GraphInput, GraphOutput
from graphex.secrets.configuration import set_secret
from graphex.secrets.vault import encrypt
from graphs import graph_input, log, node
from plugin_files import write_package
from secret_forms import written_forms

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SECRETS = (
    "DOM\\us3r-pass",
    'it\'s "quoted" 99',
    "eyJhbGciOi" + "J" * 300,
    "pä€ss😀wörd",
    "-----BEGIN-----\nMIIEvQ+/=\n-----END-----",
)
WAYS: tuple[list[str], ...] = (
    ["--json"],
    ["--json", "-v", "-e"],
    [],
    ["-v", "-e", "-i"],
    ["-a", "-e"],
    ["--json", "-o"],
    ["-h"],
)
VAULT = ["-c", "c.yml", "-pf", "pw"]


def shown_by(directory: Path, *words: str) -> str:
    """Run the graph and give all that it writes, but for what only the pipeline reads and the links to nodes."""
    done = run_graphex("run", "a.gx", *VAULT, *words, cwd=directory, GRAPHEX_TRACEBACK="1")
    lines = (done.stdout + done.stderr).split("\n")
    return "\n".join(line for line in lines if "issecret=true" not in line and "errorLink" not in line)


def forms_in(text: str, secret: str) -> list[str]:
    """Return the written forms of a secret that a text holds, of which each line may stand alone."""
    parts = [secret, *(line for line in secret.split("\n") if len(line) >= 4)]
    return [form for part in parts for form in written_forms(part) if form in text]


def write_using(path: Path, *inputs: GraphInput) -> None:
    """Write a graph that uses the secret `s` in a file name, a command, an address and an error."""
    given = graph_input("s")
    write(
        path,
        node("Read File into String", "read", "try::Try", {"File Path": given}),
        node("Try / Catch", "try", "start", {"Errors to Catch": []}),
        node("Set Variable (String)", "set", "try::Continue", {"String To Save": given}, value="v"),
        node("Raise Exception", "raise", "set", {"Error Message": given, "Exception Name": given}),
        inputs=inputs,
    )


def write_vault(directory: Path, secret: str) -> None:
    (directory / "pw").write_text("correct horse\n")
    (directory / "c.yml").write_text("")
    set_secret(directory / "c.yml", "s", encrypt(secret, "correct horse"))


@pytest.mark.parametrize("words", WAYS, ids=" ".join)
@pytest.mark.parametrize("flagged", [True, False])
def test_a_secret_of_the_vault_is_nowhere(tmp_path: Path, words: list[str], *, flagged: bool) -> None:
    secret = "DOM\\us3r \"pass\" 'ä€'\nand a line"
    write_using(tmp_path / "a.gx", GraphInput("s", "String", password_flag=flagged))
    write_vault(tmp_path, secret)

    shown = shown_by(tmp_path, *words)

    assert shown
    assert forms_in(shown, secret) == []


@pytest.mark.parametrize("secret", SECRETS)
def test_every_kind_of_secret_is_hidden(tmp_path: Path, secret: str) -> None:
    write_using(tmp_path / "a.gx", GraphInput("s", "String", password_flag=True))
    write_vault(tmp_path, "another one")

    shown = shown_by(tmp_path, "--json", "-e", f"s={secret}") + shown_by(tmp_path, "-e", "-i", f"s={secret}")

    assert "******" in shown
    assert forms_in(shown, secret) == []


@pytest.mark.parametrize(
    "words", [["s=hunter2secret", "n=no number"], ["s=hunter2secret", "b=maybe"], ["s=hunter2secret", "hunter2secret"]]
)
@pytest.mark.parametrize("more", [[], ["--json"]])
def test_no_refusal_shows_a_secret(tmp_path: Path, words: list[str], more: list[str]) -> None:
    inputs = (GraphInput("s", "Number", password_flag=True), GraphInput("n", "Number"), GraphInput("b", "Boolean"))
    write(tmp_path / "a.gx", log("log", "start", "x"), inputs=inputs)

    done = run_graphex("run", "a.gx", *words, *more, cwd=tmp_path, GRAPHEX_TRACEBACK="1")

    assert done.returncode == 1
    assert "hunter2secret" not in done.stdout + done.stderr


class _Refusing(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        """Refuse everything."""
        self.send_error(403)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def port() -> Iterator[int]:
    """Serve on a free port."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Refusing) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


def test_lines_of_libraries_show_no_secret(tmp_path: Path, port: int) -> None:
    write_package(tmp_path, "plug", nodes=PLUGIN)
    write(
        tmp_path / "a.gx",
        node("Leak", "leak", "start", {"Text": graph_input("s")}),
        inputs=(GraphInput("s", "String", password_flag=True),),
    )

    done = run_graphex(
        "run", "a.gx", "-v", "-l", "plug", "s=hunter2 secret", cwd=tmp_path, PYTHONPATH=str(tmp_path), PORT=str(port)
    )

    assert forms_in(done.stdout + done.stderr, "hunter2 secret") == []
    assert "warning  UserWarning: the token [redacted] is old" in done.stderr.replace("py.warnings: ", "")
    assert "slow.library: [redacted] is late" in done.stderr
    assert "An error in the thread helper: ValueError: [redacted]" in done.stderr
    assert "urllib3" not in done.stderr


PLUGIN = """
import logging, os, threading, warnings
import requests
from graphex import Node, String, InputSocket


class Leak(Node):
    name = "Leak"
    description = "Leaks."
    categories = ["Tests"]
    color = "#000000"
    text = InputSocket(datatype=String, name="Text", description="The text.")

    def run(self):
        text = self.text
        requests.get(f"http://127.0.0.1:{os.environ['PORT']}/hook/{text}", auth=("user", text))
        logging.getLogger("quick.library").info("sent %s", text)
        logging.getLogger("slow.library").warning("%s is late", text)
        warnings.warn(f"the token {text} is old")
        def fail():
            raise ValueError(text)
        thread = threading.Thread(target=fail, name="helper")
        thread.start()
        thread.join()
        raise RuntimeError({"of": [text.encode()]})
"""


VAULTED = "DOM\\us3r \"pass\" 'ä'\nand a second line"
TYPED = "swordfish-of {old}\n  and what follows it"
PLACES = ("HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")


def write_failing_in_all_ways(directory: Path) -> None:
    """Write a graph that leaks a secret of the vault and a password wherever one can, and then fails with both."""
    write_package(directory, "plug", nodes=PLUGIN)
    write_vault(directory, VAULTED)
    vaulted, typed = graph_input("s"), graph_input("p")
    write(
        directory / "a.gx",
        node("Leak", "leak", "first::Try", {"Text": vaulted}),
        node("Try / Catch", "first", "start", {"Errors to Catch": []}),
        node("Leak", "leak2", "second::Try", {"Text": typed}),
        node("Try / Catch", "second", "first::Continue", {"Errors to Catch": []}),
        node("Set Variable (String)", "set", "second::Continue", {"String To Save": typed}, value="v"),
        node("Raise Exception", "raise", "set", {"Error Message": vaulted, "Exception Name": typed}),
        inputs=(GraphInput("s", "String"), GraphInput("p", "String", password_flag=True)),
    )


def surroundings(directory: Path, port: int) -> dict[str, str]:
    """Return an environment in which all that a process keeps lies below a directory."""
    home = directory / "home"
    home.mkdir()
    return {**dict.fromkeys(PLACES, str(home)), "PYTHONPATH": str(directory), "PORT": str(port)}


def written_below(directory: Path) -> str:
    """Return what all files of a directory hold, but for the password of the vault."""
    files = [file for file in directory.rglob("*") if file.is_file() and file.name != "pw"]
    return "\n".join(file.read_bytes().decode("utf-8", "replace") for file in files)


@pytest.mark.parametrize("words", WAYS, ids=" ".join)
def test_nothing_that_a_failing_run_writes_anywhere_holds_a_secret(tmp_path: Path, port: int, words: list[str]) -> None:
    write_failing_in_all_ways(tmp_path)
    environment = surroundings(tmp_path, port)

    done = run_graphex(
        "run", "a.gx", *VAULT, "-l", "plug", *words, f"p={TYPED}", cwd=tmp_path, GRAPHEX_TRACEBACK="1", **environment
    )

    said = "\n".join(line for line in (done.stdout + done.stderr).split("\n") if "issecret=true" not in line)
    assert done.stderr.count("[redacted] is late") == (0 if {"-o", "-h"} & set(words) else 2)
    assert forms_in(said, VAULTED) == forms_in(said, TYPED) == forms_in(said, "correct horse") == []
    written = written_below(tmp_path)
    assert forms_in(written, VAULTED) == forms_in(written, TYPED) == forms_in(written, "correct horse") == []


BUG = """
import graphex.cli.run.command as command
from graphex.cli.app import main

def broken(start, *_):
    raise KeyError(dict(start.values))

command._execute = broken
main()
"""


@pytest.mark.parametrize("more", [[], ["-v"], ["--json"]])
def test_a_bug_that_meets_secrets_is_reported_without_them(tmp_path: Path, port: int, more: list[str]) -> None:
    write_failing_in_all_ways(tmp_path)
    environment = {**os.environ, **surroundings(tmp_path, port), "GRAPHEX_TRACEBACK": "1"}
    command = [sys.executable, "-c", BUG, "run", "a.gx", *VAULT, "-l", "plug", *more, f"p={TYPED}"]

    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60, check=False
    )

    said = done.stdout + done.stderr
    assert "This is a bug in GraphEx" in done.stderr
    assert "Traceback" in done.stderr
    assert forms_in(said, VAULTED) == forms_in(said, TYPED) == []


def test_outputs_hold_what_the_graph_gives_out(tmp_path: Path) -> None:
    write(
        tmp_path / "a.gx",
        node("Set Graph Output", "set", "start", {"Value": graph_input("s")}, value="o"),
        inputs=(GraphInput("s", "String", password_flag=True),),
        outputs=(GraphOutput("o", "String"),),
    )

    done = run_graphex("run", "a.gx", "s=hunter2", "--json", "--outputs", "o.json", cwd=tmp_path)

    assert "hunter2" not in done.stdout
    assert json.loads((tmp_path / "o.json").read_text()) == {"o": "hunter2"}
