"""From a directory to a pair that can be served: what lies in the directory decides what is done.

both files     checked and used; renewed if GraphEx made them and they no longer fit; a user's are never touched
neither        a self-signed pair is created, unless the directory was named and holds other certificate files
only one       an error with the command that mends it; nothing is touched
"""

from __future__ import annotations

import datetime as dt
import logging
import os
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from cryptography import x509

from graphex.errors import UsageError
from graphex.tls import shell
from graphex.tls.certificates.authority import is_ours
from graphex.tls.certificates.certificate import MAX_DAYS
from graphex.tls.certificates.names import take_names
from graphex.tls.certificates.pem import read_source
from graphex.tls.check.files import KEY_MODE_OPEN
from graphex.tls.check.pair import CheckResult, check_pair
from graphex.tls.exchange.advice import how_to_complete, how_to_use, other_certificate_files
from graphex.tls.file_names import PAIR_NAMES
from graphex.tls.findings import CertificateError, Finding, Severity
from graphex.tls.own.notices import KEY_STAYS_OPEN, protect_own_key, unlisted_addresses
from graphex.tls.own.renewal import Recipe, renewal_reason
from graphex.tls.own.wanted_names import check_wanted_names
from graphex.tls.passphrase import read_passphrase, terminal_prompt
from graphex.tls.store.ignored import keep_out_of_git
from graphex.tls.store.pair import LinkedPairError, PairFiles, belong_together, create_directory
from graphex.tls.store.places import DirectoryPlace, MemoryPlace
from graphex.tls.store.refusals import NAMING_FLAG, explain

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from graphex.tls.certificates.building import KeyType
    from graphex.tls.certificates.certificate import CreatedPair
    from graphex.tls.own.issuing import AuthoritySource

logger = logging.getLogger(__name__)

Action: TypeAlias = Literal["created", "reused", "renewed", "kept in memory", "emergency"]

_EVERY_INTERFACE: Final = frozenset({"", "0.0.0.0", "::", "[::]"})  # noqa: S104 - compared with, not bound
_MIN_DAYS: Final = 2
_PASSPHRASE_ATTEMPTS: Final = 3
_LOCK_PATIENCE_SECONDS: Final = 30.0
_DEEDS: Final[dict[Action, str]] = {
    "created": "Created {certfile} and its key, for this and every later start.",
    "reused": "Using {certfile} and its key as they are.",
    "renewed": "Renewed {certfile} and its key; the earlier pair is kept beside them under its date.",
}
_EARLIER_DIRECTORY: Final = "graphex_ssl_certificates"


@dataclass(frozen=True, slots=True)
class CertificateDirectory:
    """A directory, the setting that chose it in words, and whether anybody did (the current directory is a default)."""

    path: Path
    origin: str
    is_named: bool


@dataclass(frozen=True, slots=True)
class Request:
    """What is wanted of a pair, besides where it lies."""

    recipe: Recipe
    host: str | None = None
    passphrase_path: Path | None = None


@dataclass(frozen=True, slots=True)
class PreparedPair:
    """A pair that was checked and can be served, and what was done to get there."""

    place: DirectoryPlace | MemoryPlace
    action: Action
    findings: tuple[Finding, ...]
    passphrase: bytes | None = field(default=None, repr=False)


def request_pair(
    *,
    hostnames: Iterable[str] = (),
    host: str | None = None,
    days: int,
    key_type: KeyType,
    passphrase_path: Path | None = None,
    authority: AuthoritySource | None = None,
) -> Request:
    """Put together what is wanted; raises UsageError for a name, a life or a key that cannot be."""
    if not _MIN_DAYS <= days <= MAX_DAYS:
        raise UsageError(
            f"A certificate cannot be made for {days} days.",
            hint=f"Choose between {_MIN_DAYS} and {MAX_DAYS} days: Apple's systems refuse a longer life.",
        )
    if key_type not in {"p256", "rsa2048"}:
        raise UsageError(f"There is no key type {key_type!r}.", hint="Choose p256 or rsa2048.")
    specific = [] if host is None or host in _EVERY_INTERFACE else [host]
    extra = take_names([*hostnames, *specific])
    return Request(Recipe(extra, days, key_type, authority), next(iter(specific), None), passphrase_path)


