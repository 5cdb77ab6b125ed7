"""The command line as a process: help, errors, exit codes."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import graphex
from command_line import run_graphex
from graphex.cli.app import COMMANDS
from graphex.errors import ExitCode

if TYPE_CHECKING:
    from pathlib import Path

USAGE = int(ExitCode.USAGE)


@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_help_lists_every_command(tmp_path: Path, flag: str) -> None:
    shown = run_graphex(flag, cwd=tmp_path)

    assert (shown.returncode, shown.stderr) == (0, "")
    assert [command.name for command in COMMANDS if f"\n  {command.name} " not in shown.stdout] == []


def test_no_arguments_print_the_help_and_fail(tmp_path: Path) -> None:
    shown = run_graphex(cwd=tmp_path)

    assert shown.returncode == USAGE
    assert "Commands:" in shown.stderr
    assert shown.stdout == ""


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_has_a_help_page(tmp_path: Path, command: object) -> None:
    name = next(known.name for known in COMMANDS if known is command)

    shown = run_graphex(name, "-h", cwd=tmp_path)

    assert (shown.returncode, shown.stderr) == (0, "")
    assert shown.stdout.startswith(f"Usage: python3 -m graphex {name} ")


def test_the_version_is_printed(tmp_path: Path) -> None:
    assert run_graphex("--version", cwd=tmp_path).stdout == f"graphex {graphex.__version__}\n"


@pytest.mark.parametrize(
    ("args", "error", "hint"),
    [
        (["serv"], "python3 -m graphex has no command serv.", "Did you mean serve?"),
        (
            ["zzz"],
            "python3 -m graphex has no command zzz.",
            "The commands are: serve, run, check, plugins, vault, certs, trust, untrust, config, sign-in.",
        ),
        (["-r", ".", "serve"], "python3 -m graphex has no option -r.", "Write the command first, then its options."),
        (["--versoin"], "python3 -m graphex has no option --versoin.", "Did you mean --version?"),
        (["config", "--prot", "1"], "python3 -m graphex config has no option --prot.", "Did you mean --port?"),
        (["config", "-p"], "-p needs a value.", "Write --port=VALUE."),
        (["config", "-p", "f"], '-p must be a whole number from 0 to 65535, not "f".', "-p is the port"),
        (["config", "x"], 'python3 -m graphex config does not know what to do with "x".', "--help"),
        (["config", "-l", "a", "b"], 'config does not know what to do with "b".', "commas: -l a,b"),
        (["config", "-c", "gone.yml"], "The configuration file gone.yml does not exist.", "-c"),
        (["config", "-r", "/gone\x1b[31m"], "The root /gone\\x1b[31m from the command line (-r)", "-r"),
    ],
)
def test_a_wrong_command_line_is_an_error_with_a_hint(tmp_path: Path, args: list[str], error: str, hint: str) -> None:
    shown = run_graphex(*args, cwd=tmp_path)

    first, second = shown.stderr.splitlines()
    assert (shown.returncode, shown.stdout) == (USAGE, "")
    assert first.startswith("error: ")
    assert error in first
    assert second.startswith("hint: ")
    assert hint in second


def test_a_broken_configuration_file_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "graphex.yml").write_text("port: [\n")

    shown = run_graphex("config", cwd=tmp_path)

    assert shown.returncode == USAGE
    assert shown.stderr.startswith("error: graphex.yml:2:1: this is not valid YAML")


def test_a_deleted_current_directory_is_an_error(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    script = "import os, sys; os.rmdir(os.getcwd()); from graphex.cli.app import main; main(['config'])"

    shown = subprocess.run(
        [sys.executable, "-c", script], cwd=gone, capture_output=True, text=True, check=False, timeout=60
    )

    assert shown.returncode == USAGE
    assert shown.stderr.startswith("error: The current directory does not exist any more.")


BUG = """
import graphex.cli.config as config, sys
def broken(): raise {error}
config.schema_text = broken
from graphex.cli.app import main
main(sys.argv[1:])
"""


def run_broken(error: str, *args: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `graphex config --schema` with an error in place of the schema."""
    return subprocess.run(
        [sys.executable, "-c", BUG.format(error=error), "config", "--schema", *args],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_a_bug_is_one_line_with_a_stable_reference(tmp_path: Path) -> None:
    first = run_broken("KeyError('a\\nb')", cwd=tmp_path)
    second = run_broken("KeyError('a\\nb')", cwd=tmp_path)

    error, hint = first.stderr.splitlines()
    assert first.returncode == ExitCode.INTERNAL
    assert error.startswith("error: This is a bug in GraphEx (reference ")
    assert "GRAPHEX_TRACEBACK=1" in hint
    assert second.stderr == first.stderr


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        ("OSError(5, 'Input/output error', 'a b')", "a b cannot be used: Input/output error."),
        ("OSError(24, 'Too many open files')", "The machine refused to go on: Too many open files."),
        ("MemoryError()", "There is not enough memory to go on."),
        ('RuntimeError("can\'t start new thread")', "The machine starts no further thread for this user."),
    ],
)
def test_what_the_machine_refuses_is_no_bug(tmp_path: Path, error: str, sentence: str) -> None:
    shown = run_broken(error, cwd=tmp_path)

    first, second = shown.stderr.splitlines()
    assert (shown.returncode, first) == (3, f"error: {sentence}")
    assert second.startswith("hint: ")


