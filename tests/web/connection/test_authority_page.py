"""The page for other devices over plain HTTP, on the port that serves HTTPS."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import http.client
import plistlib
import re
import socket
import ssl
import threading
from typing import TYPE_CHECKING

import pytest
import uvicorn

from graphex.settings import load_settings
from graphex.tls import ServerTLS, bootstrap
from graphex.tls.serving.plain_page import PlainAnswer
from graphex.web.app import create_app
from graphex.web.server import protocol
from issued_pair import AUTHORITY_NAME, write_foreign_pair, write_issued_pair
from patience import PATIENCE_SECONDS, let_pass, until
from tls.handshake import served_certificate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tls.material import Issued

IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/156"
LARGE = 8 * 1024 * 1024


@contextlib.contextmanager
def serving(tls: ServerTLS, root: Path, *, plain_root_page: bool = True) -> Iterator[int]:
    """Serve the application from a thread with real TLS; yields the port."""
    settings = load_settings({"root": str(root), "plain_root_page": plain_root_page}, cwd=root)
    app = create_app(settings, tls=tls)
    config = uvicorn.Config(
        app, http=protocol.BoundedProtocol, log_config=None, timeout_graceful_shutdown=1, **tls.uvicorn_options()
    )
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join()
            tls.close()


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("certificates")


@pytest.fixture(scope="module")
def root(certificates: Path) -> Issued:
    return write_issued_pair(certificates)


@pytest.fixture(scope="module")
def port(
    root: Issued,  # noqa: ARG001 - it writes the pair
    certificates: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[int]:
    with serving(bootstrap(certificates), tmp_path_factory.mktemp("root")) as port:
        yield port


def ask(port: int, path: str, method: str = "GET", **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
    connection.request(method, path, headers={"Host": f"build.corp:{port}", **headers})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer, body


def root_of_profile(profile: bytes) -> bytes:
    content: bytes = plistlib.loads(profile)["PayloadContent"][0]["PayloadContent"]
    return content


@pytest.mark.parametrize("path", ["/", "/connection", "/?from=code"])
def test_the_page_says_what_to_compare_and_leads_to_https(port: int, root: Issued, path: str) -> None:
    answer, body = ask(port, path)

    page = body.decode()
    assert answer.status == 200
    assert hashlib.sha256(root.der).hexdigest() in page
    assert "compare its fingerprint with the one in the server's terminal" in page
    assert AUTHORITY_NAME in page
    assert f'href="https://build.corp:{port}/"' in page
    assert "origin.invalid" not in page


@pytest.mark.parametrize(("user_agent", "first"), [(IPHONE, "Profile Downloaded"), (WINDOWS, "certutil -hashfile")])
def test_the_steps_for_the_visitors_device_are_open(port: int, user_agent: str, first: str) -> None:
    page = ask(port, "/", **{"User-Agent": user_agent})[1].decode()

    opened = page.partition('<details class="guide" open')[2].partition("</details>")[0]
    assert first in opened


def test_the_page_stands_alone(port: int) -> None:
    answer, body = ask(port, "/")

    page = body.decode()
    style = page.partition("<style>")[2].partition("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = answer.headers["Content-Security-Policy"]
    assert f"style-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
    assert "script" not in policy
    assert not re.search(r"<script|<form|<link[^>]+stylesheet|\ssrc=|\sstyle=", page)
    assert len(body) < 32 * 1024


@pytest.mark.parametrize(
    ("name", "media_type", "read"),
    [
        ("authority.pem", "application/x-x509-ca-cert", lambda body: ssl.PEM_cert_to_DER_cert(body.decode())),
        ("authority.crt", "application/x-x509-ca-cert", bytes),
        ("authority.mobileconfig", "application/x-apple-aspen-config", root_of_profile),
    ],
)
def test_the_files_are_the_public_authority(
    port: int, root: Issued, name: str, media_type: str, read: Callable[[bytes], bytes]
) -> None:
    answer, body = ask(port, f"/connection/{name}")

    assert read(body) == root.der
    assert answer.headers["Content-Type"] == media_type
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert b"PRIVATE" not in body


@pytest.mark.parametrize("path", ["/", "/connection/authority.crt"])
def test_the_head_alone_is_answered(port: int, path: str) -> None:
    whole = ask(port, path)
    head = ask(port, path, "HEAD")

    assert head[0].status == 200
    assert head[1] == b""
    assert head[0].headers["Content-Length"] == str(len(whole[1]))


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/sign-in"),
        ("GET", "/api/connection"),
        ("GET", "/api/graphs"),
        ("GET", "/healthz"),
        ("GET", "/static/base.css"),
        ("GET", "/connection/certificate.pem"),
        ("GET", "/connection/authority.key"),
        ("GET", "/connection/../key.pem"),
        ("GET", "/connection/"),
        ("POST", "/"),
        ("DELETE", "/connection/authority.pem"),
    ],
)
def test_everything_else_is_redirected(port: int, method: str, path: str) -> None:
    answer, _ = ask(port, path, method)

    assert answer.status == 307
    assert answer.headers["Location"] == f"https://build.corp:{port}{path}"


def test_https_on_the_same_port_goes_on(port: int, certificates: Path) -> None:
    assert ask(port, "/")[0].status == 200
    assert served_certificate(port, name="localhost") is not None
    assert (certificates / "cert.pem").exists()


@pytest.mark.parametrize(("write", "switched_on"), [(write_issued_pair, False), (write_foreign_pair, True)])
def test_without_the_switch_or_without_an_authority_there_is_no_page(
    tmp_path: Path, write: Callable[[Path], object], *, switched_on: bool
) -> None:
    write(tmp_path / "certificates")

    with serving(bootstrap(tmp_path / "certificates"), tmp_path, plain_root_page=switched_on) as port:
        answers = [ask(port, path)[0].status for path in ("/", "/connection", "/connection/authority.pem")]

    assert answers == [307, 307, 307]


def test_a_new_authority_is_shown_as_soon_as_it_is_served(tmp_path: Path) -> None:
    write_issued_pair(tmp_path / "certificates")
    tls = bootstrap(tmp_path / "certificates")

    with serving(tls, tmp_path) as port:
        before = ask(port, "/connection/authority.pem")[1]
        root = write_issued_pair(tmp_path / "certificates")
        until(lambda: ask(port, "/connection/authority.pem")[1] == root.pem)

    assert before != root.pem


def test_whoever_does_not_take_the_answer_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "ANSWER_SECONDS", 0.3)
    tls = bootstrap(tmp_path / "certificates")
    tls.answer_plainly(lambda _request: PlainAnswer(bytes(LARGE), "text/plain"))

    with serving(tls, tmp_path, plain_root_page=False) as port:
        received = take_late(port)

    assert received < LARGE


def take_late(port: int) -> int:
    """Ask for a large answer, read nothing for a second, then count what still comes."""
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        client.settimeout(PATIENCE_SECONDS)
        client.connect(("127.0.0.1", port))
        client.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        let_pass(1.0)
        received = 0
        with contextlib.suppress(ConnectionError):
            while data := client.recv(65536):
                received += len(data)
    return received
