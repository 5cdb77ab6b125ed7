"""Help on graphs."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from cli.run_files import write
from graphex.cli.output import Output
from graphex.cli.run.graph_help import print_graphs, print_inputs
from graphex.graph.model import Graph, GraphInput
from graphex.runs.input_values import InputValue
from graphs import log

if TYPE_CHECKING:
    from pathlib import Path


def output() -> tuple[Output, io.StringIO]:
    stream = io.StringIO()
    return Output(stream, io.StringIO()), stream


def test_graphs_that_need_other_datatypes_are_not_listed(tmp_path: Path) -> None:
    made, stream = output()
    write(tmp_path / "a.gx", log("log", "start", "x"), description="First.\nMore.")
    write(tmp_path / "b.gx", log("log", "start", "x"), inputs=(GraphInput("i", "Data Container"),))
    write(tmp_path / ".hidden" / "c.gx", log("log", "start", "x"))

    print_graphs(tmp_path, made)

    assert stream.getvalue() == "Graphs\na.gx  First.\n"


def test_no_graphs(tmp_path: Path) -> None:
    made, stream = output()

    print_graphs(tmp_path, made)

    assert "There are no graphs below" in stream.getvalue()


def test_inputs_are_shown_without_passwords_and_secrets() -> None:
    made, stream = output()
    inputs = (
        GraphInput("P", "String", password_flag=True),
        GraphInput("S", "String"),
        GraphInput("L", "Number", list_flag=True, enum_options=["1", "2"], description="Two\nlines."),
        GraphInput("M", "String"),
    )
    values = {
        "P": InputValue("hunter2", "command line", is_password=True),
        "S": InputValue("swordfish", "secret S", frozenset({"swordfish"})),
        "L": InputValue([1], "default"),
    }

    print_inputs(Graph("About.", inputs=inputs), values, made)

    text = stream.getvalue()
    assert text.startswith("About.\nGraph inputs\n")
    assert "hunter2" not in text
    assert "swordfish" not in text
    assert "L     Number (List)  [1]         (1, 2)    default       Two lines." in text
    assert "(required)" in text


def test_a_graph_without_inputs() -> None:
    made, stream = output()

    print_inputs(Graph(), {}, made)

    assert stream.getvalue() == "The graph has no inputs.\n"
