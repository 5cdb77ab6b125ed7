"""The pair as servers want it: options for uvicorn, a configuration for hypercorn, a plain SSLContext for the rest."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphex.errors import UsageError
from graphex.paths import absolute_path
from graphex.tls.certificates.certificate import DEFAULT_DAYS
from graphex.tls.findings import CertificateError
from graphex.tls.serving.bootstrap import (
    Action,
    CertificateDirectory,
    PreparedPair,
    prepare_in_memory,
    prepare_pair,
    request_pair,
)
from graphex.tls.serving.client_front import ClientFront
from graphex.tls.serving.clients.certificates import ClientCertificates, ClientPolicy, client_policy
from graphex.tls.serving.clients.live import LiveClients
from graphex.tls.serving.context import (
    DEFAULT_ALPN_PROTOCOLS,
    DEFAULT_CIPHERS,
    ContextOptions,
    FrontContext,
    MinimumVersion,
)
from graphex.tls.serving.emergency import EmergencyPair, prepare_emergency
from graphex.tls.serving.live import LivePair
from graphex.tls.serving.served_authority import ServedAuthority, served_authority

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable

    import hypercorn.config
    import uvicorn

    from graphex.tls.certificates.building import KeyType
    from graphex.tls.certificates.certificate import CertificateInfo
    from graphex.tls.findings import Finding
    from graphex.tls.own.issuing import AuthoritySource
    from graphex.tls.serving.plain_page import PlainAnswer, PlainPages, PlainRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class TLSOptions:
    """What few programs need to change.

    `days` and `key_type` are those of a created pair, `passphrase_path` names the file with a given key's passphrase;
    `minimum_version` is the oldest TLS that is spoken, `ciphers` an OpenSSL cipher list for TLS 1.2; with `emergency` a
    temporary certificate is served in place of a broken pair, until that is mended; `authority` names the local
    authority that issues pairs of our own where there is one, and `auto_names` those names that such a pair takes in by
    itself when clients ask for them. `client_ca` names the authorities
    whose client certificates are accepted, `client_certificates` whether one is `required` (then the default) or
    `optional`, `client_revoked` the list of those that are not accepted any more.
    """

    days: int = DEFAULT_DAYS
    key_type: KeyType = "p256"
    passphrase_path: Path | None = None
    minimum_version: MinimumVersion = "1.2"
    ciphers: str | None = None
    emergency: bool = False
    authority: AuthoritySource | None = None
    auto_names: tuple[str, ...] = ()
    client_ca: str | Path | None = None
    client_certificates: ClientCertificates | None = None
    client_revoked: str | Path | None = None


class ServerTLS:
    """A pair that was checked, with everything a server needs to serve it, follow its changes and renew it."""

    def __init__(self, directory: CertificateDirectory, prepared: PreparedPair, live: LivePair | EmergencyPair) -> None:
        """Bring together what `bootstrap` found; call that instead."""
        self._directory = directory
        self._prepared = prepared
        self._live = live
        self._plain_pages: PlainPages | None = None
        self._seen_authority: tuple[bytes, ServedAuthority | None] | None = None

    @property
    def certfile(self) -> Path:
        """The certificate and its chain (PEM)."""
        return self._prepared.place.certfile

    @property
    def keyfile(self) -> Path:
        """The private key (PEM)."""
        return self._prepared.place.keyfile

    @property
    def directory(self) -> Path:
        """The directory that was chosen."""
        return self._directory.path

    @property
    def origin(self) -> str:
        """The setting that chose the directory, in words."""
        return self._directory.origin

    @property
    def action(self) -> Action:
        """What was done: created, reused, renewed, or kept in memory."""
        return self._prepared.action

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was found about the pair and its directory; errors, which stop `bootstrap`, only in an emergency."""
        clients = self._live.options.clients
        return (*self._prepared.findings, *(clients.findings if clients else ()))

    @property
    def own(self) -> bool:
        """Whether GraphEx made the certificate that is served now, and so renews it."""
        return self.info().own

    def info(self) -> CertificateInfo:
        """Describe the certificate that is served now."""
        return self._live.info()

    def certificate_pem(self) -> bytes:
        """Return the certificate that is served now and its chain; never the key."""
        return self._live.current().chain_pem

    def authority(self) -> ServedAuthority | None:
        """Return the local authority of GraphEx that issued the certificate served now, if one did."""
        chain = self.certificate_pem()
        seen = self._seen_authority
        if seen is None or seen[0] != chain:
            # Once for each certificate: it verifies a signature, and every page asks.
            seen = self._seen_authority = (chain, served_authority(chain))
        return seen[1]

    def emergency(self) -> tuple[Finding, ...] | None:
        """Return what is wrong with the given pair while a temporary certificate is served in its place, else None."""
        return self._live.findings if isinstance(self._live, EmergencyPair) else None

    @property
    def client_certificates(self) -> ClientCertificates:
        """Whether clients are asked for certificates."""
        clients = self._live.options.clients
        if clients is None:
            return "off"
        return "required" if clients.policy.is_required else "optional"

    def answer_plainly(self, pages: PlainPages) -> None:
        """Let `pages` answer requests over plain HTTP, which are redirected otherwise; from the next one on."""
        self._plain_pages = pages

    def _plain_answer(self, request: PlainRequest) -> PlainAnswer | None:
        return None if self._plain_pages is None else self._plain_pages(request)

    def renewal_due(self) -> dt.datetime | None:
        """Return when the certificate will be renewed by itself, or None if it is not ours to renew."""
        return self._live.renewal_due()

    @property
    def takes_authority(self) -> bool:
        """Whether a local authority, once there is one, issues what is served here: then `graphex trust` helps."""
        return isinstance(self._live, LivePair) and self._live.takes_authority

    def ssl_context(self) -> ssl.SSLContext:
        """Return a context for any server that takes one; it follows the pair from then on."""
        self._live.current()
        self._live.watch()
        clients = self._live.options.clients
        if clients is None:
            return self._front()
        return ClientFront(clients, lambda: self._live.current().client_rules, self._front)

    def uvicorn_options(self) -> dict[str, Any]:
        """Return the keyword arguments for `uvicorn.run` or `uvicorn.Config`; they also work with several workers."""
        return {
            "ssl_certfile": str(self.certfile),
            "ssl_keyfile": str(self.keyfile),
            "ssl_context_factory": self._uvicorn_context,
        }

    def hypercorn_config(self) -> hypercorn.config.Config:
        """Return a configuration for `hypercorn.asyncio.serve`; set its `bind` and the rest as usual."""
        from hypercorn.config import Config  # noqa: PLC0415 - an optional package, for programs that use it

        tls = self

        class FollowingConfig(Config):
            def create_ssl_context(self) -> ssl.SSLContext:
                tls._adjust(alpn_protocols=tuple(self.alpn_protocols))
                return tls.ssl_context()

        config = FollowingConfig()
        config.certfile, config.keyfile = str(self.certfile), str(self.keyfile)
        return config

    def close(self) -> None:
        """Stop following the pair; a program that serves until its end need not call this."""
        self._live.close()

    def _uvicorn_context(self, config: uvicorn.Config, _default: Callable[[], ssl.SSLContext]) -> ssl.SSLContext:
        alpn = getattr(config.http_protocol_class, "alpn_protocols", None) or DEFAULT_ALPN_PROTOCOLS
        self._adjust(
            alpn_protocols=tuple(alpn),
            clients=_clients_of(config) or self._live.options.clients,
        )
        return self.ssl_context()

    def _front(self) -> FrontContext:
        live = self._live
        return FrontContext(lambda: live.current().context, live.options, self._plain_answer, live.asked)

    def _adjust(self, **changes: Any) -> None:
        """Take over what only the server knows, before the first context is built."""
        self._live = self._live.adjusted(**changes)


