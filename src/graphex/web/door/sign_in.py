"""Signing in with a one-time code, and out again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from graphex.state.sign_ins import SIGN_IN_PATH, Refusal
from graphex.web.http.origins import confined_path
from graphex.web.pages.problems import Problem, prefers_html

if TYPE_CHECKING:
    from starlette.requests import Request

    from graphex.web.door.access import Access
    from graphex.web.pages.pages import Pages
    from graphex.web.pages.problems import Problems

PAGE: Final = SIGN_IN_PATH
OUT: Final = "/sign-out"
SIGNED_OUT: Final = f"{PAGE}?signed-out"
CLIENT_SECTION: Final = "/connection#client"
CODE_IN_LINK: Final = re.compile(r"[?&]code=([A-Za-z0-9_-]+)")
PARAMETERS: Final = 10

NEW_LINK: Final = "Run `python3 -m graphex sign-in` where the server runs, and open the link that it prints."
REFUSALS: Final = {
    Refusal.UNKNOWN: Problem(403, "This sign-in code is not valid.", NEW_LINK),
    Refusal.USED: Problem(403, "This sign-in link has been used already: each link works once.", NEW_LINK),
    Refusal.EXPIRED: Problem(403, "This sign-in link has expired: links work for one day.", NEW_LINK),
}
PREFETCH: Final = Problem(503, "A one-time link is not opened ahead of time.", "Open it when you want to sign in.")


class SignInRoutes:
    """The answers of the door."""

    def __init__(self, access: Access, pages: Pages, problems: Problems) -> None:
        self._access = access
        self._pages = pages
        self._problems = problems

    def routes(self) -> list[BaseRoute]:
        """Return the routes."""
        return [
            Route(PAGE, self.sign_in, methods=["GET", "POST"]),
            Route(OUT, self.sign_out, methods=["POST"]),
        ]

    async def sign_in(self, request: Request) -> Response:
        """Open a session with the code of a link or of the form; without one, show the page."""
        if request.method == "POST":
            return await self._sign_in_by_form(request)
        following = confined_path(request.query_params.get("next"))
        code = request.query_params.get("code")
        if self._access.is_signed_in(request.scope):
            return RedirectResponse(following, 303)
        if code is None or request.method == "HEAD":
            return await self._page(request, following)
        if request.headers.get("sec-purpose", "").startswith("prefetch"):
            # A browser that loads an address before Enter is pressed would use the code up.
            return self._problems.answer(request.scope, PREFETCH)
        return await self._redeem(request, code, following)

    async def sign_out(self, request: Request) -> Response:
        """End the session, here and in the database."""
        if not self._access.required:
            return RedirectResponse("/", 303)
        token = self._access.token(request.scope)
        if token is not None:
            await run_in_threadpool(self._access.sign_ins.end, token)
        # Who came with a certificate stays signed in by it; the page says what ends that.
        next_page = SIGNED_OUT if self._access.member(request.scope) is None else CLIENT_SECTION
        return RedirectResponse(next_page, 303, headers={"Set-Cookie": self._access.expired_cookie()})

    async def _sign_in_by_form(self, request: Request) -> Response:
        """Open a session with a code, or a whole link, that somebody pasted."""
        form = _parse_form(await request.body())
        following = confined_path(form.get("next"))
        if self._access.is_signed_in(request.scope):
            return RedirectResponse(following, 303)
        text = form.get("code", "").strip()
        link = CODE_IN_LINK.search(text)
        return await self._redeem(request, link.group(1) if link else text, following)

    async def _redeem(self, request: Request, code: str, following: str) -> Response:
        opened = await run_in_threadpool(self._access.sign_ins.redeem, code)
        if isinstance(opened, Refusal):
            problem = REFUSALS[opened]
            if prefers_html(request.scope):
                return await self._page(request, following, problem)
            return self._problems.answer(request.scope, problem)
        return RedirectResponse(following, 303, headers={"Set-Cookie": self._access.cookie(opened)})

    async def _page(self, request: Request, following: str, problem: Problem | None = None) -> Response:
        status, scope = problem.status if problem else 200, request.scope
        return await run_in_threadpool(
            lambda: self._pages.answer(
                scope,
                "sign_in.html",
                status=status,
                following=following,
                problem=problem,
                signed_out=problem is None and "signed-out" in request.query_params,
            )
        )


def _parse_form(body: bytes) -> dict[str, str]:
    try:
        fields = parse_qs(body.decode("utf-8", "replace"), max_num_fields=PARAMETERS)
    except ValueError:
        return {}
    return {name: values[0] for name, values in fields.items()}
