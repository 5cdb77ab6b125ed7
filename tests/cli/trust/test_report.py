"""How `trust` and `untrust` tell what they did."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from graphex.cli.output import Output
from graphex.cli.trust.report import (
    announcement,
    authority_document,
    print_outcomes,
    print_pending,
    print_plan,
    print_proof,
    print_standings,
    print_tool_lines,
    print_tools,
)
from graphex.tls.own.local_authority import find_authority
from graphex.tls.trust.model import Root, Standing, State, Step
from graphex.tls.trust.plan import Entry, Outcome
from graphex.tls.trust.tools import ToolLine
from graphex.tls.trust.trusting import TrustedAuthority
from graphex.tls.trust.verification import Check
from tls.authorities import make_authority
from tls.colleagues import settle_authority
from tls.trust.machine import Machine

if TYPE_CHECKING:
    from graphex.tls.trust.plan import Result

ROOT = Root(make_authority().certificate, Path("/authority.pem"))
STEP = Step(f"Copy to {ROOT.file_name}", ("install", str(ROOT.file), f"/anchors/{ROOT.file_name}"), privileged=True)


@dataclass(frozen=True)
class Shelf:
    """A store of which nothing but its description is wanted."""

    kind: str = "system"
    where: str = "/anchors"
    name: str = "system store"
    readers: str = "curl"

    def standing(self, root: Root) -> Standing:
        """Say nothing."""
        raise NotImplementedError(root)

    def steps_to_add(self, root: Root) -> tuple[Step, ...]:
        """Say nothing."""
        raise NotImplementedError(root)

    def steps_to_remove(self, root: Root) -> tuple[Step, ...]:
        """Say nothing."""
        raise NotImplementedError(root)


ENTRY = Entry(Shelf(), Standing(State.ABSENT), (STEP,))


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


@pytest.fixture
def output() -> Output:
    return Output(io.StringIO(), io.StringIO())


def printed(output: Output) -> str:
    assert isinstance(output.stdout, io.StringIO)
    return output.stdout.getvalue()


@pytest.mark.parametrize(("is_real", "name"), [(True, ROOT.sha256[:16]), (False, "FINGERPRINT")], ids=["real", "shown"])
def test_a_plan_shows_commands_as_they_are_typed(output: Output, is_real: bool, name: str) -> None:
    print_plan(output, [ENTRY], ROOT, is_real=is_real)

    assert printed(output).splitlines() == [
        "system store: /anchors",
        f"  Copy to graphex-authority-{name}.crt.",
        f"    sudo install /authority.pem /anchors/graphex-authority-{name}.crt",
    ]


def test_a_plan_says_why_nothing_is_to_be_done(output: Output) -> None:
    print_plan(output, [Entry(Shelf(), Standing(State.UNKNOWN, "it is locked"), ())], ROOT, is_real=True)

    assert printed(output).splitlines()[1] == "  Nothing to do: unknown: it is locked."


@pytest.mark.parametrize(
    ("result", "standing", "reason", "words"),
    [
        ("done", State.TRUSTED, "", "trusted now"),
        ("done", State.ABSENT, "", "not there now"),
        ("nothing to do", State.TRUSTED, "", "trusted, as before"),
        ("needs an administrator", State.ABSENT, "", "needs the line below"),
        ("failed", State.UNKNOWN, "it is locked", "failed: it is locked"),
    ],
)
def test_every_outcome_has_its_words(output: Output, result: Result, standing: State, reason: str, words: str) -> None:
    print_outcomes(output, [Outcome(ENTRY, result, Standing(standing), reason)])

    assert printed(output).splitlines()[-1] == f"system store  /anchors  {words}"


def test_a_table_without_rows_is_not_printed(output: Output) -> None:
    print_outcomes(output, [])
    print_standings(output, [])

    assert printed(output) == ""


def test_tools_are_one_command_away(output: Output) -> None:
    print_tools(output, "python3 -m graphex trust --env")

    assert "  python3 -m graphex trust --env" in printed(output).splitlines()


def test_the_lines_for_tools_are_for_a_shell(output: Output) -> None:
    lines = [
        ToolLine("git, for good", "command", "git config http.sslCAInfo '/a\nrm b'"),
        ToolLine("curl", "variable", "export CURL_CA_BUNDLE=/bundle.pem"),
    ]

    print_tool_lines(output, lines)

    assert printed(output).splitlines() == [
        "export CURL_CA_BUNDLE=/bundle.pem",
        "# git, for good: git config http.sslCAInfo '/a",
        "# rm b'",
    ]


@pytest.mark.parametrize(("line", "shown"), [(None, []), ("sudo true", ["  sudo true"])])
def test_what_waits_for_an_administrator_is_shown_in_one_piece(
    output: Output, line: str | None, shown: list[str]
) -> None:
    print_pending(output, line)

    assert printed(output).splitlines()[3:] == shown


@pytest.mark.parametrize(
    ("check", "stdout", "stderr"),
    [
        (Check("curl", accepts=True), "curl connected and accepted the certificate.\n", ""),
        (
            Check("curl", accepts=False, reason="no"),
            "",
            (
                "warning: curl connected and did not accept the certificate: no\n"
                "hint: Its own settings may name other roots; this prints what changes them: graphex trust --env\n"
            ),
        ),
    ],
)
def test_every_client_has_its_sentence(output: Output, check: Check, stdout: str, stderr: str) -> None:
    print_proof(output, [check], "graphex trust --env")

    assert isinstance(output.stderr, io.StringIO)
    assert (printed(output), output.stderr.getvalue()) == (stdout, stderr)


def test_a_step_is_said_with_its_command(output: Output) -> None:
    announcement(output)(Step("Copy", ("cp", "a b", "c")))

    assert isinstance(output.stderr, io.StringIO)
    assert output.stderr.getvalue() == "Copy\n  cp 'a b' c\n"


def test_programs_get_one_document(machine: Machine, tmp_path: Path) -> None:
    settle_authority(tmp_path / "authority")
    authority = find_authority(tmp_path / "authority", now=dt.datetime.now(dt.UTC))
    trusted = TrustedAuthority(authority, machine.surroundings)

    told = authority_document(trusted, [ENTRY.as_json()], [Check("curl", accepts=True)], "sudo true")

    assert list(told) == ["authority", "allowed", "stores", "sudo", "checks", "tools", "gaps"]
    assert told["authority"] == authority.as_json()
    assert "localhost" in told["allowed"]
    assert (told["stores"], told["sudo"]) == ([ENTRY.as_json()], "sudo true")
    assert told["checks"] == [{"client": "curl", "accepts": True, "reason": ""}]
    assert {"tool", "kind", "text"} == set(told["tools"][0])
    assert "The system store was not found" in told["gaps"][0]
