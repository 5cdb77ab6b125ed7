"""The reference page of the command line is complete."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import typer

from graphex.cli.app import COMMANDS, app
from graphex.errors import ExitCode

PAGE = (Path(__file__).resolve().parents[2] / "docs/reference/command-line.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    """Return the text below a heading, with the headings below it."""
    match = re.search(rf"^(#+) {re.escape(title)}\n(.*?)(?=^\1 |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    assert match, f"docs/reference/command-line.md has no heading {title}"
    return match[2]


def commands() -> list[tuple[str, str, Any]]:
    """Return every command with the heading that describes it and that of its group."""
    found: list[tuple[str, str, Any]] = []
    for known in COMMANDS:
        command = known.load()
        found.append((known.name, known.name, command))
        subcommands = getattr(command, "commands", {})
        found += [(f"{known.name} {name}", known.name, each) for name, each in subcommands.items()]
    return found


def flags(command: Any) -> list[str]:
    """Return the flags that the help of a command shows."""
    return [
        flag
        for param in command.params
        if param.param_type_name == "option"
        for flag in (*param.opts, *param.secondary_opts)
    ]


def missing(names: list[str], text: str) -> list[str]:
    """Return the flags that a text does not name as code."""
    return [name for name in names if not re.search(rf"`{re.escape(name)}[` ]", text)]


@pytest.mark.parametrize(("title", "group", "command"), commands(), ids=str)
def test_every_flag_of_every_command_is_on_the_page(title: str, group: str, command: Any) -> None:
    extra = section("serve") if group == "config" else ""

    assert missing(flags(command), section(title) + section(group) + extra) == []


def test_every_general_option_is_on_the_page() -> None:
    root = typer.main.get_command(app)

    assert missing([*flags(root), "-h", "--help"], section("General options")) == []


@pytest.mark.parametrize("code", ExitCode)
def test_every_exit_code_is_on_the_page(code: ExitCode) -> None:
    assert f"| {int(code)} |" in section("Exit codes")


@pytest.mark.parametrize("name", ["NO_COLOR", "TERM", "COLUMNS", "GRAPHEX_TRACEBACK"])
def test_every_environment_variable_is_on_the_page(name: str) -> None:
    assert f"`{name}`" in section("Environment")


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\((#[^)]+|configuration\.md#[^)]+)\)", PAGE))))
def test_links_point_to_existing_headings(target: str) -> None:
    page, _, anchor = target.partition("#")
    text = PAGE if not page else (Path(__file__).resolve().parents[2] / "docs/reference" / page).read_text("utf-8")

    assert re.search(rf"^#+ `?{re.escape(anchor)}`?$", text, re.MULTILINE)
