"""`graphex certs issue` and `csr`: certificates for other machines and people, and a request to another authority."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import TYPE_CHECKING, Annotated, Final

import typer
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from graphex.cli.authority_settings import authority_passphrase, existing_authority, refuse_unsignable
from graphex.cli.certs.handed_over import print_client_steps, print_pair, print_server_steps
from graphex.cli.words.commands import command_app
from graphex.cli.words.options import settings_command
from graphex.cli.words.out_files import refuse_existing, unwritable, write_out
from graphex.cli.words.passphrases import PassphrasePath, passphrase_for
from graphex.errors import ExitCode, UsageError
from graphex.paths import user_path
from graphex.tls.certificates.authority import Authority, Holder
from graphex.tls.certificates.authority import issue as issue_pair
from graphex.tls.certificates.certificate import MAX_DAYS
from graphex.tls.certificates.names import Names, host_names, take_names
from graphex.tls.certificates.pem import parse_pem, read_source
from graphex.tls.exchange.pfx import format_pfx, is_pfx_name
from graphex.tls.exchange.signing_request import create_request, ensure_requested_key, requested_key_file
from graphex.tls.own.authority_files import load_authority
from graphex.tls.passphrase import read_passphrase
from graphex.tls.shell import quote
from graphex.tls.store.pair import PairFiles, create_directory
from graphex.tls.store.places import DirectoryPlace
from graphex.tls.store.refusals import explain
from graphex.web.tls_settings import certificate_directory

if TYPE_CHECKING:
    from graphex.cli.output import Output
    from graphex.settings import Settings
    from graphex.tls.certificates.building import PrivateKey
    from graphex.tls.certificates.certificate import CreatedPair

app = command_app()

ForceFlag = Annotated[bool, typer.Option("--force", help="Replace what is there already.")]
OldSystemsFlag = Annotated[
    bool, typer.Option("--old-systems", help="Encrypt a .p12 as systems from before 2024 read it (3DES, SHA-1).")
]

ISSUE_EXAMPLES = """
python3 -m graphex certs issue --name build.lan --out build           for another machine
python3 -m graphex certs issue --client alice --out alice.p12         for a person's browser
python3 -m graphex certs issue --client robot --out robot             for a program
"""
CSR_EXAMPLES = """
python3 -m graphex certs csr --name build.corp --out build.csr
python3 -m graphex certs import answer.p7b                            when the answer has come
"""

_PATIENCE_SECONDS: Final = 30.0
_MIN_DAYS: Final = 2
_PEM_SUFFIXES: Final = frozenset({".pem", ".crt", ".cer", ".key", ".der"})
_REQUEST_LABELS: Final = frozenset({"CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"})


@settings_command(app, "issue", options="certs", examples=ISSUE_EXAMPLES)
def issue(  # noqa: PLR0917 - the options of a command
    settings: Settings,
    output: Output,
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR|FILE.p12", help="Write cert.pem and key.pem there, or one file.")
    ],
    client: Annotated[
        str | None, typer.Option("--client", metavar="PERSON", help="Make it for a person or program, not a server.")
    ] = None,
    email: Annotated[
        list[str] | None, typer.Option("--email", metavar="ADDRESS", help="Name this e-mail address of the person.")
    ] = None,
    days: Annotated[
        int | None,
        typer.Option("--days", metavar="DAYS", min=_MIN_DAYS, max=MAX_DAYS, help="Let it be valid for this many days."),
    ] = None,
    passphrase_path: PassphrasePath = None,
    old_systems: OldSystemsFlag = False,
    force: ForceFlag = False,
) -> ExitCode:
    """Issue a certificate from the local authority, for another machine or for a person.

    `--name` says what the machine is called; the authority may sign for local names, and for those that it was made
    with.
    """
    out, now = user_path(out), dt.datetime.now(dt.UTC)
    names, holder = _names_and_holder(settings, client, email)
    _refuse_out(out, force=force)
    authority = _load_authority(settings, now)
    refuse_unsignable(authority.certificate, names, existing_authority(settings).directory)
    made = issue_pair(
        authority, names, now=now, days=days or settings.ssl_days, key_type=settings.ssl_key_type, holder=holder
    )
    if is_pfx_name(out):
        write_out(out, _as_pfx(holder.name, made, passphrase_for(out, passphrase_path), old_systems), private=True)
    else:
        _write_pair(out, made, force=force)
    chain = x509.load_pem_x509_certificates(made.certificate_pem)
    print_pair(output, chain, (out,) if is_pfx_name(out) else (PairFiles(out).certfile, PairFiles(out).keyfile))
    if holder.is_client:
        print_client_steps(output, chain, out, existing_authority(settings).root.file)
    else:
        print_server_steps(output, chain, out)
    return ExitCode.OK


@settings_command(app, "csr", options="certs", examples=CSR_EXAMPLES)
def csr(
    settings: Settings,
    output: Output,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Write the request there instead of printing it.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Make a new key, and replace what is there.")] = False,
) -> ExitCode:
    """Make a request for the authority of a company, and a key that waits for the answer.

    What is served stays as it is until `certs import` brings the answer.
    """
    names = take_names(settings.ssl_hostnames)
    if not len(names):
        raise UsageError(
            "A request needs the names that the server is reached by.",
            hint=f"Give them: --name {next(iter(host_names()), 'build.example.org')}",
        )
    out = user_path(out) if out else None
    if out is not None and not _is_request(out):
        refuse_existing((out,), force=force)
    chosen = certificate_directory(settings)
    key, is_new = _requested_key(settings, chosen.path, anew=force)
    request = create_request(names, key)
    if out is None:
        output.raw(request.decode("ascii"))
    else:
        write_out(out, request, private=False)
        output.result(f"Request: {out}, for {names}")
    state = "A new key waits" if is_new else "The key of the earlier request waits still"
    output.progress(f"{state} in {requested_key_file(chosen.path)}; what is served stays as it is.")
    where = f" -s {quote(chosen.path)}" if chosen.is_named else ""
    output.progress(
        f"Send {out or 'the request'} to the authority; when its answer has come: "
        f"python3 -m graphex certs import ANSWER{where}"
    )
    return ExitCode.OK


def _requested_key(settings: Settings, directory: Path, *, anew: bool) -> tuple[PrivateKey, bool]:
    passphrase = read_passphrase(settings.ssl_key_passphrase_path, environment=os.environ)
    is_chosen = settings.origins["ssl_key_type"].kind != "default"
    try:
        return ensure_requested_key(
            directory, settings.ssl_key_type, passphrase=passphrase, anew=anew, is_type_chosen=is_chosen
        )
    except OSError as error:
        raise explain(error, directory) from error


def _names_and_holder(settings: Settings, client: str | None, email: list[str] | None) -> tuple[Names, Holder]:
    # What a configuration file says is about this machine.
    is_typed = settings.origins["ssl_hostnames"].kind == "command line"
    names = take_names(settings.ssl_hostnames) if is_typed else Names()
    emails = tuple(part.strip() for given in email or () for part in given.split(",") if part.strip())
    if client is not None:
        return names, Holder(client, emails=emails)
    if emails:
        raise UsageError("--email is for people.", hint="Name the person with --client.")
    if not len(names):
        raise UsageError(
            "It is not said whom the certificate is for.",
            hint="Name a machine with --name HOST, or a person with --client PERSON.",
        )
    return names, Holder(next(iter(names.dns), "server")[:64], is_client=False)


def _refuse_out(out: Path, *, force: bool) -> None:
    if out.suffix.lower() in _PEM_SUFFIXES and not out.is_dir():
        raise UsageError(
            f"{out} would be a directory, since cert.pem and key.pem are two files.",
            hint=f"Name a directory, such as --out {quote(out.with_suffix(''))}, or a file that ends in .p12.",
        )
    refuse_existing((out,) if is_pfx_name(out) else PairFiles(out).present, force=force)


def _load_authority(settings: Settings, now: dt.datetime) -> Authority:
    directory = existing_authority(settings).directory
    authority = load_authority(directory, now=now, passphrase=authority_passphrase(settings))
    if authority is None:
        raise UsageError(f"The authority in {directory} has just gone.", hint="Try again.")
    return authority


def _as_pfx(name: str, made: CreatedPair, passphrase: bytes, for_old_systems: bool) -> bytes:
    key = load_pem_private_key(made.key_pem, password=None)
    chain = x509.load_pem_x509_certificates(made.certificate_pem)
    return format_pfx(name, key, chain, passphrase, for_old_systems=for_old_systems)


def _write_pair(out: Path, made: CreatedPair, *, force: bool) -> None:
    files = PairFiles(out.absolute())

    def make() -> CreatedPair:
        # Once more, with nobody else at work there.
        refuse_existing(files.present, force=force)
        return made

    try:
        create_directory(files.directory)
        DirectoryPlace(files).replace(make, patience=_PATIENCE_SECONDS)
    except OSError as error:
        raise unwritable(out, error) from error


def _is_request(path: Path) -> bool:
    """Tell whether a file is a request: that may be written over, nothing is lost with it."""
    data = getattr(read_source(path), "data", b"")
    return any(block.label in _REQUEST_LABELS for block in parse_pem(data).blocks)
