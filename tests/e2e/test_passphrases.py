"""Encrypted keys: the passphrase by file, by systemd's credentials or typed in, and never shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from e2e.clients import get
from e2e.pairs import write_foreign
from e2e.server import Surroundings, graphex, running
from e2e.terminal import terminal
from tls.material import PASSPHRASE

SECRET = PASSPHRASE.decode()


def test_the_passphrase_comes_from_a_file(tmp_path: Path) -> None:
    write_foreign(tmp_path, passphrase=PASSPHRASE)
    (tmp_path / "secret.txt").write_bytes(PASSPHRASE + b"\n")

    with running("--ssl-key-passphrase-path", "secret.txt", "-v", cwd=tmp_path) as server:
        assert get(server).status == 200
        assert SECRET not in server.stdout + server.stderr
        assert PASSPHRASE not in Path(f"/proc/{server.process.pid}/cmdline").read_bytes()


def test_the_passphrase_comes_from_the_credentials_of_systemd(tmp_path: Path) -> None:
    write_foreign(tmp_path, passphrase=PASSPHRASE)
    credentials = tmp_path / "credentials"
    credentials.mkdir()
    (credentials / "graphex-key-passphrase").write_bytes(PASSPHRASE)

    surroundings = Surroundings({"CREDENTIALS_DIRECTORY": str(credentials)})
    with running(cwd=tmp_path, surroundings=surroundings) as server:
        assert get(server).status == 200
        assert SECRET not in server.stdout + server.stderr


@pytest.mark.parametrize("content", [b"wrong\n", b"", b"\n" + PASSPHRASE, b"x" * 100_000, bytes(range(256))])
def test_a_passphrase_file_that_does_not_open_the_key_ends_the_start(tmp_path: Path, content: bytes) -> None:
    write_foreign(tmp_path, passphrase=PASSPHRASE)
    (tmp_path / "secret.txt").write_bytes(content)

    done = graphex("serve", "-p", "0", "--ssl-key-passphrase-path", "secret.txt", cwd=tmp_path)

    assert done.returncode == 3
    assert "passphrase" in done.stderr
    assert "Traceback" not in done.stderr


def test_somebody_at_a_terminal_is_asked_and_what_is_typed_is_not_shown(tmp_path: Path) -> None:
    write_foreign(tmp_path, passphrase=PASSPHRASE)

    with terminal(tmp_path, "serve", "-p", "0") as screen:
        screen.wait_for("Passphrase of ")
        screen.type("wrong\n")
        screen.wait_for("Passphrase of ", times=2)
        screen.type(f"{SECRET}\n")
        screen.wait_for("Ctrl-C ends the server.")

        assert SECRET not in screen.shown
        assert "Traceback" not in screen.shown


def test_three_wrong_passphrases_end_the_start(tmp_path: Path) -> None:
    write_foreign(tmp_path, passphrase=PASSPHRASE)

    with terminal(tmp_path, "serve", "-p", "0") as screen:
        screen.wait_for("Passphrase of ")
        screen.type("wrong\n")
        screen.wait_for("Passphrase of ", times=2)
        screen.type("wrong\n")
        screen.wait_for("Passphrase of ", times=3)
        screen.type("wrong\n")

        assert screen.wait_for_end() == 3
        assert "Passphrase of " not in screen.shown.split("error:", 1)[1]


def test_interrupting_the_question_ends_without_a_traceback(tmp_path: Path) -> None:
    write_foreign(tmp_path, passphrase=PASSPHRASE)

    with terminal(tmp_path, "serve", "-p", "0") as screen:
        screen.wait_for("Passphrase of ")
        screen.type("\x03")

        assert screen.wait_for_end() == 130
        assert "Traceback" not in screen.shown


def test_ending_the_input_at_the_question_ends_without_a_traceback(tmp_path: Path) -> None:
    write_foreign(tmp_path, passphrase=PASSPHRASE)

    with terminal(tmp_path, "serve", "-p", "0") as screen:
        screen.wait_for("Passphrase of ")
        screen.type("\x04")

        assert screen.wait_for_end() in {3, 130}
        assert "Traceback" not in screen.shown
        assert "bug in GraphEx" not in screen.shown
