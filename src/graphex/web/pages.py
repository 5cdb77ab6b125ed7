"""The pages: templates of the package, filled in and sent with what the frame around them shows."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from starlette.responses import HTMLResponse, Response

from graphex.web.connection import short_fingerprint
from graphex.web.wording import count, format_ago, format_day, format_moment, format_size

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jinja2 import Environment
    from starlette.types import Scope

    from graphex.tls import ServerTLS
    from graphex.web.access import Access
    from graphex.web.assets import Assets


class Pages:
    """Fills templates in; the engine is loaded with the first page, so that the first answer is not delayed."""

    def __init__(self, *, title: str, access: Access, assets: Assets, tls: ServerTLS | None) -> None:
        self._title = title
        self._access = access
        self._assets = assets
        self._tls = tls

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
        now = datetime.now(UTC)
        text = self._environment.get_template(template).render(
            **values,
            title=self._title,
            signed_in=self._access.is_signed_in(scope),
            sign_in_required=self._access.required,
            encrypted=scope.get("scheme") == "https",
            fingerprint=short_fingerprint(self._tls.info().sha256) if self._tls else None,
            path=scope["path"],
            ago=lambda moment: format_ago(moment, now),
        )
        return HTMLResponse(text, status, dict(headers or {}))

    @cached_property
    def _environment(self) -> Environment:
        # Jinja takes 60 ms to load: the first page pays for it, not the start of the server.
        from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415

        environment = Environment(
            loader=PackageLoader("graphex.web"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        environment.filters |= {"size": format_size, "day": format_day, "moment": format_moment, "count": count}
        environment.globals["asset"] = self._assets.url
        return environment
