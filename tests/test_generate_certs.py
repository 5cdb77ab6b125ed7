"""`ssl_certificates/generate_certs.sh`: what it makes, in every shell."""

from __future__ import annotations

import datetime as dt
import os
import shlex
import socket
import ssl
import subprocess
import threading
from ipaddress import ip_address
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from certs_script import PAIR, SCRIPT, SHELLS, listing, make, mode, run, shell_parameter, stub
from graphex.tls.certificates.certificate import create_self_signed, describe
from graphex.tls.certificates.names import Names, machine_names

if TYPE_CHECKING:
    from pathlib import Path

    from graphex.tls.certificates.building import KeyType


@pytest.mark.parametrize("shell", [shell_parameter(shell) for shell in SHELLS])
def test_every_shell_makes_the_pair_with_a_private_key_whatever_the_umask(shell: list[str], tmp_path: Path) -> None:
    directory = tmp_path / "new" / "certs"

    result = run("-d", directory, "build.example.org", program=shell, umask=0)

    assert (result.returncode, result.stderr) == (0, "")
    assert listing(directory) == PAIR
    assert (mode(directory), mode(directory / "key.pem"), mode(directory / "cert.pem")) == (0o700, 0o600, 0o644)


@pytest.mark.parametrize("key_type", ["p256", "rsa2048"])
def test_the_certificate_equals_one_that_graphex_makes(key_type: KeyType, tmp_path: Path) -> None:
    made = make(tmp_path, "-t", key_type, "build.example.org", "2001:db8::7")
    pair = create_self_signed(Names.of_certificate(made), now=dt.datetime.now(dt.UTC), key_type=key_type)
    own = x509.load_pem_x509_certificate(pair.certificate_pem)

    identifier = x509.SubjectKeyIdentifier.from_public_key(made.public_key())
    authority = x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier)
    identifiers = {identifier.oid: identifier, authority.oid: authority}

    expected = {e.oid: (e.critical, identifiers.get(e.oid, e.value)) for e in own.extensions}
    assert {e.oid: (e.critical, e.value) for e in made.extensions} == expected
    assert made.version == own.version
    assert made.signature_algorithm_oid == own.signature_algorithm_oid
    assert made.not_valid_after_utc - made.not_valid_before_utc == own.not_valid_after_utc - own.not_valid_before_utc
    assert abs(made.not_valid_before_utc - own.not_valid_before_utc) < dt.timedelta(minutes=1)
    assert (describe(made).key, describe(made).signature) == (describe(own).key, describe(own).signature)


def test_the_key_is_in_the_form_that_graphex_writes(tmp_path: Path) -> None:
    made = make(tmp_path)

    key_pem = (tmp_path / "key.pem").read_bytes()
    own_key = create_self_signed(Names(("localhost",)), now=dt.datetime.now(dt.UTC)).key_pem
    assert key_pem.splitlines()[0] == own_key.splitlines()[0]
    assert load_pem_private_key(key_pem, None).public_key() == made.public_key()


def test_graphex_takes_the_certificate_for_the_users_own(tmp_path: Path) -> None:
    made = describe(make(tmp_path))

    assert made.subject == made.issuer == "CN=localhost,O=GraphEx generate_certs.sh"
    assert (made.own, made.maker) == (False, "generate_certs.sh")


def test_serial_numbers_are_positive_random_and_of_159_bits(tmp_path: Path) -> None:
    serials = {make(tmp_path, "-f").serial_number for _ in range(8)}

    assert len(serials) == 8
    assert 150 < max(serials).bit_length() <= 159


def test_openssl_verifies_the_certificate_by_its_strictest_rules(tmp_path: Path) -> None:
    make(tmp_path)
    certificate = str(tmp_path / "cert.pem")

    command = ["openssl", "verify", "-x509_strict", "-purpose", "sslserver", "-CAfile", certificate, certificate]
    result = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (result.returncode, result.stdout) == (0, f"{certificate}: OK\n")


@pytest.mark.parametrize(
    "host", ["localhost", "127.0.0.1", "::1", "build.example.org", "a.lab.example.org", "192.0.2.77"]
)
def test_strict_clients_connect(host: str, tmp_path: Path) -> None:
    make(tmp_path, "build.example.org", "*.lab.example.org", "192.0.2.77")
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    client = ssl.create_default_context(cafile=str(tmp_path / "cert.pem"))
    client.verify_flags |= ssl.VerifyFlags.VERIFY_X509_STRICT
    near, far = socket.socketpair()
    answering = threading.Thread(target=lambda: server.wrap_socket(far, server_side=True).close())

    answering.start()
    with client.wrap_socket(near, server_hostname=host) as connection:
        version = connection.version()
    answering.join()

    assert version == "TLSv1.3"


def test_all_names_that_graphex_requires_of_this_machine_are_in_it(tmp_path: Path) -> None:
    made = make(tmp_path)

    assert Names.of_certificate(made).missing(machine_names().required) == Names()


