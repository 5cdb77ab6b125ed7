"""How `trust` and `untrust` tell what they would do and what they did, for people and for programs."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any, Final

from graphex.tls.certificates.certificate import fingerprint
from graphex.tls.trust.plan import administrator_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cryptography import x509

    from graphex.cli.output import Output
    from graphex.tls.trust.model import Root, Step
    from graphex.tls.trust.plan import Entry, Outcome
    from graphex.tls.trust.tools import ToolLine
    from graphex.tls.trust.verification import Check

_STANDINGS: Final = {
    "trusted": "trusted",
    "present": "there, but without effect",
    "absent": "not there",
    "unknown": "unknown",
}


def authority_rows(certificate: x509.Certificate, place: str, allowed: str) -> list[tuple[str, str]]:
    """Describe an authority; the fingerprint is what people compare on other devices."""
    return [
        ("Authority", place),
        ("Valid until", f"{certificate.not_valid_after_utc:%Y-%m-%d}"),
        ("Signs for", allowed),
        ("SHA-256", fingerprint(certificate)),
    ]


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


def entry_as_json(entry: Entry) -> dict[str, Any]:
    """Describe a store and its plan for programs."""
    return {
        "kind": entry.store.kind,
        "name": entry.store.name,
        "where": entry.store.where,
        "readers": entry.store.readers,
        "state": entry.standing.state.value,
        "reason": entry.standing.reason,
        "steps": [{"sentence": s.sentence, "command": list(s.argv), "privileged": s.privileged} for s in entry.steps],
    }


def outcome_as_json(outcome: Outcome) -> dict[str, Any]:
    """Describe a store and what became of it for programs."""
    return {
        **entry_as_json(outcome.entry),
        "result": outcome.result,
        "state": outcome.standing.state.value,
        "reason": outcome.reason,
    }


def check_as_json(check: Check) -> dict[str, Any]:
    """Describe a client that connected for programs."""
    return {"client": check.client, "accepts": check.accepts, "reason": check.reason}


def authority_as_json(certificate: x509.Certificate, file: str) -> dict[str, Any]:
    """Describe an authority for programs."""
    return {
        "file": file,
        "sha256": fingerprint(certificate),
        "not_before": certificate.not_valid_before_utc.isoformat(),
        "not_after": certificate.not_valid_after_utc.isoformat(),
    }


def pending_line(outcomes: Iterable[Outcome]) -> str | None:
    """Return the one line for an administrator, or None if everything could be done without."""
    waiting = [one for one in outcomes if one.result == "needs an administrator"]
    return administrator_line([step for one in waiting for step in one.entry.steps])


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
