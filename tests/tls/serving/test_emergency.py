"""A temporary certificate in place of a broken pair, until that is mended."""

from __future__ import annotations

import logging
import os
import pickle
import shutil
from typing import TYPE_CHECKING

import pytest
from cryptography import x509

from graphex.errors import UsageError
from graphex.tls import CertificateError, ServerTLS, TLSOptions, bootstrap
from graphex.tls.certificates.certificate import fingerprint
from issued_pair import yesterday
from patience import until
from tls.handshake import careless, shake_hands
from tls.material import issue, write_pair, write_private

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterator
    from pathlib import Path

EMERGENCY = TLSOptions(emergency=True)
GIVEN = issue(start=yesterday())


def mismatch(directory: Path) -> None:
    write_pair(directory, GIVEN.pem, issue().key_pem)


def half(directory: Path) -> None:
    directory.mkdir()
    (directory / "cert.pem").write_bytes(GIVEN.pem)


def garbage(directory: Path) -> None:
    write_pair(directory, b"not a certificate", GIVEN.key_pem)


def other_names(directory: Path) -> None:
    directory.mkdir()
    (directory / "server.crt").write_bytes(GIVEN.pem)
    write_private(directory / "server.key", GIVEN.key_pem)


BROKEN = {"key-mismatch": mismatch, "pair-incomplete": half, "file-no-pem": garbage, "unrecognised-files": other_names}


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    mismatch(tmp_path / "certificates")
    return tmp_path / "certificates"


@pytest.fixture
def tls(directory: Path) -> Iterator[ServerTLS]:
    standing_in = bootstrap(directory, options=EMERGENCY)
    yield standing_in
    standing_in.close()


def served(context: ssl.SSLContext) -> x509.Certificate:
    der = shake_hands(careless(), context).getpeercert(binary_form=True)
    assert der is not None
    return x509.load_der_x509_certificate(der)


def content(directory: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in directory.iterdir()}


def mend(directory: Path) -> None:
    write_private(directory / "key.pem", GIVEN.key_pem)


@pytest.mark.parametrize("break_pair", BROKEN.values(), ids=BROKEN)
def test_nothing_of_the_kind_happens_unasked(tmp_path: Path, break_pair: Callable[[Path], None]) -> None:
    break_pair(tmp_path / "certificates")

    with pytest.raises(CertificateError):
        bootstrap(tmp_path / "certificates")


@pytest.mark.parametrize(("code", "break_pair"), BROKEN.items(), ids=BROKEN)
def test_every_broken_pair_is_stood_in_for(tmp_path: Path, code: str, break_pair: Callable[[Path], None]) -> None:
    break_pair(tmp_path / "certificates")
    before = content(tmp_path / "certificates")

    tls = bootstrap(tmp_path / "certificates", options=EMERGENCY)

    assert tls.action == "emergency"
    assert tls.info().own
    assert code in {finding.code for finding in tls.emergency() or ()}
    assert tls.findings[-1].code == "emergency-certificate"
    assert tls.info().sha256 in tls.findings[-1].message
    assert content(tmp_path / "certificates") == before


def test_it_is_served(tls: ServerTLS) -> None:
    context = tls.ssl_context()

    assert fingerprint(served(context)) == tls.info().sha256


@pytest.mark.parametrize("watched", [True, False])
def test_the_given_pair_is_taken_as_soon_as_it_is_good(tls: ServerTLS, directory: Path, *, watched: bool) -> None:
    context = tls.ssl_context() if watched else None

    mend(directory)
    until(lambda: tls.emergency() is None if watched else not tls.own)

    assert tls.emergency() is None
    assert tls.certificate_pem() == GIVEN.pem
    assert context is None or served(context) == GIVEN.certificate
    assert sorted(os.listdir(directory)) == ["cert.pem", "key.pem"]


def test_a_pair_that_is_still_broken_is_looked_at_and_said_again(
    tls: ServerTLS, directory: Path, caplog: pytest.LogCaptureFixture
) -> None:
    tls.ssl_context()
    caplog.set_level(logging.ERROR)

    (directory / "key.pem").unlink()
    until(lambda: "Still serving the temporary certificate." in caplog.text)

    assert [finding.code for finding in tls.emergency() or ()] == ["pair-incomplete"]
    assert caplog.text.count("The changed certificate is refused") == 1
    assert os.listdir(directory) == ["cert.pem"]


def test_an_empty_directory_stays_empty(tls: ServerTLS, directory: Path) -> None:
    tls.ssl_context()

    shutil.rmtree(directory)
    directory.mkdir()
    until(lambda: {finding.code for finding in tls.emergency() or ()} == {"file-missing"})

    assert os.listdir(directory) == []


def test_other_options_for_contexts_keep_the_certificate(tls: ServerTLS) -> None:
    before = tls.info().sha256

    tls._adjust(alpn_protocols=("h2",))

    assert tls.info().sha256 == before
    assert tls.renewal_due() is not None


def test_it_serves_one_process_only(tls: ServerTLS) -> None:
    with pytest.raises(UsageError):
        pickle.dumps(tls)