def bootstrap(
    directory: str | Path | None = None,
    *,
    origin: str | None = None,
    hostnames: str | Iterable[str] = (),
    host: str | None = None,
    in_memory: bool = False,
    options: TLSOptions | None = None,
) -> ServerTLS:
    """Make sure that a directory holds a pair that can be served over HTTPS, and return it ready to serve.

    The directory defaults to the current one. If it holds `cert.pem` and `key.pem` they are checked and used; if it
    holds neither, a self-signed pair is created there, used ever after, and renewed in time. `hostnames` are added to
    the names of this machine; `host` is the address that will be bound. With `in_memory` the pair is written nowhere
    and ends with the process. `origin` says in messages who chose the directory.

    Raises CertificateError (its `findings` say all) when what lies there cannot be served, StartError when the
    directory cannot be used, UsageError when an argument makes no sense.
    """
    chosen = CertificateDirectory(
        absolute_path(directory or "."),
        origin or ("the current directory" if directory is None else "the program"),
        is_named=directory is not None,
    )
    options = options or TLSOptions()
    request = request_pair(
        # A text is a sequence of letters, which nobody means.
        hostnames=(hostnames,) if isinstance(hostnames, str) else hostnames,
        host=host,
        days=options.days,
        key_type=options.key_type,
        passphrase_path=options.passphrase_path,
        authority=options.authority,
    )
    request = replace(request, recipe=replace(request.recipe, auto_names=options.auto_names))
    for_contexts = _context_options(options)
    try:
        prepared = prepare_in_memory(request) if in_memory else prepare_pair(chosen, request)
    except CertificateError as error:
        if not options.emergency:
            raise
        return ServerTLS(chosen, *prepare_emergency(chosen.path, request, error.findings, for_contexts))
    return ServerTLS(chosen, prepared, LivePair(prepared.place, request.recipe, for_contexts, prepared.passphrase))


def _clients_of(config: uvicorn.Config) -> LiveClients | None:
    """Take over uvicorn's own options for client certificates; None when they ask for none."""
    mode = ssl.VerifyMode(config.ssl_cert_reqs)
    if mode is ssl.CERT_NONE:
        return None
    if not config.ssl_ca_certs:
        raise UsageError(
            "uvicorn's ssl_cert_reqs asks for client certificates, but ssl_ca_certs does not say whose are accepted.",
            hint="Give ssl_ca_certs, or let client_ca of TLSOptions say it all.",
        )
    return LiveClients(ClientPolicy(Path(config.ssl_ca_certs), is_required=mode is ssl.CERT_REQUIRED))


def _context_options(chosen: TLSOptions) -> ContextOptions:
    policy = client_policy(chosen.client_ca, chosen.client_certificates, chosen.client_revoked)
    options = ContextOptions(
        minimum_version=chosen.minimum_version,
        ciphers=chosen.ciphers or DEFAULT_CIPHERS,
        clients=None if policy is None else LiveClients(policy),
    )
    try:
        options.apply(ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER))
    except ssl.SSLError as error:
        raise UsageError(
            f"OpenSSL knows no cipher in {options.ciphers!r}.",
            hint=f"Give an OpenSSL cipher list such as {DEFAULT_CIPHERS}.",
        ) from error
    except KeyError as error:
        message = f"There is no TLS version {chosen.minimum_version!r} here."
        raise UsageError(message, hint="Choose 1.2 or 1.3.") from error
    return options
