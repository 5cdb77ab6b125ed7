"""How `trust` and `untrust` tell what they would do and what they did, for people and for programs."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any, Final

from graphex.tls.certificates.certificate import fingerprint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from graphex.cli.output import Output
    from graphex.tls.own.local_authority import LocalAuthority
    from graphex.tls.trust.model import Root, Step
    from graphex.tls.trust.plan import Entry, Outcome
    from graphex.tls.trust.tools import ToolLine
    from graphex.tls.trust.trusting import TrustedAuthority
    from graphex.tls.trust.verification import Check

_STANDINGS: Final = {
    "trusted": "trusted",
    "present": "there, but without effect",
    "absent": "not there",
    "unknown": "unknown",
}


def authority_rows(authority: LocalAuthority, place: str) -> list[tuple[str, str]]:
    """Describe an authority; the fingerprint is what people compare on other devices."""
    return [
        ("Authority", place),
        ("Valid until", f"{authority.certificate.not_valid_after_utc:%Y-%m-%d}"),
        ("Signs for", authority.allowed),
        ("SHA-256", fingerprint(authority.certificate)),
    ]


def announcement(output: Output) -> Callable[[Step], None]:
    """Return what says each step before it is done."""

    def announce(step: Step) -> None:
        output.progress(f"{step.sentence}\n  {step.command}")

    return announce


def print_plan(output: Output, entries: Iterable[Entry], root: Root, *, is_real: bool) -> None:
    """Show the steps without doing them; the fingerprint of an authority that is not made yet is left open."""
    for entry in entries:
        output.heading(f"{entry.store.name}: {entry.store.where}")
        if not entry.steps:
            output.result(f"  Nothing to do: {_with_reason(_STANDINGS[entry.standing.state], entry.standing.reason)}.")
        for step in entry.steps:
            output.result(f"  {_open(step.sentence, root, is_real=is_real)}.")
            output.result(f"    {_open(_shown_command(step), root, is_real=is_real)}")


def print_outcomes(output: Output, outcomes: Sequence[Outcome]) -> None:
    """Show what became of each store."""
    rows = [(one.entry.store.name, one.entry.store.where, _result(one)) for one in outcomes]
    if rows:
        output.result("")
        output.records(("store", "where", "result"), rows)


def print_standings(output: Output, entries: Sequence[Entry]) -> None:
    """Show how a root stands in each store, and who reads it."""
    rows = [
        (
            entry.store.name,
            entry.store.where,
            _with_reason(_STANDINGS[entry.standing.state], entry.standing.reason),
        )
        for entry in entries
    ]
    if rows:
        output.result("")
        output.records(("store", "where", "authority"), rows)


def print_proof(output: Output, checks: Iterable[Check], tools_command: str) -> None:
    """Say which clients connected and accepted what the authority issued, and what helps those that did not."""
    for check in checks:
        if check.accepts:
            output.result(f"{check.client} connected and accepted the certificate.")
        else:
            output.warning(
                f"{check.client} connected and did not accept the certificate: {check.reason}",
                f"Its own settings may name other roots; this prints what changes them: {tools_command}",
            )


def print_pending(output: Output, line: str | None) -> None:
    """Show the line that only an administrator can run, in one piece, so that it can be copied."""
    if line:
        output.paragraph("\nOne line is left, which needs an administrator:")
        output.result(f"\n  {line}")


def print_tools(output: Output, command: str) -> None:
    """Say which command prints the lines for tools with trust of their own."""
    output.paragraph("\nNode.js, Python, curl, git, Docker and others need lines of their own, which this prints:")
    output.result(f"\n  {command}")


def print_tool_lines(output: Output, lines: Sequence[ToolLine]) -> None:
    """Print the lines for tools, for a shell to read; commands that are run once are comments in it."""
    for line in lines:
        if line.kind == "variable":
            output.result(line.text)
    # Last, so that nothing is lost in a shell that reads all of it as one line.
    for line in lines:
        if line.kind == "command":
            output.result(textwrap.indent(f"{line.tool}: {line.text}", "# "))


def authority_document(
    trusted: TrustedAuthority, stores: list[dict[str, Any]], checks: Iterable[Check] = (), pending: str | None = None
) -> dict[str, Any]:
    """Put together what programs are told of an authority, of its stores and of the line for an administrator."""
    return {
        "authority": trusted.authority.as_json(),
        "allowed": trusted.authority.allowed.split(", "),
        "stores": stores,
        "sudo": pending,
        "checks": [check.as_json() for check in checks],
        "tools": [line.as_json() for line in trusted.tools],
        "gaps": list(trusted.gaps),
    }


def _result(outcome: Outcome) -> str:
    words = {
        "nothing to do": f"{_STANDINGS[outcome.standing.state]}, as before",
        "done": f"{_STANDINGS[outcome.standing.state]} now",
        "needs an administrator": "needs the line below",
        "failed": "failed",
    }[outcome.result]
    return _with_reason(words, outcome.reason)


def _with_reason(words: str, reason: str) -> str:
    return f"{words}: {reason}" if reason else words


def _open(text: str, root: Root, *, is_real: bool) -> str:
    return text if is_real else text.replace(root.sha256[:16], "FINGERPRINT")


def _shown_command(step: Step) -> str:
    return f"sudo {step.command}" if step.privileged else step.command
