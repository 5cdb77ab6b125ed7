"""The rules for client certificates while a server runs."""

from __future__ import annotations

import datetime as dt
import pickle
from collections import deque
from typing import TYPE_CHECKING

import pytest

from graphex.tls.findings import CertificateError
from graphex.tls.serving.clients.certificates import ClientPolicy
from graphex.tls.serving.clients.live import LiveClients
from tls.material import issue
from tls.people import CLIENT_USE, authorities_file, company, fingerprint, person, revocation_list

if TYPE_CHECKING:
    from pathlib import Path

    from tls.material import Issued

ISSUER = company()
ALICE = person(ISSUER)
BOB = person(ISSUER, "Bob")


def follow(directory: Path, revoked: str | bytes | None = None) -> LiveClients:
    listed = directory / "revoked" if revoked is not None else None
    [path.write_bytes(revoked if isinstance(revoked, bytes) else str(revoked).encode()) for path in [listed] if path]
    return LiveClients(ClientPolicy(authorities_file(directory, ISSUER), revoked=listed))


@pytest.mark.parametrize(("name", "code"), [("authorities", "file-no-pem"), ("revoked", "client-list-malformed")])
def test_a_file_that_is_no_good_stops_the_start(tmp_path: Path, name: str, code: str) -> None:
    follow(tmp_path, "# nobody")
    (tmp_path / name).write_text("garbage")

    with pytest.raises(CertificateError) as caught:
        LiveClients(ClientPolicy(tmp_path / "authorities", revoked=tmp_path / "revoked"))

    assert [finding.code for finding in caught.value.findings] == [code]


def test_what_is_worth_a_warning_is_among_the_findings(tmp_path: Path) -> None:
    clients = follow(tmp_path, revocation_list(ISSUER, ALICE, days=-1))

    assert [finding.code for finding in clients.findings] == ["client-crl-outdated"]


def test_the_same_files_are_the_same_rules(tmp_path: Path) -> None:
    clients = follow(tmp_path)

    assert clients.look() is clients.look()


def test_other_authorities_are_new_rules(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    clients = follow(tmp_path)
    before = clients.rules
    other = company("Another")
    authorities_file(tmp_path, other)
    caplog.set_level("INFO")

    after = clients.look()

    assert after is not before
    assert after.authorities == (other.certificate,)
    assert "Now accepting the client certificates of CN=Another." in caplog.text


def test_a_revocation_counts_at_the_next_look_and_so_does_its_end(tmp_path: Path) -> None:
    clients = follow(tmp_path, "# nobody yet")
    before = clients.problem_with(ALICE.certificate)
    (tmp_path / "revoked").write_text(fingerprint(ALICE))
    clients.look()
    revoked = clients.problem_with(ALICE.certificate)
    (tmp_path / "revoked").write_text("# nobody any more")
    clients.look()

    after = clients.problem_with(ALICE.certificate)

    assert (before, after) == (None, None)
    assert revoked == f"The client certificate of CN=Alice ({fingerprint(ALICE)}) is refused: it is revoked."


@pytest.mark.parametrize(
    ("revoked", "said"),
    [
        ([], "0 client certificates are revoked now."),
        ([ALICE], "1 client certificate is revoked now."),
        ([ALICE, BOB], "2 client certificates are revoked now."),
    ],
)
def test_the_log_says_how_many_are_revoked(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, revoked: list[Issued], said: str
) -> None:
    clients = follow(tmp_path, "# nobody yet, and longer than the next one")
    (tmp_path / "revoked").write_text("\n".join(["# revoked", *map(fingerprint, revoked)]))
    caplog.set_level("INFO")

    clients.look()

    assert said in caplog.messages


def test_a_list_that_breaks_lets_nobody_back_in(tmp_path: Path) -> None:
    clients = follow(tmp_path, fingerprint(ALICE))
    (tmp_path / "revoked").write_text("oops")

    clients.look()

    assert "it is revoked" in str(clients.problem_with(ALICE.certificate))


def test_what_has_expired_since_it_was_verified_is_refused(tmp_path: Path) -> None:
    start = dt.datetime.now(dt.UTC) - dt.timedelta(days=2)
    expired = issue("Old", issuer=ISSUER, start=start, days=1, extras=(CLIENT_USE,))

    assert "it has expired" in str(follow(tmp_path).problem_with(expired.certificate))


def test_each_reason_is_said_once_and_not_without_end(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    clients = follow(tmp_path)

    said = (f"Reason {number}." for number in [*range(3), *range(1000)])
    deque(map(clients.report, said), maxlen=0)

    assert caplog.text.count("Reason 1.") == 1
    assert len([record for record in caplog.records if "said once" in record.getMessage()]) == 100


def test_it_travels_to_a_worker(tmp_path: Path) -> None:
    clients = follow(tmp_path, fingerprint(ALICE))

    arrived = pickle.loads(pickle.dumps(clients))  # noqa: S301 - made on the line

    assert arrived.rules.authorities == clients.rules.authorities
    assert arrived.problem_with(ALICE.certificate) == clients.problem_with(ALICE.certificate)
