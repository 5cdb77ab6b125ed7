"""`graphex certs issue` and `csr`: certificates for other machines and people, and a request to another authority."""

from __future__ import annotations

import datetime as dt
from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import TYPE_CHECKING, Annotated, Final

import typer

from graphex.cli.certs.handed_over import print_client_steps, print_pair, print_server_steps
from graphex.cli.words.commands import command_app
from graphex.cli.words.options import settings_command
from graphex.cli.words.passphrases import PassphrasePath, passphrase_for
from graphex.errors import ExitCode, UsageError
from graphex.paths import user_path
from graphex.tls.certificates.authority import Holder
from graphex.tls.certificates.certificate import MAX_DAYS
from graphex.tls.certificates.names import Names, take_names
from graphex.tls.exchange.out_files import refuse_place_of_pair, write_out
from graphex.tls.exchange.signing_request import refuse_place_of_request, request_certificate
from graphex.tls.file_names import PAIR_NAMES, is_pfx_name
from graphex.tls.from_settings import (
    authority_directory,
    authority_passphrase,
    certificate_directory,
    pair_passphrase,
)
from graphex.tls.own.for_others import Order, issue_for
from graphex.tls.own.local_authority import find_authority
from graphex.tls.passphrase import terminal_prompt
from graphex.tls.shell import quote

if TYPE_CHECKING:
    from graphex.cli.output import Output
    from graphex.settings import Settings

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

_MIN_DAYS: Final = 2


@settings_command(app, "issue", options="certs", examples=ISSUE_EXAMPLES)
def issue(  # noqa: PLR0917 - the options of a command
    settings: Settings,
    output: Output,
    out: Annotated[Path, typer.Option("--out", metavar="DIR|FILE.p12", help=f"Write {PAIR_NAMES} there, or one file.")],
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
    refuse_place_of_pair(out, force=force)
    authority = find_authority(authority_directory(settings), now=now)
    key_passphrase = authority_passphrase(settings, terminal_prompt())
    order = Order(names, holder, days or settings.ssl_days, settings.ssl_key_type)
    issued = issue_for(order, authority, key_passphrase, now=now)
    passphrase = passphrase_for(out, passphrase_path) if is_pfx_name(out) else None
    written = issued.write(out, passphrase, for_old_systems=old_systems, force=force)
    print_pair(output, issued.chain, written)
    if holder.is_client:
        print_client_steps(output, issued.chain, out, authority.files.certfile)
    else:
        print_server_steps(output, issued.chain, out)
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
    out = user_path(out) if out else None
    if out is not None:
        refuse_place_of_request(out, force=force)
    chosen = certificate_directory(settings)
    request = request_certificate(
        names,
        chosen.path,
        settings.ssl_key_type,
        passphrase=pair_passphrase(settings),
        anew=force,
        is_type_chosen=settings.origins["ssl_key_type"].kind != "default",
    )
    if out is None:
        output.raw(request.pem.decode("ascii"))
    else:
        write_out(out, request.pem, private=False)
        output.result(f"Request: {out}, for {names}")
    state = "A new key waits" if request.is_key_new else "The key of the earlier request waits still"
    output.progress(f"{state} in {request.keyfile}; what is served stays as it is.")
    where = f" -s {quote(chosen.path)}" if chosen.is_named else ""
    output.progress(
        f"Send {out or 'the request'} to the authority; when its answer has come: "
        f"python3 -m graphex certs import ANSWER{where}"
    )
    return ExitCode.OK


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
