"""`graphex certs export` and `import`: a pair or the authority, moved in one file or in many."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graphex.cli.certs.handed_over import print_pair
from graphex.cli.certs.team import ForceFlag, OldSystemsFlag  # noqa: TC001 - typer reads the annotations
from graphex.cli.words.commands import command_app
from graphex.cli.words.options import settings_command
from graphex.cli.words.passphrases import PassphrasePath, passphrase_for, passphrase_from_file, passphrase_of
from graphex.errors import ExitCode, UsageError
from graphex.paths import user_path
from graphex.tls.exchange.delivery import deliver_pair, read_delivery
from graphex.tls.exchange.export import served_pair, write_certificate
from graphex.tls.exchange.out_files import refuse_existing
from graphex.tls.file_names import is_pfx_name
from graphex.tls.findings import CertificateError
from graphex.tls.from_settings import (
    authority_directory,
    authority_passphrase,
    certificate_directory,
    pair_passphrase,
    refuse_directory_of_file,
    refuse_missing_volume,
    stored_authority_passphrase,
)
from graphex.tls.own.handing_on import pack_authority, take_in_authority
from graphex.tls.own.local_authority import find_authority
from graphex.tls.passphrase import terminal_prompt
from graphex.tls.shell import quote
from graphex.tls.store.pair import PairFiles
from graphex.tls.trust.person import refuse_sudo

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphex.cli.output import Output
    from graphex.settings import Settings
    from graphex.tls.exchange.material import Material
    from graphex.tls.exchange.parcel import Parcel

app = command_app()

EXPORT_EXAMPLES = """
python3 -m graphex certs export --out pair.p12                        certificate, chain and key
python3 -m graphex certs export --authority --out authority.pem       for devices that are to trust it
python3 -m graphex certs export --authority --with-key --out authority.p12
"""
IMPORT_EXAMPLES = """
python3 -m graphex certs import answer.p7b                            what `certs csr` asked for
python3 -m graphex certs import server.crt chain.crt server.key
python3 -m graphex certs import --authority authority.p12
"""


@settings_command(app, "export", options="certs", examples=EXPORT_EXAMPLES)
def export(  # noqa: PLR0917 - the options of a command
    settings: Settings,
    output: Output,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="Write this file: .p12 and .pfx, else PEM.")],
    authority: Annotated[bool, typer.Option("--authority", help="Export the authority instead of the pair.")] = False,
    with_key: Annotated[bool, typer.Option("--with-key", help="Export the authority's private key as well.")] = False,
    passphrase_path: PassphrasePath = None,
    old_systems: OldSystemsFlag = False,
    force: ForceFlag = False,
) -> ExitCode:
    """Write the pair that is served from here into one file, or the authority.

    A .p12 always has a passphrase. Of the authority only the public certificate is written, unless its key is asked
    for.
    """
    out = user_path(out)
    if with_key and not authority:
        raise UsageError("A pair is always exported with its key.", hint="--with-key goes with --authority.")
    if authority and not with_key and is_pfx_name(out):
        raise UsageError(f"{out} would hold a key.", hint="Add --with-key, or name a file that ends in .pem.")
    refuse_existing((out,), force=force)
    if authority and not with_key:
        root = find_authority(authority_directory(settings), now=dt.datetime.now(dt.UTC)).certificate
        write_certificate(out, root)
        print_pair(output, (root,), (out,))
        return ExitCode.OK
    parcel = _authority_with_key(settings) if authority else _served_pair(settings, output)
    is_needed = parcel.needs_passphrase(out)
    passphrase = passphrase_for(out, passphrase_path) if is_needed else passphrase_from_file(passphrase_path)
    parcel.write(out, passphrase, for_old_systems=old_systems)
    print_pair(output, parcel.chain, (out,))
    flag = " --authority" if authority else ""
    output.elsewhere(f"\nOn the other machine: python3 -m graphex certs import{flag} {quote(Path(out.name))}")
    return ExitCode.OK


@settings_command(app, "import", options="certs", examples=IMPORT_EXAMPLES)
def import_(
    settings: Settings,
    output: Output,
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Files of any format and name.")],
    authority: Annotated[bool, typer.Option("--authority", help="Import an authority of GraphEx.")] = False,
    passphrase_path: PassphrasePath = None,
) -> ExitCode:
    """Put a pair in place from files in any format (PFX, PEM, DER, P7B) and in any split.

    What belongs together is found by content, put in order and checked; only then is cert.pem and key.pem replaced,
    with a dated copy of what was there. A running server takes it within a second.
    """
    if authority:
        return _import_authority(settings, output, files, passphrase_path)
    material = _arrived(files, passphrase_path, output)
    directory, now = certificate_directory(settings).path, dt.datetime.now(dt.UTC)
    stored = pair_passphrase(settings)
    delivery = deliver_pair(material, directory, stored, ask=terminal_prompt(), now=now)
    output.findings(delivery.findings)
    if not delivery.is_in_place:
        output.progress(f"Nothing in {directory} was changed.")
        return ExitCode.START_FAILED
    print_pair(output, delivery.chain, (delivery.files.certfile, delivery.files.keyfile))
    for copy in delivery.copies:
        output.progress(f"What was there before is kept as {copy}.")
    if delivery.is_key_open:
        output.progress("The key is stored without a passphrase; only this user can read it.")
    output.progress("A server that runs from here takes it within a second.")
    return ExitCode.OK


def _import_authority(
    settings: Settings, output: Output, files: Sequence[Path], passphrase_path: Path | None
) -> ExitCode:
    refuse_sudo(os.environ)
    refuse_directory_of_file(settings)
    refuse_missing_volume(settings)
    material = _arrived(files, passphrase_path, output)
    directory, now = authority_directory(settings), dt.datetime.now(dt.UTC)
    taken = take_in_authority(material, directory, stored_authority_passphrase(settings), now=now)
    there = taken.authority.files
    print_pair(output, (taken.authority.certificate,), (there.certfile, there.keyfile))
    if not taken.is_new:
        output.progress("It was there already; nothing was changed.")
    output.progress("To trust it in the browsers of this machine: python3 -m graphex trust")
    return ExitCode.OK


def _arrived(files: Sequence[Path], passphrase_path: Path | None, output: Output) -> Material:
    """Read the files that were named; those that hold nothing of use are told."""
    paths = [user_path(file) for file in files]
    material = read_delivery(paths, passphrase_from_file(passphrase_path), ask=passphrase_of)
    for _, sentence in material.empty:
        output.notice(sentence)
    return material


def _authority_with_key(settings: Settings) -> Parcel:
    now = dt.datetime.now(dt.UTC)
    authority = find_authority(authority_directory(settings), now=now)
    return pack_authority(authority, authority_passphrase(settings, terminal_prompt()), now=now)


def _served_pair(settings: Settings, output: Output) -> Parcel:
    files = PairFiles(certificate_directory(settings).path)
    try:
        return served_pair(files, pair_passphrase(settings), ask=terminal_prompt(), now=dt.datetime.now(dt.UTC))
    except CertificateError as error:
        # The first is what the error itself says.
        output.findings(error.findings[1:])
        raise
