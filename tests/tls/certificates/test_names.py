"""The names and addresses of certificates and of this machine."""

# ruff: noqa: RUF001 - the letters that look alike are the subject

from __future__ import annotations

import errno
import logging
import os
import socket
import threading
from ipaddress import ip_address
from typing import TYPE_CHECKING, NoReturn

import ifaddr
import pytest
from cryptography import x509
from hypothesis import given
from hypothesis import strategies as st

from graphex.errors import UsageError
from graphex.tls.certificates import names as names_module
from graphex.tls.certificates.names import (
    InterfaceAddresses,
    Names,
    host_names,
    interface_addresses,
    machine_names,
    parse_names,
    take_names,
)
from patience import PATIENCE_SECONDS

if TYPE_CHECKING:
    from pathlib import Path


def test_names_and_addresses_are_told_apart() -> None:
    names = parse_names(["Build.Example.org.", "192.0.2.7", "[2001:db8::7]", "*.lab.example.org", "bücher.example"])

    assert names.dns == ("build.example.org", "*.lab.example.org", "xn--bcher-kva.example")
    assert names.addresses == (ip_address("192.0.2.7"), ip_address("2001:db8::7"))


@pytest.mark.parametrize(
    "bad",
    [
        "",
        " ",
        "a b",
        "-host",
        "host-",
        "a..b",
        "*.localhost",
        "*",
        "a.*.b",
        "999.1.1.1",
        "1.2.3",
        "host:8080",
        "https://host",
        "a" * 64,
        ".".join(["a" * 60] * 5),
        "new\nline",
        "nul\0",
        "ex*mple.org",
    ],
)
def test_anything_else_is_refused_with_a_hint(bad: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_names([bad])

    assert repr(bad.strip()) in caught.value.message
    assert caught.value.hint


@given(st.text(max_size=80))
def test_whatever_is_accepted_fits_into_a_certificate(text: str) -> None:
    names = parsed_or_none(text)

    assert names == Names() or x509.SubjectAlternativeName(
        [*map(x509.DNSName, names.dns), *map(x509.IPAddress, names.addresses)]
    )


@pytest.mark.parametrize(
    "host", ["straße.example", "STRASSE.lab.example.", "xn--strae-oqa.example", "βόλος.lab.example"]
)
def test_a_host_is_covered_under_each_of_its_spellings(host: str) -> None:
    assert parse_names(["straße.example", "*.lab.example"]).covers(host)


def test_what_is_another_name_is_not_covered() -> None:
    assert not parse_names(["straße.example"]).covers("strasse.example")


@pytest.mark.parametrize("text", ["i❤.ws", "a\u200cb.example", "my_straße.example", "ä..example", "１.２.３.４.５"])
def test_a_name_without_a_stored_form_is_refused_with_a_hint(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_names([text])

    assert repr(text) in caught.value.message
    assert "xn--" in (caught.value.hint or "")


def test_an_address_in_wide_digits_is_an_address() -> None:
    assert parse_names(["１９２.0.2.7"]).addresses == (ip_address("192.0.2.7"),)


def test_names_that_are_stored_in_another_form_are_said(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)

    names = take_names(["straße.example", "build.corp", " straße.example"])

    assert names.dns == ("xn--strae-oqa.example", "build.corp")
    assert caplog.messages == ["straße.example is stored as xn--strae-oqa.example."]


def parsed_or_none(text: str) -> Names:
    try:
        return parse_names([text])
    except UsageError:
        return Names()


@pytest.mark.parametrize(
    ("host", "is_covered"),
    [
        ("localhost", True),
        ("LOCALHOST.", True),
        ("a.lab.example.org", True),
        ("a.b.lab.example.org", False),
        ("lab.example.org", False),
        (".lab.example.org", False),
        ("192.0.2.7", True),
        ("192.0.2.8", False),
        ("[2001:db8:0::7]", True),
        ("2001:db8::7%eth0", True),
        ("elsewhere", False),
    ],
)
def test_coverage_is_what_clients_apply(host: str, *, is_covered: bool) -> None:
    names = parse_names(["localhost", "*.lab.example.org", "192.0.2.7", "2001:db8::7"])

    assert names.covers(host) is is_covered


def test_missing_names_are_those_not_covered() -> None:
    held = parse_names(["localhost", "*.example.org", "192.0.2.7"])

    missing = held.missing(parse_names(["a.example.org", "other", "192.0.2.7", "192.0.2.8"]))

    assert missing == parse_names(["other", "192.0.2.8"])
    assert len(missing) == 2
    assert str(missing) == "other, 192.0.2.8"


def test_a_join_keeps_order_and_drops_repetition() -> None:
    joined = parse_names(["b", "a"]) | parse_names(["a", "c"])

    assert joined.dns == ("b", "a", "c")


def test_this_machine_answers_to_localhost_its_name_and_its_addresses() -> None:
    wanted = machine_names(parse_names(["extra.example.org"])).required

    assert wanted.dns[0] == "localhost"
    assert wanted.dns[-1] == "extra.example.org"
    assert {ip_address("127.0.0.1"), ip_address("::1")} <= set(wanted.addresses)


def test_a_host_name_is_held_plain_qualified_and_local(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "gethostname", lambda: "Build7.example.org")

    names = machine_names().required

    assert names.dns == ("localhost", "build7.example.org", "build7", "build7.local")


def test_a_host_name_that_no_certificate_can_hold_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "gethostname", lambda: "my host!")

    assert machine_names().required.dns == ("localhost",)


def test_the_resolved_name_is_wanted_but_not_required(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "gethostname", lambda: "build7")
    monkeypatch.setattr(socket, "getfqdn", lambda: "build7.corp.example")

    names = machine_names()

    assert "build7.corp.example" in names.wanted.dns
    assert "build7.corp.example" not in names.required.dns


def test_a_resolver_that_does_not_answer_holds_nothing_up(monkeypatch: pytest.MonkeyPatch) -> None:
    released = threading.Event()
    monkeypatch.setattr(names_module, "_RESOLVER_PATIENCE_SECONDS", 0.05)
    monkeypatch.setattr(socket, "getfqdn", lambda: "late.example" if released.wait(PATIENCE_SECONDS) else "")

    names = machine_names()
    released.set()

    assert "late.example" not in names.wanted.dns


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "169.254.1.1", ("fe80::1", 0, 2), ("::1", 0, 0), "0.0.0.0"],
)
def test_addresses_that_mean_nothing_elsewhere_are_left_out(
    monkeypatch: pytest.MonkeyPatch, address: str | tuple[str, int, int]
) -> None:
    adapter = ifaddr.Adapter("eth0", "eth0", [ifaddr.IP(address, 24, "eth0")])
    monkeypatch.setattr(ifaddr, "get_adapters", lambda: [adapter])

    assert interface_addresses() == InterfaceAddresses()


