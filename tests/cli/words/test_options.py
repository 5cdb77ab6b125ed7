"""A function becomes a command with the declared settings as options."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import pytest
import typer

from graphex.cli.output import Output
from graphex.cli.words.commands import command_app
from graphex.cli.words.options import settings_command
from graphex.errors import ExitCode, UsageError
from graphex.masks import Mask
from graphex.settings.model import SETTINGS

if TYPE_CHECKING:
    from graphex.settings import Settings
    from graphex.settings.declaration import Command


def run(body: object, *args: str, options: Command = "serve") -> object:
    """Run a function as the command of an application."""
    app = command_app()
    assert callable(body)
    settings_command(app, "try", options=options, examples="")(body)
    return typer.main.get_command(app)(list(args), prog_name="try", standalone_mode=False)


@pytest.fixture(autouse=True)
def _in_an_empty_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def flag_settings() -> list[tuple[str, str]]:
    """Return every spelling of every option that takes a value, with its setting."""
    return [
        (flag, item.name)
        for item in SETTINGS
        for flag in (*item.flags, *item.other_flags)
        if item.kind.metavar in {"FILE", "DIR"} and item.name not in {"config", "root"}
    ]


@pytest.mark.parametrize(("flag", "name"), flag_settings())
@pytest.mark.parametrize("form", ["{flag} {value}", "{flag}={value}"])
def test_every_spelling_sets_the_setting_and_is_its_origin(flag: str, name: str, form: str) -> None:
    seen: list[Settings] = []

    def body(settings: Settings) -> None:
        seen.append(settings)

    run(body, *form.format(flag=flag, value="there").split(" "))

    assert getattr(seen[0], name) == Path.cwd() / "there"
    assert str(seen[0].origins[name]) == f"the command line ({flag})"


@pytest.mark.parametrize(
    ("args", "name", "value"),
    [
        (["-l", "a,", "b"], "plugins", ("a", "b")),
        (["-l", "a", "-l", "b, c"], "plugins", ("a", "b", "c")),
        (["-l", ""], "plugins", ()),
        (["--name", "a.example,b.example", "--ssl-hostnames", "c"], "ssl_hostnames", ("a.example", "b.example", "c")),
        (["-e"], "errors", True),
        (["--tls-memory"], "ssl_in_memory", True),
        (["--hsts"], "hsts", True),
        (["--hsts", "--no-hsts"], "hsts", False),
        (["--open"], "open_browser", True),
        (["--no-sign-in", "--host", "::1"], "sign_in", False),
        (["-lr", "3"], "log_rollover_amount", 3),
        (["--ssl_days=90"], "ssl_days", 90),
    ],
)
def test_options_have_the_value_that_was_given(args: list[str], name: str, value: object) -> None:
    seen: list[Settings] = []

    def body(settings: Settings) -> None:
        seen.append(settings)

    run(body, *args)

    assert getattr(seen[0], name) == value


def test_a_function_gets_what_its_parameters_name() -> None:
    seen: list[object] = []

    def body(output: Output, mask: Mask, url: Annotated[str, typer.Argument()], *, fast: bool = False) -> ExitCode:
        seen.extend([type(output), type(mask), url, fast])
        return ExitCode.RUN_FAILED

    code = run(body, "https://a", "--fast", options="certs")

    assert seen == [Output, Mask, "https://a", True]
    assert code is ExitCode.RUN_FAILED


def test_a_command_has_only_its_own_settings() -> None:
    def body(settings: Settings) -> None:
        del settings

    with pytest.raises(UsageError, match="no option --hsts"):
        run(body, "--hsts", options="certs")


def test_an_old_spelling_of_a_setting_that_a_command_lacks_is_unknown() -> None:
    def body(settings: Settings) -> None:
        del settings

    with pytest.raises(UsageError, match="no option --passwordFile"):
        run(body, "--passwordFile", "x", options="certs")


def test_output_follows_the_settings() -> None:
    seen: list[Output] = []

    def body(output: Output) -> None:
        seen.append(output)

    run(body, "-q", "--color", "never")

    assert (seen[0].quiet, seen[0].color) == (True, "never")


def test_the_help_says_the_defaults(capsys: pytest.CaptureFixture[str]) -> None:
    def body(settings: Settings) -> None:
        """Try."""
        del settings

    run(body, "-h")

    text = " ".join(capsys.readouterr().out.split())
    assert "Listen on this port; 0 takes any free one. [default: 8080]" in text
    assert "--sign-in / --no-sign-in Require people to sign in. [default: yes]" in text
    assert "-pf, --vault-password-path FILE" in text
    assert "--passwordFile" not in text
