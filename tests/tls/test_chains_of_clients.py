"""Chains with several ways up: what clients accept is at most a warning, what they refuse is never passed over."""

from __future__ import annotations

import datetime as dt
import shutil
from typing import TYPE_CHECKING

import pytest
from cryptography import x509

from graphex.tls.check.pair import CheckResult, check_pair
from tls.client_judges import accepted_by_curl, accepted_by_openssl, accepted_by_python
from tls.material import Issued, codes, issue, paste, write_pair

if TYPE_CHECKING:
    from pathlib import Path

NOW = dt.datetime.now(dt.UTC)
DAY = dt.timedelta(days=1)
LONG_AGO = {"start": NOW - 900 * DAY, "days": 890.0}
NEXT_YEAR = {"start": NOW + 300 * DAY, "days": 900.0}
TODAY = {"start": NOW - DAY, "days": 300.0}

X1 = issue("Root X1", ca=True, **TODAY)  # type: ignore[arg-type]  # a table of two keywords
DST = issue("Root X3", ca=True, **LONG_AGO)  # type: ignore[arg-type]
R3 = issue("R3", issuer=X1, ca=True, **TODAY)  # type: ignore[arg-type]
LEAF = issue(issuer=R3, **TODAY)  # type: ignore[arg-type]


def sibling(of: Issued, issuer: Issued, times: dict[str, object], **changes: object) -> Issued:
    """Certify the key and name of an authority once more."""
    name = of.certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)[0].value
    chosen = {"issuer": issuer, "key": of.key, "ca": True, **times, **changes}
    return issue(str(name), **chosen)  # type: ignore[arg-type]


EXPIRED = sibling(R3, DST, LONG_AGO)
EXPIRED_LATER = sibling(R3, X1, {"start": NOW - 100 * DAY, "days": 60.0})
FUTURE = sibling(R3, X1, NEXT_YEAR)
OTHER_KEY = issue("R3", issuer=X1, ca=True, **TODAY)  # type: ignore[arg-type]
OTHER_KEY_EXPIRED = issue("R3", issuer=X1, ca=True, **LONG_AGO)  # type: ignore[arg-type]
CROSS = sibling(X1, DST, LONG_AGO)
CROSS_VALID = sibling(X1, DST, TODAY)
WITHOUT_KEY_ID = issue(issuer=R3, without=(x509.AuthorityKeyIdentifier,), **TODAY)  # type: ignore[arg-type]
BY_NUMBER = issue(
    issuer=R3,
    extras=(
        (
            x509.AuthorityKeyIdentifier(
                None, [x509.DirectoryName(X1.certificate.subject)], R3.certificate.serial_number
            ),
            False,
        ),
    ),
    **TODAY,  # type: ignore[arg-type]
)

# The chain, and what is said of it.
CHAINS = {
    "expired before": ([LEAF, EXPIRED, R3], ["chain-outdated"]),
    "expired behind": ([LEAF, R3, EXPIRED], ["chain-outdated"]),
    "expired on both sides": ([LEAF, EXPIRED, R3, EXPIRED_LATER], ["chain-outdated", "chain-outdated"]),
    "expired before, no key identifier": ([WITHOUT_KEY_ID, EXPIRED, R3], ["chain-outdated", "key-id-missing"]),
    "expired before, issuer by number": ([BY_NUMBER, EXPIRED, R3], ["chain-outdated", "key-id-missing"]),
    "expired with another key before": ([LEAF, OTHER_KEY_EXPIRED, R3], ["chain-unrelated"]),
    "another key before": ([LEAF, OTHER_KEY, R3], ["chain-unrelated"]),
    "another key behind": ([LEAF, R3, OTHER_KEY], ["chain-unrelated"]),
    "not yet valid before": ([LEAF, FUTURE, R3], []),
    "not yet valid behind": ([LEAF, R3, FUTURE], []),
    "expired cross-signed root": ([LEAF, R3, CROSS], ["chain-outdated"]),
    "expired cross-signed root and its root": ([LEAF, R3, CROSS, DST], ["chain-outdated", "chain-root"]),
    "cross-signed root": ([LEAF, R3, CROSS_VALID], []),
    "cross-signed and true root": ([LEAF, R3, CROSS, X1], ["chain-outdated", "chain-root"]),
    "root": ([LEAF, R3, X1], ["chain-root"]),
    "wrong order": ([LEAF, X1, EXPIRED, R3], ["chain-order", "chain-outdated", "chain-root"]),
    "twice": ([LEAF, EXPIRED, EXPIRED, R3, R3], ["chain-outdated", "chain-duplicate"]),
}
# What clients refuse, and the codes of which one at least must be said.
REFUSED = {
    "expired only": ([LEAF, EXPIRED], "chain-expired"),
    "not yet valid only": ([LEAF, FUTURE], "chain-not-yet-valid"),
    "expired and not yet valid": ([LEAF, EXPIRED, FUTURE], "chain-not-yet-valid"),
    "another key only": ([LEAF, OTHER_KEY], "chain-broken"),
    "nothing": ([LEAF], "chain-incomplete"),
}


def write(directory: Path, chain: list[Issued]) -> tuple[Path, Path, Path]:
    certfile, keyfile = write_pair(directory, b"".join(one.pem for one in chain), chain[0].key_pem)
    (directory / "root.pem").write_bytes(X1.pem)
    return certfile, keyfile, directory / "root.pem"


def check(directory: Path) -> CheckResult:
    return check_pair(directory / "cert.pem", directory / "key.pem", now=dt.datetime.now(dt.UTC))


@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")
@pytest.mark.parametrize("name", CHAINS)
def test_what_clients_accept_is_at_most_a_warning(tmp_path: Path, name: str) -> None:
    chain, said = CHAINS[name]
    certfile, keyfile, root = write(tmp_path, chain)

    result = check(tmp_path)

    assert accepted_by_openssl(certfile, root)
    assert accepted_by_python(certfile, keyfile, root)
    assert accepted_by_curl(certfile, keyfile, root)
    assert result.ok
    assert codes(result.findings) == said


@pytest.mark.parametrize("name", [name for name, (_, said) in CHAINS.items() if "chain-outdated" in said])
def test_the_command_leaves_the_expired_out_and_nothing_else(tmp_path: Path, name: str) -> None:
    chain, said = CHAINS[name]
    directory = tmp_path / "it's a directory"
    certfile, keyfile, root = write(directory, chain)
    found = next(finding for finding in check(directory).findings if finding.code == "chain-outdated")

    paste(found.hint or "", tmp_path)

    left = check(directory)
    assert codes(left.findings) == [code for code in said if code == "key-id-missing"]
    assert list(left.certificates) == [chain[0].certificate, R3.certificate]
    assert accepted_by_openssl(certfile, root)
    assert accepted_by_python(certfile, keyfile, root)


@pytest.mark.parametrize("name", REFUSED)
def test_what_clients_refuse_is_said(tmp_path: Path, name: str) -> None:
    chain, code = REFUSED[name]
    certfile, keyfile, root = write(tmp_path, chain)

    findings = check(tmp_path).findings

    assert not accepted_by_openssl(certfile, root)
    assert not accepted_by_python(certfile, keyfile, root)
    assert code in codes(findings)


def test_a_sibling_with_another_key_confuses_clients_that_go_by_name(tmp_path: Path) -> None:
    certfile, _, root = write(tmp_path, [WITHOUT_KEY_ID, OTHER_KEY, R3])

    found = check(tmp_path).findings

    assert not accepted_by_openssl(certfile, root)
    assert "chain-unrelated" in codes(found)