@pytest.mark.parametrize("number", [errno.EAFNOSUPPORT, errno.EACCES, errno.EPERM])
def test_a_system_that_lists_no_addresses_leaves_names_and_loopback(
    monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def refuse() -> NoReturn:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(ifaddr, "get_adapters", refuse)

    assert interface_addresses().failure == os.strerror(number)
    assert list(map(str, machine_names().required.addresses)) == ["127.0.0.1", "::1"]
    assert "localhost" in machine_names().required.dns


@pytest.mark.parametrize(
    ("hostname", "expected"),
    [
        ("Build.corp.example.", ("build.corp.example", "build", "build.local")),
        ("build_box", ("build_box", "build_box.local")),
        ("localhost", ()),
        ("localhost.localdomain", ()),
        ("", ()),
        (".", ()),
        ("x" * 64, ()),
        ("größe", ("xn--gre-6ka8i", "xn--gre-6ka8i.local")),
        ("a\udcff b", ()),
        ("a..b", ("a", "a.local")),
    ],
)
def test_a_host_name_counts_as_far_as_it_can_be_one(
    monkeypatch: pytest.MonkeyPatch, hostname: str, expected: tuple[str, ...]
) -> None:
    monkeypatch.setattr(socket, "gethostname", lambda: hostname)

    assert host_names() == expected
    assert machine_names().required.dns == ("localhost", *expected)


def test_addresses_that_change_by_themselves_are_wanted_but_not_required(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    table = tmp_path / "if_inet6"
    table.write_text(
        "20010db8000000000000000000000007 02 40 00 80     eth0\n20010db800000000aaaabbbbccccdddd 02 40 00 01     eth0\n"
    )
    adapter = ifaddr.Adapter(
        "eth0",
        "eth0",
        [
            ifaddr.IP("192.0.2.7", 24, "eth0"),
            ifaddr.IP(("2001:db8::7", 0, 0), 64, "eth0"),
            ifaddr.IP(("2001:db8::aaaa:bbbb:cccc:dddd", 0, 0), 64, "eth0"),
        ],
    )
    monkeypatch.setattr(ifaddr, "get_adapters", lambda: [adapter])
    monkeypatch.setattr(names_module, "_LINUX_IPV6_TABLE", table)

    found = interface_addresses()

    assert found.lasting == (ip_address("192.0.2.7"), ip_address("2001:db8::7"))
    assert found.fleeting == (ip_address("2001:db8::aaaa:bbbb:cccc:dddd"),)


def test_a_certificate_without_names_has_none(foreign_certificate_without_san: x509.Certificate) -> None:
    assert Names.of_certificate(foreign_certificate_without_san) == Names()
