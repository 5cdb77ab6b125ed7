"""The pair as servers want it: options for uvicorn, a configuration for hypercorn, a plain SSLContext for the rest."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphex.errors import UsageError
from graphex.tls.bootstrap import (
    Action,
    CertificateDirectory,
    PreparedPair,
    prepare_in_memory,
    prepare_pair,
    request_pair,
)
from graphex.tls.certificate import DEFAULT_DAYS
from graphex.tls.context import DEFAULT_ALPN_PROTOCOLS, DEFAULT_CIPHERS, ContextOptions, FrontContext, MinimumVersion
from graphex.tls.live import LivePair

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable

    import hypercorn.config
    import uvicorn

    from graphex.tls.certificate import CertificateInfo, KeyType
    from graphex.tls.findings import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class TLSOptions:
    """What few programs need to change.

    `days` and `key_type` are those of a created pair, `passphrase_path` names the file with a given key's passphrase;
    `minimum_version` is the oldest TLS that is spoken, `ciphers` an OpenSSL cipher list for TLS 1.2.
    """

    days: int = DEFAULT_DAYS
    key_type: KeyType = "p256"
    passphrase_path: Path | None = None
    minimum_version: MinimumVersion = "1.2"
    ciphers: str | None = None


class ServerTLS:
    """A pair that was checked, with everything a server needs to serve it, follow its changes and renew it."""

    def __init__(self, directory: CertificateDirectory, prepared: PreparedPair, live: LivePair) -> None:
        """Bring together what `bootstrap` found; call that instead."""
        self._directory = directory
        self._prepared = prepared
        self._live = live

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
        """Warnings and notices about the pair and its directory; never errors, which stop `bootstrap`."""
        return self._prepared.findings

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

    def renewal_due(self) -> dt.datetime | None:
        """Return when the certificate will be renewed by itself, or None if it is not ours to renew."""
        return self._live.renewal_due()

    def ssl_context(self) -> ssl.SSLContext:
        """Return a context for any server that takes one; it follows the pair from then on."""
        self._live.current()
        self._live.watch()
        return FrontContext(lambda: self._live.current().context, self._live.options)

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
            verify_mode=ssl.VerifyMode(config.ssl_cert_reqs),
            client_authorities=Path(config.ssl_ca_certs) if config.ssl_ca_certs else None,
        )
        return self.ssl_context()

    def _adjust(self, **changes: Any) -> None:
        """Take over what only the server knows, before the first context is built."""
        self._live = LivePair(
            self._prepared.place, self._live.recipe, replace(self._live.options, **changes), self._prepared.passphrase
        )


def bootstrap(
    directory: str | Path | None = None,
    *,
    origin: str | None = None,
    hostnames: Iterable[str] = (),
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
        Path(directory or ".").expanduser().absolute(),
        origin or ("the current directory" if directory is None else "the program"),
        is_named=directory is not None,
    )
    options = options or TLSOptions()
    request = request_pair(
        hostnames=hostnames,
        host=host,
        days=options.days,
        key_type=options.key_type,
        passphrase_path=options.passphrase_path,
    )
    for_contexts = _context_options(options.minimum_version, options.ciphers)
    prepared = prepare_in_memory(request) if in_memory else prepare_pair(chosen, request)
    return ServerTLS(chosen, prepared, LivePair(prepared.place, request.recipe, for_contexts, prepared.passphrase))


def _context_options(minimum_version: MinimumVersion, ciphers: str | None) -> ContextOptions:
    options = ContextOptions(minimum_version=minimum_version, ciphers=ciphers or DEFAULT_CIPHERS)
    try:
        options.apply(ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER))
    except ssl.SSLError as error:
        raise UsageError(
            f"OpenSSL knows no cipher in {options.ciphers!r}.",
            hint=f"Give an OpenSSL cipher list such as {DEFAULT_CIPHERS}.",
        ) from error
    except KeyError as error:
        raise UsageError(f"There is no TLS version {minimum_version!r} here.", hint="Choose 1.2 or 1.3.") from error
    return options
