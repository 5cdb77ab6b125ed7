"""`graphex certs`: what is served from a directory, whether it is in order, and its renewal.

Handing certificates to others and taking theirs is in modules of its own.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Final

import typer

from graphex.cli.certs import team as certs_team
from graphex.cli.certs import transfer as certs_transfer
from graphex.cli.words.commands import command_app
from graphex.cli.words.options import settings_command
from graphex.errors import ExitCode, GraphexError
from graphex.paths import absolute_path
from graphex.tls.certificates.authority import is_ours
from graphex.tls.certificates.certificate import describe
from graphex.tls.certificates.names import parse_names
from graphex.tls.check.handshake import Server
from graphex.tls.check.pair import CheckResult, check_pair
from graphex.tls.check.remote import check_address, parse_address
from graphex.tls.from_settings import certificate_directory, pair_passphrase, pair_request
from graphex.tls.own.renewal import can_renew, renewal_date
from graphex.tls.own.renewing import renew_pair
from graphex.tls.serving.bootstrap import wanted_names_findings
from graphex.tls.store.pair import PairFiles
from graphex.web.pages.wording import count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cryptography import x509

    from graphex.cli.output import Output
    from graphex.settings import Settings
    from graphex.tls.certificates.names import Names

app = command_app(help="Show, check, renew, issue and move certificates.")
app.add_typer(certs_team.app)
app.add_typer(certs_transfer.app)

_FOR_NEW_ONES: Final = ("ssl_hostnames", "ssl_key_type", "ssl_days")
"""The settings that say how a certificate is made, which commands that only look have no use for."""

_NO_RENEWAL: Final = "not by itself: there is no local authority here that could issue it again"

_JsonFlag = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]

SHOW_EXAMPLES = """
python3 -m graphex certs show
python3 -m graphex certs show -s /etc/graphex/tls --json
"""
CHECK_EXAMPLES = """
python3 -m graphex certs check                        what serve would use from here
python3 -m graphex certs check /etc/graphex/tls       a directory
python3 -m graphex certs check https://localhost:8080 a running server, of any make
"""
RENEW_EXAMPLES = """
python3 -m graphex certs renew
python3 -m graphex certs renew --add build.lan        with one more name
"""
PATH_EXAMPLES = """
curl --cacert "$(python3 -m graphex certs path)" https://localhost:8080/healthz
"""


@settings_command(app, "show", options="certs", examples=SHOW_EXAMPLES, without=_FOR_NEW_ONES)
def show(settings: Settings, output: Output, json: _JsonFlag = False) -> ExitCode:
    """Show the certificate that is served from here: names, dates, key, fingerprint, who made it."""
    chosen = certificate_directory(settings)
    files = PairFiles(chosen.path)
    result = _check_files(files, settings)
    if result.leaf is None:
        if files.present:
            output.findings(result.findings)
            return ExitCode.START_FAILED
        raise GraphexError(
            f"There is no certificate in {chosen.path} yet.",
            hint="Create one by starting there: python3 -m graphex serve",
        )
    if json:
        output.json({"file": files.certfile, "origin": chosen.origin, **_as_json(result.certificates, settings)})
        return ExitCode.OK
    info = describe(result.leaf, own=is_ours(result.certificates))
    renewal = _renewal(result.certificates, settings)
    output.table(
        [
            ("Certificate", str(files.certfile)),
            ("Key", f"{files.keyfile} ({info.key})"),
            ("Directory from", chosen.origin),
            ("Made by", info.maker if not info.own else "GraphEx, which renews it" if renewal else "GraphEx"),
            ("Names", str(info.names) or "none"),
            ("Valid", f"{info.not_before:%Y-%m-%d} to {info.not_after:%Y-%m-%d} ({_days_left(result.leaf)})"),
            *([("Renewal", f"{renewal:%Y-%m-%d}, by itself" if renewal else _NO_RENEWAL)] if info.own else []),
            ("Subject", info.subject),
            ("Issuer", info.issuer),
            ("Serial", info.serial),
            ("Signature", info.signature),
            ("SHA-256", f"{info.sha256}\n{info.sha256.replace(':', '').lower()}"),
        ]
    )
    output.findings(result.findings)
    return ExitCode.OK


@settings_command(app, "check", options="certs", examples=CHECK_EXAMPLES, without=_FOR_NEW_ONES)
def check(
    settings: Settings,
    output: Output,
    target: Annotated[
        str | None, typer.Argument(metavar="[DIR|https://HOST]", help="A directory or the address of a server.")
    ] = None,
    json: _JsonFlag = False,
) -> ExitCode:
    """Check a certificate by all the rules that a start applies; exit code 3 if there are errors."""
    if target is not None and "://" in target:
        server = parse_address(target)
        if isinstance(server, Server) and not target.isascii():
            output.notice(f"The host is asked for as {server.name}.")
        subject, result = target, check_address(target, now=dt.datetime.now(dt.UTC))
    else:
        directory = absolute_path(target) if target else certificate_directory(settings).path
        subject, result = str(directory), _check_files(PairFiles(directory), settings)
    if json:
        output.json(
            {
                "target": subject,
                "ok": result.ok,
                "findings": [finding.as_json() for finding in result.findings],
                "certificate": _as_json(result.certificates, settings) if result.certificates else None,
            }
        )
    else:
        output.findings(result.findings)
        output.result(f"{subject}: {_summary(result)}")
    return ExitCode.OK if result.ok else ExitCode.START_FAILED


@settings_command(app, "renew", options="certs", examples=RENEW_EXAMPLES)
def renew(
    settings: Settings,
    output: Output,
    add: Annotated[
        list[str] | None, typer.Option("--add", metavar="NAME", help="Add this name or address (repeat the flag).")
    ] = None,
) -> ExitCode:
    """Replace the certificate that GraphEx made here by a new one; a running server takes it within a second."""
    chosen = certificate_directory(settings)
    request = pair_request(replace(settings, ssl_hostnames=(*settings.ssl_hostnames, *(add or ()))))
    renewed = renew_pair(
        chosen.path,
        request.recipe,
        asked=_typed_names(settings, add or ()),
        is_named=chosen.is_named,
        host=request.host,
        passphrase=pair_passphrase(settings),
    )
    output.findings(renewed.findings)
    if renewed.chain:
        info = describe(renewed.chain[0], own=is_ours(renewed.chain))
        output.result(f"Renewed {renewed.files.certfile}, valid until {info.not_after:%Y-%m-%d}.")
        output.result(f"Names: {info.names}")
        output.result(f"SHA-256: {info.sha256}")
    return ExitCode.OK


@settings_command(app, "path", options="certs", examples=PATH_EXAMPLES, without=_FOR_NEW_ONES)
def path(
    settings: Settings,
    output: Output,
    key: Annotated[bool, typer.Option("--key", help="Print the path of the key instead.")] = False,
) -> ExitCode:
    """Print the path of the certificate that is served from here, whether it exists yet or not."""
    files = PairFiles(certificate_directory(settings).path)
    output.raw(f"{files.keyfile if key else files.certfile}\n")
    return ExitCode.OK


def _check_files(files: PairFiles, settings: Settings) -> CheckResult:
    passphrase = pair_passphrase(settings)
    result = check_pair(files.certfile, files.keyfile, now=dt.datetime.now(dt.UTC), passphrase=passphrase)
    wanted = wanted_names_findings(files.certfile, pair_request(settings))
    return replace(result, findings=(*result.findings, *wanted))


def _typed_names(settings: Settings, added: Sequence[str]) -> Names:
    """Return the names that this very command asks for; those of a file are a standing wish."""
    is_typed = settings.origins["ssl_hostnames"].kind == "command line"
    return parse_names([*(settings.ssl_hostnames if is_typed else ()), *added])


def _renewal(chain: Sequence[x509.Certificate], settings: Settings) -> dt.datetime | None:
    """Return when a server here will replace the certificate by itself; None if none will."""
    renewed = can_renew(chain, pair_request(settings).recipe, now=dt.datetime.now(dt.UTC))
    return renewal_date(chain[0]) if renewed else None


def _as_json(chain: Sequence[x509.Certificate], settings: Settings) -> dict[str, object]:
    return describe(chain[0], own=is_ours(chain)).as_json(renewal=_renewal(chain, settings))


def _days_left(certificate: x509.Certificate) -> str:
    days = (certificate.not_valid_after_utc - dt.datetime.now(dt.UTC)).days
    return f"{count(days, 'day')} left" if days >= 0 else f"expired {count(-days, 'day')} ago"


def _summary(result: CheckResult) -> str:
    counts = {severity: sum(finding.severity == severity for finding in result.findings) for severity in _COUNTED}
    words = [count(number, severity) for severity, number in counts.items() if number]
    return ", ".join(words) if words else "in order"


_COUNTED = ("error", "warning", "notice")
