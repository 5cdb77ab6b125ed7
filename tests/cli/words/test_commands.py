"""Commands read their words strictly and show their options in sections."""

from __future__ import annotations

from typing import Annotated

import pytest
import typer

from graphex.cli.words.commands import StrictCommand, command_app
from graphex.errors import UsageError


@pytest.fixture
def app() -> typer.Typer:
    """Return a group with two commands."""
    app = command_app(help="Two commands.")

    @app.command(cls=StrictCommand, epilog="  graphex one --count 3\n    # and more")
    def one(
        target: Annotated[str, typer.Argument(help="What to count.")],
        count: Annotated[int, typer.Option("--count", "-n", help="How often.", rich_help_panel="Counting")] = 1,
        *,
        loud: Annotated[bool, typer.Option("--loud/--soft", help="How loud.")] = False,
    ) -> None:
        """Count."""
        typer.echo(f"{target} {count} {loud}")

    @app.command(cls=StrictCommand)
    def two(names: Annotated[list[str], typer.Argument()]) -> None:
        """Take many names."""
        typer.echo(" ".join(names))

    return app


def run(app: typer.Typer, *args: str) -> object:
    """Run the group as the entry point does."""
    return typer.main.get_command(app)(list(args), prog_name="group", standalone_mode=False)


@pytest.mark.parametrize(
    ("args", "printed"),
    [
        (["one", "a"], "a 1 False\n"),
        (["one", "-n3", "a", "--loud"], "a 3 True\n"),
        (["one", "--soft", "--", "-a"], "-a 1 False\n"),
        (["two", "a", "b", "c"], "a b c\n"),
    ],
)
def test_a_command_gets_its_own_options(
    app: typer.Typer, capsys: pytest.CaptureFixture[str], args: list[str], printed: str
) -> None:
    run(app, *args)

    assert capsys.readouterr().out == printed


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["one", "a", "b"], 'group one does not know what to do with "b".'),
        (["one", "--cuont", "1"], "group one has no option --cuont."),
        (["one", "-n"], "-n needs a value."),
        (["tow"], "group has no command tow."),
        (["--helo"], "group has no option --helo."),
    ],
)
def test_wrong_words_are_refused(app: typer.Typer, args: list[str], message: str) -> None:
    with pytest.raises(UsageError) as caught:
        run(app, *args)

    assert caught.value.message == message


def test_a_group_without_arguments_prints_its_help(app: typer.Typer, capsys: pytest.CaptureFixture[str]) -> None:
    code = run(app)

    assert code == 2
    assert "Two commands." in capsys.readouterr().err


def test_the_help_has_sections_and_examples(app: typer.Typer, capsys: pytest.CaptureFixture[str]) -> None:
    run(app, "one", "-h")

    text = capsys.readouterr().out
    titles = [line for line in text.splitlines() if line and line == line.strip() and line.endswith(":")]
    assert titles == ["Arguments:", "Options:", "Counting:", "Examples:"]
    assert text.endswith("Examples:\n  graphex one --count 3\n    # and more\n")