def test_the_message_of_a_bug_is_redacted(tmp_path: Path) -> None:
    shown = run_broken("ValueError('/sign-in?code=abc123')", "-v", cwd=tmp_path)

    assert "/sign-in?code=[redacted]" in shown.stderr
    assert shown.stderr.count("abc123") == 0


@pytest.mark.parametrize(("args", "environment"), [(["-v"], {}), ([], {"GRAPHEX_TRACEBACK": "1"})])
def test_the_traceback_of_a_bug_is_shown_on_request(
    tmp_path: Path, args: list[str], environment: dict[str, str]
) -> None:
    shown = run_broken("KeyError('a')", *args, cwd=tmp_path, **environment)

    assert "Traceback (most recent call last):" in shown.stderr
    assert shown.returncode == ExitCode.INTERNAL


@pytest.mark.parametrize(
    ("error", "code"),
    [("KeyboardInterrupt", ExitCode.INTERRUPTED), ("SystemExit(3)", ExitCode.START_FAILED)],
)
def test_an_interrupt_or_exit_prints_nothing(tmp_path: Path, error: str, code: ExitCode) -> None:
    shown = run_broken(error, cwd=tmp_path)

    assert (shown.returncode, shown.stdout, shown.stderr.strip()) == (code, "", "")


def test_a_name_that_the_terminal_cannot_show_does_not_hide_the_message(tmp_path: Path) -> None:
    shown = run_graphex("config", "-c", "gone-\N{SNOWMAN}", cwd=tmp_path, PYTHONIOENCODING="ascii")

    assert shown.returncode == USAGE
    assert "gone-\\u2603" in shown.stderr


@pytest.mark.parametrize(
    ("words", "completions"), [("graphex config --color ", ["auto", "always", "never"]), ("graphex conf", ["config"])]
)
def test_the_shell_can_complete(tmp_path: Path, words: str, completions: list[str]) -> None:
    shown = run_graphex(
        cwd=tmp_path, COMP_WORDS=words, COMP_CWORD=str(words.count(" ")), _GRAPHEX_COMPLETE="complete_bash"
    )

    assert shown.stdout.split() == completions


# Everybody waits for these at each start; `benchmarks/starting.py` shows for how long.
HELP_IMPORTS = frozenset(
    {
        "graphex.cli",
        "graphex.errors",
        "graphex.escapes",
        "graphex.installation",
        # Secrets are hidden from the first word on.
        "graphex.masks",
        "graphex.program",
        "typer",
        # What typer imports, which depends on its version.
        "annotated_doc",
        "click",
        "shellingham",
        "typing_extensions",
    }
)
# Parts of the standard library that take longer than all that is wanted.
HEAVY = frozenset(
    {"asyncio", "email", "http", "logging.config", "multiprocessing", "sqlite3", "ssl", "unittest", "xml"}
)
PRINT_IMPORTS = """
import sys
before = set(sys.modules)
from graphex.cli.app import run
run(["--help"])
print("imports:", *(set(sys.modules) - before))
"""


def imported_by_help(cwd: Path) -> set[str]:
    shown = subprocess.run(
        [sys.executable, "-c", PRINT_IMPORTS], cwd=cwd, capture_output=True, text=True, check=True, timeout=100
    )
    return set(shown.stdout.rpartition("imports:")[2].split())


def room(module: str) -> str:
    """Shorten the name of a module to its package, and to the room of the house if it is our own."""
    return ".".join(module.split(".")[: 2 if module.startswith("graphex.") else 1])


def test_help_imports_little(tmp_path: Path) -> None:
    imported = imported_by_help(tmp_path)

    rooms = {room(module) for module in imported if room(module) not in sys.stdlib_module_names}
    assert rooms - {"graphex"} <= HELP_IMPORTS
    assert imported & HEAVY == set()
