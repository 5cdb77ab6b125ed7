"""What clients would rather have."""

from __future__ import annotations

import pytest

from graphex.web.http.accept import best_coding, prefers_html


@pytest.mark.parametrize(
    ("accept", "html"),
    [
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", True),
        ("text/html", True),
        ("TEXT/HTML;Q=0.5", True),
        ("*/*", False),
        ("", False),
        ("application/json, text/html;q=0.9", False),
        ("text/html;q=0", False),
        ("text/html;q=x", False),
    ],
)
def test_html_is_for_those_who_ask_for_it(accept: str, html: bool) -> None:
    scope = {"headers": [(b"accept", accept.encode())]}

    assert prefers_html(scope) is html


@pytest.mark.parametrize(
    ("accept", "coding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("gzip;q=1.0, br;q=0.5", "gzip"),
        ("br;q=0, gzip;q=0.1", "gzip"),
        ("*", "br"),
        ("*;q=0, gzip", "gzip"),
        ("identity", None),
        ("", None),
        ("br;q=0, gzip;q=0", None),
    ],
)
def test_the_coding_that_a_client_likes_best_is_chosen_the_first_of_equals(accept: str, coding: str | None) -> None:
    scope = {"headers": [(b"accept-encoding", accept.encode())]}

    assert best_coding(scope, ("br", "gzip")) == coding


def test_of_no_codings_none_is_chosen() -> None:
    scope = {"headers": [(b"accept-encoding", b"gzip")]}

    assert best_coding(scope, ()) is None
