"""What is said once the server answers."""

from __future__ import annotations

import io
import json
import re
import socket
from typing import TYPE_CHECKING

import pytest

from graphex.cli.announcement import Announcement
from graphex.cli.output import Output
from graphex.settings import Settings
from graphex.tls import ServerTLS, TLSOptions, bootstrap
from graphex.tls.certificate import fingerprint
from graphex.tls.names import interface_addresses
from graphex.web.listen import open_sockets
from issued_pair import AUTHORITY_NAME, write_issued_pair

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def tls(tmp_path: Path) -> Iterator[ServerTLS]:
    made = bootstrap(tmp_path)
    yield made
    made.close()


def announce(tls: ServerTLS, host: str | None, settings: Settings) -> tuple[Announcement, int]:
    sockets = open_sockets(host, 0, environment={})
    port = sockets[0].getsockname()[1]
    announcement = Announcement.of(settings, tls, sockets, "/sign-in?code=abc")
    for one in sockets:
        one.close()
    return announcement, port


def printed(announcement: Announcement) -> str:
    stdout = io.StringIO()
    announcement.print(Output(stdout, io.StringIO()))
    return stdout.getvalue()


def test_it_says_where_how_to_sign_in_and_with_which_certificate(tls: ServerTLS) -> None:
    announcement, port = announce(tls, None, Settings())

    text = printed(announcement)

    info = tls.info()
    assert f"https://localhost:{port}" in text
    assert f"https://localhost:{port}/sign-in?code=abc" in text
    assert str(tls.certfile) in text
    assert str(info.names) in text
    assert f"{info.not_after:%Y-%m-%d}" in text
    assert info.sha256 in text
    assert info.sha256.replace(":", "").lower() in text
    assert f"https://localhost:{port}/connection" in text


def test_every_address_of_the_network_is_said(tls: ServerTLS) -> None:
    announcement, port = announce(tls, None, Settings())

    lasting = interface_addresses().lasting

    expected = {f"https://[{a}]:{port}" if a.version == 6 else f"https://{a}:{port}" for a in lasting}
    assert expected <= set(announcement.network)


@pytest.mark.parametrize(
    ("host", "local"), [("127.0.0.1", "localhost"), ("::1", "localhost"), ("127.0.0.2", "127.0.0.2")]
)
def test_a_server_for_this_machine_alone_says_so(tls: ServerTLS, host: str, local: str) -> None:
    announcement, port = announce(tls, host, Settings(host=host))

    assert announcement.local == (f"https://{local}:{port}",)
    assert announcement.network == ()


def test_quiet_leaves_the_one_line_that_is_needed(tls: ServerTLS) -> None:
    announcement, port = announce(tls, "127.0.0.1", Settings(quiet=True))

    assert printed(announcement) == f"https://localhost:{port}/sign-in?code=abc\n"


def test_machines_get_one_json_object_on_one_line(tls: ServerTLS) -> None:
    announcement, port = announce(tls, "127.0.0.1", Settings(json_logs=True))

    line = printed(announcement)

    said = json.loads(line)
    assert line.count("\n") == 1
    assert said["addresses"]["local"] == [f"https://localhost:{port}"]
    assert said["certificate"]["sha256"] == tls.info().sha256
    assert said["sign_in"].endswith("/sign-in?code=abc")


def test_without_sign_in_there_is_no_link(tls: ServerTLS) -> None:
    announcement, _ = announce(tls, "127.0.0.1", Settings(sign_in=False, host="127.0.0.1"))

    assert "Sign in" not in printed(announcement)
    assert announcement.as_json()["sign_in"] is None


def test_the_authority_is_said_with_its_fingerprint_in_both_forms(tmp_path: Path) -> None:
    root = write_issued_pair(tmp_path / "issued")
    announcement, _ = announce(bootstrap(tmp_path / "issued"), None, Settings())

    text = printed(announcement)

    assert AUTHORITY_NAME in text
    assert fingerprint(root.certificate) in text
    assert fingerprint(root.certificate).replace(":", "").lower() in text
    assert "Other devices" not in text
    assert announcement.as_json()["authority"]["sha256"] == fingerprint(root.certificate)


def test_the_plain_page_is_said_by_an_address_that_phones_understand(tmp_path: Path) -> None:
    write_issued_pair(tmp_path / "issued")
    announcement, port = announce(bootstrap(tmp_path / "issued"), None, Settings(plain_root_page=True))

    said = announcement.as_json()["plain_page"]

    assert re.fullmatch(rf"http://[0-9.]+:{port}/connection", said)
    assert said in printed(announcement)


def test_on_this_machine_alone_other_devices_are_no_matter(tmp_path: Path) -> None:
    write_issued_pair(tmp_path / "issued")
    announcement, _ = announce(bootstrap(tmp_path / "issued"), "localhost", Settings(plain_root_page=True))

    assert "Other devices" not in printed(announcement)


def test_without_an_authority_there_is_no_plain_page(tls: ServerTLS) -> None:
    announcement, _ = announce(tls, None, Settings(plain_root_page=True))

    assert announcement.as_json()["plain_page"] is None
    assert announcement.as_json()["authority"] is None


def test_an_emergency_is_said(tmp_path: Path) -> None:
    (tmp_path / "key.pem").write_text("broken", encoding="utf-8")
    announcement, _ = announce(bootstrap(tmp_path, options=TLSOptions(emergency=True)), None, Settings())

    text = printed(announcement)

    assert "temporary, in memory only" in text
    assert "The certificate is broken" in text
    assert announcement.as_json()["certificate"]["action"] == "emergency"


def test_the_usual_port_is_left_out(tls: ServerTLS, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        monkeypatch.setattr("graphex.cli.announcement._HTTPS_PORT", listening.getsockname()[1])

        announcement = Announcement.of(Settings(), tls, [listening], "/")

    assert announcement.sign_in == "https://localhost/"
