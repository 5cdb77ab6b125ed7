"""`python3 -m graphex sign-in` as a process."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from command_line import run_graphex
from graphex.state.database import StateDatabase
from graphex.state.sign_ins import SignIns

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def server(tmp_path: Path) -> Iterator[SignIns]:
    state = StateDatabase(tmp_path)
    yield SignIns(state)
    state.close()


def test_the_link_signs_in_at_the_running_server(server: SignIns, tmp_path: Path) -> None:
    server.record_addresses(["https://localhost:8443/", "https://vm:8443/"])

    result = run_graphex("sign-in", cwd=tmp_path)

    address, _, code = result.stdout.strip().partition("/sign-in?code=")
    assert (result.returncode, address) == (0, "https://localhost:8443")
    assert f"  https://vm:8443/sign-in?code={code}\n" in result.stderr
    assert isinstance(server.redeem(code), str)


def test_quiet_prints_the_link_alone(server: SignIns, tmp_path: Path) -> None:
    server.record_addresses(["https://localhost:8443/", "https://vm:8443/"])

    result = run_graphex("sign-in", "-q", cwd=tmp_path)

    assert (result.stdout.count("\n"), result.stderr) == (1, "")


def test_another_folder_is_named_with_root(server: SignIns, tmp_path: Path) -> None:
    server.record_addresses(["https://localhost:8443"])
    (tmp_path / "elsewhere").mkdir()

    result = run_graphex("sign-in", "-r", "..", cwd=tmp_path / "elsewhere")

    assert result.stdout.startswith("https://localhost:8443/sign-in?code=")


def test_without_a_recorded_address_the_path_is_printed(server: SignIns, tmp_path: Path) -> None:
    server.state.open()

    result = run_graphex("sign-in", cwd=tmp_path)

    assert result.returncode == 0
    assert result.stdout.startswith("/sign-in?code=")
    assert "No running server has recorded its address" in result.stderr


def test_where_no_server_has_run_nothing_is_left_behind(tmp_path: Path) -> None:
    result = run_graphex("sign-in", cwd=tmp_path)

    assert result.returncode == 1
    assert "No server has run" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_state_that_cannot_be_used_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "graphex.db").touch()
    (tmp_path / ".graphex").symlink_to("elsewhere")

    result = run_graphex("sign-in", cwd=tmp_path)

    assert result.returncode == 1
    assert result.stdout == ""
    assert "Restart the server" in result.stderr
    assert "Traceback" not in result.stderr
