"""The configurations of reverse proxies in the how-to pages: each proxy runs with its file and passes requests on."""

from __future__ import annotations

import datetime as dt
import http.client
import json
import shutil
import socket
import ssl
import subprocess
import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import trustme
from websockets.sync.client import connect
from websockets.sync.server import ServerConnection, serve

from command_line import run_graphex
from graphex.tls.certificates.authority import create_authority, issue
from graphex.tls.certificates.names import Names
from patience import until
from ports import free_port, wait_for_port
from tls.handshake import served_certificate

if TYPE_CHECKING:
    from collections.abc import Iterator

FILES = Path(__file__).parents[2] / "docs" / "how-to" / "files"
AUTHORITY = "/var/lib/graphex/authority"
PUBLIC_CERTIFICATE = "/etc/letsencrypt/live/build.example.org"


@dataclass(frozen=True)
class Site:
    """What stands around a proxy: GraphEx's place behind it, the public certificate, and a client that trusts that."""

    upstream_port: int
    directory: Path
    client: ssl.SSLContext


def answer_with_headers(connection: ServerConnection) -> None:
    """Stand in for GraphEx: tell over a WebSocket what arrived."""
    assert connection.request
    connection.send(json.dumps({name.lower(): value for name, value in connection.request.headers.raw_items()}))


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    now = dt.datetime.now(dt.UTC)
    local = create_authority(label="me@here", names=Names(("localhost",)), allowed=Names(), now=now)
    (tmp_path / "authority.pem").write_bytes(local.certificate_pem)
    pair = issue(local, Names(("localhost",)), now=now, days=30)
    (tmp_path / "cert.pem").write_bytes(pair.certificate_pem)
    (tmp_path / "key.pem").write_bytes(pair.key_pem)
    authority = trustme.CA()
    issued = authority.issue_cert("build.example.org", "localhost")
    issued.cert_chain_pems[0].write_to_path(tmp_path / "fullchain.pem")
    issued.private_key_pem.write_to_path(tmp_path / "privkey.pem")
    client = ssl.create_default_context()
    authority.configure_trust(client)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    with serve(answer_with_headers, "127.0.0.1", 0, ssl=tls) as upstream:
        serving = threading.Thread(target=upstream.serve_forever)
        serving.start()
        yield Site(int(upstream.socket.getsockname()[1]), tmp_path, client)
        upstream.shutdown()
        serving.join()


@contextmanager
def running(command: list[str], port: int, directory: Path) -> Iterator[None]:
    """Run a proxy until it listens and the block has ended."""
    with (directory / "log").open("w") as log, subprocess.Popen(command, stdout=log, stderr=log) as process:
        try:
            wait_for_port(port)
            yield
        finally:
            process.terminate()


def nginx_configuration(site: Site, port: int) -> str:
    text = (FILES / "nginx.conf").read_text("utf-8")
    text = text.replace("    listen [::]:443 ssl;\n", "").replace("listen 443", f"listen 127.0.0.1:{port}")
    text = text.replace(":8080", f":{site.upstream_port}")
    text = text.replace(AUTHORITY, str(site.directory)).replace(PUBLIC_CERTIFICATE, str(site.directory))
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    paths = "".join(f"{kind}_temp_path {site.directory}/{kind};\n" for kind in kinds)
    main = f"user root; pid {site.directory}/pid; error_log stderr; events {{}}"
    return f"{main}\nhttp {{\naccess_log off;\n{paths}{text}}}\n"


def caddy_configuration(site: Site, port: int) -> str:
    text = (FILES / "Caddyfile").read_text("utf-8")
    tls = f"\ttls {site.directory}/fullchain.pem {site.directory}/privkey.pem\n"
    text = text.replace("build.example.org {\n", f"https://build.example.org:{port} {{\n\tbind 127.0.0.1\n{tls}")
    text = text.replace(":8080", f":{site.upstream_port}").replace(AUTHORITY, str(site.directory))
    return f"{{\n\tadmin off\n\tauto_https disable_redirects\n\tstorage file_system {site.directory}\n}}\n{text}"


