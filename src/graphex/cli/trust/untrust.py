"""`graphex untrust`: the authority removed from every store that it was added to, by its fingerprint."""

from __future__ import annotations

import os
import sys
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from graphex.cli.trust.report import announcement, print_outcomes, print_plan
from graphex.cli.words.commands import command_app
from graphex.cli.words.options import settings_command
from graphex.errors import ExitCode
from graphex.tls.from_settings import authority_directory
from graphex.tls.own.authority_files import AuthorityFiles
from graphex.tls.trust.person import refuse_sudo
from graphex.tls.trust.surroundings import Surroundings
from graphex.tls.trust.untrusting import Removal, Untrusting, lost_variables, plan_removals, untrust_authority

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from graphex.cli.output import Output
    from graphex.settings import Settings

app = command_app()

EXAMPLES = """
python3 -m graphex untrust                      remove the authority from every store
python3 -m graphex untrust --dry-run            show every command, run none
python3 -m graphex untrust --delete-authority   and delete its key
"""


@settings_command(app, "untrust", options="trust", examples=EXAMPLES)
def untrust(
    settings: Settings,
    output: Output,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be done, and do nothing.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON for programs.")] = False,
    delete: Annotated[
        bool | None,
        typer.Option(
            "--delete-authority/--keep-authority",
            help="Delete the authority with its key, or keep it; without either, a terminal is asked.",
            show_default=False,
        ),
    ] = None,
) -> ExitCode:
    """Remove the authority from every trust store, by its fingerprint, and offer to delete it.

    Works after the authority's files are gone too: what was added where is recorded beside it.
    """
    refuse_sudo(os.environ)
    directory, surroundings = authority_directory(settings), Surroundings.of_process()
    if dry_run:
        return _print_plan(plan_removals(directory, surroundings), output, as_json=json)
    wants_deletion = partial(_wants_deletion, directory, delete, as_json=json)
    done = untrust_authority(directory, surroundings, announce=announcement(output), wants_deletion=wants_deletion)
    if json:
        stores = [one.as_json() for one in done.outcomes]
        pending, deleted = done.administrator_line, done.is_authority_deleted
        output.json({"stores": stores, "sudo": pending, "authority_deleted": deleted})
    else:
        _print(done, output)
        _warn_of_variables(lost_variables(directory, os.environ), output)
    # Done in part: what failed is said above, the rest is removed.
    return ExitCode.RUN_FAILED if done.is_partial else ExitCode.OK


def _wants_deletion(directory: Path, flag: bool | None, *, as_json: bool) -> bool:
    if flag is not None or as_json or not AuthorityFiles(directory).present:
        return bool(flag)
    if not (sys.stdin and sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    question = f"Delete the authority in {directory} too? Certificates that it issued will be replaced"
    return typer.confirm(question, default=False, err=True)


def _print_plan(removals: Sequence[Removal], output: Output, *, as_json: bool) -> ExitCode:
    if as_json:
        output.json({"stores": [entry.as_json() for one in removals for entry in one.entries]})
        return ExitCode.OK
    for removal in removals:
        entries = [entry for entry in removal.entries if entry.steps]
        print_plan(output, entries, removal.root, is_real=True)
        if not entries:
            output.result("There is nothing to remove.")
    return ExitCode.OK


def _print(done: Untrusting, output: Output) -> None:
    changed = [one for one in done.outcomes if one.result != "nothing to do"]
    print_outcomes(output, changed)
    if not changed:
        output.result("The authority is in no trust store.")
    if done.administrator_line:
        output.result("\nOne line is left, which needs an administrator; then run this command again:\n")
        output.result(f"  {done.administrator_line}")
    if done.is_authority_deleted:
        output.result("The authority and its key are deleted.")


def _warn_of_variables(lost: Sequence[str], output: Output) -> None:
    """Say which variables of this shell name files that are gone: their tools would accept nothing any more."""
    if lost:
        output.warning(
            f"Variables of this shell still name files of the authority: {', '.join(lost)}.",
            f"Remove them here and in the files that your shell reads: unset {' '.join(lost)}",
        )
