"""The pages: templates of the package, filled in and sent with what the frame around them shows."""

from __future__ import annotations

from functools import cached_property
from html import escape
from typing import TYPE_CHECKING

from starlette.responses import HTMLResponse, Response

from graphex.escapes import spell_out
from graphex.program import NAME, as_started
from graphex.web.pages.wording import count, format_day, format_moment, format_size

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from jinja2 import Environment
    from starlette.types import Scope

    from graphex.web.pages.assets import Assets

    Frame = Callable[[Scope], Mapping[str, object]]


class Pages:
    """Fills templates in; the engine is loaded with the first page, so that the first answer is not delayed.

    `frame` says what stands around every page that answers a request. It may wait: show pages in worker threads.
    """

    def __init__(self, *, title: str, assets: Assets, frame: Frame, program: str = NAME) -> None:
        self.program = program
        """The words that start this program, in the commands that are shown."""
        self._title = title
        self._assets = assets
        self._frame = frame

    def answer(
        self,
        scope: Scope,
        template: str,
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        **values: object,
    ) -> Response:
        """Return the answer that shows a template."""
        text = self.render(template, **values, **self._frame(scope), path=scope["path"])
        return HTMLResponse(text, status, dict(headers or {}))

    def render(self, template: str, **values: object) -> str:
        """Return a template filled in with these values, the title of the server, and commands as they run."""
        text = self._environment.get_template(template).render(**values, title=self._title)
        return as_started(text, escape(self.program))

    @cached_property
    def _environment(self) -> Environment:
        # Jinja takes 60 ms to load: the first page pays for it, not the start of the server.
        from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415

        from graphex.web.pages.odd_names import show_name  # noqa: PLC0415 - it comes with Jinja

        environment = Environment(
            loader=PackageLoader("graphex.web"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        environment.filters |= {"size": format_size, "day": format_day, "moment": format_moment, "count": count}
        environment.filters |= {"name": show_name, "spelled": spell_out}
        environment.globals["asset"] = self._assets.url
        return environment
