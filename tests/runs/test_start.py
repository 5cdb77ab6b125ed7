"""From a request to a prepared run, or to what keeps it from running."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from cli.run_files import write
from graphex.cli.run.graph_arguments import GivenWords
from graphex.engine import GraphRuntime
from graphex.engine.events.types import RunRefused, RunStarted
from graphex.errors import GraphexError, UsageError
from graphex.graph.model import GraphInput
from graphex.masks import Mask
from graphex.runs import GivenValues, Prepared, Refused, Request, create_workbench, find_inputs, prepare
from graphex.runs.input_values import InputValue
from graphex.runs.start import opening_line
from graphex.secrets.vault import encrypt
from graphex.settings import load_settings
from graphs import Reader, graph_input, log, node
from plugin_files import record_distribution

if TYPE_CHECKING:
    from pathlib import Path

    from graphex.engine import Problem
    from graphex.runs import Workbench

INPUTS = (
    GraphInput("S", "String", list_flag=True),
    GraphInput("N", "Number"),
    GraphInput("P", "String", password_flag=True, list_flag=True),
    GraphInput("T", "String", default_value="t"),
)
FITTING: dict[str, object] = {"S": ["a", "b"], "N": 1.5, "P": ["hunter2"]}


def workbench(root: Path, **arguments: Any) -> Workbench:
    write(root / "a.gx", log("log", "start", graph_input("T")), inputs=INPUTS)
    return create_workbench(load_settings({"root": root, "config": None, **arguments}, cwd=root), root)


def no_password() -> str:
    raise AssertionError("No secret is needed.")


def prepared(root: Path, values: dict[str, object], mask: Mask | None = None, **options: Any) -> Prepared:
    request = Request(graph="a.gx", given=GivenValues(values), **options)
    start = prepare(workbench(root), request, mask or Mask(), no_password)
    assert isinstance(start, Prepared)
    return start


def refused(bench: Workbench, request: Request, mask: Mask | None = None, password: str = "") -> GraphexError:
    start = prepare(bench, request, mask or Mask(), lambda: password)
    assert isinstance(start, Refused)
    assert isinstance(start.reason, GraphexError)
    return start.reason


def problems_of(bench: Workbench, graph: str = "a.gx", values: dict[str, object] | None = None) -> tuple[Problem, ...]:
    start = prepare(bench, Request(graph=graph, given=GivenValues(values or {}), run_id="r"), Mask(), no_password)
    assert isinstance(start, Refused)
    assert isinstance(start.reason, RunRefused)
    assert (start.reason.run, start.reason.graph) == ("r", f"/{graph}")
    return start.reason.problems


def write_vault(root: Path, **secrets: str) -> None:
    lines = (f"  {name}: {encrypt(secret, 'correct horse')}\n" for name, secret in secrets.items())
    (root / "graphex.yml").write_text("secrets:\n" + "".join(lines))


def test_a_prepared_run_can_begin(tmp_path: Path) -> None:
    start = prepared(tmp_path, FITTING, show_inputs=True, run_id="r")
    reader = Reader()

    outcome = GraphRuntime(start.plan, start.values, events=reader, options=start.options).run()

    assert outcome.status == "succeeded"
    assert reader.lines == [
        "Graph executing with the following inputs: S='a', 'b' N=1.5 P='******' T='t'",
        "t",
    ]
    assert [event.run for event in reader.of(RunStarted)] == ["r"]
    assert start.passwords == {"hunter2"}


def test_the_request_says_how_the_run_is_logged(tmp_path: Path) -> None:
    options = prepared(tmp_path, FITTING, level="DEBUG", verbose_errors=True, azure=True).options

    assert (options.level, options.verbose_errors, options.azure, options.opening) == ("DEBUG", True, True, None)


@pytest.mark.parametrize(("shows", "line"), [(False, "****** and ******"), (True, "swordfish and ******")])
def test_the_request_says_whether_the_log_has_secrets_of_the_vault(tmp_path: Path, line: str, *, shows: bool) -> None:
    write_vault(tmp_path, T="swordfish")
    bench = workbench(tmp_path)
    write(tmp_path / "b.gx", inputs=(GraphInput("T", "String"), GraphInput("P", "String", password_flag=True)))
    request = Request(graph="b.gx", given=GivenValues({"P": "hunter2"}), log_shows_secrets=shows)

    start = prepare(bench, request, mask := Mask(), lambda: "correct horse")

    assert isinstance(start, Prepared)
    assert (start.options.hidden_in_log or mask)("swordfish and hunter2") == line
    assert start.options.hidden is mask


def test_missing_values_are_problems(tmp_path: Path) -> None:
    assert [problem.code for problem in problems_of(workbench(tmp_path))] == ["input-value"] * 3


def test_problems_show_no_secret(tmp_path: Path) -> None:
    (problem,) = problems_of(workbench(tmp_path), values={**FITTING, "S": "hunter2", "P": ["hunter2"]})

    assert "hunter2" not in problem.message
    assert "******" in problem.message


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"N": "many"}, "The value 'many' of the graph input 'N' is no number."),
        ({"M": 1}, 'Unrecognized/extraneous values were provided: "M" is no input of the graph.'),
        ({"P": ["many"], "N": "many"}, "The value '******' of the graph input 'N' is no number."),
    ],
)
def test_a_value_that_cannot_be_read_is_an_error_without_secrets(
    tmp_path: Path, values: dict[str, object], message: str
) -> None:
    error = refused(workbench(tmp_path), Request(graph="a.gx", given=GivenValues(values)))

    assert isinstance(error, UsageError)
    assert (error.message, str(error)) == (message, message)


@pytest.mark.parametrize(
    "words", [["P=s3cret one", "S="], ["P=s3cret", "one"], ["P=", "s3cret,one"], ["P=x\\,y,s3cret", "one"]]
)
def test_passwords_are_hidden_before_the_words_are_read(tmp_path: Path, words: list[str]) -> None:
    mask = Mask()

    error = refused(workbench(tmp_path), Request(graph="a.gx", given=GivenWords([*words, "N=no number"])), mask)

    assert isinstance(error, UsageError)
    assert mask("S=said s3cret and one") == "S=said ****** and ******"


def test_the_password_of_the_vault_is_asked_for_when_a_secret_is_needed(tmp_path: Path) -> None:
    write_vault(tmp_path, T="swordfish")
    asked: list[str] = []
    mask = Mask()

    def ask() -> str:
        asked.append("asked")
        return "correct horse"

    bench = workbench(tmp_path)
    request = Request(graph="a.gx", given=GivenValues({**FITTING, "T": "given"}))
    prepare(bench, request, mask, ask)
    before = list(asked)
    found = find_inputs(bench, replace(request, given=GivenValues(FITTING)), mask, ask)

    assert (before, asked) == ([], ["asked"])
    assert found.values["T"] == InputValue("swordfish", "secret T", frozenset({"swordfish"}))
    assert mask("correct horse and swordfish") == "****** and ******"


def test_the_password_of_the_vault_may_be_in_a_file(tmp_path: Path) -> None:
    write_vault(tmp_path, T="swordfish")
    (tmp_path / "pw").write_text("correct horse\n")
    bench = workbench(tmp_path, vault_password_path=tmp_path / "pw")

    found = find_inputs(bench, Request(graph="a.gx"), Mask(), no_password)

    assert found.values["T"].value == "swordfish"


def test_a_secret_that_cannot_be_decrypted_is_an_error(tmp_path: Path) -> None:
    write_vault(tmp_path, T="swordfish")

    error = refused(workbench(tmp_path), Request(graph="a.gx"), password="battery staple")

    assert error.message == "The password for the secret T is wrong."


def test_a_value_of_the_configuration_must_fit(tmp_path: Path) -> None:
    (tmp_path / "graphex.yml").write_text("graph_inputs:\n  '*': {S: [a], N: many, P: [b]}\n")

    (problem,) = problems_of(workbench(tmp_path))

    assert 'graph input "N" (configuration, "*", graphex.yml line 2) does not fit' in problem.message


@pytest.mark.parametrize(("scope", "warns"), [("a.gx", False), ("A.gx", True), ("sub/a.gx", True)])
def test_values_for_the_graph_under_another_scope_are_told(tmp_path: Path, scope: str, *, warns: bool) -> None:
    (tmp_path / "graphex.yml").write_text(f"graph_inputs:\n  {scope}: {{T: y}}\n")

    notes = prepared(tmp_path, FITTING).notes

    assert [note.severity for note in notes] == ["warning"] * warns
    assert [f'No value of the configuration for "{scope}" is used' in note.message for note in notes] == [True] * warns


def test_an_adjusted_scope_is_told(tmp_path: Path) -> None:
    root = tmp_path / "graphs"
    bench = workbench(root)
    (tmp_path / "c.yml").write_text("graph_inputs:\n  graphs/a.gx: {T: y}\n")
    settings = load_settings({"root": root, "config": tmp_path / "c.yml"}, cwd=tmp_path)

    found = find_inputs(replace(bench, settings=settings), Request(graph="a.gx"), Mask(), no_password)

    assert [(note.severity, note.message) for note in found.notes] == [
        ("notice", 'Adjusted GX filename "a.gx" to "graphs/a.gx", as the configuration has it.')
    ]
    assert found.values["T"].value == "y"


def test_a_broken_plugin_keeps_the_graph_from_running(tmp_path: Path) -> None:
    bench = workbench(tmp_path, plugins=("gx_not_there",))

    with pytest.raises(GraphexError) as raised:
        prepare(bench, Request(graph="a.gx"), Mask(), no_password)

    assert raised.value.message == "The graph a.gx is not run: not all of its plugins could be loaded."


@pytest.fixture
def broken_distribution(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Install a distribution whose entry point names no package; returns its name."""
    monkeypatch.syspath_prepend(tmp_path / "site")
    record_distribution(tmp_path / "site", "acme-graphex", "acme = acme_plugin.nodes:double")
    return "acme-graphex"


@pytest.mark.usefixtures("broken_distribution")
def test_a_broken_distribution_keeps_no_graph_from_running(tmp_path: Path) -> None:
    assert prepared(tmp_path, FITTING).notes == ()


def test_a_graph_that_may_need_it_says_so(broken_distribution: str, tmp_path: Path) -> None:
    bench = workbench(tmp_path)
    write(tmp_path / "b.gx", node("Double", "d", "start"))

    (problem,) = problems_of(bench, "b.gx")

    assert problem.code == "unknown-node"
    assert problem.hint == (
        f"It may belong to a plugin that could not be loaded: acme_plugin.nodes:double ({broken_distribution})."
    )


def test_a_graph_without_inputs_says_so() -> None:
    assert opening_line((), {}) == "No graph inputs are defined for this graph."
