"""What holds for every test."""

from __future__ import annotations

import gc
import logging
import os
import sys
import tempfile
import threading
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from collections.abc import Iterator


# A machine with other work to do is slow, which says nothing about the product.
settings.register_profile("any-machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any-machine")

_LOGGERS = ("", "asyncio", "graphex", "uvicorn", "uvicorn.error", "uvicorn.access")


@pytest.fixture(scope="session", autouse=True)
def _no_authority_of_the_developer() -> Iterator[None]:
    """Keep the local authority of whoever runs the tests out of them, and theirs out of the person's data."""
    before = os.environ.get("XDG_DATA_HOME")
    with tempfile.TemporaryDirectory(prefix="graphex-tests-") as directory:
        os.environ["XDG_DATA_HOME"] = directory
        yield
    os.environ.pop("XDG_DATA_HOME")
    os.environ |= {} if before is None else {"XDG_DATA_HOME": before}


@pytest.fixture(autouse=True)
def _logging_as_before() -> Iterator[None]:
    """Undo what a test did to the logging of the process."""
    loggers = [logging.getLogger(name) for name in _LOGGERS]
    before = [(logger.handlers[:], logger.level, logger.propagate) for logger in loggers]
    yield
    logging.captureWarnings(capture=False)
    # uvicorn.Config gives its loggers handlers and levels, and keeps their records from the root's; the level of the
    # product's own decides what later tests see of its records.
    for logger, (handlers, level, propagate) in zip(loggers, before, strict=True):
        logger.handlers[:] = handlers
        logger.setLevel(level)
        logger.propagate = propagate


@pytest.fixture(autouse=True)
def _process_as_before() -> Iterator[None]:
    """Undo what a run of a graph does to its process, which in the product ends with it."""
    path, hook, limit, is_collecting = sys.path[:], threading.excepthook, sys.getrecursionlimit(), gc.isenabled()
    yield
    sys.path[:] = path
    threading.excepthook = hook
    # Deeply nested graphs raise it.
    sys.setrecursionlimit(limit)
    if is_collecting:
        gc.enable()
