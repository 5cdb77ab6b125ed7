"""The pages: templates of the package, filled in and sent with what the frame around them shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING

from starlette.responses import HTMLResponse, Response

from graphex.escapes import spell_out
from graphex.program import NAME, as_started
from graphex.web.connection.remedies import read_fix
from graphex.web.connection.report import short_fingerprint
from graphex.web.connection.seals import look_at
from graphex.web.http.proxies import Passage, passage
from graphex.web.pages.wording import count, format_ago, format_day, format_moment, format_size

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jinja2 import Environment
    from starlette.types import Scope

    from graphex.tls import ServerTLS
    from graphex.tls.findings import Finding
    from graphex.web.door.access import Access
    from graphex.web.pages.assets import Assets


@dataclass(frozen=True, slots=True)
class Emergency:
    """What the banner says while a temporary certificate is served: what is wrong, and which one it is."""

    findings: tuple[Finding, ...]
    sha256: str

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What has to be mended."""
        return tuple(finding for finding in self.findings if finding.severity == "error")


class Pages:
    """Fills templates in; the engine is loaded with the first page, so that the first answer is not delayed."""

    def __init__(
        self, *, title: str, access: Access, assets: Assets, tls: ServerTLS | None, program: str = NAME
    ) -> None:
        self.program = program
        """The words that start this program, in the commands that are shown."""
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
        text = self.render(
            template,
            **values,
            signed_in=self._access.is_signed_in(scope),
            sign_in_required=self._access.required,
            member=self._access.member(scope) if self._access.required else None,
            seal=look_at(scope, self._tls, now=now),
            fingerprint=self._fingerprint(scope),
            emergency=self._emergency(),
            path=scope["path"],
            ago=lambda moment: format_ago(moment, now),
        )
        return HTMLResponse(text, status, dict(headers or {}))

    def render(self, template: str, **values: object) -> str:
        """Return a template filled in with these values, the title of the server, and commands as they run."""
        text = self._environment.get_template(template).render(**values, title=self._title)
        return as_started(text, escape(self.program))

    def _fingerprint(self, scope: Scope) -> str | None:
        """Return a few digits of the certificate's fingerprint, if it is the one that the browser sees."""
        if self._tls is None or passage(scope) is Passage.PROXY:
            return None
        return short_fingerprint(self._tls.info().sha256)

    def _emergency(self) -> Emergency | None:
        findings = self._tls.emergency() if self._tls else None
        return Emergency(findings, self._tls.info().sha256) if self._tls and findings is not None else None

    @cached_property
    def _environment(self) -> Environment:
        # Jinja takes 60 ms to load: the first page pays for it, not the start of the server.
        from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415

        # It loads cryptography with its package: likewise.
        from graphex.tls.trust.stores import chromium_database  # noqa: PLC0415
        from graphex.web.pages.odd_names import show_name  # noqa: PLC0415

        environment = Environment(
            loader=PackageLoader("graphex.web"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        environment.filters |= {"size": format_size, "day": format_day, "moment": format_moment, "count": count}
        environment.filters |= {"name": show_name, "spelled": spell_out, "remedy": read_fix}
        environment.globals |= {"asset": self._assets.url, "nss": chromium_database}
        return environment
