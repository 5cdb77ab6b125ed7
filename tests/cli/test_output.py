"""Everything that is printed goes through Output."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from graphex.cli.output import ColorChoice, Output, printable, use_color
from graphex.errors import UsageError
from graphex.masks import Mask
from graphex.tls.findings import Finding, Severity


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """Say so."""
        return True


def on_pipe(*, quiet: bool = False) -> Output:
    """Return an output that is not a terminal."""
    return Output(io.StringIO(), io.StringIO(), quiet=quiet)


def on_terminal(*, color: ColorChoice = "never") -> Output:
    """Return an output on a terminal."""
    return Output(Terminal(), Terminal(), color)


def printed(output: Output) -> tuple[str, str]:
    """Return what went to stdout and stderr."""
    assert isinstance(output.stdout, io.StringIO)
    assert isinstance(output.stderr, io.StringIO)
    return output.stdout.getvalue(), output.stderr.getvalue()


FINDINGS = [
    Finding(Severity.NOTICE, "n", "It is new."),
    Finding(Severity.WARNING, "w", "It ends soon.", file=Path("cert.pem")),
    Finding(Severity.ERROR, "e", "It has ended.", file=Path("cert.pem"), hint="python3 -m graphex certs renew"),
]


def test_findings_are_printed_errors_first_with_file_and_fix() -> None:
    output = on_pipe()

    output.findings(FINDINGS)

    assert printed(output)[1].splitlines() == [
        "error: cert.pem: It has ended. [e]",
        "hint: python3 -m graphex certs renew",
        "warning: cert.pem: It ends soon. [w]",
        "notice: It is new. [n]",
    ]


def test_quiet_leaves_out_notices_and_progress_but_no_result() -> None:
    output = on_pipe(quiet=True)

    output.findings(FINDINGS)
    output.notice("a")
    output.progress("b")
    output.result("c")

    stdout, stderr = printed(output)
    assert (stdout, "notice" in stderr, "b" in stderr.splitlines()) == ("c\n", False, False)


def test_a_failure_is_an_error_and_a_hint() -> None:
    output = on_pipe()

    output.failure(UsageError("It broke.", hint="Mend it."))

    assert printed(output) == ("", "error: It broke.\nhint: Mend it.\n")


def test_what_is_said_about_the_work_holds_no_secret() -> None:
    output = Output(io.StringIO(), io.StringIO(), mask=Mask(["hunter2"]))

    output.failure(UsageError("No hunter2 there.", hint="Not hunter2."))
    output.notice("hunter2")
    output.progress("hunter2")

    assert printed(output)[1].splitlines() == [
        "error: No ****** there.",
        "hint: Not ******.",
        "notice: ******",
        "******",
    ]


def test_a_table_is_aligned() -> None:
    output = on_pipe()

    output.table([("a", "1"), ("long name", "2\n3"), ("empty", "")], indent=2)

    assert printed(output)[0] == "  a:         1\n  long name: 2\n             3\n  empty:\n"


def test_columns_are_aligned() -> None:
    output = on_pipe()

    output.columns([("a", "bb", "c"), ("aaa", "b", "")])

    assert printed(output)[0] == "a    bb  c\naaa  b\n"


@pytest.mark.parametrize(
    ("columns", "shown"),
    [
        (24, ["NAME     WHERE  RESULT", "a store  /home  good"]),
        (21, ["a store", "  Where:  /home", "  Result: good"]),
    ],
)
def test_records_that_do_not_fit_beside_each_other_are_printed_below(
    monkeypatch: pytest.MonkeyPatch, columns: int, shown: list[str]
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    stdout = Terminal()

    Output(stdout, io.StringIO(), "never").records(("name", "where", "result"), [("a store", "/home", "good")])

    assert stdout.getvalue().splitlines() == shown


def test_json_turns_paths_into_text() -> None:
    output = on_pipe()

    output.json({"path": Path("a"), "list": (1, None)})

    assert json.loads(printed(output)[0]) == {"path": "a", "list": [1, None]}


def test_long_sentences_are_wrapped_on_a_terminal_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "50")
    terminal, pipe = on_terminal(), on_pipe()

    terminal.warning("word " * 20)
    pipe.warning("word " * 20)

    lines = printed(terminal)[1].splitlines()
    assert max(len(line) for line in lines) <= 50
    assert lines[1].startswith(" " * len("warning: ") + "word")
    assert len(printed(pipe)[1].splitlines()) == 1


def test_a_long_path_is_not_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    terminal = on_terminal()

    terminal.error("/a-b" * 30)

    assert "/a-b" * 30 in printed(terminal)[1]


def test_control_characters_are_escaped() -> None:
    assert printable("a\x1b[31m\r\u202eb\n") == "a\\x1b[31m\\r\\u202eb\n"


@pytest.mark.parametrize(
    ("choice", "no_color", "term", "stream", "colored"),
    [
        ("auto", "", "xterm", Terminal(), True),
        ("auto", "", "xterm", io.StringIO(), False),
        ("auto", "1", "xterm", Terminal(), False),
        ("auto", "", "dumb", Terminal(), False),
        ("always", "1", "dumb", io.StringIO(), True),
        ("never", "", "xterm", Terminal(), False),
    ],
)
def test_colour_depends_on_choice_environment_and_terminal(
    monkeypatch: pytest.MonkeyPatch,
    choice: ColorChoice,
    no_color: str,
    term: str,
    stream: io.StringIO,
    *,
    colored: bool,
) -> None:
    monkeypatch.setenv("NO_COLOR", no_color)
    monkeypatch.setenv("TERM", term)

    assert use_color(choice, stream) is colored


def test_an_error_is_red_when_coloured() -> None:
    terminal = on_terminal(color="always")

    terminal.error("no")

    assert printed(terminal)[1] == "\x1b[1;31merror:\x1b[0m no\n"


def test_a_reader_that_has_gone_ends_the_process_quietly() -> None:
    script = (
        "from graphex.cli.output import Output\n"
        "from graphex.cli.streams import ensure_streams\n"
        "ensure_streams()\n"
        "output = Output.of_process()\n"
        "for _ in range(100_000): output.result('x' * 100)\n"
        "output.flush()\n"
    )
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stderr is not None

    process.stdout.read(10)
    process.stdout.close()
    stderr = process.stderr.read()
    process.stderr.close()

    assert (process.wait(60), stderr) == (141, b"")


FINGERPRINT = ":".join(["AB"] * 32)


@pytest.mark.parametrize("columns", [112, 100, 80, 60, 40])
@pytest.mark.parametrize("text", [FINGERPRINT, FINGERPRINT.replace(":", "").lower()])
def test_a_fingerprint_breaks_between_pairs_in_equal_lines(
    monkeypatch: pytest.MonkeyPatch, columns: int, text: str
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    output = on_terminal()

    output.paragraph(text)

    lines = printed(output)[0].splitlines()
    assert "".join(lines) == text
    assert {len(line.replace(":", "")) for line in lines} <= {64, 32, 16}
    assert len({len(line.replace(":", "")) for line in lines}) == 1
    assert max(map(len, lines)) <= columns


def test_a_paragraph_is_wrapped_and_indented_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    output = on_terminal()

    output.paragraph("word " * 20, indent=2)

    lines = printed(output)[0].splitlines()
    assert len(lines) > 2
    assert all(line.startswith("  word") and len(line) <= 40 for line in lines)
