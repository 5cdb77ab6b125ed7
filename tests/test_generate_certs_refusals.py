"""`ssl_certificates/generate_certs.sh`: what it refuses, and that no failure leaves anything half-made."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from typing import TYPE_CHECKING

import pytest

from certs_script import PAIR, SCRIPT, SHELLS, TOOLS, listing, make, mode, run, shell_parameter, stub
from patience import until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def put(path: Path, *, link_to: str | None) -> None:
    """Make a file, or a link."""
    if link_to:
        path.symlink_to(link_to)
    else:
        path.write_text("mine", "utf-8")


def link_tools(directory: Path) -> Path:
    """Make a directory that holds every program the script needs except openssl."""
    directory.mkdir()
    for tool in TOOLS:
        (directory / tool).symlink_to(str(shutil.which(tool)))
    return directory


def mount_tmpfs(directory: Path, options: str) -> Iterator[Path]:
    directory.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "none", directory], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("a small file system cannot be mounted here")
    yield directory
    subprocess.run(["umount", directory], check=True)


@pytest.fixture
def full_disk(tmp_path: Path) -> Iterator[Path]:
    for directory in mount_tmpfs(tmp_path / "full", "size=24k"):
        (directory / "filling").write_bytes(bytes(8192))
        yield directory
        (directory / "filling").unlink()


@pytest.fixture
def read_only_disk(tmp_path: Path) -> Iterator[Path]:
    yield from mount_tmpfs(tmp_path / "read-only", "size=1m,ro")


@pytest.mark.parametrize("shell", [shell_parameter(shell) for shell in SHELLS])
def test_every_shell_answers_wrong_usage_with_one_sentence(shell: list[str], tmp_path: Path) -> None:
    result = run("bad name", program=shell, cwd=tmp_path)

    assert result.returncode == 2
    assert result.stderr.splitlines()[0] == "error: 'bad name' is neither a host name nor an IP address."
    assert listing(tmp_path) == []


@pytest.mark.parametrize(
    "name",
    ["", "a b", "a..b", "-a.org", "a-.org", "x" * 64, "*.com", "a.*.org", "f*.a.org", "1.2.3", "256.1.1.1", "01.2.3.4",
     "1:2", "1::2::3", ":::", "12345::", "a.org/x", "a.org:443", "ü.org", "a.org\nDNS.9 = b.org", "$(touch x)"],
)  # fmt: skip
def test_anything_that_is_no_name_is_refused_and_nothing_is_made(name: str, tmp_path: Path) -> None:
    result = run("-d", tmp_path / "certs", "--", name, cwd=tmp_path)

    assert result.returncode == 2
    assert result.stderr.startswith("error: ")
    assert "hint: Give names such as" in result.stderr or "Give options before the names" in result.stderr
    assert (result.stdout, listing(tmp_path)) == ("", [])


@pytest.mark.parametrize(
    "arguments",
    [
        ["-n", "1"],
        ["-n", "826"],
        ["-n", "1e3"],
        ["-n", ""],
        ["-t", "p521"],
        ["-d", ""],
        ["-d"],
        ["-x"],
        ["a.org", "-f"],
    ],
)
def test_wrong_options_are_refused_and_nothing_is_made(arguments: list[str], tmp_path: Path) -> None:
    result = run(*arguments, cwd=tmp_path)

    assert (result.returncode, result.stdout, listing(tmp_path)) == (2, "", [])
    assert [line.split(": ")[0] for line in result.stderr.splitlines()] == ["error", "hint"]


@pytest.mark.parametrize("name", PAIR)
@pytest.mark.parametrize("target", [None, "elsewhere"], ids=["file", "dangling link"])
def test_nothing_is_overwritten_unasked(name: str, target: str | None, tmp_path: Path) -> None:
    existing = tmp_path / name
    put(existing, link_to=target)

    result = run("-d", tmp_path)

    assert result.returncode == 1
    assert result.stderr.startswith(f"error: {existing} exists already.\nhint: Add -f")
    assert listing(tmp_path) == [name]
    assert existing.is_symlink() or existing.read_text("utf-8") == "mine"


def test_f_replaces_both_files_and_no_link_target(tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_text("mine", "utf-8")
    directory = tmp_path / "certs"
    before = make(directory)
    (directory / "key.pem").unlink()
    (directory / "key.pem").symlink_to(precious)

    after = make(directory, "-f")

    assert after.serial_number != before.serial_number
    assert (listing(directory), mode(directory / "key.pem")) == (PAIR, 0o600)
    assert precious.read_text("utf-8") == "mine"


def test_f_does_not_put_a_file_into_a_directory_of_its_name(tmp_path: Path) -> None:
    (tmp_path / "cert.pem").mkdir()

    result = run("-f", "-d", tmp_path)

    assert result.returncode == 1
    assert (listing(tmp_path), listing(tmp_path / "cert.pem")) == (["cert.pem"], [])


def test_a_missing_openssl_is_said_before_anything_is_made(tmp_path: Path) -> None:
    tools = link_tools(tmp_path / "bin")

    result = run("-d", tmp_path / "certs", program=[str(shutil.which("sh"))], path=str(tools))

    assert result.returncode == 1
    assert result.stderr.splitlines()[0] == "error: The openssl program was not found."
    assert listing(tmp_path) == ["bin"]


def test_a_full_disk_is_said_and_left_as_it_was(full_disk: Path) -> None:
    result = run("-d", full_disk / "certs" / "deep")

    assert result.returncode == 1
    assert "could not be written.\nhint: Check the free space" in result.stderr
    assert listing(full_disk) == ["filling"]


@pytest.mark.parametrize("directory", [".", "certs"])
def test_a_read_only_disk_is_said(directory: str, read_only_disk: Path) -> None:
    result = run("-d", read_only_disk / directory)

    assert result.returncode == 1
    assert "(Read-only file system).\nhint: Choose another" in result.stderr


@pytest.mark.parametrize("command", ["rand", "genpkey", "req", "ca", "x509"])
def test_whatever_openssl_fails_at_the_old_pair_stays(command: str, tmp_path: Path) -> None:
    directory = tmp_path / "certs"
    make(directory)
    before = [(directory / name).read_bytes() for name in PAIR]
    path = stub(tmp_path / "bin", "openssl", f'[ "$1" != {command} ] || exit 1; exec {shutil.which("openssl")} "$@"')

    result = run("-f", "-d", directory, path=path)

    assert result.returncode == 1
    assert listing(directory) == PAIR
    assert [(directory / name).read_bytes() for name in PAIR] == before


@pytest.mark.parametrize(("name", "option"), [("empty", "-n197"), ("filled", "-f")])
def test_both_files_are_put_in_place_or_none(name: str, option: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    make(tmp_path / "filled")
    directory = tmp_path / name
    fails = f'case $* in *cert.pem) exit 1 ;; esac; exec {shutil.which("mv")} "$@"'
    stub(tmp_path / "bin", "ln", "exit 1")
    path = stub(tmp_path / "bin", "mv", fails)
    before = {name: (directory / name).read_bytes() for name in listing(directory)}

    result = run(option, "-d", directory, path=path)

    assert result.returncode == 1
    assert {name: (directory / name).read_bytes() for name in listing(directory)} == before


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130), (signal.SIGHUP, 129)])
def test_a_signal_leaves_nothing_behind(number: int, code: int, tmp_path: Path) -> None:
    started = tmp_path / "started"
    body = f'[ "$1" != genpkey ] || {{ : >{started}; sleep 0.3; }}; exec {shutil.which("openssl")} "$@"'
    path = stub(tmp_path / "bin", "openssl", body)
    command = ["sh", str(SCRIPT), "-d", str(tmp_path / "certs")]

    with subprocess.Popen(command, env=os.environ | {"PATH": path}, stdout=subprocess.DEVNULL) as process:
        until(started.exists)
        process.send_signal(number)

    assert process.returncode == code
    assert listing(tmp_path) == ["bin", "started"]
