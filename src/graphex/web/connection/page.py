"""The Connection page: how the browser reached the server, with which certificate, and what to do about a warning."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from graphex.program import document_as_started
from graphex.web.connection.anchor import (
    AUTHORITY_DOWNLOADS,
    CERTIFICATE_DER,
    CERTIFICATE_PEM,
    authority_file,
)
from graphex.web.connection.documents import ConnectionDocument
from graphex.web.connection.network import Reach
from graphex.web.connection.platforms import detect_platform, order_platforms
from graphex.web.connection.qr import qr_code
from graphex.web.connection.report import public_der, public_pem, report_connection
from graphex.web.endpoint import Endpoint, Right
from graphex.web.http.headers import attachment

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import Scope

    from graphex.tls import ServerTLS
    from graphex.web.connection.anchor import Download
    from graphex.web.connection.report import ConnectionReport
    from graphex.web.endpoint import Handler
    from graphex.web.services import Services

PAGE: Final = "/connection"
_CODES: Final = 4


class ConnectionEndpoints:
    """The answers about the connection.

    All are public: a visitor compares the fingerprint before trusting the server with a sign-in code.
    """

    def __init__(self, services: Services) -> None:
        self._services = services
        self._reach = Reach(services.settings.host, services.settings.plain_root_page)
        # A code takes longer than the rest of the page, and visitors come by few addresses.
        self._code = lru_cache(_CODES)(qr_code)

    def endpoints(self) -> tuple[Endpoint, ...]:
        """Return what is answered."""
        return (
            Endpoint(
                method="GET",
                path=PAGE,
                handler=self._page,
                summary="Show the connection, its certificate, and the steps that end a warning.",
                right=Right.PUBLIC,
                compressed=True,
            ),
            Endpoint(
                method="GET",
                path="/api/connection",
                handler=self._document,
                summary="Describe the connection and its certificate.",
                right=Right.PUBLIC,
                gives=ConnectionDocument,
            ),
            _download(CERTIFICATE_PEM, self._pem, "Send the public certificate, with its chain, as PEM."),
            _download(CERTIFICATE_DER, self._der, "Send the public certificate as DER."),
            *(
                _download(one, self._authority, "Send the public certificate of the local authority.")
                for one in AUTHORITY_DOWNLOADS
            ),
        )

    def _page(self, request: Request) -> Response:
        """Show the page, with the visitor's own platform first."""
        services, user_agent = self._services, request.headers.get("user-agent", "")
        report = report_connection(request.scope, services.tls, now=services.now())
        network = self._network(report, request.scope)
        return services.pages.answer(
            request.scope,
            "connection.html",
            report=report,
            takes_authority=services.tls is not None and services.tls.takes_authority,
            tls=services.tls if services.access.is_signed_in(request.scope) else None,
            platforms=order_platforms(user_agent),
            visitor=detect_platform(user_agent),
            certificate_files=(CERTIFICATE_PEM, CERTIFICATE_DER),
            network=network,
            code=self._code(network) if network else None,
        )

    def _network(self, report: ConnectionReport, scope: Scope) -> str | None:
        """Return the address that other devices get to trust the authority, if there is one to trust."""
        is_for_others = report.anchor is not None and report.anchor.is_authority and not report.through_proxy
        return self._reach.connection_page(scope) if is_for_others else None

    def _document(self, request: Request) -> Response:
        services = self._services
        in_private = services.access.is_signed_in(request.scope)
        report = report_connection(request.scope, services.tls, now=services.now())
        return JSONResponse(document_as_started(report.as_json(in_private=in_private), services.pages.program))

    def _pem(self, _request: Request) -> Response:
        return _file(public_pem(self._tls()), CERTIFICATE_PEM)

    def _der(self, _request: Request) -> Response:
        return _file(public_der(self._tls()), CERTIFICATE_DER)

    def _authority(self, request: Request) -> Response:
        """Send the certificate of the authority, if one issued what is served."""
        authority = self._tls().authority()
        if authority is None:
            raise HTTPException(404)
        download = next(one for one in AUTHORITY_DOWNLOADS if one.path == request.url.path)
        # Not as an attachment: Safari offers to install a profile that it may open.
        named = {"Content-Disposition": f'inline; filename="{download.name}"'}
        return Response(authority_file(authority, download), headers=named, media_type=download.media_type)

    def _tls(self) -> ServerTLS:
        if self._services.tls is None:
            raise HTTPException(404)
        return self._services.tls


def _download(file: Download, handler: Handler, summary: str) -> Endpoint:
    return Endpoint(method="GET", path=file.path, handler=handler, summary=summary, right=Right.PUBLIC)


def _file(content: bytes, download: Download) -> Response:
    return Response(content, headers=attachment(download.name), media_type=download.media_type)
