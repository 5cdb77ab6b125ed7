"""The web application: routes and middleware, composed."""

from __future__ import annotations

from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import RedirectResponse
from starlette.routing import BaseRoute, Route

from graphex.errors import GraphexError, UsageError
from graphex.program import Invocation
from graphex.state.database import StateDatabase
from graphex.state.sign_ins import SignIns
from graphex.web.connection import page as connection
from graphex.web.connection.network import Reach
from graphex.web.connection.page import ConnectionRoutes
from graphex.web.door import sign_in
from graphex.web.door.access import Access
from graphex.web.door.guards import LoopbackHosts, SameOrigin, SignInGuard
from graphex.web.door.sign_in import SignInRoutes
from graphex.web.http import health
from graphex.web.http.headers import SecurityHeaders
from graphex.web.http.health import health_routes
from graphex.web.http.limits import BodyLimit
from graphex.web.http.origins import is_loopback
from graphex.web.pages.assets import PREFIX, Assets
from graphex.web.pages.pages import Pages
from graphex.web.pages.problems import Failures, Problems
from graphex.web.pages.start import StartRoutes

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from graphex.settings import Settings
    from graphex.tls import ServerTLS

ICON = "/favicon.ico"


def create_app(settings: Settings | None = None, *, tls: ServerTLS | None = None) -> Starlette:
    """Return the application for a root.

    Without settings they are read from the YAML file in the current directory. Without `tls`, another program
    holds the certificate, and the pages say so.
    """
    settings = settings or _settings_of_directory()
    check_settings(settings, tls)
    sign_ins = SignIns(StateDatabase(settings.root))
    access = Access(sign_ins, required=settings.sign_in, by_certificate=settings.client_sign_in)
    assets = Assets()
    pages = Pages(title=settings.title, access=access, assets=assets, tls=tls, program=Invocation.of_process().program)
    problems = Problems(pages)
    if tls is not None and settings.plain_root_page:
        # Loaded with a pair only: it needs graphex.tls.
        from graphex.web.connection.authority_page import AuthorityPage  # noqa: PLC0415

        tls.answer_plainly(AuthorityPage(tls, pages))
    app = Starlette(
        routes=[
            *health_routes(),
            *SignInRoutes(access, pages, problems).routes(),
            *ConnectionRoutes(tls, pages, access, Reach(settings.host, settings.plain_root_page)).routes(),
            *StartRoutes(settings.root, pages, (tls.keyfile,) if tls else ()).routes(),
            *_asset_routes(assets),
        ],
        middleware=_middleware(settings, access, problems),
        exception_handlers={
            HTTPException: problems.on_http_exception,
            GraphexError: problems.on_graphex_error,
        },
        lifespan=_lifespan,
    )
    app.router.redirect_slashes = False
    app.state.access = access
    app.state.addresses_recorded = False
    return app


def create_sign_in_link(app: Starlette) -> str:
    """Return the path of a new one-time sign-in link; just `/` when sign-in is switched off."""
    access: Access = app.state.access
    return access.sign_ins.create_link() if access.required else "/"


def record_addresses(app: Starlette, urls: Sequence[str]) -> None:
    """Record where the server answers, so that `graphex sign-in` can print whole links."""
    access: Access = app.state.access
    access.sign_ins.record_addresses(urls)
    app.state.addresses_recorded = True


def check_settings(settings: Settings, tls: ServerTLS | None) -> None:
    """Refuse settings that would open the server to others or lock its users out."""
    if not settings.sign_in and not (settings.host and is_loopback(settings.host.lower())):
        raise UsageError(
            f"Sign-in is switched off, and the server would listen on {settings.host or 'every interface'}.",
            hint="Listen on this machine only with --host localhost, or leave sign-in on.",
        )
    _check_client_sign_in(settings, tls)
    if settings.hsts and tls is not None and tls.own and tls.emergency() is None:
        raise UsageError(
            "HSTS is switched on, and the certificate is one that GraphEx made itself.",
            hint="Leave HSTS off: browsers would refuse this host for good as soon as the certificate is replaced.",
        )


def _check_client_sign_in(settings: Settings, tls: ServerTLS | None) -> None:
    if not settings.client_sign_in:
        return
    if tls is None:
        raise UsageError(
            "Sign-in by client certificates is switched on, and another program holds the certificate of this server.",
            hint="Start it with python3 -m graphex serve, or leave client_sign_in off: only a handshake here counts.",
        )
    if tls.client_certificates == "off":
        raise UsageError(
            "Sign-in by client certificates is switched on, and none are asked for.",
            hint="Name the file with the authorities that issue them: --client-ca FILE",
        )


def _settings_of_directory() -> Settings:
    # Only programs that start without the command line need it: uvicorn --factory graphex:create_app.
    from graphex.settings import load_settings  # noqa: PLC0415

    return load_settings()


def _middleware(settings: Settings, access: Access, problems: Problems) -> list[Middleware]:
    """Return what stands before the routes, outermost first."""
    guard = Middleware(
        SignInGuard,
        access=access,
        problems=problems,
        open_paths=(health.PATH, ICON),
        public_paths=(sign_in.PAGE, *connection.PUBLIC_PATHS),
        public_prefix=PREFIX,
    )
    return [
        Middleware(SecurityHeaders, hsts=settings.hsts),
        Middleware(Failures, problems=problems),
        *([] if settings.sign_in else [Middleware(LoopbackHosts, problems=problems)]),
        Middleware(SameOrigin, problems=problems),
        Middleware(BodyLimit, problems=problems),
        guard,
    ]


def _asset_routes(assets: Assets) -> list[BaseRoute]:
    return [
        Route(f"{PREFIX}{{name}}", assets.answer, middleware=[Middleware(GZipMiddleware)]),
        Route(ICON, lambda _request: _icon(assets)),
    ]


def _icon(assets: Assets) -> RedirectResponse:
    return RedirectResponse(assets.url("icon.svg"), HTTPStatus.FOUND)


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    access: Access = app.state.access
    if access.required:
        # From now on `graphex sign-in` finds where to put a link.
        access.sign_ins.state.open()
    try:
        yield
    finally:
        if app.state.addresses_recorded:
            # A link that is asked for from now on must not lead to a port that is gone.
            access.sign_ins.record_addresses(())
        access.sign_ins.state.close()
