"""Advice about a certificate is advice that helps for this very pair."""

from __future__ import annotations

import shlex
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from app_client import AppClient
from graphex.settings import load_settings
from graphex.tls import TLSOptions, bootstrap
from graphex.web.app import create_app, create_sign_in_link
from graphex.web.connection.advice import advise_on_end, advise_on_name
from issued_pair import write_issued_pair
from web.given_pairs import serving_given

if TYPE_CHECKING:
    from pathlib import Path

    from graphex.tls import ServerTLS


def test_the_command_adds_the_name_to_a_pair_of_ours(tmp_path: Path) -> None:
    directory = tmp_path / "it's a folder"
    tls = bootstrap(directory)

    command = advise_on_name("other.test", tls).command
    assert command is not None
    words = [sys.executable, *shlex.split(command)[1:]]
    subprocess.run(words, check=True, capture_output=True, cwd=tmp_path, timeout=60)
    renewed = bootstrap(directory)

    assert renewed.info().names.covers("other.test")
    tls.close()
    renewed.close()


def test_a_pair_in_memory_takes_names_at_the_start() -> None:
    tls = bootstrap(in_memory=True)

    advice = advise_on_name("other.test", tls)

    assert (advice.command, "--name other.test" in advice.sentence) == (None, True)
    tls.close()


def test_a_temporary_certificate_is_given_no_names(tmp_path: Path) -> None:
    (tmp_path / "cert.pem").write_text("broken", encoding="utf-8")
    tls = bootstrap(tmp_path, options=TLSOptions(emergency=True))

    advice = advise_on_name("other.test", tls)

    assert (advice.command, "until the server's own pair is mended" in advice.sentence) == (None, True)
    tls.close()


@pytest.mark.parametrize("host", ["", "<b>", "a b", "x@y", "*"])
def test_what_is_no_name_gets_no_command(tls: ServerTLS, host: str) -> None:
    advice = advise_on_name(host, tls)

    assert (advice.sentence, advice.command) == ("Use one of the names below.", None)


@pytest.mark.parametrize(
    ("host", "words"),
    [
        ("other.test", "the authority that issued it may not sign for this one"),
        ("other.lan", "have it issued with this name where its authority is"),
    ],
)
def test_a_pair_that_was_issued_elsewhere_is_issued_again_there(tmp_path: Path, host: str, words: str) -> None:
    write_issued_pair(tmp_path)
    tls = bootstrap(tmp_path)

    advice = advise_on_name(host, tls)

    assert words in advice.sentence
    assert advice.command is None
    assert tls.renewal_due() is None
    tls.close()


@pytest.mark.parametrize(
    ("is_renewed", "words"), [(True, "its log says why"), (False, "Have it issued again where its authority is")]
)
def test_the_end_of_a_pair_of_ours(tls: ServerTLS, words: str, *, is_renewed: bool) -> None:
    renewal = datetime.now(UTC) if is_renewed else None

    assert words in advise_on_end(tls.info(), renewal)


def test_a_self_signed_pair_of_somebody_is_made_anew(tmp_path: Path) -> None:
    with serving_given(tmp_path, timedelta(days=4), self_signed=True) as app:
        page = AppClient(app).get("/connection", headers={"accept": "text/html", "host": "other.test"}).text

    assert "Make another pair, and replace cert.pem and key.pem" in page
    assert "or make another pair with this name" in page
    assert "python3 -m graphex trust" not in page


def test_commands_with_paths_of_the_server_are_for_members(root: Path, tls: ServerTLS) -> None:
    app = create_app(load_settings({"root": str(root)}, cwd=root), tls=tls)
    client = AppClient(app)
    headers = {"accept": "text/html", "host": "other.test"}

    outside = client.get("/connection", headers=headers).text
    client.get(create_sign_in_link(app))
    inside = client.get("/connection", headers=headers).text

    assert "certs renew --add other.test" not in outside
    assert "certs renew --add other.test" in inside
    app.services.access.sign_ins.state.close()
