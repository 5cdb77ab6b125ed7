"""`graphex trust`: an authority of this person, in every trust store of this person."""

from __future__ import annotations

import datetime as dt
import os
from typing import TYPE_CHECKING, Annotated

import typer

from graphex.cli.trust.report import (
    announcement,
    authority_document,
    authority_rows,
    print_outcomes,
    print_pending,
    print_plan,
    print_proof,
    print_standings,
    print_tool_lines,
    print_tools,
)
from graphex.cli.words.commands import command_app
from graphex.cli.words.options import settings_command
from graphex.cli.words.passphrases import new_authority_passphrase
from graphex.errors import ExitCode
from graphex.tls.certificates.names import take_names
from graphex.tls.from_settings import (
    authority_directory,
    authority_passphrase,
    refuse_directory_of_file,
    refuse_missing_volume,
)
from graphex.tls.own.local_authority import ensure_local_authority, find_authority
from graphex.tls.passphrase import terminal_prompt
from graphex.tls.trust.person import refuse_sudo
from graphex.tls.trust.surroundings import Surroundings
from graphex.tls.trust.trusting import (
    TrustedAuthority,
    Trusting,
    TrustPlan,
    TrustStatus,
    plan_trust,
    trust_authority,
    trust_status,
)

if TYPE_CHECKING:
    from graphex.cli.output import Output
    from graphex.settings import Settings
    from graphex.tls.own.local_authority import EnsuredAuthority

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
    refuse_sudo(os.environ)
    refuse_directory_of_file(settings)
    allowed = take_names(part for given in allow_name or () for part in given.split(",") if part.strip())
    directory, surroundings, now = authority_directory(settings), Surroundings.of_process(), dt.datetime.now(dt.UTC)
    if env:
        return _print_variables(TrustedAuthority(find_authority(directory, now=now), surroundings), output)
    if status:
        found = TrustedAuthority(find_authority(directory, now=now), surroundings)
        return _print_status(found, trust_status(found), output, as_json=json)
    if dry_run:
        return _print_plan(plan_trust(directory, allowed, surroundings, now=now), output, as_json=json)
    refuse_missing_volume(settings)
    ask = (lambda: new_authority_passphrase(settings.ca_passphrase_path)) if encrypt else None
    ensured = ensure_local_authority(directory, allowed, now=now, new_passphrase=ask)
    trusted = TrustedAuthority(ensured.authority, surroundings)
    if make_only:
        _print_made(trusted, output, is_new=ensured.is_new, as_json=json)
        return ExitCode.OK
    done = trust_authority(
        trusted, now=now, announce=announcement(output), passphrase=lambda: _passphrase(ensured, settings)
    )
    return _print_trusting(trusted, done, output, is_new=ensured.is_new, as_json=json)


def _passphrase(ensured: EnsuredAuthority, settings: Settings) -> bytes | None:
    return ensured.passphrase or authority_passphrase(settings, terminal_prompt())


def _print_trusting(
    trusted: TrustedAuthority, done: Trusting, output: Output, *, is_new: bool, as_json: bool
) -> ExitCode:
    if as_json:
        stores = [one.as_json() for one in done.outcomes]
        output.json(authority_document(trusted, stores, done.checks, done.administrator_line))
    else:
        _print_made(trusted, output, is_new=is_new, as_json=False)
        print_outcomes(output, done.outcomes)
        print_proof(output, done.checks, trusted.authority.command("trust --env"))
        if done.changed_browsers:
            output.paragraph("\nNext, restart the browsers that are open: they read their store when they start.")
        print_pending(output, done.administrator_line)
        _notice_rest(trusted, output)
        print_tools(output, trusted.authority.command("trust --env"))
    if done.bundle_problem:
        output.warning(done.bundle_problem)
    # Done in part: what failed is said above, the rest is in place.
    return ExitCode.RUN_FAILED if done.is_partial else ExitCode.OK


def _print_made(trusted: TrustedAuthority, output: Output, *, is_new: bool, as_json: bool) -> None:
    if as_json:
        output.json(authority_document(trusted, []))
        return
    made = "made just now" if is_new else "as it was"
    output.table(authority_rows(trusted.authority, f"{trusted.root.file} ({made})"))


def _print_status(trusted: TrustedAuthority, status: TrustStatus, output: Output, *, as_json: bool) -> ExitCode:
    if as_json:
        stores = [entry.as_json() for entry in status.entries]
        output.json(authority_document(trusted, stores, pending=status.administrator_line))
    else:
        output.table(authority_rows(trusted.authority, str(trusted.root.file)))
        print_standings(output, status.entries)
        _notice_rest(trusted, output)
        if status.can_add_more:
            output.notice(
                "Not every store has the authority.", f"Add it to the rest: {trusted.authority.command('trust')}"
            )
        print_pending(output, status.administrator_line)
    if status.bundle_problem:
        output.warning(status.bundle_problem)
    return ExitCode.OK if status.is_complete else ExitCode.RUN_FAILED


def _print_plan(plan: TrustPlan, output: Output, *, as_json: bool) -> ExitCode:
    trusted, root = plan.trusted, plan.trusted.root
    if as_json:
        output.json(authority_document(trusted, [entry.as_json() for entry in plan.entries]))
        return ExitCode.OK
    output.result(f"Use the authority {root.file}." if plan.is_real else f"Make an authority: {root.file}.")
    output.result(f"It may sign for {trusted.authority.allowed}.\n")
    print_plan(output, plan.entries, root, is_real=plan.is_real)
    for gap in trusted.gaps:
        output.notice(gap)
    return ExitCode.OK


def _print_variables(trusted: TrustedAuthority, output: Output) -> ExitCode:
    problem = trusted.refresh_bundle()
    if problem:
        output.warning(problem)
    print_tool_lines(output, trusted.tools)
    return ExitCode.OK


def _notice_rest(trusted: TrustedAuthority, output: Output) -> None:
    """Say what could not be looked at, and what earlier authorities left."""
    for gap in trusted.gaps:
        output.notice(gap)
    earlier = trusted.earlier
    if earlier:
        untrust, trust_again = trusted.authority.command("untrust"), trusted.authority.command("trust")
        output.notice(
            "An earlier authority is still in trust stores."
            if earlier == 1
            else f"{earlier} earlier authorities are still in trust stores.",
            f"Remove them all, then trust this one again: {untrust}; {trust_again}",
        )
