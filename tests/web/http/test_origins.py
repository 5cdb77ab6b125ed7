"""Pure decisions about where a request came from."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphex.web.http.origins import (
    confined_path,
    host_name,
    is_foreign_navigation,
    is_own_request,
    names_this_machine,
    own_origin,
)


def scope_of(method: str = "GET", scheme: str = "https", **headers: str) -> dict[str, object]:
    pairs = [(name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in headers.items()]
    return {"type": "http", "method": method, "scheme": scheme, "headers": pairs}


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("localhost:8443", "localhost"),
        ("[::1]:8443", "::1"),
        ("EXAMPLE.test", "example.test"),
        ("", ""),
        ("[::1", ""),
        ("user@host", ""),
        ("host/path", ""),
        ("host?x", ""),
    ],
)
def test_the_host_is_read_without_its_port(host: str, name: str) -> None:
    assert host_name(scope_of(host=host)) == name


@pytest.mark.parametrize(("scheme", "origin"), [("wss", "https://a:1"), ("ws", "http://a:1"), ("https", "https://a:1")])
def test_the_origin_is_that_of_pages(scheme: str, origin: str) -> None:
    assert own_origin(scope_of(scheme=scheme, host="A:1")) == origin


@pytest.mark.parametrize(
    ("headers", "foreign"),
    [
        ({"sec_fetch_site": "cross-site", "sec_fetch_dest": "document"}, True),
        ({"sec_fetch_site": "same-site", "sec_fetch_dest": "document"}, True),
        ({"sec_fetch_site": "cross-site", "sec_fetch_dest": "image"}, False),
        ({"sec_fetch_site": "none", "sec_fetch_dest": "document"}, False),
        ({"sec_fetch_site": "same-origin", "sec_fetch_dest": "document"}, False),
        ({"referer": "https://evil.test/"}, True),
        ({"referer": "https://here.evil.test/"}, True),
        ({"referer": "https://here/page"}, False),
        ({}, False),
    ],
)
def test_a_link_on_a_foreign_page_is_recognised(headers: dict[str, str], foreign: bool) -> None:
    assert is_foreign_navigation(scope_of(host="here", **headers)) is foreign


@pytest.mark.parametrize(
    ("host", "loopback"),
    [("127.9.9.9", True), ("a.localhost", True), ("localhost.evil", False), ("::", False), ("", False)],
)
def test_loopback_is_this_machine_only(host: str, loopback: bool) -> None:
    assert names_this_machine(host) is loopback


@pytest.mark.parametrize("path", ["/", "/connection", "/api/graphs?a=1&b=%20#x"])
def test_a_path_of_ours_is_kept(path: str) -> None:
    assert confined_path(path) == path


@given(st.text())
def test_whatever_is_asked_for_stays_on_this_host(text: str) -> None:
    path = confined_path(text)

    assert path.startswith("/")
    assert not path.startswith(("//", "/\\"))
    assert path.isascii()
    assert path.isprintable()


@pytest.mark.parametrize(
    ("headers", "own"),
    [
        ({}, True),
        ({"sec_fetch_site": "same-origin"}, True),
        ({"sec_fetch_site": "none"}, True),
        ({"sec_fetch_site": "same-site"}, False),
        ({"sec_fetch_site": "cross-site"}, False),
        ({"origin": "https://here"}, True),
        ({"origin": "https://here:1"}, False),
        ({"origin": "null"}, False),
        ({"referer": "https://here/page"}, True),
        ({"referer": "https://here"}, False),
        ({"referer": "https://here.evil.test/"}, False),
        ({"origin": "https://here", "referer": "https://evil.test/"}, False),
    ],
)
def test_a_request_that_a_foreign_page_makes_is_not_our_own(headers: dict[str, str], own: bool) -> None:
    assert is_own_request(scope_of(host="here", **headers)) is own
