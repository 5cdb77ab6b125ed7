"""Advice for a directory that holds certificates, but not under the two names that are looked for."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from graphex.tls.check.content import Form
from graphex.tls.exchange.assembly import Match, Place, best_match, certificate_command, key_command
from graphex.tls.exchange.holdings import read_holding, read_holdings
from graphex.tls.file_names import (
    CERTIFICATE_NAME,
    KEY_NAME,
    OWN_MARK,
    PAIR_NAMES,
    RENEWED_CHAIN_NAME,
    RENEWED_KEY_NAME,
    looks_like_certificate_file,
)
from graphex.tls.findings import Finding, Severity
from graphex.tls.shell import quote, set_aside

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from graphex.tls.exchange.holdings import Holding

# Enough to find a pair; /etc/ssl/certs holds hundreds.
_MAX_FILES: Final = 50
# A sentence holds a few names.
_SHOWN: Final = 6
_NEW_DIRECTORY: Final = Path("graphex-certificates")


def other_certificate_files(directory: Path) -> tuple[Path, ...]:
    """Return the files that look like certificates or keys but have neither of the two names, to the letter."""
    try:
        with os.scandir(directory) as entries:
            names = sorted(entry.name for entry in entries if _is_other(entry))
    except OSError:
        return ()
    return tuple(directory / name for name in names[:_MAX_FILES])


def how_to_use(directory: Path, files: Iterable[Path], *, now: datetime) -> Finding:
    """Return how the files of a directory with neither cert.pem nor key.pem become the two."""
    holdings = read_holdings(files)
    listed = _listed(holding.path.name for holding in holdings)
    message = f"{directory} holds {listed}, but GraphEx uses only {PAIR_NAMES}"
    match = best_match(holdings, holdings)
    if match is not None:
        chosen = f"{match.leaf.holding.path.name} and {match.key.holding.path.name}"
        state = "belong together" if match.proven else "may belong together: a passphrase protects the key"
        if match.leaf.holding is match.key.holding:
            chosen, state = match.leaf.holding.path.name, "holds both"
        return _finding(
            "unrecognised-files",
            f"{message}: {chosen} {state}.",
            directory,
            _make_both(directory, match, holdings, now),
        )
    locked = next((holding for holding in holdings if holding.locked), None)
    if locked is not None:
        match = Match(Place(locked, 0), Place(locked, 0), proven=False)
        message = f"{message}: a password protects what {locked.path.name} holds."
        return _finding("unrecognised-files", message, directory, _make_both(directory, match, holdings, now))
    reason, hint = _why_none(holdings)
    return _finding("unrecognised-files", f"{message}: {reason}.", directory, hint)


def how_to_complete(directory: Path, present: Path, *, now: datetime) -> Finding:
    """Return what to do about a directory that holds only one of cert.pem and key.pem; nothing is ever lost."""
    is_key = present.name == KEY_NAME
    missing = directory / (CERTIFICATE_NAME if is_key else KEY_NAME)
    message = f"{directory} holds {present.name} but no {missing.name}"
    own, others = read_holding(present), read_holdings(other_certificate_files(directory))
    if own.problem is not None:
        return _finding("pair-incomplete", f"{message}, and {own.problem.message}", directory, own.problem.hint)
    match = best_match(others, [own]) if is_key else best_match([own], [own, *others])
    if match is None:
        message = f"{message}, and no file beside it fits: with it out of the way, the next start makes a new pair."
        return _finding("pair-incomplete", message, directory, set_aside(present, ".unused"))
    links = None if is_key else _links_to_renewed(directory, match, others)
    if links is not None:
        message = (
            f"{message}; it belongs to certbot, which renews {RENEWED_CHAIN_NAME} and {RENEWED_KEY_NAME} there. "
            f"Link to them from a directory of its own and start with -s {_NEW_DIRECTORY}."
        )
        return _finding("pair-incomplete", message, directory, links)
    partner = match.leaf if is_key else match.key
    state = "" if match.proven else " (a passphrase hides whether it does)"
    message = f"{message}; {partner.holding.path.name} belongs to it{state}."
    command = certificate_command(partner, others, missing, now=now) if is_key else key_command(partner, missing)
    return _finding("pair-incomplete", message, directory, command)


def _is_other(entry: os.DirEntry[str]) -> bool:
    if entry.name in {CERTIFICATE_NAME, KEY_NAME} or entry.name.startswith(OWN_MARK):
        return False
    return looks_like_certificate_file(entry.name) and not entry.is_dir()


def _make_both(directory: Path, match: Match, holdings: Sequence[Holding], now: datetime) -> str:
    certificate = certificate_command(match.leaf, holdings, directory / CERTIFICATE_NAME, now=now)
    return f"{certificate} && {key_command(match.key, directory / KEY_NAME)}"


def _links_to_renewed(directory: Path, match: Match, others: Sequence[Holding]) -> str | None:
    """Certbot's directories hold a cert.pem without its chain; they are not for other programs to write in."""
    by_name = {holding.path.name: holding for holding in others}
    if match.key.holding.path.name != RENEWED_KEY_NAME or RENEWED_CHAIN_NAME not in by_name:
        return None
    chain, key = directory.absolute() / RENEWED_CHAIN_NAME, directory.absolute() / RENEWED_KEY_NAME
    links = (
        f"ln -s {quote(chain)} {_NEW_DIRECTORY / CERTIFICATE_NAME} && ln -s {quote(key)} {_NEW_DIRECTORY / KEY_NAME}"
    )
    return f"mkdir -m 700 {_NEW_DIRECTORY} && {links}"


def _why_none(holdings: Sequence[Holding]) -> tuple[str, str]:
    """Return why no pair can be made of these files, and what would help."""
    elsewhere = "or name a directory without them: then a pair is created"
    problem = next((holding.problem for holding in holdings if holding.problem is not None), None)
    certificates = [holding.path.name for holding in holdings if holding.certificates]
    keys = [holding.path.name for holding in holdings if holding.keys]
    store = next((holding.path for holding in holdings if holding.form is Form.JKS), None)
    if problem is not None and not (certificates and keys):
        return problem.message.rstrip("."), problem.hint or elsewhere
    if store is not None and not (certificates and keys):
        bundle = quote(store.with_suffix(".p12"))
        convert = f"keytool -importkeystore -srckeystore {quote(store)} -destkeystore {bundle} -deststoretype PKCS12"
        return f"{store.name} is a Java keystore", convert
    if certificates and keys:
        reason = f"none of the keys ({_listed(keys)}) belongs to a certificate ({_listed(certificates)})"
        return reason, f"Add the key that the certificate was made with, {elsewhere}."
    if certificates:
        return "there is no private key among them", f"Add the key that the certificate was made with, {elsewhere}."
    if keys:
        return "there is no certificate among them", f"Add the certificate that was issued for the key, {elsewhere}."
    return "they hold neither a certificate nor a key that can be read", f"Replace them, {elsewhere}."


def _finding(code: str, message: str, directory: Path, hint: str | None) -> Finding:
    return Finding(Severity.ERROR, code, message, directory, hint)


def _listed(names: Iterable[str]) -> str:
    listed = list(names)
    more = f" and {len(listed) - _SHOWN} more" if len(listed) > _SHOWN else ""
    return ", ".join(listed[:_SHOWN]) + more