@pytest.mark.parametrize(
    ("program", "output"),
    [
        ("ip", "2: eth0    inet 192.0.2.44/24 brd 192.0.2.255 scope global eth0"),
        ("ip", "2: tun0    inet 192.0.2.44 peer 192.0.2.45/32 scope global tun0"),
        ("ifconfig", "        inet 192.0.2.44  netmask 255.255.255.0  broadcast 192.0.2.255"),
        ("ifconfig", "          inet addr:192.0.2.44  Bcast:192.0.2.255  Mask:255.255.255.0"),
        ("hostname", "192.0.2.44 fe80::5 169.254.3.4"),
    ],
)
def test_interface_addresses_come_from_the_tool_that_is_there(program: str, output: str, tmp_path: Path) -> None:
    stub(tmp_path / "bin", "ip", "exit 1")
    stub(tmp_path / "bin", "ifconfig", "exit 1")
    path = stub(tmp_path / "bin", program, f"echo '{output}'; echo 'inet6 fe80::1%lo0 prefixlen 64'")

    run("-d", tmp_path / "certs", path=path).check_returncode()

    made = x509.load_pem_x509_certificate((tmp_path / "certs" / "cert.pem").read_bytes())
    assert Names.of_certificate(made).addresses == tuple(map(ip_address, ("127.0.0.1", "::1", "192.0.2.44")))


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ("BUILD.Example.ORG.", "build.example.org"),
        ("*.lab.example.org", "*.lab.example.org"),
        ("my_service", "my_service"),
        ("2001:DB8:0:0::0007", "2001:db8::7"),
        ("1:0:0:2:0:0:0:3", "1:0:0:2::3"),
        ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"),
        ("[2001:db8::]", "2001:db8::"),
        ("fe80::1%eth0", "fe80::1"),
        ("255.255.255.254", "255.255.255.254"),
    ],
)
def test_names_are_stored_in_one_spelling(given: str, stored: str, tmp_path: Path) -> None:
    result = run("-d", tmp_path, given, given)

    made = x509.load_pem_x509_certificate((tmp_path / "cert.pem").read_bytes())
    assert stored in str(Names.of_certificate(made)).split(", ")
    assert result.stdout.count(f" {stored}") == 1


@pytest.mark.parametrize("days", [2, 197, 825])
@pytest.mark.parametrize(
    "today", ["2027 12 31 23:59:59", "2028 02 29 00:00:01", "2028 03 01 12:00:00", "2049 01 01 08:09:09"]
)
def test_days_are_counted_over_months_leap_years_and_2050(today: str, days: int, tmp_path: Path) -> None:
    path = stub(tmp_path / "bin", "date", f"echo '{today}'")
    start = dt.datetime.strptime(today, "%Y %m %d %H:%M:%S").replace(tzinfo=dt.UTC) - dt.timedelta(days=1)

    result = run("-n", str(days), "-d", tmp_path / "certs", path=path)

    made = x509.load_pem_x509_certificate((tmp_path / "certs" / "cert.pem").read_bytes())
    assert made.not_valid_before_utc == start
    assert made.not_valid_after_utc == start + dt.timedelta(days=days)
    assert f"expires      {made.not_valid_after_utc:%Y-%m-%d %H:%M:%S} UTC" in result.stdout


@pytest.mark.parametrize(
    "name", ["with space", "it's", '"quoted" $(touch x) `y`', "-d", "new\nline", "ümlaut", "a;b&c"]
)
def test_directories_may_have_any_name(name: str, tmp_path: Path) -> None:
    result = run("-d", name, cwd=tmp_path)

    command = result.stdout.partition("Serve with it:\n")[2].rpartition("\nGraphEx never")[0]
    assert listing(tmp_path) == [name]
    assert listing(tmp_path / name) == PAIR
    assert shlex.split(command) == ["python3", "-m", "graphex", "serve", "-s", str(tmp_path / name)]


def test_without_d_the_files_go_into_the_current_directory_also_through_a_link(tmp_path: Path) -> None:
    link = tmp_path / "make-certs"
    link.symlink_to(SCRIPT)
    work = tmp_path / "work"
    work.mkdir()

    result = subprocess.run([link], cwd=work, capture_output=True, text=True, check=False)

    assert (result.returncode, listing(work)) == (0, PAIR)


def test_the_report_holds_what_people_compare(tmp_path: Path) -> None:
    result = run("-d", tmp_path, "build.example.org")

    made = describe(x509.load_pem_x509_certificate((tmp_path / "cert.pem").read_bytes()))
    assert f"certificate  {tmp_path}/cert.pem\n" in result.stdout
    assert f"names        {made.names}\n" in result.stdout
    assert f"SHA-256      {made.sha256}\n" in result.stdout


def test_help_shows_every_option_and_examples_and_needs_no_openssl() -> None:
    result = run("-h", path=os.defpath)

    assert result.returncode == 0
    assert all(f"\n  {option} " in result.stdout for option in ("-d DIR ", "-n DAYS", "-t TYPE", "-f", "-h"))
    assert result.stdout.count("\n  generate_certs.sh") == 3
