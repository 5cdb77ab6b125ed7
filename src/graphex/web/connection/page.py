"""The Connection page: how the browser reached the server, with which certificate, and what to do about a warning."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from graphex.program import document_as_started
from graphex.web.connection.anchor import AUTHORITY_DOWNLOADS, CERTIFICATE_DER, CERTIFICATE_PEM, authority_file
from graphex.web.connection.platforms import detect_platform, order_platforms
from graphex.web.connection.qr import qr_code
from graphex.web.connection.report import public_der, public_pem, report_connection
from graphex.web.pages.start import attachment

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

    from graphex.tls import ServerTLS
    from graphex.web.connection.anchor import Download
    from graphex.web.connection.network import Reach
    from graphex.web.door.access import Access
    from graphex.web.pages.pages import Pages

PAGE: Final = "/connection"
API: Final = "/api/connection"
PUBLIC_PATHS: Final = (
    PAGE,
    API,
    CERTIFICATE_PEM.path,
    CERTIFICATE_DER.path,
    *(download.path for download in AUTHORITY_DOWNLOADS),
)
"""A visitor compares the fingerprint before trusting the server with a sign-in code."""


class ConnectionRoutes:
    """The answers about the connection."""

    def __init__(self, tls: ServerTLS | None, pages: Pages, access: Access, reach: Reach) -> None:
        self._tls = tls
        self._pages = pages
        self._access = access
        self._reach = reach

    def routes(self) -> list[BaseRoute]:
        """Return the routes."""
        return [
            Route(PAGE, self.page, middleware=[Middleware(GZipMiddleware)]),
            Route(API, self.report),
            Route(CERTIFICATE_PEM.path, self.pem),
            Route(CERTIFICATE_DER.path, self.der),
            *(Route(download.path, self.authority, name=download.name) for download in AUTHORITY_DOWNLOADS),
        ]

    async def page(self, request: Request) -> Response:
        """Show the page, with the visitor's own platform first."""
        return await run_in_threadpool(self._page, request)

    async def report(self, request: Request) -> Response:
        """Return the same facts for programs."""
        in_private = self._access.is_signed_in(request.scope)
        report = report_connection(request.scope, self._tls).as_json(in_private=in_private)
        return JSONResponse(document_as_started(report, self._pages.program))

    async def pem(self, _request: Request) -> Response:
        """Send the public certificate, with its chain, as PEM."""
        return self._certificate(public_pem, CERTIFICATE_PEM)

    async def der(self, _request: Request) -> Response:
        """Send the public certificate as DER."""
        return self._certificate(public_der, CERTIFICATE_DER)

    async def authority(self, request: Request) -> Response:
        """Send the public certificate of the local authority, if one issued what is served."""
        authority = self._tls.authority() if self._tls else None
        if authority is None:
            raise HTTPException(404)
        download = next(one for one in AUTHORITY_DOWNLOADS if one.path == request.url.path)
        # Not as an attachment: Safari offers to install a profile that it may open.
        named = {"Content-Disposition": f'inline; filename="{download.name}"'}
        return Response(authority_file(authority, download), headers=named, media_type=download.media_type)

    def _page(self, request: Request) -> Response:
        user_agent = request.headers.get("user-agent", "")
        report = report_connection(request.scope, self._tls)
        is_for_others = report.anchor is not None and report.anchor.is_authority and not report.through_proxy
        network = self._reach.connection_page(request.scope) if is_for_others else None
        return self._pages.answer(
            request.scope,
            "connection.html",
            report=report,
            takes_authority=self._tls is not None and self._tls.takes_authority,
            tls=self._tls if self._access.is_signed_in(request.scope) else None,
            platforms=order_platforms(user_agent),
            visitor=detect_platform(user_agent),
            certificate_files=(CERTIFICATE_PEM, CERTIFICATE_DER),
            network=network,
            code=qr_code(network) if network else None,
        )

    def _certificate(self, content: Callable[[ServerTLS], bytes], download: Download) -> Response:
        if self._tls is None:
            raise HTTPException(404)
        return Response(content(self._tls), headers=attachment(download.name), media_type=download.media_type)
