"""Requests, lookups and pings, on this machine only."""

from __future__ import annotations

import http.server
import threading
from typing import TYPE_CHECKING, Any

import pytest
import requests

from graphex.nodes.network import http as nodes
from graphex.nodes.network import lookup, ping
from graphex.plugin.exceptions import InvalidParameterError
from graphex.testing import run_node

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DEFAULTS: dict[str, Any] = {
    "Method": "GET",
    "Allow Redirects": True,
    "Ignore Certs": False,
    "Error On Failure": True,
    "Timeout": 10,
}


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers with what it was asked."""

    def log_message(self, *_: object) -> None:
        """Stay silent."""

    def do_GET(self) -> None:
        """Answer."""
        status = 404 if self.path == "/missing" else 200
        body = f"{self.command} {self.path} {self.headers.get('X-Test')} {self.headers.get('Cookie')}".encode()
        length = int(self.headers.get("Content-Length") or 0)
        body += self.rfile.read(length)
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Disposition", 'attachment; filename="../../evil.txt"')
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET  # noqa: N815 - likewise


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Serve on a free port of this machine."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{running.server_address[1]}"
        running.shutdown()
        thread.join()


def test_a_request_sends_what_it_is_given(server: str) -> None:
    given = {"URL": f"{server}/x", "Method": "POST", "Body": "bödy", "Headers": {"X-Test": 1}, "Cookies": {"c": "v"}}

    run = run_node(nodes.NetworkHTTPRequest, DEFAULTS | given)

    assert run.outputs["Status Code"] == 200
    assert run.outputs["Text Response"].startswith("POST /x 1 c=v")
    assert run.outputs["Response Headers"]["Content-Disposition"]


def test_a_failure_is_an_error_if_wanted(server: str) -> None:
    with pytest.raises(requests.HTTPError):
        run_node(nodes.NetworkHTTPRequest, DEFAULTS | {"URL": f"{server}/missing"})

    run = run_node(nodes.NetworkHTTPRequest, DEFAULTS | {"URL": f"{server}/missing", "Error On Failure": False})

    assert run.outputs["Status Code"] == 404


@pytest.mark.parametrize(
    ("given", "error", "named"),
    [
        ({"Method": "get"}, InvalidParameterError, "Method"),
        ({"Auth Username": "u"}, ValueError, "Auth Password"),
        ({"Auth Password": "p"}, ValueError, "Auth Username"),
        ({"Headers": ["x"]}, ValueError, "Headers"),
        ({"Cookies": ["x"]}, ValueError, "Cookies"),
    ],
)
def test_a_wrong_parameter_is_named_before_anybody_is_asked(
    given: dict[str, Any], error: type[Exception], named: str
) -> None:
    with pytest.raises(error, match=named):
        run_node(nodes.NetworkHTTPRequest, DEFAULTS | {"URL": "http://nobody.invalid"} | given)


def test_the_password_of_an_address_is_not_logged(server: str) -> None:
    address = server.replace("//", "//user:hunter2@")

    run = run_node(nodes.NetworkHTTPRequest, DEFAULTS | {"URL": address})

    assert "hunter2" not in str(run.logs)


def test_a_download_cannot_choose_its_directory(server: str, tmp_path: Path) -> None:
    run = run_node(nodes.NetworkHTTPDownload, {"URL": f"{server}/file", "Path": str(tmp_path)})

    assert run.outputs == {"Downloaded File Path": str(tmp_path / "evil.txt")}
    assert (tmp_path / "evil.txt").read_text().startswith("GET /file")
    assert [path.name for path in tmp_path.iterdir()] == ["evil.txt"]


def test_a_download_that_fails_leaves_nothing(server: str, tmp_path: Path) -> None:
    with pytest.raises(requests.HTTPError):
        run_node(nodes.NetworkHTTPDownload, {"URL": f"{server}/missing", "Path": str(tmp_path / "x")})

    assert list(tmp_path.iterdir()) == []


def test_a_replaced_file_keeps_its_mode_and_the_link_to_it(server: str, tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("old")
    (tmp_path / "kept").chmod(0o640)
    (tmp_path / "link").symlink_to("kept")

    run = run_node(nodes.NetworkHTTPDownload, {"URL": f"{server}/file", "Path": str(tmp_path / "link")})

    assert run.outputs == {"Downloaded File Path": str(tmp_path / "link")}
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "kept").read_text().startswith("GET /file")
    assert (tmp_path / "kept").stat().st_mode & 0o777 == 0o640
    assert {path.name for path in tmp_path.iterdir()} == {"kept", "link"}


@pytest.mark.parametrize(
    ("path", "error"),
    [
        ("", FileNotFoundError),
        ("missing/x", FileNotFoundError),
        ("missing/", IsADirectoryError),
        ("file/", IsADirectoryError),
        ("file/x", NotADirectoryError),
        ("a\0b", ValueError),
    ],
)
def test_an_error_of_a_download_names_the_path_that_was_given(
    server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, error: type[Exception]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("kept")

    with pytest.raises(error) as raised:
        run_node(nodes.NetworkHTTPDownload, {"URL": f"{server}/file", "Path": path})

    assert getattr(raised.value, "filename", path) == path
    assert [(place.name, place.read_text()) for place in tmp_path.iterdir()] == [("file", "kept")]


def test_a_name_has_addresses() -> None:
    inputs = {"Host name": "127.0.0.1", "Include IPv4": True, "Include IPv6": False, "Raise Errors": True}

    assert run_node(lookup.DNSForwardLookup, inputs).outputs == {"IP Addresses": ["127.0.0.1"]}


@pytest.mark.parametrize(
    "name", ["127.0.0.1", "no such host", "", "a..b", ".", "a\0b", f"{'a' * 64}.invalid", "ü" * 70]
)
def test_no_address_is_an_error_or_an_empty_list(name: str) -> None:
    inputs = {"Host name": name, "Include IPv4": False, "Include IPv6": False, "Raise Errors": False}

    assert run_node(lookup.DNSForwardLookup, inputs).outputs == {"IP Addresses": []}
    with pytest.raises((RuntimeError, OSError, ValueError)):
        run_node(lookup.DNSForwardLookup, inputs | {"Raise Errors": True})


def test_an_address_has_a_name() -> None:
    assert run_node(lookup.DNSReverseLookup, {"IP": "127.0.0.1", "Raise Errors": True}).outputs["Host Name"]


@pytest.mark.parametrize("address", ["bad address", "", "a..b", "a\0b", "999.1.1.1"])
def test_no_name_is_an_error_or_empty(address: str) -> None:
    assert run_node(lookup.DNSReverseLookup, {"IP": address, "Raise Errors": False}).outputs == {"Host Name": ""}
    with pytest.raises((OSError, ValueError)):
        run_node(lookup.DNSReverseLookup, {"IP": address, "Raise Errors": True})


PING: dict[str, Any] = {"Attempts": 2, "Timeout": 2, "Source Address": None, "Interface": None}


@pytest.mark.parametrize("target", ["127.0.0.1", "::1"])
@pytest.mark.parametrize("ttl", [None, 5, 0, -2, 300])
def test_this_machine_answers_a_ping(target: str, ttl: int | None) -> None:
    try_ping(PING | {"Target": target, "TTL": ttl})


@pytest.mark.parametrize("target", ["", " ", "no-such-host.invalid", "999.1.1.1", "127.0.0.1:80", "a b", "☃.invalid"])
def test_who_is_not_known_does_not_answer_a_ping(target: str) -> None:
    assert run_node(ping.NetworkPing, PING | {"Target": target, "TTL": None}).outputs == {
        "Delay": -1,
        "Success": False,
    }


@pytest.mark.parametrize("target", ["a..b", f"{'a' * 64}.invalid"])
def test_what_cannot_be_a_name_is_an_error_of_a_ping(target: str) -> None:
    with pytest.raises(UnicodeError):
        run_node(ping.NetworkPing, PING | {"Target": target, "TTL": None})


def try_ping(inputs: dict[str, Any]) -> None:
    """Ping, where the system lets this user."""
    try:
        run = run_node(ping.NetworkPing, inputs)
    except PermissionError as error:
        assert "CAP_NET_RAW" in str(error)  # noqa: PT017 - one of the two is what happens
        return
    except OSError as error:
        pytest.skip(f"this machine cannot ping: {error}")
    assert run.outputs["Success"] is True
    assert 0 < run.outputs["Delay"] < 2
