"""The listening sockets."""

from __future__ import annotations

import errno
import os
import socket
import subprocess
import sys

import ifaddr
import pytest

from graphex.errors import GraphexError, StartError, UsageError
from graphex.web.server.listen import bound_address, check_host, close_sockets, open_sockets


def close(sockets: list[socket.socket]) -> list[tuple[str, int]]:
    names = [one.getsockname()[:2] for one in sockets]
    for one in sockets:
        one.close()
    return names


def test_without_a_host_both_families_listen_on_one_port() -> None:
    names = close(open_sockets(None, 0, environment={}))

    assert [address for address, _ in names] == ["0.0.0.0", "::"]
    assert len({port for _, port in names}) == 1
    assert names[0][1] > 0


@pytest.mark.parametrize(("host", "address"), [("127.0.0.1", "127.0.0.1"), ("::1", "::1"), ("[::1]", "::1")])
def test_a_host_is_bound_alone(host: str, address: str) -> None:
    names = close(open_sockets(host, 0, environment={}))

    assert [name for name, _ in names] == [address]


def test_a_name_is_bound_at_every_address_it_has(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(socket.AF_INET, 1, 6, "", ("127.0.0.1", 0)), (socket.AF_INET6, 1, 6, "", ("::1", 0, 0, 0))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)

    names = close(open_sockets("localhost", 0, environment={}))

    assert [name for name, _ in names] == ["127.0.0.1", "::1"]
    assert len({port for _, port in names}) == 1


def test_a_machine_without_ipv6_listens_on_ipv4(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "has_ipv6", False)

    names = close(open_sockets(None, 0, environment={}))

    assert [name for name, _ in names] == ["0.0.0.0"]


@pytest.mark.parametrize("address", ["0.0.0.0", "127.0.0.1", "::"])
def test_a_taken_port_is_said_with_a_free_one(address: str) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.create_server((address, 0), family=family) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(StartError) as caught:
            open_sockets(None, port, environment={})

    assert f"Port {port} is taken" in caught.value.message
    suggested = int((caught.value.hint or "").partition("-p ")[2].partition(",")[0])
    close(open_sockets(None, suggested, environment={}))


def test_a_privileged_port_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> socket.socket:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(socket, "create_server", refuse)

    with pytest.raises(StartError, match="Port 443 is reserved") as caught:
        open_sockets(None, 443, environment={})

    assert "8443" in (caught.value.hint or "")


@pytest.mark.parametrize("host", ["no-such-host.invalid", "300.1.1.1", "a b", "\0", "x" * 300])
def test_an_unknown_host_is_explained(host: str) -> None:
    with pytest.raises(UsageError) as caught:
        open_sockets(host, 0, environment={})

    assert repr(host) in caught.value.message


def test_an_address_of_another_machine_is_explained() -> None:
    with pytest.raises(StartError, match=r"203\.0\.113\.7 is not an address of this machine"):
        open_sockets("203.0.113.7", 0, environment={})


@pytest.mark.parametrize("host", [None, "127.0.0.1", "localhost"])
def test_a_good_host_is_checked_without_a_word(host: str | None) -> None:
    check_host(host)


@pytest.mark.parametrize("host", ["203.0.113.7", "no-such-host.invalid"])
def test_a_bad_host_is_found_before_anything_is_made_for_it(host: str) -> None:
    with pytest.raises(GraphexError):
        check_host(host)


def test_answers_are_not_held_back_by_nagle_s_algorithm() -> None:
    sockets = open_sockets(None, 0, environment={})
    protocols = {one.proto for one in sockets}
    close(sockets)

    assert protocols == {socket.IPPROTO_TCP}


def test_nothing_stays_open_after_a_failure() -> None:
    with socket.create_server(("::", 0), family=socket.AF_INET6) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(StartError):
            open_sockets(None, port, environment={})

    close(open_sockets(None, port, environment={}))


SYSTEMD = """
import os, sys
from graphex.web.server.listen import bound_address, check_host, close_sockets, open_sockets
os.environ["LISTEN_PID"] = str(os.getpid())
sockets = open_sockets("ignored", 1, environment=os.environ)
print([one.getsockname()[1] for one in sockets])
for one in sockets: one.close()
"""


def test_sockets_that_systemd_opened_are_used() -> None:
    with socket.create_server(("127.0.0.1", 0)) as opened:
        shell = f"exec 3<&{opened.fileno()} && LISTEN_FDS=1 exec '{sys.executable}' -W error -c '{SYSTEMD}'"
        done = subprocess.run(
            ["bash", "-c", shell], pass_fds=[opened.fileno()], capture_output=True, text=True, check=False
        )

        assert done.stdout.strip() == str([opened.getsockname()[1]]), done.stderr


@pytest.mark.parametrize("announced", ["three", "-1", "1.5", ""])
def test_a_number_of_sockets_that_is_none_is_refused(announced: str) -> None:
    environment = {"LISTEN_PID": str(os.getpid()), "LISTEN_FDS": announced}

    with pytest.raises(StartError, match="is no number") as caught:
        open_sockets("127.0.0.1", 0, environment=environment)

    assert "ListenStream" in (caught.value.hint or "")


def test_sockets_that_are_meant_for_another_process_are_left_alone() -> None:
    names = close(open_sockets("127.0.0.1", 0, environment={"LISTEN_PID": "1", "LISTEN_FDS": "3"}))

    assert len(names) == 1


@pytest.fixture
def link_local() -> str:
    """A link-local address of this machine, with its interface."""
    found = [
        f"{entry.ip[0]}%{entry.nice_name}"
        for adapter in ifaddr.get_adapters()
        for entry in adapter.ips
        if isinstance(entry.ip, tuple) and entry.ip[0].startswith("fe80:")
    ]
    return found[0] if found else pytest.skip("no interface here has a link-local address")


def test_a_link_local_address_is_bound_on_its_interface(link_local: str) -> None:
    sockets = open_sockets(link_local, 0, environment={})
    bound = [bound_address(one) for one in sockets]
    close_sockets(sockets)

    assert bound == [link_local]


def test_a_link_local_address_without_an_interface_is_explained(link_local: str) -> None:
    address = link_local.partition("%")[0]

    with pytest.raises(StartError, match="exists once on each interface") as caught:
        open_sockets(address, 8443, environment={})

    assert f"--host {address}%" in (caught.value.hint or "")


@pytest.mark.parametrize("host", ["::ffff:127.0.0.1", "[::ffff:127.0.0.1]", "::ffff:7f00:1"])
def test_an_ipv4_address_in_ipv6_form_is_bound_as_what_it_is(host: str) -> None:
    names = close(open_sockets(host, 0, environment={}))

    assert [name for name, _ in names] == ["127.0.0.1"]


@pytest.mark.parametrize("host", ["ff02::1", "fe80::1", "::ffff:8.8.8.8", "2001:db8::7"])
@pytest.mark.parametrize("port", [0, 8443])
def test_no_message_names_another_port_than_the_one_given(host: str, port: int) -> None:
    with pytest.raises(GraphexError) as caught:
        open_sockets(host, port, environment={})

    assert "port 0" not in str(caught.value)
    assert "attempting" not in str(caught.value)
    assert host in caught.value.message


def test_a_host_is_asked_for_by_its_stored_form(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def answer(host: str, *_: object, **__: object) -> list[object]:
        asked.append(host)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", answer)

    open_sockets("straße.example", 0, environment={})

    assert asked == ["xn--strae-oqa.example"]
