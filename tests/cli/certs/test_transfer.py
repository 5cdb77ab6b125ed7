"""`graphex certs export` and `import`, as real processes."""

from __future__ import annotations

import datetime as dt
import stat
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7

from command_line import run_graphex
from e2e.clients import fingerprint as served_fingerprint
from e2e.server import running
from graphex.tls import bootstrap
from graphex.tls.certificates.certificate import fingerprint
from graphex.tls.own.authority_files import load_authority, needs_passphrase
from patience import until
from tls.colleagues import SECRET, settle_authority, write_secret
from tls.material import authority, issue, key_bytes, openssl, write_pair, write_private

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

    from tls.material import Issued

IN_FILE = ("--passphrase-path", "secret")
YESTERDAY = dt.datetime.now(dt.UTC) - dt.timedelta(days=1)
ROOT = authority("Company")
LOWER = authority("Company servers", ROOT)
LEAF = issue("build", issuer=LOWER, start=YESTERDAY)
EXPIRED = issue("build", issuer=LOWER, start=YESTERDAY - dt.timedelta(days=90), days=30)
EXTENSIONS = "subjectAltName=DNS:localhost\nextendedKeyUsage=serverAuth\nbasicConstraints=critical,CA:FALSE\n"


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A directory with a file that holds a passphrase."""
    write_secret(tmp_path)
    return tmp_path


def certs(desk: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return run_graphex("certs", *words, "--ca-dir", "ca", cwd=desk)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def write_files(desk: Path, files: dict[str, bytes]) -> list[str]:
    for name, content in files.items():
        write_private(desk / name, content)
    return list(files)


def bundle(desk: Path, *chain: Issued) -> bytes:
    (desk / "whole").write_bytes(b"".join(one.pem for one in chain) + chain[0].key_pem)
    return openssl("pkcs12", "-export", "-in", "whole", "-passout", "file:secret", directory=desk)


@pytest.mark.parametrize(
    "files",
    [
        {"a": LEAF.pem + LOWER.pem, "b": LEAF.key_pem},
        {"key.txt": LEAF.key_pem, "root": ROOT.der, "lower": LOWER.der, "leaf": LEAF.der},
        {
            "answer.p7b": pkcs7.serialize_certificates(
                [ROOT.certificate, LOWER.certificate, LEAF.certificate], Encoding.DER
            ),
            "own.key": key_bytes(LEAF.key, passphrase=SECRET),
        },
    ],
    ids=["pem", "der", "p7b"],
)
def test_any_split_becomes_a_pair_in_order(desk: Path, files: dict[str, bytes]) -> None:
    names = write_files(desk, files)

    done = certs(desk, "import", *names, "-s", "served", *IN_FILE)

    assert done.returncode == 0, done.stderr
    assert (desk / "served/cert.pem").read_bytes() == LEAF.pem + LOWER.pem
    assert (desk / "served/key.pem").read_bytes() == LEAF.key_pem
    assert mode(desk / "served/key.pem") == 0o600
    assert fingerprint(LEAF.certificate) in done.stdout


def test_a_bundle_replaces_a_pair_and_keeps_a_copy(desk: Path) -> None:
    write_pair(desk, b"certificate", b"key")
    (desk / "pair.pfx").write_bytes(bundle(desk, LEAF, LOWER, ROOT))

    done = certs(desk, "import", "pair.pfx", *IN_FILE)

    assert done.returncode == 0, done.stderr
    assert (desk / "cert.pem").read_bytes() == LEAF.pem + LOWER.pem
    assert [copy.read_bytes() for copy in sorted(desk.glob("*.replaced-*"))] == [b"certificate", b"key"]


def test_a_key_is_stored_with_the_passphrase_that_the_server_knows(desk: Path) -> None:
    names = write_files(desk, {"pem": LEAF.pem + LOWER.pem + LEAF.key_pem})

    done = certs(desk, "import", *names, "-s", "served", "--ssl-key-passphrase-path", "secret")
    shown = certs(desk, "check", "served", "--ssl-key-passphrase-path", "secret")

    assert b"ENCRYPTED" in (desk / "served/key.pem").read_bytes()
    assert "without a passphrase" not in done.stderr
    assert shown.returncode == 0


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"a": EXPIRED.pem + LOWER.pem + EXPIRED.key_pem}, "[expired]"),
        ({"a": LEAF.pem}, "There is no key for CN=build"),
        ({"a": LEAF.pem, "b": LOWER.key_pem}, "None of the keys belongs"),
        ({"a": b"hello"}, "There is no certificate in these files"),
    ],
)
def test_what_cannot_be_served_changes_nothing(desk: Path, files: dict[str, bytes], said: str) -> None:
    write_pair(desk / "served", b"certificate", b"key")
    names = write_files(desk, files)

    done = certs(desk, "import", *names, "-s", "served")

    assert done.returncode == 3
    assert said in done.stderr
    assert {path.name: path.read_bytes() for path in (desk / "served").iterdir()} == {
        "cert.pem": b"certificate",
        "key.pem": b"key",
    }


def test_the_answer_to_a_request_is_served_at_once(desk: Path) -> None:
    write_files(desk, {"ca.pem": ROOT.pem, "ca.key": ROOT.key_pem, "ext": EXTENSIONS.encode()})
    with running(cwd=desk) as server:
        before = served_fingerprint(server.port)
        run_graphex("certs", "csr", "--name", "localhost", "--out", "request", cwd=desk)
        openssl(
            "x509", "-req", "-in", "request", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "30",
            "-extfile", "ext", "-out", "answer", directory=desk,
        )  # fmt: skip
        between = served_fingerprint(server.port)
        done = certs(desk, "import", "answer", "ca.pem")
        answered = fingerprint(x509.load_pem_x509_certificate((desk / "answer").read_bytes())).replace(":", "")
        until(lambda: served_fingerprint(server.port).replace(":", "").upper() == answered)

    assert (done.returncode, before) == (0, between)
    assert not (desk / ".graphex-requested-key.pem").exists()
    assert len(list(desk.glob("*.replaced-*"))) == 2


def test_a_pair_goes_into_one_file_and_comes_out_elsewhere(desk: Path) -> None:
    bootstrap(desk / "here").close()

    sent = certs(desk, "export", "-s", "here", "--out", "pair.p12", *IN_FILE)
    received = certs(desk, "import", "pair.p12", "-s", "there", *IN_FILE)

    openssl("pkcs12", "-in", "pair.p12", "-passin", "file:secret", "-nodes", directory=desk)
    assert (sent.returncode, received.returncode, mode(desk / "pair.p12")) == (0, 0, 0o600)
    assert (desk / "there/cert.pem").read_bytes() == (desk / "here/cert.pem").read_bytes()
    assert (desk / "there/key.pem").read_bytes() == (desk / "here/key.pem").read_bytes()


@pytest.mark.parametrize("words", [(), IN_FILE])
def test_a_pair_goes_into_pem_with_its_key(desk: Path, words: tuple[str, ...]) -> None:
    write_pair(desk / "here", LEAF.pem + LOWER.pem, LEAF.key_pem)

    done = certs(desk, "export", "-s", "here", "--out", "pair.pem", *words)

    written = (desk / "pair.pem").read_bytes()
    key = openssl("pkey", "-in", "pair.pem", "-passin", "file:secret", directory=desk)
    assert (done.returncode, mode(desk / "pair.pem")) == (0, 0o600)
    assert written.startswith(LEAF.pem + LOWER.pem)
    assert key == LEAF.key_pem
    assert (b"ENCRYPTED" in written) == bool(words)


@pytest.mark.parametrize(("name", "begin"), [("root.pem", b"-----BEGIN CERTIFICATE"), ("root.cer", b"0\x82")])
def test_of_an_authority_only_the_public_part_is_exported(desk: Path, name: str, begin: bytes) -> None:
    local = settle_authority(desk / "ca")

    done = certs(desk, "export", "--authority", "--out", name)

    written = (desk / name).read_bytes()
    assert (done.returncode, mode(desk / name)) == (0, 0o644)
    assert written.startswith(begin)
    assert written in {local.pem, local.der}


@pytest.mark.parametrize("name", ["authority.p12", "authority.pem"])
def test_an_authority_moves_with_its_key_behind_a_passphrase(desk: Path, name: str) -> None:
    local = settle_authority(desk / "ca")
    certs(desk, "export", "--authority", "--with-key", "--out", name, *IN_FILE)

    done = run_graphex("certs", "import", "--authority", name, *IN_FILE, "--ca-dir", "there", cwd=desk)
    again = run_graphex("certs", "import", "--authority", name, *IN_FILE, "--ca-dir", "there", cwd=desk)

    moved = load_authority(desk / "there", now=dt.datetime.now(dt.UTC))
    assert (done.returncode, again.returncode, mode(desk / name)) == (0, 0, 0o600)
    assert b"BEGIN PRIVATE KEY" not in (desk / name).read_bytes()
    assert moved is not None
    assert moved.certificate == local.certificate
    assert mode(desk / "there/authority-key.pem") == 0o600
    assert "python3 -m graphex trust" in done.stderr
    assert "nothing was changed" in again.stderr


def test_an_authority_is_stored_with_a_passphrase_if_one_is_set(desk: Path) -> None:
    settle_authority(desk / "ca")
    certs(desk, "export", "--authority", "--with-key", "--out", "a.p12", *IN_FILE)

    run_graphex(
        "certs", "import", "--authority", "a.p12", *IN_FILE, "--ca-dir", "there", "--ca-passphrase-path", "secret",
        cwd=desk,
    )  # fmt: skip

    assert needs_passphrase(desk / "there")


def test_another_authority_is_not_replaced(desk: Path) -> None:
    local = settle_authority(desk / "ca")
    settle_authority(desk / "other")
    run_graphex(
        "certs", "export", "--authority", "--with-key", "--out", "a.p12", *IN_FILE, "--ca-dir", "other", cwd=desk
    )

    done = certs(desk, "import", "--authority", "a.p12", *IN_FILE)

    assert done.returncode == 2
    assert "untrust --delete-authority" in done.stderr
    assert (desk / "ca/authority.pem").read_bytes() == local.pem


def test_a_configuration_file_does_not_choose_where_the_key_goes(desk: Path) -> None:
    (desk / "graphex.yml").write_text("ca_dir: theirs\n")

    done = run_graphex("certs", "import", "--authority", "secret", cwd=desk)

    assert done.returncode == 2
    assert "graphex.yml line 1" in done.stderr


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--out", "a.pem"), 1, "There is no certificate in"),
        (("--out", "secret"), 2, "secret exists already"),
        (("--out", "a.pem", "--with-key"), 2, "--with-key goes with --authority"),
        (("--out", "a.p12", "--authority"), 2, "Add --with-key"),
        (("--out", "a.pem", "--authority"), 1, "There is no authority"),
    ],
)
def test_what_cannot_be_exported_is_said(desk: Path, words: tuple[str, ...], code: int, said: str) -> None:
    done = certs(desk, "export", *words)

    assert done.returncode == code
    assert said in done.stderr
    assert not list(desk.glob("a.*"))


def test_a_broken_pair_is_not_handed_on(desk: Path) -> None:
    write_pair(desk, LEAF.pem + LOWER.pem, LOWER.key_pem)

    done = certs(desk, "export", "--out", "a.p12", *IN_FILE)

    assert done.returncode == 3
    assert "belongs to certificate 2" in done.stderr
    assert not (desk / "a.p12").exists()
