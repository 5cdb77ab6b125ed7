"""The served folder while it is gone, and once it is back."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest

from graphex.paths import RootUnavailableError
from graphex.web.app import create_sign_in_link
from graphex.web.served_folder import ServedFolder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app_client import AppClient
    from graphex.web.app import WebApp

HTML = {"accept": "text/html"}


def take_away(root: Path) -> None:
    root.rename(root.with_name("away"))


def put_a_file_there(root: Path) -> None:
    take_away(root)
    root.touch()


def lead_a_link_in_circles(root: Path) -> None:
    take_away(root)
    root.symlink_to(root)


def leave_the_mount_point(root: Path) -> None:
    take_away(root)
    root.mkdir()


def bring_back(root: Path) -> None:
    if root.is_dir():
        root.rmdir()
    else:
        root.unlink(missing_ok=True)
    root.with_name("away").rename(root)


each_loss = pytest.mark.parametrize(
    ("lose", "words"),
    [
        (take_away, "cannot be read: No such file or directory"),
        (put_a_file_there, "cannot be read: Not a directory"),
        (lead_a_link_in_circles, "cannot be read: Too many levels of symbolic links"),
        (leave_the_mount_point, "is empty, and it is not the one that was there at the start"),
    ],
)


@each_loss
def test_a_folder_that_is_gone_is_an_error_until_it_is_back(
    member: AppClient, root: Path, lose: Callable[[Path], None], words: str
) -> None:
    lose(root)
    gone = [member.get("/", headers=HTML), member.get("/api/graphs")]
    bring_back(root)
    back = [member.get("/", headers=HTML), member.get("/api/graphs"), member.get("/api/graphs/deploy.gx")]

    assert [answer.status_code for answer in gone] == [503, 503]
    assert words in gone[0].text
    assert "No graphs" not in gone[0].text
    assert words in gone[1].json()["detail"]
    assert gone[1].headers["content-type"] == "application/problem+json"
    assert [answer.status_code for answer in back] == [200, 200, 200]
    assert "2 graphs in 2 folders" in back[0].text


def test_a_graph_of_a_folder_that_is_gone_is_not_just_missing(member: AppClient, root: Path) -> None:
    take_away(root)

    answer = member.get("/api/graphs/deploy.gx")

    bring_back(root)
    assert answer.status_code == 503


def test_visitors_do_not_learn_where_the_folder_is(client: AppClient, root: Path) -> None:
    take_away(root)

    answer = client.get("/api/graphs")

    bring_back(root)
    assert str(root) not in answer.text


def is_refused(folder: ServedFolder) -> bool:
    try:
        folder.list()
    except RootUnavailableError:
        return True
    return False


def test_the_log_says_it_once_each_way(root: Path, caplog: pytest.LogCaptureFixture) -> None:
    folder = ServedFolder(root, ())
    caplog.set_level(logging.INFO)

    take_away(root)
    refused = [is_refused(folder) for _ in range(3)]
    bring_back(root)
    listed = [folder.list() for _ in range(2)]

    assert refused == [True, True, True]
    assert len(listed[0].graphs) == 2
    assert [record.levelname for record in caplog.records] == ["ERROR", "INFO"]
    assert str(root) in caplog.messages[0]
    assert "is there again" in caplog.messages[1]


def test_who_signed_in_before_is_signed_in_after(app: WebApp, member: AppClient, root: Path) -> None:
    link = create_sign_in_link(app)

    take_away(root)
    opened = member.get(link)
    bring_back(root)

    assert opened.status_code == 303
    assert member.get("/", headers=HTML).status_code == 200
    assert app.services.access.sign_ins.state.refusal is None


def test_a_new_folder_with_graphs_is_served(member: AppClient, root: Path) -> None:
    leave_the_mount_point(root)
    (root / "other.gx").write_text("nodes: []", encoding="utf-8")

    answer = member.get("/api/graphs")

    assert [graph["path"] for graph in answer.json()["graphs"]] == ["other.gx"]
