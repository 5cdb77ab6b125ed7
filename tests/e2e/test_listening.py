"""Where the server listens: every interface by default, one address on request, a socket from systemd."""

from __future__ import annotations

import re
import socket
import sys
from typing import TYPE_CHECKING

import psutil
import pytest

from e2e.clients import get
from e2e.machine import hosts, interface_address
from e2e.pairs import certificate, listing, write_foreign
from e2e.server import RunningServer, Surroundings, graphex, running, starting, wait_for_announcement
from graphex.tls.certificates.names import Names
from patience import PATIENCE_SECONDS
from ports import free_port, is_open

if TYPE_CHECKING:
    from pathlib import Path

# What systemd does: the socket as descriptor 3, and the number of the process that it is meant for.
HAND_OVER = """
import os, sys
descriptor, *command = sys.argv[1:]
os.dup2(int(descriptor), 3, inheritable=True)
os.environ |= {"LISTEN_FDS": "1", "LISTEN_PID": str(os.getpid())}
os.execv(command[0], command)
"""


@pytest.mark.parametrize("host", hosts())
def test_every_address_of_the_machine_answers(server: RunningServer, host: str) -> None:
    assert get(server, host=host).status == 200


def test_a_taken_port_is_told_with_a_free_one(server: RunningServer, tmp_path: Path) -> None:
    done = graphex("serve", "-p", str(server.port), cwd=tmp_path)

    assert done.returncode == 3
    assert f"Port {server.port} is taken" in done.stderr
    assert "Traceback" not in done.stderr
    suggested = re.search(r"-p (\d+)", done.stderr)
    assert suggested is not None
    with starting("-p", suggested[1], cwd=tmp_path) as second:
        wait_for_announcement(second)
        assert second.port == int(suggested[1])


def test_a_port_that_is_taken_on_one_family_only_is_taken(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        done = graphex("serve", "-p", str(other.getsockname()[1]), cwd=tmp_path)

    assert done.returncode == 3
    assert "is taken" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("-p", "99999"), 2),
        (("-p", "abc"), 2),
        (("--port=-1",), 2),
        (("-p", ""), 2),
        (("--host", "nosuch.invalid"), 2),
        (("--host", "no such host"), 2),
        (("--host", "203.0.113.9"), 3),
        (("--host", "2001:db8::9"), 3),
    ],
)
def test_an_address_that_cannot_be_had_is_told_and_gets_into_no_certificate(
    tmp_path: Path, arguments: tuple[str, ...], code: int
) -> None:
    done = graphex("serve", "-p", "0", *arguments, cwd=tmp_path)

    assert done.returncode == code, done.stderr
    assert done.stderr.count("error: ") == 1
    assert "Traceback" not in done.stderr
    assert "bug in GraphEx" not in done.stderr
    assert {"cert.pem", "key.pem"}.isdisjoint(listing(tmp_path)) or not Names.of_certificate(
        certificate(tmp_path)
    ).covers(arguments[-1])


@pytest.mark.parametrize(("host", "deaf"), [("127.0.0.1", "::1"), ("::1", "127.0.0.1")])
def test_a_server_on_one_address_answers_there_only(tmp_path: Path, host: str, deaf: str) -> None:
    with running("--host", host, cwd=tmp_path) as server:
        assert get(server, host=host).status == 200
        with pytest.raises(OSError, match=r"."):
            socket.create_connection((deaf, server.port), timeout=PATIENCE_SECONDS)


def test_localhost_answers_over_both_families(tmp_path: Path) -> None:
    with running("--host", "localhost", cwd=tmp_path) as server:
        assert [get(server, host=host).status for host in ("127.0.0.1", "localhost")] == [200, 200]
        outside = interface_address()
        assert outside is None or not accepts(outside, server.port)


def accepts(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(PATIENCE_SECONDS)
        return probe.connect_ex((host, port)) == 0


def test_a_socket_from_systemd_is_served(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        surroundings = Surroundings(
            prefix=(sys.executable, "-c", HAND_OVER, str(listener.fileno())), pass_fds=(listener.fileno(),)
        )
        port = listener.getsockname()[1]
        with starting("-p", "1", cwd=tmp_path, surroundings=surroundings) as server:
            wait_for_announcement(server)
            listener.close()

            assert server.port == port
            assert get(server, host="127.0.0.1").status == 200
            assert server.stop() == 0


def test_sockets_that_are_meant_for_another_process_are_left_alone(tmp_path: Path) -> None:
    variables = {"LISTEN_FDS": "1", "LISTEN_PID": "1"}

    with running(cwd=tmp_path, surroundings=Surroundings(variables)) as server:
        assert get(server).status == 200


@pytest.mark.parametrize("count", ["zero", "99", ""])
def test_a_strange_number_of_sockets_is_told(tmp_path: Path, count: str) -> None:
    hand_over = HAND_OVER.replace('"1"', repr(count)).replace("int(descriptor)", "2")

    done = graphex(
        "serve", "-p", "0", cwd=tmp_path, surroundings=Surroundings(prefix=(sys.executable, "-c", hand_over, "0"))
    )

    assert done.returncode in {2, 3}
    assert "Traceback" not in done.stderr
    assert "bug in GraphEx" not in done.stderr


def test_a_bad_pair_binds_no_port(tmp_path: Path) -> None:
    write_foreign(tmp_path)
    (tmp_path / "key.pem").write_bytes(b"nonsense")
    port = free_port()

    done = graphex("serve", "-p", str(port), cwd=tmp_path)

    assert done.returncode == 3
    assert not is_open(port)


def test_nothing_but_its_port_is_opened(server: RunningServer) -> None:
    connections = psutil.Process(server.process.pid).net_connections(kind="inet")

    listening = {one.laddr for one in connections if one.status == psutil.CONN_LISTEN}

    assert listening == {("0.0.0.0", server.port), ("::", server.port)}
