"""`graphex trust`: an authority of this person, in every trust store of this person."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any

import typer

from graphex.cli.authority_settings import (
    TrustedAuthority,
    alone_in,
    authority_passphrase,
    create_local_authority,
    ensure_trust_authority,
    existing_authority,
    refuse_directory_of_file,
    refuse_sudo,
)
from graphex.cli.trust.report import (
    authority_as_json,
    authority_rows,
    check_as_json,
    entry_as_json,
    outcome_as_json,
    pending_line,
    print_outcomes,
    print_pending,
    print_plan,
    print_standings,
    print_tool_lines,
    print_tools,
)
from graphex.cli.words.commands import command_app
from graphex.cli.words.options import settings_command
from graphex.errors import ExitCode, StartError
from graphex.tls.certificates.names import Names, take_names
from graphex.tls.own.authority_files import AuthorityFiles, load_authority, load_certificate, needs_passphrase
from graphex.tls.trust.bundle import refresh_bundle
from graphex.tls.trust.discovery import find_gaps, find_stores
from graphex.tls.trust.model import Root, State, Step
from graphex.tls.trust.plan import Outcome, administrator_line, carry_out, plan
from graphex.tls.trust.record import Place, TrustRecord
from graphex.tls.trust.surroundings import Surroundings
from graphex.tls.trust.verification import Check, verify_by_connecting
from graphex.web.tls_settings import authority_directory

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphex.cli.output import Output
    from graphex.settings import Settings
    from graphex.tls.trust.plan import Entry

app = command_app()

EXAMPLES = """
python3 -m graphex trust                          once: no browser of yours warns any more
python3 -m graphex trust --dry-run                show every command, run none
python3 -m graphex trust --status                 which browser has it, which came later
python3 -m graphex trust --allow-name build.corp  an authority for one more name
python3 -m graphex trust --make-only              an authority for servers, which no store of mine gets
eval "$(python3 -m graphex trust --env)"          Node.js, requests, curl and git in this shell
"""


@settings_command(app, "trust", options="trust", examples=EXAMPLES)
def trust(  # noqa: PLR0917 - the options of a command
    settings: Settings,
    output: Output,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be done, and do nothing.")] = False,
    status: Annotated[bool, typer.Option("--status", help="Show which stores have the authority.")] = False,
    env: Annotated[bool, typer.Option("--env", help="Print the lines for tools with trust of their own.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
    allow_name: Annotated[
        list[str] | None,
        typer.Option("--allow-name", metavar="NAME", help="Let a new authority sign for this name or address too."),
    ] = None,
    encrypt: Annotated[
        bool, typer.Option("--encrypt", help="Protect the key of a new authority with a passphrase.")
    ] = False,
    make_only: Annotated[
        bool, typer.Option("--make-only", help="Make the authority, and add it to no trust store.")
    ] = False,
) -> ExitCode:
    """Make browsers and tools of yours accept every GraphEx of yours, without a warning.

    Makes an authority that may sign only for local names, and adds it to every trust store that is found.
    What needs an administrator is printed as one line, and never done by itself.
    """
    refuse_sudo()
    refuse_directory_of_file(settings)
    allowed = take_names(part for given in allow_name or () for part in given.split(",") if part.strip())
    if env:
        return _print_variables(existing_authority(settings), output)
    if status:
        return _show_status(existing_authority(settings), output, as_json=json)
    if dry_run:
        return _show_plan(settings, allowed, output, as_json=json)
    trusted, is_new = ensure_trust_authority(settings, allowed, encrypt=encrypt)
    if make_only:
        _print_authority(trusted, output, is_new=is_new, as_json=json)
        return ExitCode.OK
    return _trust(trusted, settings, output, is_new=is_new, as_json=json)


def _trust(trusted: TrustedAuthority, settings: Settings, output: Output, *, is_new: bool, as_json: bool) -> ExitCode:
    with alone_in(trusted.directory):
        outcomes = _add_to_stores(trusted, output)
    problem = _refresh(trusted)
    checks = _verify(trusted, settings, outcomes)
    if as_json:
        output.json(_as_json(trusted, [outcome_as_json(one) for one in outcomes], outcomes, checks))
    else:
        _print_authority(trusted, output, is_new=is_new, as_json=False)
        print_outcomes(output, outcomes)
        _print_rest(trusted, outcomes, checks, output)
    if problem:
        output.warning(problem)
    is_partial = problem is not None or any(one.result == "failed" for one in outcomes)
    # Done in part: what failed is said above, the rest is in place.
    return ExitCode.RUN_FAILED if is_partial else ExitCode.OK


def _print_authority(trusted: TrustedAuthority, output: Output, *, is_new: bool, as_json: bool) -> None:
    if as_json:
        output.json(_as_json(trusted, [], (), ()))
        return
    made = "made just now" if is_new else "as it was"
    output.table(authority_rows(trusted.root.certificate, f"{trusted.root.file} ({made})", trusted.allowed))


def _add_to_stores(trusted: TrustedAuthority, output: Output) -> tuple[Outcome, ...]:
    root, surroundings = trusted.root, trusted.surroundings
    entries = plan("trust", root, find_stores(surroundings))
    # Written down first: an interruption must not leave a store that nobody knows of.
    to_do = [Place(entry.store.kind, entry.store.where) for entry in entries if entry.steps]
    record = TrustRecord(trusted.directory)
    record.add(root.certificate, to_do)

    def announce(step: Step) -> None:
        output.progress(f"{step.sentence}\n  {step.command}")

    return tuple(carry_out("trust", root, entry, surroundings, announce) for entry in entries)


def _refresh(trusted: TrustedAuthority) -> str | None:
    try:
        with alone_in(trusted.directory):
            refresh_bundle(trusted.root, trusted.directory, trusted.surroundings)
    except StartError as error:
        return f"The bundle for tools is not up to date. {error.message}"
    return None


def _verify(trusted: TrustedAuthority, settings: Settings, outcomes: Sequence[Outcome]) -> tuple[Check, ...]:
    """Connect as clients of the system store do, once that has the authority and if its key can be opened."""
    stores = ("system", "keychain", "windows")
    if not any(one.entry.store.kind in stores and one.standing.state is State.TRUSTED for one in outcomes):
        return ()
    passphrase = trusted.passphrase or authority_passphrase(settings)
    if passphrase is None and needs_passphrase(trusted.directory):
        return ()
    authority = load_authority(trusted.directory, now=trusted.now, passphrase=passphrase)
    return verify_by_connecting(authority, trusted.surroundings, now=trusted.now) if authority else ()


def _print_rest(
    trusted: TrustedAuthority, outcomes: Sequence[Outcome], checks: Sequence[Check], output: Output
) -> None:
    for check in checks:
        if check.accepts:
            output.result(f"{check.client} connected and accepted the certificate.")
        else:
            output.warning(
                f"{check.client} connected and did not accept the certificate: {check.reason}",
                f"Its own settings may name other roots; this prints what changes them: {trusted.tools_command}",
            )
    if any(one.result == "done" and one.entry.store.kind == "nss" for one in outcomes):
        output.paragraph("\nNext, restart the browsers that are open: they read their store when they start.")
    print_pending(output, pending_line(outcomes))
    for gap in find_gaps(trusted.surroundings):
        output.notice(gap)
    _notice_earlier(trusted, output)
    print_tools(output, trusted.tools_command)


def _notice_earlier(trusted: TrustedAuthority, output: Output) -> None:
    earlier = [one for one in TrustRecord(trusted.directory).load() if one.certificate != trusted.root.certificate]
    if earlier:
        output.notice(
            "An earlier authority is still in trust stores."
            if len(earlier) == 1
            else f"{len(earlier)} earlier authorities are still in trust stores.",
            f"Remove them all, then trust this one again: {trusted.command('untrust')}; {trusted.command('trust')}",
        )


def _show_status(trusted: TrustedAuthority, output: Output, *, as_json: bool) -> ExitCode:
    entries = plan("trust", trusted.root, find_stores(trusted.surroundings))
    problem = _refresh(trusted)
    if as_json:
        sudo = {"sudo": _pending(_waiting(trusted, entries))}
        output.json(_as_json(trusted, [entry_as_json(entry) for entry in entries], (), ()) | sudo)
    else:
        output.table(authority_rows(trusted.root.certificate, str(trusted.root.file), trusted.allowed))
        print_standings(output, entries)
        for gap in find_gaps(trusted.surroundings):
            output.notice(gap)
        _notice_earlier(trusted, output)
        _notice_missing(trusted, entries, output)
    if problem:
        output.warning(problem)
    is_complete = all(entry.standing.state is State.TRUSTED for entry in entries)
    return ExitCode.OK if is_complete else ExitCode.RUN_FAILED


def _notice_missing(trusted: TrustedAuthority, entries: Sequence[Entry], output: Output) -> None:
    """Say what adds the authority to the stores that lack it: this command, or a line for an administrator."""
    waiting = _waiting(trusted, entries)
    if any(entry.steps and entry not in waiting for entry in entries):
        output.notice("Not every store has the authority.", f"Add it to the rest: {trusted.command('trust')}")
    print_pending(output, _pending(waiting))


def _waiting(trusted: TrustedAuthority, entries: Sequence[Entry]) -> list[Entry]:
    return [entry for entry in entries if entry.needs_administrator and not trusted.surroundings.is_root]


def _pending(waiting: Sequence[Entry]) -> str | None:
    return administrator_line([step for entry in waiting for step in entry.steps])


def _show_plan(settings: Settings, allowed: Names, output: Output, *, as_json: bool) -> ExitCode:
    directory, now = authority_directory(settings), dt.datetime.now(dt.UTC)
    there = load_certificate(directory, now=now)
    # Made in memory only, to have something to plan with.
    certificate = there or create_local_authority(allowed, now).certificate
    root = Root(certificate, AuthorityFiles(directory).certfile)
    trusted = TrustedAuthority(root, directory, Surroundings.of_process(), now)
    entries = plan("trust", root, find_stores(trusted.surroundings))
    if as_json:
        output.json(_as_json(trusted, [entry_as_json(entry) for entry in entries], (), ()))
        return ExitCode.OK
    output.result(f"Use the authority {root.file}." if there else f"Make an authority: {root.file}.")
    output.result(f"It may sign for {trusted.allowed}.\n")
    print_plan(output, entries, root, is_real=there is not None)
    for gap in find_gaps(trusted.surroundings):
        output.notice(gap)
    return ExitCode.OK


def _print_variables(trusted: TrustedAuthority, output: Output) -> ExitCode:
    problem = _refresh(trusted)
    if problem:
        output.warning(problem)
    print_tool_lines(output, trusted.tools)
    return ExitCode.OK


def _as_json(
    trusted: TrustedAuthority, stores: list[dict[str, Any]], outcomes: Sequence[Outcome], checks: Sequence[Check]
) -> dict[str, Any]:
    return {
        "authority": authority_as_json(trusted.root.certificate, str(trusted.root.file)),
        "allowed": trusted.allowed.split(", "),
        "stores": stores,
        "sudo": pending_line(outcomes),
        "checks": [check_as_json(check) for check in checks],
        "tools": [{"tool": line.tool, "kind": line.kind, "text": line.text} for line in trusted.tools],
        "gaps": list(find_gaps(trusted.surroundings)),
    }
