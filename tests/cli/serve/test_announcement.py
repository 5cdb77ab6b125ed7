"""What is said once the server answers."""

from __future__ import annotations

import io
import json
import re
import shlex
import socket
import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from graphex.cli.output import Output
from graphex.cli.serve.announcement import Announcement
from graphex.settings import Settings
from graphex.tls import ServerTLS, TLSOptions, bootstrap
from graphex.tls.certificates.certificate import fingerprint
from graphex.tls.certificates.names import interface_addresses
from graphex.web.server.listen import open_sockets
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
    assert ", ".join(info.names.dns[:2]) in text
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
    assert "Sign-in:" in printed(announcement)
    assert "everybody on this machine is let in" in printed(announcement)
    assert announcement.as_json()["sign_in"] is None


def test_the_served_folder_is_said_and_named_where_it_has_to_be(tls: ServerTLS, tmp_path: Path) -> None:
    folder = tmp_path / "it's mine"
    announcement, _ = announce(tls, "127.0.0.1", Settings(root=folder))

    text = printed(announcement)

    assert f"Folder:       {folder}\n" in text
    assert f"python3 -m graphex sign-in -r {shlex.quote(str(folder))}\n" in text
    assert announcement.as_json()["folder"] == str(folder)


def test_in_the_folder_itself_the_short_command_does(tls: ServerTLS, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tls.directory)
    announcement, _ = announce(tls, "127.0.0.1", Settings(root=tls.directory))

    assert "another: python3 -m graphex sign-in\n" in printed(announcement)


def test_of_many_addresses_a_few_are_shown_with_the_command_for_all(tls: ServerTLS) -> None:
    announcement, _ = announce(tls, "127.0.0.1", Settings(root=tls.directory))
    many = replace(announcement, network=tuple(f"https://10.0.0.{number}:8080" for number in range(70)))

    text = printed(many)

    assert text.count("https://10.0.0.") == 8
    assert "and 62 more; all with a link to sign in: python3 -m graphex sign-in -r " in text
    assert len(text.splitlines()) < 32


def test_of_many_names_a_few_are_shown_with_the_command_for_all(tmp_path: Path) -> None:
    tls = bootstrap(tmp_path / "it's mine", hostnames=[f"n{number}.lan" for number in range(70)])
    announcement, _ = announce(tls, "127.0.0.1", Settings())

    text = printed(announcement)

    place = shlex.quote(str(tls.directory))
    assert re.search(rf"and \d+ more; all of them: python3 -m graphex certs show -s {re.escape(place)}\n", text)
    assert len(announcement.as_json()["certificate"]["names"]) > 70


def test_trust_is_recommended_to_a_person_with_a_certificate_of_graphex(
    tls: ServerTLS, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graphex.cli.serve.announcement.is_person", lambda *_: True)
    announcement, _ = announce(tls, None, Settings())

    assert "to end that: python3 -m graphex trust, or https://localhost" in printed(announcement)


def test_a_service_is_told_what_helps_instead(tls: ServerTLS, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graphex.cli.serve.announcement.is_person", lambda *_: False)
    announcement, _ = announce(tls, None, Settings())

    text = printed(announcement)

    assert "graphex trust" not in text
    assert re.search(r"python3 -m graphex certs issue --name [a-z0-9-]+\.local --out [a-z0-9-]+\.local\n", text)
    assert str(tls.directory) in text


def test_for_a_pair_of_the_user_s_own_trust_is_no_way(tmp_path: Path) -> None:
    put_self_signed(tmp_path)
    announcement, _ = announce(bootstrap(tmp_path), None, Settings())

    text = printed(announcement)

    assert "The browser warns until it trusts this certificate; how to trust it: https://localhost" in text
    assert "graphex trust" not in text


def put_self_signed(directory: Path) -> None:
    """Make a pair as people do, with the program."""
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    names = [
        "-subj",
        "/CN=localhost",
        "-addext",
        "subjectAltName=DNS:localhost",
        "-addext",
        "basicConstraints=CA:FALSE",
    ]
    subprocess.run(
        [*command, *names, "-keyout", "key.pem", "-out", "cert.pem", "-days", "90"],
        cwd=directory,
        check=True,
        capture_output=True,
    )
    (directory / "key.pem").chmod(0o600)


def test_an_issued_pair_is_said_in_plain_words(tmp_path: Path) -> None:
    write_issued_pair(tmp_path / "issued")
    announcement, _ = announce(bootstrap(tmp_path / "issued"), None, Settings())

    assert "Browsers that trust the authority do not warn" in printed(announcement)


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
        monkeypatch.setattr("graphex.cli.serve.announcement._HTTPS_PORT", listening.getsockname()[1])

        announcement = Announcement.of(Settings(), tls, [listening], "/")

    assert announcement.sign_in == "https://localhost/"
