"""What helps when a certificate lacks the visitor's name or nears its end: by who made it and who can replace it."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from graphex.errors import GraphexError
from graphex.tls.certificates.names import parse_names
from graphex.web.connection.hints import Hint

if TYPE_CHECKING:
    from datetime import datetime

    from graphex.tls import ServerTLS
    from graphex.tls.certificates.certificate import CertificateInfo

_TAKES_IT = "a running server takes the new pair within a second"


def advise_on_name(host: str, tls: ServerTLS) -> Hint:
    """Return how this certificate comes to hold a name or address that it lacks."""
    name = _canonical(host)
    if name is None:
        return Hint("Use one of the names below.")
    if tls.emergency() is not None:
        return Hint("Use one of the names below until the server's own pair is mended.")
    refusal = _why_not_here(name, tls)
    if refusal is not None:
        return Hint(f"Use one of the names below{refusal}.")
    if tls.action == "kept in memory":
        return Hint(f"Use one of the names below, or start the server with --name {shlex.quote(name)}.")
    command = f"python3 -m graphex certs renew --add {shlex.quote(name)} -s {shlex.quote(str(tls.directory))}"
    return Hint("Use one of the names below, or add this one where the server runs.", command)


def _why_not_here(name: str, tls: ServerTLS) -> str | None:
    """Return who else could put a name into the certificate, or why nobody can; None if it can be done here."""
    info, authority = tls.info(), tls.authority()
    if authority is not None and not authority.may_sign_for(name):
        return ": the authority that issued it may not sign for this one"
    if authority is not None and tls.renewal_due() is None:
        return ", or have it issued with this name where its authority is"
    return None if info.own else f", or {_get_another(info)} with this name"


def advise_on_end(info: CertificateInfo, renewal: datetime | None) -> str:
    """Return what is to be done about a certificate that ends soon, or has ended."""
    if renewal is not None:
        return "The server replaces it by itself and has not done so yet: its log says why."
    if info.own:
        return f"Have it issued again where its authority is; {_TAKES_IT}."
    another = _get_another(info)
    return f"{another[:1].upper()}{another[1:]}, and replace cert.pem and key.pem; {_TAKES_IT}."


def _get_another(info: CertificateInfo) -> str:
    return "make another pair" if info.self_signed else f"get another certificate from {info.maker}"


def _canonical(host: str) -> str | None:
    """Return a host as certificates hold it; None for what no certificate can hold."""
    try:
        return str(parse_names([host]))
    except GraphexError:
        return None