def headers_that_arrive(site: Site, port: int) -> dict[str, str]:
    """Open a WebSocket through the proxy, lying about where the request comes from."""
    lies = {"X-Forwarded-For": "203.0.113.9"}
    with (
        socket.create_connection(("127.0.0.1", port), timeout=100) as sock,
        connect(
            f"wss://build.example.org:{port}/", sock=sock, ssl=site.client, additional_headers=lies, proxy=None
        ) as client,
    ):
        headers: dict[str, str] = json.loads(client.recv(timeout=100))
    return headers


def arrived(headers: dict[str, str]) -> tuple[str, str, str]:
    return headers["host"], headers["x-forwarded-for"], headers["x-forwarded-proto"]


@pytest.mark.skipif(not shutil.which("nginx"), reason="nginx is not installed")
def test_nginx_verifies_graphex_and_passes_websockets_host_and_client_on(site: Site) -> None:
    port = free_port()
    configuration = site.directory / "nginx.conf"
    configuration.write_text(nginx_configuration(site, port), "utf-8")

    with running(["nginx", "-g", "daemon off;", "-c", str(configuration)], port, site.directory):
        headers = headers_that_arrive(site, port)

    assert arrived(headers) == (f"build.example.org:{port}", "127.0.0.1", "https")


@pytest.mark.skipif(not shutil.which("caddy"), reason="caddy is not installed")
def test_caddy_verifies_graphex_and_passes_websockets_host_and_client_on(site: Site) -> None:
    port = free_port()
    configuration = site.directory / "Caddyfile"
    configuration.write_text(caddy_configuration(site, port), "utf-8")

    with running(["caddy", "run", "--config", str(configuration)], port, site.directory):
        headers = headers_that_arrive(site, port)

    assert arrived(headers) == (f"build.example.org:{port}", "127.0.0.1", "https")


@dataclass(frozen=True)
class Server:
    """A running GraphEx with an authority of its own, as the page says."""

    port: int
    directory: Path

    def renew(self) -> None:
        """Renew the certificate, and wait until the new one is served."""
        before = served_certificate(self.port)
        done = run_graphex("certs", "renew", "-s", "certs", "--ca-dir", "authority", cwd=self.directory)
        assert done.returncode == 0, done.stderr
        until(lambda: served_certificate(self.port) != before)


@pytest.fixture
def graphex(tmp_path: Path) -> Iterator[Server]:
    made = run_graphex("trust", "--make-only", "--ca-dir", "authority", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    port = free_port()
    options = ["--host", "127.0.0.1", "-p", str(port), "-s", "certs", "--ca-dir", "authority"]
    command = [sys.executable, "-m", "graphex", "serve", *options]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        wait_for_port(port)
        yield Server(port, tmp_path)
        process.terminate()


def ask(site: Site, port: int) -> int:
    """Ask for a page through the proxy, on a new connection, and return the status."""
    connection = http.client.HTTPSConnection("localhost", port, timeout=100, context=site.client)
    try:
        connection.request("GET", "/healthz", headers={"Connection": "close"})
        return connection.getresponse().status
    finally:
        connection.close()


@pytest.mark.skipif(not shutil.which("nginx"), reason="nginx is not installed")
@pytest.mark.parametrize("reuse", ["on", "off"])
def test_a_renewal_breaks_nothing_behind_nginx(site: Site, graphex: Server, reuse: str) -> None:
    port = free_port()
    behind = replace(site, upstream_port=graphex.port)
    text = nginx_configuration(behind, port).replace(
        f"{site.directory}/authority.pem", f"{graphex.directory}/authority/authority.pem"
    )
    text = text.replace("proxy_ssl_verify on;", f"proxy_ssl_verify on; proxy_ssl_session_reuse {reuse};")
    (site.directory / "nginx.conf").write_text(text.replace("keepalive 16;", ""), "utf-8")

    with running(["nginx", "-g", "daemon off;", "-c", str(site.directory / "nginx.conf")], port, site.directory):
        before = ask(site, port)
        graphex.renew()
        after = [ask(site, port) for _ in range(10)]

    assert before == 200
    assert after == [200] * 10
