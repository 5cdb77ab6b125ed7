"""The declarations of certificate settings stand in one place, and are settings like all others."""

from __future__ import annotations

from dataclasses import fields

from graphex.settings import Settings
from graphex.settings.declared.certificate import CertificateSettings


def test_they_are_settings() -> None:
    own = {item.name for item in fields(CertificateSettings)}

    assert "ssl_days" in own
    assert own <= {item.name for item in fields(Settings)}
