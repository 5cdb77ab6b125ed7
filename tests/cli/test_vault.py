"""`graphex vault`, as a real process."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from graphex.secrets.configuration import secrets_of
from graphex.secrets.vault import decrypt, encrypt

if TYPE_CHECKING:
    from pathlib import Path


def vault(directory: Path, *words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    (directory / "pw").write_text("p\n")
    command = [sys.executable, "-m", "graphex", "vault", *words]
    return subprocess.run(
        command,
        cwd=directory,
        input=typed,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        start_new_session=True,  # without a terminal
    )


@pytest.mark.parametrize("flag", ["-e", "-x", "-s", "--encrypt", "--store"])
def test_a_secret_is_kept_and_given_back(tmp_path: Path, flag: str) -> None:
    (tmp_path / "c.yml").write_text("")
    kept = vault(tmp_path, flag, "-n", "X", "-c", "c.yml", "--passwordFile", "pw", typed="swordfish\n")
    given = vault(tmp_path, "-d", "--secret", "X", "-c", "c.yml", "-pf", "pw")

    assert kept.returncode == 0
    assert "swordfish" not in kept.stdout + kept.stderr + (tmp_path / "c.yml").read_text()
    assert (given.returncode, given.stdout) == (0, "swordfish\n")


def test_several_secrets_one_after_the_other(tmp_path: Path) -> None:
    (tmp_path / "c.yml").write_text("# mine\n")

    vault(tmp_path, "-e", "-n", "A", "-c", "c.yml", "-pf", "pw", typed="one\ny\nB\ntwo\nn\n")

    found = secrets_of((tmp_path / "c.yml").read_text())

    assert {name: decrypt(blob, "p") for name, blob in found.items()} == {"A": "one", "B": "two"}


def test_a_secret_of_several_lines_is_kept_whole(tmp_path: Path) -> None:
    (tmp_path / "c.yml").write_text("")

    kept = vault(tmp_path, "-e", "-n", "A", "-c", "c.yml", "-pf", "pw", typed="BEGIN KEY\nline2\nEND KEY\n")
    given = vault(tmp_path, "-d", "-n", "A", "-c", "c.yml", "-pf", "pw")

    assert "The secret A (3 lines) is in " in kept.stderr
    assert given.stdout == "BEGIN KEY\nline2\nEND KEY\n"


def test_the_password_is_read_from_standard_input(tmp_path: Path) -> None:
    (tmp_path / "c.yml").write_text("")

    kept = vault(tmp_path, "-e", "-n", "A", "-c", "c.yml", typed="swordfish\ncorrect horse\ncorrect horse\nn\n")
    given = vault(tmp_path, "-d", "-n", "A", "-c", "c.yml", typed="correct horse\n")
    wrong = vault(tmp_path, "-d", "-n", "A", "-c", "c.yml", typed="wrong\n")
    nothing = vault(tmp_path, "-d", "-n", "A", "-c", "c.yml")

    assert (kept.returncode, given.returncode, given.stdout) == (0, 0, "swordfish\n")
    assert wrong.stderr.startswith("error: The password for the secret A is wrong.\n")
    assert "no terminal to ask for it on" in nothing.stderr


def test_without_a_name_the_result_is_printed_beside_a_configuration(tmp_path: Path) -> None:
    (tmp_path / "graphex.yml").write_text("title: T\n")

    done = vault(tmp_path, "-e", "-pf", "pw", typed="x\n")

    assert decrypt(done.stdout.strip(), "p") == "x"
    assert (tmp_path / "graphex.yml").read_text() == "title: T\n"


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "pw").write_text("p\n")

    done = subprocess.run(
        [sys.executable, "-m", "graphex", "vault", "-e", "-pf", "pw"],
        cwd=tmp_path,
        input=b"\xff\xfe",
        capture_output=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 1
    assert b"is no UTF-8 text" in done.stderr


def test_a_password_file_with_a_byte_order_mark_is_named(tmp_path: Path) -> None:
    (tmp_path / "c.yml").write_text(f"secrets: {{A: {encrypt('x', 'p')}}}\n")
    (tmp_path / "bom").write_bytes(b"\xef\xbb\xbfp\n")

    done = vault(tmp_path, "-d", "-n", "A", "-c", "c.yml", "-pf", "bom")

    assert f"is wrong: it is the first line of {tmp_path / 'bom'}" in done.stderr
    assert "byte order mark" in done.stderr


def test_without_a_configuration_the_result_is_printed(tmp_path: Path) -> None:
    done = vault(tmp_path, "-e", "-pf", "pw", typed="x\n")

    assert decrypt(done.stdout.strip(), "p") == "x"


def test_a_given_text_is_decrypted_though_a_configuration_is_here(tmp_path: Path) -> None:
    (tmp_path / "graphex.yml").write_text("title: T\n")

    done = vault(tmp_path, "-d", "-v", encrypt("x", "p"), "-pf", "pw")

    assert done.stdout == "x\n"


def test_a_secret_is_removed(tmp_path: Path) -> None:
    (tmp_path / "c.yml").write_text("# mine\nsecrets:\n  A: 12\n  B: 34\n")

    done = vault(tmp_path, "--delete", "-n", "A", "-c", "c.yml")

    assert done.returncode == 0
    assert (tmp_path / "c.yml").read_text() == "# mine\nsecrets:\n  B: 34\n"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["-n", "X"], "One of --encrypt, --decrypt or --remove is needed"),
        (["-e", "-d"], "Only one of"),
        (["-d", "-c", "c.yml", "-v", "00"], "cannot be given together"),
        (["-e", "-c", "c.yml", "-pf", "pw"], "needs a name"),
        (["-r", "-c", "c.yml"], "needs a name"),
        (["-r", "-n", "X"], "no configuration"),
        (["-e", "-n", "A", "-c", "c.yml", "-pf", "pw"], "already has a secret named A"),
        (["-d", "-n", "gone", "-c", "c.yml", "-pf", "pw"], "has no secret named gone"),
        (["-d", "-n", "A", "-c", "c.yml", "-pf", "pw"], "no encrypted text"),
        (["--bogus"], "has no option --bogus"),
    ],
)
def test_a_failure_is_one_sentence_and_exit_code_1(tmp_path: Path, words: list[str], message: str) -> None:
    (tmp_path / "c.yml").write_text("secrets: {A: 12}\n")

    done = vault(tmp_path, *words, typed="x\n")

    assert done.returncode == 1
    assert message in done.stderr
    assert (tmp_path / "c.yml").read_text() == "secrets: {A: 12}\n"


def test_a_secret_is_replaced_if_wanted(tmp_path: Path) -> None:
    (tmp_path / "c.yml").write_text("secrets: {A: 12}\n")

    vault(tmp_path, "-e", "-n", "A", "-c", "c.yml", "-pf", "pw", "--force", typed="new\n")

    assert decrypt(secrets_of((tmp_path / "c.yml").read_text())["A"], "p") == "new"


@pytest.mark.parametrize("words", [[], ["--hide"]])
def test_a_password_and_a_hidden_secret_are_typed_twice(tmp_path: Path, words: list[str]) -> None:
    (tmp_path / "c.yml").write_text("")
    main, terminal = pty.openpty()
    command = [sys.executable, "-m", "graphex", "vault", "-e", "-n", "X", "-c", "c.yml", *words]
    process = subprocess.Popen(
        command, cwd=tmp_path, stdin=terminal, stdout=terminal, stderr=terminal, start_new_session=True
    )
    os.close(terminal)
    shown = "".join(_answer(main, question, text) for question, text in ANSWERS)
    assert process.wait(60) == 0
    os.close(main)

    assert "swordfish" not in shown
    assert decrypt(secrets_of((tmp_path / "c.yml").read_text())["X"], "pass") == "swordfish"


ANSWERS = [
    ("Password of the secrets: ", "pass"),
    ("The same once more: ", "pass"),
    ("The secret X: ", "swordfish"),
    ("The same once more: ", "swordfish"),
    ("(y/n) ", "n"),
]


def _answer(main: int, question: str, text: str) -> str:
    """Wait for a question on a terminal, which comes after the echo was switched off, and type an answer."""
    shown = ""
    while question not in shown:
        shown += os.read(main, 1000).decode()
    os.write(main, f"{text}\n".encode())
    return shown
