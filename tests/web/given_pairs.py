"""Applications that serve a pair of somebody's own, with as much of its life left as a test wants."""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from typing import TYPE_CHECKING

from graphex.settings import load_settings
from graphex.tls import bootstrap
from graphex.web.app import create_app
from tls.material import authority, issue, write_pair

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from graphex.web.app import WebApp

LIFE = dt.timedelta(days=90)


@contextmanager
def serving_given(folder: Path, left: dt.timedelta, *, self_signed: bool = False) -> Iterator[WebApp]:
    """Make the application with a pair for localhost that Example Company issued, or that is self-signed."""
    certificates, root = folder / "certificates", folder / "root"
    certificates.mkdir()
    root.mkdir()
    write_given(certificates, left, self_signed=self_signed)
    tls = bootstrap(certificates)
    app = create_app(load_settings({"root": str(root)}, cwd=root), tls=tls)
    yield app
    app.services.access.sign_ins.state.close()
    tls.close()


def write_given(directory: Path, left: dt.timedelta, *, self_signed: bool = False) -> None:
    """Write such a pair."""
    issuer = None if self_signed else authority("Example Company")
    start = dt.datetime.now(dt.UTC) + left - LIFE
    leaf = issue("localhost", issuer=issuer, start=start, days=LIFE.days)
    write_pair(directory, leaf.pem + (issuer.pem if issuer else b""), leaf.key_pem)
