"""`graphex untrust`: the authority removed from every store that it was added to, by its fingerprint."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer
from cryptography import x509
from cryptography.hazmat.primitives import serialization

from graphex.cli.authority_settings import alone_in, refuse_sudo
from graphex.cli.trust.report import (
    entry_as_json,
    outcome_as_json,
    pending_line,
    print_outcomes,
    print_plan,
)
from graphex.cli.words.commands import command_app
from graphex.cli.words.options import settings_command
from graphex.errors import ExitCode
from graphex.tls.certificates.certificate import fingerprint
from graphex.tls.own.authority_files import AuthorityFiles, delete_authority
from graphex.tls.trust.bundle import bundle_file
from graphex.tls.trust.discovery import find_stores_to_empty, recorded_store
from graphex.tls.trust.model import Root, State, Step, TrustStore
from graphex.tls.trust.plan import Entry, Outcome, carry_out, plan
from graphex.tls.trust.record import Addition, Place, TrustRecord
from graphex.tls.trust.surroundings import Surroundings
from graphex.tls.trust.tools import TRUSTSTORE_NAME
from graphex.web.tls_settings import authority_directory

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from graphex.cli.output import Output
    from graphex.settings import Settings

app = command_app()

EXAMPLES = """
python3 -m graphex untrust                      remove the authority from every store
python3 -m graphex untrust --dry-run            show every command, run none
python3 -m graphex untrust --delete-authority   and delete its key
"""

# Shared directories of the platform stay; one of ours that is empty goes.
_OWN_PARENTS: Final = frozenset({"graphex", "GraphEx"})


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
    refuse_sudo()
    directory, surroundings = authority_directory(settings), Surroundings.of_process()
    if dry_run:
        return _show(directory, surroundings, output, as_json=json)
    outcomes = _empty_stores(directory, surroundings, output)
    deleted = _delete(directory, output, wanted=_wants_deletion(directory, delete, as_json=json))
    failed = any(one.result == "failed" for one in outcomes)
    if json:
        stores = [outcome_as_json(one) for one in outcomes]
        output.json({"stores": stores, "sudo": pending_line(outcomes), "authority_deleted": deleted})
    else:
        _print(outcomes, output, deleted=deleted)
        _warn_of_variables(directory, output)
    # Done in part: what failed is said above, the rest is removed.
    return ExitCode.RUN_FAILED if failed else ExitCode.OK


def _empty_stores(directory: Path, surroundings: Surroundings, output: Output) -> list[Outcome]:
    if not directory.is_dir():
        return []
    with alone_in(directory), tempfile.TemporaryDirectory(prefix="graphex-") as temporary:
        planned = [_plan(one, Path(temporary), surroundings) for one in _additions(directory)]
        return [one for root, entries in planned for one in _remove(root, entries, directory, output, surroundings)]


def _additions(directory: Path) -> tuple[Addition, ...]:
    """List every root that was ever added from this directory, and the one that lies there now."""
    recorded = TrustRecord(directory).load()
    try:
        current = x509.load_pem_x509_certificate(AuthorityFiles(directory).certfile.read_bytes())
    except (OSError, ValueError):
        return recorded
    known = {fingerprint(one.certificate) for one in recorded}
    return recorded if fingerprint(current) in known else (*recorded, Addition(current, ()))


def _plan(addition: Addition, temporary: Path, surroundings: Surroundings) -> tuple[Root, tuple[Entry, ...]]:
    root = Root(addition.certificate, temporary / f"{fingerprint(addition.certificate)[:11].replace(':', '')}.pem")
    root.file.write_bytes(addition.certificate.public_bytes(serialization.Encoding.PEM))
    found = find_stores_to_empty(surroundings)
    known = {(store.kind, store.where) for store in found}
    recorded = [
        recorded_store(place.kind, place.where, surroundings)
        for place in addition.places
        if (place.kind, place.where) not in known
    ]
    stores: list[TrustStore] = [*found, *(store for store in recorded if store is not None)]
    entries = plan("untrust", root, stores)
    # A store that cannot be read matters only if something of ours is in it.
    return root, tuple(
        one for one in entries if one.standing.state is not State.UNKNOWN or _place(one) in addition.places
    )


def _remove(
    root: Root, entries: Iterable[Entry], directory: Path, output: Output, surroundings: Surroundings
) -> list[Outcome]:
    def announce(step: Step) -> None:
        output.progress(f"{step.sentence}\n  {step.command}")

    outcomes = [carry_out("untrust", root, entry, surroundings, announce) for entry in entries]
    gone = [_place(one.entry) for one in outcomes if one.standing.state is State.ABSENT]
    if TrustRecord(directory).file.exists():
        TrustRecord(directory).remove(root.certificate, gone)
    return outcomes


def _place(entry: Entry) -> Place:
    return Place(entry.store.kind, entry.store.where)


def _show(directory: Path, surroundings: Surroundings, output: Output, *, as_json: bool) -> ExitCode:
    with tempfile.TemporaryDirectory(prefix="graphex-") as temporary:
        planned = [_plan(one, Path(temporary), surroundings) for one in _additions(directory)]
    if as_json:
        output.json({"stores": [entry_as_json(entry) for _, entries in planned for entry in entries]})
        return ExitCode.OK
    for root, entries in planned:
        print_plan(output, [entry for entry in entries if entry.steps], root, is_real=True)
        if not any(entry.steps for entry in entries):
            output.result("There is nothing to remove.")
    return ExitCode.OK


def _wants_deletion(directory: Path, flag: bool | None, *, as_json: bool) -> bool:
    if flag is not None or as_json or not AuthorityFiles(directory).present:
        return bool(flag)
    if not (sys.stdin and sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    question = f"Delete the authority in {directory} too? Certificates that it issued will be replaced"
    return typer.confirm(question, default=False, err=True)


def _delete(directory: Path, output: Output, *, wanted: bool) -> bool:
    """Delete what only trust needs, and the authority itself if that is wanted; then directories that are empty."""
    del output
    for path in (bundle_file(directory), directory / TRUSTSTORE_NAME):
        path.unlink(missing_ok=True)
    deleted = delete_authority(directory) if wanted else False
    with contextlib.suppress(OSError):
        directory.rmdir()
    if not directory.exists() and directory.parent.name in _OWN_PARENTS:
        with contextlib.suppress(OSError):
            directory.parent.rmdir()
    return deleted


def _print(outcomes: Sequence[Outcome], output: Output, *, deleted: bool) -> None:
    print_outcomes(output, [one for one in outcomes if one.result != "nothing to do"])
    if all(one.result == "nothing to do" for one in outcomes):
        output.result("The authority is in no trust store.")
    line = pending_line(outcomes)
    if line:
        output.result("\nOne line is left, which needs an administrator; then run this command again:\n")
        output.result(f"  {line}")
    if deleted:
        output.result("The authority and its key are deleted.")


def _warn_of_variables(directory: Path, output: Output) -> None:
    """Say which variables of this shell name files that are gone: their tools would accept nothing any more."""
    ours = [name for name, value in os.environ.items() if str(directory) in value and name.isupper()]
    lost = [name for name in sorted(ours) if name not in {"PWD", "OLDPWD"}]
    if lost:
        output.warning(
            f"Variables of this shell still name files of the authority: {', '.join(lost)}.",
            f"Remove them here and in the files that your shell reads: unset {' '.join(lost)}",
        )
