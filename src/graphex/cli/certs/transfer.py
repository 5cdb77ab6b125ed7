"""`graphex certs export` and `import`: a pair or the authority, moved in one file or in many."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer
from cryptography.hazmat.primitives import serialization

from graphex.cli.authority_settings import (
    authority_passphrase,
    existing_authority,
    refuse_directory_of_file,
    refuse_missing_volume,
    refuse_sudo,
)
from graphex.cli.certs.arrived import arrived_authority, arrived_material, arrived_pair
from graphex.cli.certs.handed_over import print_pair
from graphex.cli.certs.team import ForceFlag, OldSystemsFlag  # noqa: TC001 - likewise
from graphex.cli.words.commands import command_app
from graphex.cli.words.options import settings_command
from graphex.cli.words.out_files import refuse_existing, write_out
from graphex.cli.words.passphrases import PassphrasePath, passphrase_for, passphrase_from_file
from graphex.errors import ExitCode, GraphexError, StartError, UsageError
from graphex.paths import user_path
from graphex.tls.check.pair import check_pair
from graphex.tls.exchange.arrival import check_arrival, install
from graphex.tls.exchange.material import format_key, read_material
from graphex.tls.exchange.pfx import format_pfx, is_pfx_name
from graphex.tls.exchange.signing_request import requested_key_file
from graphex.tls.findings import CertificateError
from graphex.tls.own.authority_files import AuthorityFiles, ensure_authority, load_authority, load_certificate
from graphex.tls.passphrase import read_passphrase, terminal_prompt
from graphex.tls.shell import quote
from graphex.tls.store.pair import PairFiles
from graphex.tls.store.refusals import explain
from graphex.web.tls_settings import authority_directory, certificate_directory

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes

    from graphex.cli.output import Output
    from graphex.settings import Settings

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

_BINARY_SUFFIXES: Final = frozenset({".der", ".cer"})


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
        root = existing_authority(settings).root.certificate
        is_binary = out.suffix.lower() in _BINARY_SUFFIXES
        form = serialization.Encoding.DER if is_binary else serialization.Encoding.PEM
        write_out(out, root.public_bytes(form), private=False)
        print_pair(output, (root,), (out,))
        return ExitCode.OK
    chain, key = _authority_with_key(settings) if authority else _served_pair(settings, output)
    # The key of an authority never lies about unprotected.
    is_protected = authority or is_pfx_name(out)
    passphrase = passphrase_for(out, passphrase_path) if is_protected else passphrase_from_file(passphrase_path)
    if is_pfx_name(out) and passphrase is not None:
        content = format_pfx("GraphEx", key, chain, passphrase, for_old_systems=old_systems)
    else:
        content = b"".join(one.public_bytes(serialization.Encoding.PEM) for one in chain) + format_key(key, passphrase)
    write_out(out, content, private=True)
    print_pair(output, chain, (out,))
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
    material = arrived_material(files, passphrase_path, output)
    directory, now = certificate_directory(settings).path, dt.datetime.now(dt.UTC)
    arrival, passphrase = arrived_pair(material, PairFiles(directory), settings, now=now)
    pair = arrival.pair(passphrase)
    try:
        result = check_arrival(pair, directory, passphrase=passphrase, now=now)
        if not result.ok:
            output.findings(result.findings)
            output.progress(f"Nothing in {directory} was changed.")
            return ExitCode.START_FAILED
        is_answer = arrival.key.path == requested_key_file(directory)
        copies = install(pair, directory, now=now, fulfilled=is_answer)
    except OSError as error:
        raise explain(error, directory) from error
    output.findings(result.findings)
    print_pair(output, arrival.chain, (PairFiles(directory).certfile, PairFiles(directory).keyfile))
    for copy in copies:
        output.progress(f"What was there before is kept as {copy}.")
    if passphrase is None:
        output.progress("The key is stored without a passphrase; only this user can read it.")
    output.progress("A server that runs from here takes it within a second.")
    return ExitCode.OK


def _import_authority(
    settings: Settings, output: Output, files: Sequence[Path], passphrase_path: Path | None
) -> ExitCode:
    refuse_sudo()
    refuse_directory_of_file(settings)
    refuse_missing_volume(settings)
    directory, now = authority_directory(settings), dt.datetime.now(dt.UTC)
    arrived = arrived_authority(arrived_material(files, passphrase_path, output), now=now)
    stored = read_passphrase(settings.ca_passphrase_path, environment={})
    is_new = ensure_authority(directory, lambda: arrived, now=now, passphrase=stored)
    if load_certificate(directory, now=now) != arrived.certificate:
        raise UsageError(
            f"There is another authority in {directory} already, which is not replaced.",
            hint="Remove it from everywhere first: python3 -m graphex untrust --delete-authority",
        )
    there = AuthorityFiles(directory)
    print_pair(output, (arrived.certificate,), (there.certfile, there.keyfile))
    if not is_new:
        output.progress("It was there already; nothing was changed.")
    output.progress("To trust it in the browsers of this machine: python3 -m graphex trust")
    return ExitCode.OK


def _authority_with_key(settings: Settings) -> tuple[Sequence[x509.Certificate], PrivateKeyTypes]:
    directory = existing_authority(settings).directory
    loaded = load_authority(directory, now=dt.datetime.now(dt.UTC), passphrase=authority_passphrase(settings))
    if loaded is None:
        raise StartError(f"The authority in {directory} has just gone.", hint="Try again.")
    return (loaded.certificate,), loaded.key


def _served_pair(settings: Settings, output: Output) -> tuple[Sequence[x509.Certificate], PrivateKeyTypes]:
    files = PairFiles(certificate_directory(settings).path)
    if not files.present:
        raise GraphexError(
            f"There is no certificate in {files.directory} yet.",
            hint="Create one by starting there: python3 -m graphex serve",
        )
    passphrase = read_passphrase(settings.ssl_key_passphrase_path, environment=os.environ)
    result = check_pair(files.certfile, files.keyfile, now=dt.datetime.now(dt.UTC), passphrase=passphrase)
    ask = terminal_prompt() if result.needs_passphrase else None
    if ask is not None:
        passphrase = ask(files.keyfile)
        result = check_pair(files.certfile, files.keyfile, now=dt.datetime.now(dt.UTC), passphrase=passphrase)
    keys = read_material([files.keyfile], passphrase).keys
    if not result.ok or not keys:
        output.findings(result.findings[1:])
        raise CertificateError(result.findings)
    return result.certificates, keys[0].key
