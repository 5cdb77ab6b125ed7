"""Prose and commands in the fixes of findings."""

from __future__ import annotations

import pytest

from graphex.web.connection.remedies import Remedy, read_fix


@pytest.mark.parametrize(
    ("fix", "remedy"),
    [
        ("chmod 600 '/a b/key.pem'", Remedy("", "chmod 600 '/a b/key.pem'")),
        ("(umask 077 && openssl pkey) > key.pem", Remedy("", "(umask 077 && openssl pkey) > key.pem")),
        ("Use the key that the certificate was made with.", Remedy("Use the key that the certificate was made with.")),
        ("Renew it: python3 -m graphex certs renew", Remedy("Renew it:", "python3 -m graphex certs renew")),
        (
            "Leave one key in the file. This prints the first: awk '/a/' key.pem",
            Remedy("Leave one key in the file. This prints the first:", "awk '/a/' key.pem"),
        ),
        ("Ask O=Example: the issuer, for it.", Remedy("Ask O=Example: the issuer, for it.")),
    ],
)
def test_a_sentence_is_told_from_a_command(fix: str, remedy: Remedy) -> None:
    assert read_fix(fix) == remedy
