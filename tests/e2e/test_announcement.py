"""What is said at start, to people and to programs, and that it is true."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives import hashes

from e2e.clients import fingerprint, get
from e2e.machine import host_name, interface_address
from e2e.pairs import certificate, write_foreign, write_own
from e2e.server import Surroundings, graphex, running
from e2e.terminal import terminal

if TYPE_CHECKING:
    from pathlib import Path

ESCAPE = "\x1b["


def test_people_are_told_where_how_and_with_which_certificate(tmp_path: Path) -> None:
    with running("--name", "build.example", cwd=tmp_path) as server:
        said, shown, leaf = server.stdout, fingerprint(server.port), certificate(tmp_path)

    assert f"https://localhost:{server_port(said)}/sign-in?code=" in said
    assert f"https://{interface_address() or 'localhost'}:{server_port(said)}" in said
    assert f"https://{host_name() or 'localhost'}:{server_port(said)}" in said
    assert f"{tmp_path}/cert.pem (created just now)" in said
    assert f"Folder:       {tmp_path}\n" in said
    assert shown in said
    assert shown.replace(":", "").lower() in said
    assert "build.example" in said
    assert f"{leaf.not_valid_after_utc:%Y-%m-%d} (195 days), renewed by itself from " in said
    assert "The browser warns until it trusts this certificate" in said
    assert ESCAPE not in said


def server_port(said: str) -> int:
    found = re.search(r"https://localhost:(\d+)", said)
    assert found is not None
    return int(found[1])


def test_programs_are_told_the_same_on_one_line(tmp_path: Path) -> None:
    write_own(tmp_path)

    with running("--json-logs", "-v", cwd=tmp_path) as server:
        get(server)
        lines = server.stdout.splitlines()
        started = server.started
        shown = fingerprint(server.port)

    told = started["certificate"]
    assert len(lines) == 1
    assert started["event"] == "started"
    assert told["sha256"] == shown
    assert told["file"] == str(tmp_path / "cert.pem")
    assert told["action"] == "reused"
    assert dt.datetime.fromisoformat(told["not_after"]) == certificate(tmp_path).not_valid_after_utc
    assert dt.datetime.fromisoformat(told["renewal"]) < dt.datetime.fromisoformat(told["not_after"])
    assert "localhost" in told["names"]
    assert "127.0.0.1" in told["names"]


@pytest.mark.parametrize("level", [(), ("-v",), ("-q",)])
def test_every_line_of_a_json_log_is_json(tmp_path: Path, level: tuple[str, ...]) -> None:
    write_own(tmp_path)
    (tmp_path / "key.pem").chmod(0o644)

    with running("--json-logs", *level, cwd=tmp_path) as server:
        get(server)
        get(server, "/nowhere")
        (tmp_path / "cert.pem").write_text("nonsense\n")
        server.wait_for_log("Still serving")
        server.stop()
        records = [json.loads(line) for line in server.stderr.splitlines()]

    assert records
    assert {"time", "level", "logger", "message"} <= set(records[0])
    assert {record["level"] for record in records} >= {"warning", "error"}


def test_every_line_of_a_json_log_is_json_where_the_start_fails(tmp_path: Path) -> None:
    write_foreign(tmp_path)
    (tmp_path / "cert.pem").write_text("nonsense\n")

    done = graphex("serve", "-p", "0", "--json-logs", cwd=tmp_path)

    records = [json.loads(line) for line in done.stderr.splitlines()]
    assert done.returncode == 3
    assert done.stdout == ""
    assert [record["level"] for record in records if "finding" in record] == ["error"]


def test_quiet_prints_the_link_alone(tmp_path: Path) -> None:
    with running("-q", cwd=tmp_path) as server:
        assert server.stdout == f"{server.sign_in}\n"
        assert server.stderr == ""


def test_verbose_logs_requests(tmp_path: Path) -> None:
    with running("-v", cwd=tmp_path) as server:
        get(server, "/healthz")
        server.wait_for_log("/healthz")


def test_normally_requests_are_not_logged(tmp_path: Path) -> None:
    with running(cwd=tmp_path) as server:
        get(server, "/healthz")

        assert "/healthz" not in server.stderr


def test_a_certificate_of_others_is_told_as_theirs(tmp_path: Path) -> None:
    issued = write_foreign(tmp_path, "localhost", "shop.example")

    with running(cwd=tmp_path) as server:
        said = server.stdout

    assert issued.certificate.fingerprint(hashes.SHA256()).hex(":").upper() in said
    assert "shop.example" in said
    assert "renewed by itself" not in said


@pytest.mark.parametrize("option", ["--color=always", "--color=auto", "--color=never"])
def test_colour_is_for_terminals(tmp_path: Path, option: str) -> None:
    with running(option, "-v", cwd=tmp_path) as server:
        assert (ESCAPE in server.stdout) == (option == "--color=always")


@pytest.mark.parametrize(
    ("variables", "colored"),
    [({}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True), ({"TERM": "dumb"}, False)],
)
def test_a_terminal_gets_colour_unless_it_is_unwanted(tmp_path: Path, variables: dict[str, str], colored: bool) -> None:
    with terminal(tmp_path, "serve", "-p", "0", **variables) as screen:
        screen.wait_for("Ctrl-C ends the server.")

        assert (ESCAPE in screen.shown) == colored


def test_another_address_only_is_told_when_bound_to_it(tmp_path: Path) -> None:
    with running("--json-logs", "--host", "127.0.0.1", cwd=tmp_path) as server:
        assert server.started["addresses"] == {"local": [f"https://localhost:{server.port}"], "network": []}


def test_a_narrow_terminal_breaks_no_link(tmp_path: Path) -> None:
    with terminal(tmp_path, "serve", "-p", "0", "--color=never", COLUMNS="40") as screen:
        screen.wait_for("Ctrl-C ends the server.")

        assert re.search(r"https://localhost:\d+/sign-in\?code=[a-z2-7]{32}\s", screen.shown)


@pytest.mark.parametrize("title", ["Ünïcode ☃", "%s {0} <b>"])
def test_an_unusual_title_is_shown(tmp_path: Path, title: str) -> None:
    with running("--title", title, cwd=tmp_path, surroundings=Surroundings({"LC_ALL": "C"})) as server:
        assert f"\n{title} is served over HTTPS.\n" in server.stdout
        assert get(server).status == 200


@pytest.mark.parametrize("title", ["\x1b[31mred", "two\nlines"])
def test_a_title_that_would_steer_the_terminal_is_refused(tmp_path: Path, title: str) -> None:
    done = graphex("serve", "-p", "0", "--title", title, cwd=tmp_path)

    assert done.returncode == 2
    assert ESCAPE not in done.stderr
