"""What a look at the files of a pair must not end: the handshake that takes it, or the thread that looks."""

from __future__ import annotations

import contextlib
import logging
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

logger = logging.getLogger(__name__)


@contextlib.contextmanager
def failures_logged() -> Iterator[None]:
    """Log whatever goes wrong inside, and go on."""
    try:
        yield
    except Exception:  # a boundary: what served so far goes on, whatever one look met
        logger.exception("Looking after the certificate failed.")
