"""Signing in with a one-time code, and out again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from graphex.state.sign_ins import SIGN_IN_PATH, Refusal
from graphex.web.endpoint import Endpoint, Right
from graphex.web.http.accept import prefers_html
from graphex.web.http.origins import confined_path
from graphex.web.http.problem import Problem, ProblemError

if TYPE_CHECKING:
    from starlette.requests import Request

    from graphex.web.door.access import Access
    from graphex.web.pages.pages import Pages

OUT: Final = "/sign-out"
SIGNED_OUT: Final = f"{SIGN_IN_PATH}?signed-out"
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


@dataclass(frozen=True, slots=True)
class SignInForm:
    """What the form sends: a code, or a whole link, and where to go then."""

    code: str = ""
    next: str = ""


class SignInEndpoints:
    """The answers of the door."""

    def __init__(self, access: Access, pages: Pages) -> None:
        self._access = access
        self._pages = pages

    def endpoints(self) -> tuple[Endpoint, ...]:
        """Return what is answered."""
        return (
            Endpoint(
                method="GET",
                path=SIGN_IN_PATH,
                handler=self._sign_in_by_link,
                summary="Open a session with the code of a link; without one, show the page.",
                right=Right.PUBLIC,
            ),
            Endpoint(
                method="POST",
                path=SIGN_IN_PATH,
                handler=self._sign_in_by_form,
                summary="Open a session with a code, or a whole link, that somebody pasted.",
                right=Right.PUBLIC,
                takes=SignInForm,
            ),
            Endpoint(
                method="POST",
                path=OUT,
                handler=self._sign_out,
                summary="End the session, here and in the database.",
            ),
        )

    def _sign_in_by_link(self, request: Request) -> Response:
        following = confined_path(request.query_params.get("next"))
        code = request.query_params.get("code")
        if self._access.is_signed_in(request.scope):
            return RedirectResponse(following, 303)
        if code is None or request.method == "HEAD":
            return self._page(request, following)
        if request.headers.get("sec-purpose", "").startswith("prefetch"):
            # A browser that loads an address before Enter is pressed would use the code up.
            raise ProblemError(PREFETCH)
        return self._redeem(request, code, following)

    async def _sign_in_by_form(self, request: Request) -> Response:
        return await run_in_threadpool(self._take_form, request, _parse_form(await request.body()))

    def _take_form(self, request: Request, form: SignInForm) -> Response:
        following = confined_path(form.next)
        if self._access.is_signed_in(request.scope):
            return RedirectResponse(following, 303)
        text = form.code.strip()
        link = CODE_IN_LINK.search(text)
        return self._redeem(request, link.group(1) if link else text, following)

    def _sign_out(self, request: Request) -> Response:
        if not self._access.required:
            return RedirectResponse("/", 303)
        token = self._access.token(request.scope)
        if token is not None:
            self._access.sign_ins.end(token)
        # Who came with a certificate stays signed in by it; the page says what ends that.
        next_page = SIGNED_OUT if self._access.member(request.scope) is None else CLIENT_SECTION
        return RedirectResponse(next_page, 303, headers={"Set-Cookie": self._access.expired_cookie()})

    def _redeem(self, request: Request, code: str, following: str) -> Response:
        opened = self._access.sign_ins.redeem(code)
        if not isinstance(opened, Refusal):
            return RedirectResponse(following, 303, headers={"Set-Cookie": self._access.cookie(opened)})
        problem = REFUSALS[opened]
        if prefers_html(request.scope):
            return self._page(request, following, problem)
        raise ProblemError(problem)

    def _page(self, request: Request, following: str, problem: Problem | None = None) -> Response:
        return self._pages.answer(
            request.scope,
            "sign_in.html",
            status=problem.status if problem else 200,
            following=following,
            problem=problem,
            signed_out=problem is None and "signed-out" in request.query_params,
        )


def _parse_form(body: bytes) -> SignInForm:
    try:
        fields = parse_qs(body.decode("utf-8", "replace"), max_num_fields=PARAMETERS)
    except ValueError:
        return SignInForm()
    return SignInForm(**{name: values[0] for name, values in fields.items() if name in {"code", "next"}})
