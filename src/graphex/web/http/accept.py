"""What a client would rather have, by its Accept headers (RFC 9110 §12.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from graphex.web.http.origins import header

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.types import Scope

PROBLEM_TYPE: Final = "application/problem+json"


def prefers_html(scope: Scope) -> bool:
    """Return whether the Accept header names HTML, and nothing that a program would rather have."""
    weights = _weights(header(scope, b"accept") or "")
    html = weights.get("text/html", 0.0)
    return html > 0 and html >= max(weights.get("application/json", 0.0), weights.get(PROBLEM_TYPE, 0.0))


def best_coding(scope: Scope, offered: Iterable[str]) -> str | None:
    """Return which of the codings the client would rather have, the first of equals; None for none of them."""
    weights = _weights(header(scope, b"accept-encoding") or "")
    anything = weights.get("*", 0.0)
    best = max(offered, key=lambda coding: weights.get(coding, anything), default=None)
    return best if best is not None and weights.get(best, anything) > 0 else None


def _weights(accept: str) -> dict[str, float]:
    weights: dict[str, float] = {}
    for item in accept.split(","):
        kind, *parameters = (part.strip().lower() for part in item.split(";"))
        quality = next((text[2:] for text in parameters if text.startswith("q=")), "1")
        try:
            weights[kind] = float(quality)
        except ValueError:
            weights[kind] = 0.0
    return weights
