"""The Connection page: how the browser reached the server, with which certificate, and what to do about a warning."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from graphex.web.connection import public_der, public_pem, report_connection
from graphex.web.platforms import detect_platform, order_platforms
from graphex.web.routes.start import attachment

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

    from graphex.tls import ServerTLS
    from graphex.web.access import Access
    from graphex.web.pages import Pages

PAGE: Final = "/connection"
API: Final = "/api/connection"
PEM: Final = "/connection/certificate.pem"
DER: Final = "/connection/certificate.der"
PUBLIC_PATHS: Final = (PAGE, API, PEM, DER)
"""A visitor compares the fingerprint before trusting the server with a sign-in code."""

PEM_NAME: Final = "graphex-certificate.pem"
DER_NAME: Final = "graphex-certificate.cer"
"""Windows opens .cer files with its certificate viewer."""

PEM_TYPE: Final = "application/pem-certificate-chain"  # RFC 8555, section 9.1
DER_TYPE: Final = "application/pkix-cert"  # RFC 2585, section 4


class ConnectionRoutes:
    """The answers about the connection."""

    def __init__(self, tls: ServerTLS | None, pages: Pages, access: Access) -> None:
        self._tls = tls
        self._pages = pages
        self._access = access

    def routes(self) -> list[BaseRoute]:
        """Return the routes."""
        return [
            Route(PAGE, self.page, middleware=[Middleware(GZipMiddleware)]),
            Route(API, self.report),
            Route(PEM, self.pem),
            Route(DER, self.der),
        ]

    async def page(self, request: Request) -> Response:
        """Show the page, with the visitor's own platform first."""
        return await run_in_threadpool(self._page, request)

    async def report(self, request: Request) -> Response:
        """Return the same facts for programs."""
        return JSONResponse(report_connection(request.scope, self._tls).as_json())

    async def pem(self, _request: Request) -> Response:
        """Send the public certificate, with its chain, as PEM."""
        return self._certificate(public_pem, PEM_TYPE, PEM_NAME)

    async def der(self, _request: Request) -> Response:
        """Send the public certificate as DER."""
        return self._certificate(public_der, DER_TYPE, DER_NAME)

    def _page(self, request: Request) -> Response:
        user_agent = request.headers.get("user-agent", "")
        return self._pages.answer(
            request.scope,
            "connection.html",
            report=report_connection(request.scope, self._tls),
            tls=self._tls if self._access.is_signed_in(request.scope) else None,
            platforms=order_platforms(user_agent),
            visitor=detect_platform(user_agent),
            files={"pem": PEM_NAME, "der": DER_NAME},
        )

    def _certificate(self, content: Callable[[ServerTLS], bytes], media_type: str, name: str) -> Response:
        if self._tls is None:
            raise HTTPException(404)
        return Response(content(self._tls), headers=attachment(name), media_type=media_type)
