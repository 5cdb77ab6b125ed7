"""Renewing a pair of our own on demand, whatever life it has left."""

from __future__ import annotations

import datetime as dt
import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from graphex.errors import StartError, UsageError
from graphex.tls.certificates.authority import is_ours
from graphex.tls.certificates.names import Names
from graphex.tls.check.pair import CheckResult, check_pair
from graphex.tls.exchange.advice import how_to_complete
from graphex.tls.file_names import PAIR_NAMES
from graphex.tls.findings import CertificateError
from graphex.tls.own.wanted_names import check_wanted_names, how_to_allow, unsignable
from graphex.tls.shell import quote
from graphex.tls.store.pair import PairFiles, belong_together
from graphex.tls.store.places import DirectoryPlace
from graphex.tls.store.refusals import explain

if TYPE_CHECKING:
    from pathlib import Path

    from cryptography import x509

    from graphex.tls.certificates.certificate import CreatedPair
    from graphex.tls.findings import Finding
    from graphex.tls.own.renewal import Recipe

_PATIENCE_SECONDS: Final = 30.0
_NO_NAMES: Final = Names()


@dataclass(frozen=True, slots=True)
class RenewedPair:
    """A pair that was renewed just now: its certificate first, and what is worth knowing about it."""

    files: PairFiles
    chain: tuple[x509.Certificate, ...]
    findings: tuple[Finding, ...]


def renew_pair(
    directory: Path,
    recipe: Recipe,
    *,
    asked: Names = _NO_NAMES,
    is_named: bool = True,
    host: str | None = None,
    passphrase: bytes | None = None,
) -> RenewedPair:
    """Replace a pair of our own now; a running server takes the new one by itself.

    `asked` are names without which it is not to be renewed; `is_named` says that commands have to name the directory.
    Raises UsageError for names that it cannot get, StartError when there is no pair, when it is not ours, or when the
    directory cannot be written.
    """
    files = PairFiles(directory)
    _refuse_unsignable(files, recipe, asked, is_named=is_named)

    def make() -> CreatedPair:
        now = dt.datetime.now(dt.UTC)
        result = check_pair(files.certfile, files.keyfile, now=now)
        if not is_ours(result.certificates) or not belong_together(files.certfile, files.keyfile):
            raise _why_not_renewed(files, result)
        return recipe.create(now=now, replaced=result.leaf)

    try:
        DirectoryPlace(files).replace(make, patience=_PATIENCE_SECONDS)
    except OSError as error:
        raise explain(error, directory) from error
    now = dt.datetime.now(dt.UTC)
    result = check_pair(files.certfile, files.keyfile, now=now, passphrase=passphrase, host=host)
    wanted = check_wanted_names(result.certificates, recipe, now=now, host=host) if result.certificates else ()
    return RenewedPair(files, result.certificates, (*result.findings, *wanted))


def _refuse_unsignable(files: PairFiles, recipe: Recipe, asked: Names, *, is_named: bool) -> None:
    """Refuse to renew without the names that were asked for."""
    now = dt.datetime.now(dt.UTC)
    chain = check_pair(files.certfile, files.keyfile, now=now).certificates
    outside = unsignable(asked, chain, recipe, now=now)
    if not len(outside):
        return
    where = f" -s {quote(files.directory)}" if is_named else ""
    again = " ".join(f"--add {shlex.quote(name)}" for name in (*outside.dns, *map(str, outside.addresses)))
    raise UsageError(
        f"The local authority may not sign for {outside}, so nothing was renewed.",
        hint=f"{how_to_allow(outside, chain, recipe, now=now)} && python3 -m graphex certs renew {again}{where}",
    )


def _why_not_renewed(files: PairFiles, result: CheckResult) -> StartError:
    if not files.present:
        return StartError(
            f"There is no certificate in {files.directory} to renew.",
            hint="Create one by starting there: python3 -m graphex serve",
        )
    if not files.is_complete:
        return CertificateError((how_to_complete(files.directory, files.present[0], now=dt.datetime.now(dt.UTC)),))
    if not result.ok and (not result.certificates or is_ours(result.certificates)):
        # Nobody knows whose it is before both files can be read.
        return CertificateError(result.findings)
    return StartError(
        f"The certificate in {files.directory} was not made by GraphEx, which therefore never replaces it.",
        hint=f"Copy its successor over {PAIR_NAMES}: a running server takes it within a second.",
    )
