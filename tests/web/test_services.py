"""What one application is made of."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from graphex.settings import Settings
    from graphex.tls import ServerTLS
    from graphex.web.app import WebApp


def test_the_services_hold_what_the_application_was_given(app: WebApp, settings: Settings, tls: ServerTLS) -> None:
    services = app.services

    assert services.settings is settings
    assert services.tls is tls
    assert services.folder.root == settings.root


def test_no_part_is_exchanged_afterwards(app: WebApp) -> None:
    with pytest.raises(FrozenInstanceError):
        app.services.tls = None  # type: ignore[misc]  # what must not work