def prepare_pair(directory: CertificateDirectory, request: Request) -> PreparedPair:
    """Make sure that the directory holds a pair that can be served, as the table above says.

    Raises CertificateError with all findings when what lies there cannot be served, StartError when the directory
    cannot be used.
    """
    logger.info("Certificate directory: %s (from %s).", directory.path, directory.origin)
    try:
        is_new = create_directory(directory.path)
        prepared = _prepare(directory, request)
    except OSError as error:
        raise explain(error, directory.path) from error
    logger.info("%s", _DEEDS[prepared.action].format(certfile=prepared.place.certfile))
    notices = tuple(_directory_notices(directory, is_new=is_new, action=prepared.action))
    wanted = wanted_names_findings(prepared.place.certfile, request)
    return PreparedPair(prepared.place, prepared.action, (*notices, *prepared.findings, *wanted), prepared.passphrase)


def wanted_names_findings(certfile: Path, request: Request) -> tuple[Finding, ...]:
    """Return which of the wanted names a certificate does not get; nothing where there is none that can be read."""
    # A pipe would keep everybody waiting, and a device would fill the memory.
    source = read_source(certfile)
    try:
        chain = x509.load_pem_x509_certificates(b"" if isinstance(source, Finding) else source.data)
    except ValueError:
        return ()
    return check_wanted_names(chain, request.recipe, now=dt.datetime.now(dt.UTC), host=request.host)


def prepare_in_memory(request: Request) -> PreparedPair:
    """Create a pair that is written nowhere and lives as long as this process."""
    place = MemoryPlace()
    place.replace(lambda: request.recipe.create(now=dt.datetime.now(dt.UTC)), patience=0)
    logger.info("Created a certificate in memory: the next start will have another one.")
    findings = (*unlisted_addresses(request.recipe.extra), *wanted_names_findings(place.certfile, request))
    return PreparedPair(place, "kept in memory", findings)


def _prepare(directory: CertificateDirectory, request: Request) -> PreparedPair:
    place = DirectoryPlace(PairFiles(directory.path))
    if place.files.is_complete and not place.files.is_unfinished:
        protected = protect_own_key(place.files)
        result, passphrase = _check(place.files, request)
        if result.ok and _reason(result, place.files, request) is None:
            _ignore_own_key(place.files, result)
            return PreparedPair(place, "reused", _findings(result, request, protected), passphrase)
        if not result.ok and not is_ours(result.certificates):
            # Nobody's turn will mend it, and nobody is to be asked for the passphrase all over again.
            raise CertificateError(result.findings)
    return _prepare_alone(directory, place, request)


def _prepare_alone(directory: CertificateDirectory, place: DirectoryPlace, request: Request) -> PreparedPair:
    """Decide with nobody else at work in the directory, and create or renew what is to be."""
    files = place.files
    action: Action = "reused"

    def make() -> CreatedPair | None:
        nonlocal action
        now = dt.datetime.now(dt.UTC)
        if not files.present:
            _refuse_other_files(directory)
            action = "created"
            return request.recipe.create(now=now)
        if not files.is_complete:
            raise CertificateError((how_to_complete(files.directory, files.present[0], now=dt.datetime.now(dt.UTC)),))
        result = check_pair(files.certfile, files.keyfile, now=now)
        reason = _reason(result, files, request)
        if reason is None:
            return None
        logger.info("Renewing the certificate in %s: %s.", files.directory, reason)
        action = "renewed"
        return request.recipe.create(now=now, replaced=result.leaf)

    unwritable: tuple[Finding, ...] = ()
    try:
        place.replace(make, patience=_LOCK_PATIENCE_SECONDS)
    except (OSError, LinkedPairError) as error:
        unwritable, action = _make_do_with(files, error), "reused"
    result, passphrase = _check(files, request)
    if not result.ok:
        raise CertificateError((*result.findings, *unwritable))
    return PreparedPair(place, action, _findings(result, request, unwritable), passphrase)


