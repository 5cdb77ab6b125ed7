"""A folder that cannot be read while it is served."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx

from e2e.machine import needs, needs_root
from e2e.server import Surroundings, running
from tls.handshake import careless

if TYPE_CHECKING:
    from pathlib import Path

# Root without the rights of root, whom the system refuses what modes forbid.
WITHOUT_RIGHTS = Surroundings(prefix=("setpriv", "--bounding-set=-all"))


@needs_root
@needs("setpriv")
def test_a_folder_that_may_not_be_read_is_an_error_until_it_may(tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (root / "a.gx").write_text("nodes: []", encoding="utf-8")

    with (
        running("--json-logs", "-r", root, cwd=tmp_path, surroundings=WITHOUT_RIGHTS) as server,
        httpx.Client(verify=careless(), timeout=100) as client,
    ):
        client.get(server.sign_in)
        root.chmod(0)
        refused = client.get(server.url("/api/graphs"))
        server.wait_for_log("cannot be read: Permission denied")
        root.chmod(0o755)
        back = client.get(server.url("/api/graphs"))

    assert (refused.status_code, refused.json()["detail"]) == (
        503,
        f"The served folder {root} cannot be read: Permission denied.",
    )
    assert [graph["path"] for graph in back.json()["graphs"]] == ["a.gx"]
