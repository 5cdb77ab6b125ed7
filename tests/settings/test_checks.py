"""Hosts and networks are recognised by their form."""

from __future__ import annotations

import pytest

from graphex.settings.checks import is_loopback, read_host, read_network
from graphex.settings.kinds import Unfit


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("localhost", "localhost"),
        ("build_1.example.org.", "build_1.example.org."),
        ("0.0.0.0", "0.0.0.0"),
        ("::", "::"),
        ("[fe80::1%eth0]", "fe80::1%eth0"),
    ],
)
def test_names_and_addresses_are_hosts(text: str, host: str) -> None:
    assert read_host(text) == host


@pytest.mark.parametrize("text", ["a:1", "https://a", "-a", "a b", "a/b", "[a]", "*", "a..b", "ä.example", "x" * 64])
def test_anything_else_is_no_host(text: str) -> None:
    with pytest.raises(Unfit, match="a host name or an address"):
        read_host(text)


@pytest.mark.parametrize("text", ["10.0.0.1", "10.0.0.1/8", "::1", "2001:db8::/32"])
def test_addresses_and_networks_of_proxies_are_read(text: str) -> None:
    assert read_network(text) == text


@pytest.mark.parametrize("text", ["*", "proxy", "10.0.0.0/33"])
def test_anything_else_is_no_network(text: str) -> None:
    with pytest.raises(Unfit, match="an address or a network"):
        read_network(text)


@pytest.mark.parametrize(
    ("host", "loopback"), [("127.1.2.3", True), ("::1", True), ("Localhost", True), ("::", False), ("a", False)]
)
def test_loopback_hosts_are_recognised(host: str, *, loopback: bool) -> None:
    assert is_loopback(host) is loopback


def test_every_interface_is_no_loopback_host() -> None:
    assert is_loopback(None) is False
