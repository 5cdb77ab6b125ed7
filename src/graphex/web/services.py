"""What the answers of one application need, handed to them as one value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from graphex.settings import Settings
    from graphex.tls import ServerTLS
    from graphex.web.door.access import Access
    from graphex.web.door.recorded_addresses import RecordedAddresses
    from graphex.web.pages.pages import Pages
    from graphex.web.served_folder import ServedFolder


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The parts of one application; without `tls` another program holds the certificate."""

    settings: Settings
    tls: ServerTLS | None
    access: Access
    addresses: RecordedAddresses
    folder: ServedFolder
    pages: Pages
    now: Callable[[], datetime]
