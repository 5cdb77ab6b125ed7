"""Where other devices reach the server."""

from __future__ import annotations

import socket
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from graphex.tls.certificates import names
from graphex.web.connection.network import Reach, network_origin

if TYPE_CHECKING:
    from starlette.types import Scope


def ask_for(host: str) -> Scope:
    return {"type": "http", "scheme": "https", "headers": [(b"host", host.encode())]}


class NoRoute(socket.socket):
    """The socket of a machine without a default route."""

    def connect(self, address: Any) -> None:
        """Fail as the system does."""
        raise OSError(101, "Network is unreachable", address)


@pytest.mark.parametrize("host", ["build.corp:8080", "192.0.2.7", "[fd00::2]:8443"])
def test_an_address_that_others_can_use_is_kept(host: str) -> None:
    assert network_origin(ask_for(host), bound_to=None) == f"https://{host}"


@pytest.mark.parametrize("host", ["localhost:8080", "127.0.0.1:8080", "[::1]:8080"])
def test_for_a_loopback_name_the_address_of_the_machine_stands_in(host: str) -> None:
    origin = network_origin(ask_for(host), bound_to=None)

    assert origin is not None
    parts = urlsplit(origin)
    assert not ip_address(parts.hostname or "").is_loopback
    assert parts.port == 8080


def test_without_a_default_route_an_interface_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    lasting = (ip_address("fd00::7"), ip_address("10.0.0.7"))
    monkeypatch.setattr(socket, "socket", NoRoute)
    monkeypatch.setattr(names, "interface_addresses", lambda: names.InterfaceAddresses(lasting))

    assert network_origin(ask_for("localhost"), bound_to=None) == "https://10.0.0.7"


def test_without_a_network_there_is_no_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "socket", NoRoute)
    monkeypatch.setattr(names, "interface_addresses", names.InterfaceAddresses)

    assert network_origin(ask_for("localhost:8080"), bound_to=None) is None


def test_an_address_of_the_new_kind_stands_in_brackets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "socket", NoRoute)
    monkeypatch.setattr(names, "interface_addresses", lambda: names.InterfaceAddresses((ip_address("fd00::7"),)))

    assert network_origin(ask_for("localhost:8080"), bound_to=None) == "https://[fd00::7]:8080"


@pytest.mark.parametrize("bound_to", ["localhost", "127.0.0.1", "::1", "[::1]", "LOCALHOST"])
def test_a_server_for_this_machine_alone_has_none(bound_to: str) -> None:
    assert network_origin(ask_for("localhost:8080"), bound_to=bound_to) is None


@pytest.mark.parametrize("host", ["", "a b/c", "x@y", "[::1"])
def test_a_spoofed_host_is_no_address(host: str) -> None:
    assert network_origin(ask_for(host), bound_to=None) is None


def test_a_port_that_is_none_is_left_out() -> None:
    origin = network_origin(ask_for("localhost:abc"), bound_to=None)

    assert origin is not None
    assert urlsplit(origin).port is None


@pytest.mark.parametrize(("plainly", "scheme"), [(False, "https"), (True, "http")])
def test_the_page_is_plain_where_there_is_a_plain_one(*, plainly: bool, scheme: str) -> None:
    page = Reach(plainly=plainly).connection_page(ask_for("build.corp:8080"))

    assert page == f"{scheme}://build.corp:8080/connection"


def test_no_address_no_page() -> None:
    assert Reach("localhost").connection_page(ask_for("localhost")) is None
