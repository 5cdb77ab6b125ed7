"""The list of graphs and their downloads, and the paths that must not work."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from app_client import AppClient
    from graphex.tls import ServerTLS

HTML = {"accept": "text/html"}


def test_the_list_is_there_for_programs(member: AppClient) -> None:
    answer = member.get("/api/graphs").json()

    assert [graph["path"] for graph in answer["graphs"]] == ["deploy.gx", "reports/monthly sums.gx"]
    assert answer["graphs"][0]["size"] == 10
    assert answer["graphs"][0]["changed"].endswith("+00:00")
    assert answer["stopped"] is None


def test_a_graph_is_downloaded_as_a_file(member: AppClient) -> None:
    answer = member.get("/api/graphs/reports/monthly%20sums.gx")

    assert answer.content == b"nodes: [1]\n"
    assert answer.headers["content-disposition"] == "attachment; filename*=utf-8''monthly%20sums.gx"
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "path",
    [
        "notes.txt",
        "%2e%2e/outside.gx",
        "..%2foutside.gx",
        "reports/%2e%2e/%2e%2e/outside.gx",
        "%252e%252e/outside.gx",
        "..%5coutside.gx",
        "%2fetc%2fhostname.gx",
        "/outside.gx",
        "C:%5coutside.gx",
        "C:/outside.gx",
        "deploy.gx%00.txt",
        "deploy.gx%0d%0aSet-Cookie:%20a=b",
        ".graphex/graphex.db",
        ".graphex/graphex.gx",
        ".GRAPHEX/graphex.gx",
        "reports",
        "missing.gx",
        "%c0%ae%c0%ae/outside.gx",
        "x" * 5000 + ".gx",
    ],
)
def test_nothing_else_is_downloaded(member: AppClient, root: Path, path: str) -> None:
    (root.parent / "outside.gx").write_text("outside", encoding="utf-8")
    (root / ".graphex" / "graphex.gx").write_text("state", encoding="utf-8")

    answer = member.get(f"/api/graphs/{path}")

    assert answer.status_code in {403, 404}
    assert str(root) not in answer.text
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("name", ["link.gx", "reports/deep.gx"])
def test_a_link_out_of_the_root_is_not_followed(member: AppClient, root: Path, name: str) -> None:
    (root.parent / "outside.gx").write_text("outside", encoding="utf-8")
    (root / name).symlink_to(root.parent / "outside.gx")

    answer = member.get(f"/api/graphs/{name}")

    assert answer.status_code == 403
    assert name not in member.get("/api/graphs").text


@pytest.mark.parametrize("link", [os.symlink, os.link, shutil.copy])
def test_the_private_key_is_out_of_reach_under_the_name_of_a_graph(
    member: AppClient, root: Path, tls: ServerTLS, link: object
) -> None:
    shutil.copy(tls.keyfile, root / "key.pem")
    link(root / "key.pem", root / "graph.gx")  # type: ignore[operator]  # one of three functions of this shape

    answer = member.get("/api/graphs/graph.gx")

    assert answer.status_code == 403
    assert "PRIVATE" not in answer.text
    assert member.get("/api/graphs/key.pem").status_code == 403


def test_a_hard_link_to_the_served_key_is_neither_listed_nor_sent(
    member: AppClient, root: Path, tls: ServerTLS
) -> None:
    os.link(tls.keyfile, root / "served.gx")

    answer = member.get("/api/graphs/served.gx")

    assert answer.status_code == 403
    assert "served.gx" not in member.get("/api/graphs").text


def test_graphs_need_a_session(client: AppClient) -> None:
    statuses = [client.get(path).status_code for path in ("/api/graphs", "/api/graphs/deploy.gx")]

    assert statuses == [401, 401]
