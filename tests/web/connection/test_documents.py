"""What `/api/connection` says, compared with its types."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_type_hints

from app_client import AppClient
from graphex.tls import TLSOptions, bootstrap
from graphex.web.app import create_app
from graphex.web.connection.documents import CertificateDocument, ConnectionDocument, FindingDocument, client_document
from graphex.web.server.identification import identify
from tls.people import company, person

if TYPE_CHECKING:
    from pathlib import Path

    from graphex.settings import Settings
    from graphex.tls import ServerTLS


def test_the_members_are_those_of_the_types(client: AppClient) -> None:
    document = client.get("/api/connection").json()

    assert set(document) == set(get_type_hints(ConnectionDocument))
    assert set(document["certificate"]) == set(get_type_hints(CertificateDocument))


def test_a_certificate_says_the_same_as_in_the_terminal(client: AppClient, tls: ServerTLS) -> None:
    document = client.get("/api/connection").json()["certificate"]

    told = tls.info().as_json(renewal=tls.renewal_due())
    assert {name: document[name] for name in told} == told
    assert "127.0.0.1" in document["names"]


def test_a_finding_names_no_file_to_visitors(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "key.pem").write_text("broken", encoding="utf-8")
    tls = bootstrap(tmp_path, options=TLSOptions(emergency=True))
    app = create_app(settings, tls=tls)

    (finding,) = AppClient(app).get("/api/connection").json()["emergency"]

    app.services.access.sign_ins.state.close()
    tls.close()
    assert set(finding) == set(get_type_hints(FindingDocument))
    assert (finding["severity"], finding["code"]) == ("error", "pair-incomplete")
    assert {finding["file"], finding["message"], finding["hint"]} == {None}


def test_a_client_is_described_by_its_certificate() -> None:
    alice = identify(person(company()).certificate)

    document = client_document(alice)

    assert document["emails"] == list(alice.emails)
    assert document["sha256"] == alice.fingerprint
