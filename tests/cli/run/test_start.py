"""What a run needs before it starts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from cli.run_files import write
from graphex.cli.output import Output
from graphex.cli.run.start import inputs_line, passwords_of, prepare_run
from graphex.errors import GraphexError, UsageError
from graphex.graph.model import GraphInput
from graphex.masks import Mask
from graphex.settings import load_settings
from graphs import log, node
from plugin_files import record_distribution

if TYPE_CHECKING:
    from pathlib import Path

INPUTS = (
    GraphInput("S", "String", list_flag=True),
    GraphInput("N", "Number"),
    GraphInput("P", "String", password_flag=True, list_flag=True),
    GraphInput("T", "String", default_value="t"),
)


def prepared(root: Path, *words: str, mask: Mask | None = None, **arguments: Any) -> Any:
    write(root / "a.gx", log("log", "start", "x"), inputs=INPUTS)
    settings = load_settings({"root": root, "config": None, **arguments}, cwd=root)
    return prepare_run(settings, Output.of_process(), mask or Mask(), str(root / "a.gx"), list(words))


def test_values_are_looked_up_and_shown(tmp_path: Path) -> None:
    start = prepared(tmp_path, "S=a", "b", "N=1.5", "P=hunter2")

    assert start.problems == []
    assert inputs_line(start) == "Graph executing with the following inputs: S='a', 'b' N=1.5 P='******' T='t'"
    assert passwords_of(start) == {"hunter2"}


def test_missing_values_are_problems(tmp_path: Path) -> None:
    assert [problem.code for problem in prepared(tmp_path).problems] == ["input-value"] * 3


def test_a_value_of_the_configuration_must_fit(tmp_path: Path) -> None:
    (tmp_path / "graphex.yml").write_text("graph_inputs:\n  '*': {S: [a], N: many, P: [b]}\n")

    (problem,) = prepared(tmp_path).problems

    assert 'graph input "N" (configuration, "*", graphex.yml line 2) does not fit' in problem.message


def test_a_composite_value_that_no_plugin_makes_is_a_problem(tmp_path: Path) -> None:
    value = "{datatype: Outer, values: {Inner: {datatype: Widget, values: {}}}}"
    (tmp_path / "graphex.yml").write_text(f"graph_inputs:\n  '*': {{S: [a], P: [b], N: {value}}}\n")

    problems = prepared(tmp_path).problems

    assert ['no plugin makes values of the datatype "Outer"' in problems[0].message, "Widget" in problems[1].message]
    assert all('graph input "N" (configuration, "*", graphex.yml line 2)' in problem.message for problem in problems)


@pytest.mark.parametrize(
    "words", [["P=s3cret one", "S="], ["P=s3cret", "one"], ["P=", "s3cret,one"], ["P=x\\,y,s3cret", "one"]]
)
def test_passwords_are_hidden_before_the_words_are_read(tmp_path: Path, words: list[str]) -> None:
    mask = Mask()

    with pytest.raises(UsageError):
        prepared(tmp_path, *words, "N=no number", mask=mask)

    assert mask("S=said s3cret and one") == "S=said ****** and ******"


@pytest.mark.parametrize(
    ("values", "hint"),
    [
        ("{S: [a, 0755], N: 1, P: [b]}", "Put each item in quotes: without them YAML reads numbers"),
        ("{S: [a], N: 1e7, P: [b]}", "with a point and a sign: 1.0e+7"),
        ("{S: a, N: 1, P: [b]}", "values in the configuration are not converted"),
        ("{S: [a], N: 1, P: [b], T: no}", "Put it in quotes: without them YAML reads a Boolean."),
        ("{S: [a], N: 1, P: [b], T: 2024-01-01}", "Put it in quotes: without them YAML reads a date."),
    ],
)
def test_the_hint_says_how_the_value_is_written(tmp_path: Path, values: str, hint: str) -> None:
    (tmp_path / "graphex.yml").write_text(f"graph_inputs:\n  '*': {values}\n")

    (problem,) = prepared(tmp_path).problems

    assert hint in problem.hint


@pytest.mark.parametrize(("scope", "warns"), [("a.gx", False), ("A.gx", True), ("sub/a.gx", True)])
def test_values_for_the_graph_under_another_scope_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], scope: str, *, warns: bool
) -> None:
    (tmp_path / "graphex.yml").write_text(f"graph_inputs:\n  {scope}: {{T: y}}\n")

    prepared(tmp_path, "S=a", "N=1", "P=b")

    assert (f'No value of the configuration for "{scope}" is used' in capsys.readouterr().err) is warns


def test_a_broken_plugin_keeps_the_graph_from_running(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(GraphexError, match="not all of its plugins"):
        prepared(tmp_path, plugins=("gx_not_there",))

    assert "gx_not_there" in capsys.readouterr().err


@pytest.fixture
def broken_distribution(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Install a distribution whose entry point names no package; returns its name."""
    monkeypatch.syspath_prepend(tmp_path / "site")
    record_distribution(tmp_path / "site", "acme-graphex", "acme = acme_plugin.nodes:double")
    return "acme-graphex"


def test_a_broken_distribution_keeps_no_graph_from_running(
    broken_distribution: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    start = prepared(tmp_path, "S=a", "N=1", "P=b")

    assert start.problems == []
    assert f'warning: The entry point "acme" of {broken_distribution} 0.1 names ' in capsys.readouterr().err


def test_a_graph_that_may_need_it_says_so(broken_distribution: str, tmp_path: Path) -> None:
    write(tmp_path / "b.gx", node("Double", "d", "start"))
    settings = load_settings({"root": tmp_path, "config": None}, cwd=tmp_path)

    (problem,) = prepare_run(settings, Output.of_process(), Mask(), "b.gx", []).problems

    assert problem.code == "unknown-node"
    assert problem.hint == (
        f"It may belong to a plugin that could not be loaded: acme_plugin.nodes:double ({broken_distribution})."
    )


def test_a_plugin_that_is_left_out_is_not_missed(
    broken_distribution: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    prepared(tmp_path, "S=a", "N=1", "P=b", without_plugins=(broken_distribution,))

    assert capsys.readouterr().err == ""
