"""The web application, composed: services, endpoints, and what stands before them."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware

from graphex.errors import UsageError
from graphex.program import Invocation
from graphex.settings import load_settings
from graphex.settings.checks import is_loopback
from graphex.state.database import StateDatabase
from graphex.state.sign_ins import SignIns
from graphex.web.api.graphs import GraphEndpoints
from graphex.web.connection.page import ConnectionEndpoints
from graphex.web.door.access import Access
from graphex.web.door.guards import LoopbackHosts, SameOrigin, SignInGuard
from graphex.web.door.recorded_addresses import RecordedAddresses
from graphex.web.door.sign_in import SignInEndpoints
from graphex.web.endpoint import EndpointTable
from graphex.web.frame import Frame
from graphex.web.http import health
from graphex.web.http.headers import SecurityHeaders
from graphex.web.http.limits import BodyLimit
from graphex.web.pages.assets import Assets
from graphex.web.pages.pages import Pages
from graphex.web.pages.problems import Failures, Problems
from graphex.web.served_folder import ServedFolder
from graphex.web.services import Services
from graphex.web.start.editor import Editor
from graphex.web.start.page import StartEndpoints

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence
    from contextlib import AbstractAsyncContextManager

    from starlette.types import Receive, Scope, Send

    from graphex.settings import Settings
    from graphex.tls import ServerTLS

COMPILED_EDITOR: Final = Path(__file__).parent / "editor"
"""Where the build lays it."""


@dataclass(frozen=True, slots=True)
class WebApp:
    """The ASGI application: what it is made of, and the routes and middleware that answer."""

    services: Services
    table: EndpointTable
    starlette: Starlette

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer."""
        await self.starlette(scope, receive, send)


def create_app(settings: Settings | None = None, *, tls: ServerTLS | None = None) -> WebApp:
    """Return the application for a root.

    Without settings they are read from the YAML file in the current directory. Without `tls`, another program
    holds the certificate, and the pages say so.
    """
    settings = settings or load_settings()
    check_settings(settings, tls)
    assets = Assets()
    services = _services(settings, tls, assets)
    table = _table(services, assets)
    problems = Problems(services.pages)
    starlette = Starlette(
        routes=table.routes(),
        middleware=_middleware(services, table, problems),
        exception_handlers={HTTPException: problems.on_http_exception},
        lifespan=_lifespan(services),
    )
    starlette.router.redirect_slashes = False
    return WebApp(services, table, starlette)


def create_sign_in_link(app: WebApp) -> str:
    """Return the path of a new one-time sign-in link; just `/` when sign-in is switched off."""
    access = app.services.access
    return access.sign_ins.create_link() if access.required else "/"


def record_addresses(app: WebApp, urls: Sequence[str]) -> None:
    """Record where the server answers, so that `graphex sign-in` can print whole links."""
    app.services.addresses.record(urls)


def check_settings(settings: Settings, tls: ServerTLS | None) -> None:
    """Refuse settings that would open the server to others or lock its users out."""
    if not settings.sign_in and not is_loopback(settings.host):
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


def _services(settings: Settings, tls: ServerTLS | None, assets: Assets) -> Services:
    sign_ins = SignIns(StateDatabase(settings.root))
    access = Access(sign_ins, required=settings.sign_in, by_certificate=settings.client_sign_in)
    now = partial(datetime.now, UTC)
    return Services(
        settings=settings,
        tls=tls,
        access=access,
        addresses=RecordedAddresses(sign_ins),
        folder=ServedFolder(settings.root, (tls.keyfile,) if tls else ()),
        pages=Pages(
            title=settings.title,
            assets=assets,
            frame=Frame(access, tls, now),
            program=Invocation.of_process().program,
        ),
        now=now,
    )


def _table(services: Services, assets: Assets) -> EndpointTable:
    editor = Editor(COMPILED_EDITOR)
    return EndpointTable(
        (
            *health.ENDPOINTS,
            *SignInEndpoints(services.access, services.pages).endpoints(),
            *ConnectionEndpoints(services).endpoints(),
            *StartEndpoints(services, editor).endpoints(),
            *editor.endpoints(),
            *GraphEndpoints(services).endpoints(),
            *assets.endpoints(),
        )
    )


def _middleware(services: Services, table: EndpointTable, problems: Problems) -> list[Middleware]:
    """Return what stands before the routes, outermost first."""
    access = services.access
    return [
        Middleware(SecurityHeaders, hsts=services.settings.hsts),
        Middleware(Failures, problems=problems),
        *([] if access.required else [Middleware(LoopbackHosts)]),
        Middleware(SameOrigin),
        Middleware(BodyLimit, table=table),
        Middleware(SignInGuard, access=access, table=table),
    ]


def answer_plainly(services: Services) -> None:
    """Let the port show the page for other devices over plain HTTP, if the settings ask for it."""
    if services.tls is not None and services.settings.plain_root_page:
        # Loaded with a pair only: it needs graphex.tls.
        from graphex.web.connection.authority_page import AuthorityPage  # noqa: PLC0415

        services.tls.answer_plainly(AuthorityPage(services.tls, services.pages))


def _lifespan(services: Services) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        state = services.access.sign_ins.state
        answer_plainly(services)
        if services.access.required:
            # From now on `graphex sign-in` finds where to put a link.
            await run_in_threadpool(state.open)
        try:
            yield
        finally:
            await run_in_threadpool(_end, services)

    return lifespan


def _end(services: Services) -> None:
    services.addresses.take_back()
    services.access.sign_ins.state.close()