def _findings(result: CheckResult, request: Request, first: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Put together what is said of a pair that can be served."""
    said = {finding.code for finding in first}
    # What cannot be done need not be advised.
    checked = (one for one in result.findings if one.code != KEY_MODE_OPEN or KEY_STAYS_OPEN not in said)
    unlisted = unlisted_addresses(request.recipe.extra) if is_ours(result.certificates) else ()
    return (*first, *unlisted, *checked)


def _make_do_with(files: PairFiles, error: OSError | LinkedPairError) -> tuple[Finding, ...]:
    """Go on with a pair that is there although nothing can be written; raise where there is none to go on with."""
    if not files.present:
        raise error
    if not files.is_complete:
        raise CertificateError(
            (how_to_complete(files.directory, files.present[0], now=dt.datetime.now(dt.UTC)),)
        ) from error
    problem = explain(error, files.directory) if isinstance(error, OSError) else error
    return (Finding(Severity.WARNING, "unwritable-directory", problem.message, files.directory, problem.hint),)


def _check(files: PairFiles, request: Request) -> tuple[CheckResult, bytes | None]:
    """Check the pair, with the passphrase from where one is to be had; ask for it only where somebody can answer."""
    now = dt.datetime.now(dt.UTC)
    passphrase = read_passphrase(request.passphrase_path, environment=os.environ)
    result = check_pair(files.certfile, files.keyfile, now=now, passphrase=passphrase, host=request.host)
    ask = terminal_prompt() if result.needs_passphrase else None
    if ask is None:
        return result, passphrase
    for _ in range(_PASSPHRASE_ATTEMPTS):
        passphrase = ask(files.keyfile)
        result = check_pair(files.certfile, files.keyfile, now=now, passphrase=passphrase, host=request.host)
        if result.ok:
            break
    return result, passphrase


def _reason(result: CheckResult, files: PairFiles, request: Request) -> str | None:
    """Return why the pair should be renewed; never for one that is not wholly ours, key included."""
    if not is_ours(result.certificates) or not belong_together(files.certfile, files.keyfile):
        return None
    return renewal_reason(result.certificates, request.recipe, now=dt.datetime.now(dt.UTC))


def _ignore_own_key(files: PairFiles, result: CheckResult) -> None:
    """Keep a key of our own out of a repository that was made after it."""
    if is_ours(result.certificates) and belong_together(files.certfile, files.keyfile):
        keep_out_of_git(files.keyfile)


def _refuse_other_files(directory: CertificateDirectory) -> None:
    """In a directory that somebody named, certificates under other names are meant to be used: say how."""
    others = other_certificate_files(directory.path)
    if directory.is_named and others:
        raise CertificateError((how_to_use(directory.path, others, now=dt.datetime.now(dt.UTC)),))


def _directory_notices(directory: CertificateDirectory, *, is_new: bool, action: Action) -> Iterable[Finding]:
    path = directory.path
    if is_new:
        yield Finding(
            Severity.NOTICE, "directory-created", f"The directory {path} did not exist; it was created.", path
        )
    others = other_certificate_files(path) if action == "created" else ()
    if others:
        listed = ", ".join(other.name for other in others)
        message = f"The current directory also holds {listed}; only {PAIR_NAMES} are used."
        yield Finding(
            Severity.NOTICE, "other-files", message, path, f"To use others, name their directory with {NAMING_FLAG}."
        )
    earlier = path / _EARLIER_DIRECTORY
    if action == "created" and earlier.is_dir():
        message = f"The certificate in {earlier} is not used: no browser could ever trust it (it lacks every name)."
        yield Finding(
            Severity.NOTICE, "earlier-directory", message, earlier, f"It can be removed: rm -r {shell.quote(earlier)}"
        )
    mode = path.stat().st_mode
    if os.name == "posix" and mode & stat.S_IWOTH and not mode & stat.S_ISVTX:
        message = f"Everybody on this machine can write to {path}, and so replace the key."
        yield Finding(Severity.WARNING, "directory-open", message, path, f"chmod o-w {shell.quote(path)}")
