"""Requests over TLS: which server is trusted, and how this side shows who it is."""

from __future__ import annotations

import http.server
import ssl
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
import requests
import trustme

from graphex.nodes.network.http import NetworkHTTPRequest
from graphex.testing import run_node

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DEFAULTS: dict[str, Any] = {
    "Method": "GET",
    "Allow Redirects": True,
    "Ignore Certs": False,
    "Error On Failure": True,
    "Timeout": 30,
}


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers with the name in the certificate of the client."""

    def log_message(self, *_: object) -> None:
        """Stay silent."""

    def do_GET(self) -> None:
        """Answer."""
        connection: Any = self.connection
        shown = connection.getpeercert()
        body = (shown["subjectAltName"][0][1] if shown else "nobody").encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@dataclass(frozen=True)
class Site:
    """A server, the file with its authority, and a file with a certificate and key for a client."""

    url: str
    authority: str
    client: str


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serve over TLS on a free port; clients may show a certificate of the same authority."""
    directory = tmp_path_factory.mktemp("site")
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(directory / "authority.crt"))
    authority.issue_cert("client.invalid").private_key_and_cert_chain_pem.write_to_path(str(directory / "client"))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("localhost").configure_cert(context)
    authority.configure_trust(context)
    context.verify_mode = ssl.CERT_OPTIONAL
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        running.socket = context.wrap_socket(running.socket, server_side=True)
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        address = f"https://localhost:{running.server_address[1]}/"
        yield Site(address, str(directory / "authority.crt"), str(directory / "client"))
        running.shutdown()
        thread.join()


def request(site: Site, **given: Any) -> Any:
    inputs = {name.replace("_", " "): value for name, value in given.items()}
    return run_node(NetworkHTTPRequest, DEFAULTS | {"URL": site.url} | inputs).outputs["Text Response"]


@pytest.mark.parametrize("ignore", [True, False])
def test_the_certificate_is_shown_to_the_server(site: Site, monkeypatch: pytest.MonkeyPatch, ignore: bool) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", site.authority)

    assert request(site, Certificate=site.client, Ignore_Certs=ignore) == "client.invalid"


def test_without_a_certificate_nobody_is_shown(site: Site) -> None:
    assert request(site, Ignore_Certs=True) == "nobody"
    assert request(site, Certificate="", Ignore_Certs=True) == "nobody"


def test_the_certificate_of_this_side_makes_no_server_trusted(site: Site) -> None:
    with pytest.raises(requests.exceptions.SSLError):
        request(site, Certificate=site.client)


@pytest.mark.parametrize("certificate", ["missing", "."])
def test_a_certificate_that_cannot_be_read_is_an_error(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, certificate: str
) -> None:
    monkeypatch.chdir(tmp_path)

    with pytest.raises(OSError):  # noqa: PT011 - what the library says
        request(site, Certificate=certificate, Ignore_Certs=True)
