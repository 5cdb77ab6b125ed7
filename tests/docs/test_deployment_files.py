"""The files that the how-to pages hand out: each is put to use, or read by the program it is for."""

from __future__ import annotations

import json
import os
import re
import shutil
import ssl
import stat
import subprocess
import sys
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import trustme
import yaml

from patience import PATIENCE_SECONDS, until
from ports import free_port, wait_for_port

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
FILES = ROOT / "docs" / "how-to" / "files"
PAIR = ["cert.pem", "key.pem"]


@dataclass(frozen=True)
class Server:
    """A running GraphEx."""

    port: int
    certificates: Path


def needs(program: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(not shutil.which(program), reason=f"{program} is not installed")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    directory = tmp_path / "served"
    directory.mkdir()
    port = free_port()
    options = ["--host", "127.0.0.1", "-p", str(port), "-s", str(directory / "certs")]
    command = [sys.executable, "-m", "graphex", "serve", *options]
    with subprocess.Popen(command, cwd=directory, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        wait_for_port(port)
        yield Server(port, directory / "certs")
        process.terminate()


@dataclass(frozen=True)
class Issued:
    """A certificate for localhost as certbot stores it, and a client that trusts its authority and no other."""

    lineage: Path
    client: ssl.SSLContext


@pytest.fixture
def issued(tmp_path: Path) -> Issued:
    authority = trustme.CA()
    certificate = authority.issue_cert("build.example.org", "localhost")
    certificate.cert_chain_pems[0].write_to_path(tmp_path / "fullchain.pem")
    certificate.private_key_pem.write_to_path(tmp_path / "privkey.pem")
    client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    authority.configure_trust(client)
    return Issued(tmp_path, client)


def instructions() -> dict[str, str]:
    """Read the last stage of the Dockerfile: the last value of each instruction."""
    text = re.sub(r"(?m)^#.*\n", "", (FILES / "Dockerfile").read_text("utf-8"))
    lines = text.replace("\\\n", "").splitlines()
    return dict(line.split(" ", 1) for line in lines if line.strip())


def lineage(directory: Path) -> Path:
    """Lay out a renewed certificate as certbot does: links into its archive."""
    archive = directory / "archive"
    archive.mkdir(parents=True)
    live = directory / "live"
    live.mkdir()
    for name in ("fullchain", "privkey"):
        (archive / f"{name}2.pem").write_text(f"renewed {name}\n", "utf-8")
        (live / f"{name}.pem").symlink_to(archive / f"{name}2.pem")
    return live


def run_hook(*arguments: str | Path, renewed: Path | None, shell: str = "sh") -> subprocess.CompletedProcess[str]:
    environment = os.environ | ({"RENEWED_LINEAGE": str(renewed)} if renewed else {})
    command = [shell, FILES / "renewal-hook.sh", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, umask=0)


@pytest.mark.parametrize("shell", [pytest.param(name, marks=needs(name)) for name in ("dash", "posh", "bash")])
def test_the_renewal_hook_replaces_both_files_with_private_modes(shell: str, tmp_path: Path) -> None:
    directory = tmp_path / "it's here"
    directory.mkdir()
    (directory / "key.pem").write_text("old", "utf-8")

    result = run_hook(directory, renewed=lineage(tmp_path / "certbot"), shell=shell)

    assert (result.returncode, result.stderr) == (0, "")
    assert sorted(entry.name for entry in directory.iterdir()) == PAIR
    assert [(directory / name).read_text("utf-8") for name in PAIR] == ["renewed fullchain\n", "renewed privkey\n"]
    assert [stat.S_IMODE((directory / name).stat().st_mode) for name in PAIR] == [0o644, 0o600]


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root can give files away")
def test_the_renewal_hook_gives_the_files_to_the_owner_of_the_directory(tmp_path: Path) -> None:
    directory = tmp_path / "certs"
    directory.mkdir()
    os.chown(directory, 12345, 54321)

    run_hook(directory, renewed=lineage(tmp_path / "certbot")).check_returncode()

    owners = {((directory / name).stat().st_uid, (directory / name).stat().st_gid) for name in PAIR}
    assert owners == {(12345, 54321)}


def test_the_renewal_hook_leaves_everything_as_it_was_when_a_file_is_missing(tmp_path: Path) -> None:
    directory = tmp_path / "certs"
    directory.mkdir()
    (directory / "cert.pem").write_text("old", "utf-8")
    renewed = lineage(tmp_path / "certbot")
    (renewed / "privkey.pem").unlink()

    result = run_hook(directory, renewed=renewed)

    assert result.returncode != 0
    assert [entry.name for entry in directory.iterdir()] == ["cert.pem"]
    assert (directory / "cert.pem").read_text("utf-8") == "old"


@pytest.mark.parametrize("arguments", [[], ["missing"], ["a", "b"]])
def test_the_renewal_hook_says_what_it_needs(arguments: list[str], tmp_path: Path) -> None:
    result = run_hook(*arguments, renewed=tmp_path)

    assert result.returncode == 2
    assert result.stderr.startswith("error: The directory that GraphEx serves from is missing.\nhint: ")


def test_the_renewal_hook_wants_to_be_run_by_certbot(tmp_path: Path) -> None:
    result = run_hook(tmp_path, renewed=None)

    assert (result.returncode, result.stderr.splitlines()[0]) == (2, "error: RENEWED_LINEAGE is not set.")


def test_a_running_server_takes_what_the_hook_delivers(server: Server, issued: Issued) -> None:
    run_hook(server.certificates, renewed=issued.lineage).check_returncode()

    until(lambda: is_taken(f"https://localhost:{server.port}/healthz", issued.client), "serving the new pair")


def is_taken(url: str, client: ssl.SSLContext) -> bool:
    """Ask whether the server shows a certificate that the client trusts."""
    try:
        urllib.request.urlopen(url, timeout=PATIENCE_SECONDS, context=client).close()
    except OSError:
        return False
    return True


def test_the_health_check_of_the_image_trusts_the_certificate_being_served(server: Server) -> None:
    command = json.loads(instructions()["HEALTHCHECK"].partition("CMD ")[2])
    code = command[2].replace("/data/certs", str(server.certificates)).replace(":8080/", f":{server.port}/")

    healthy = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False)
    stopped = code.replace(f":{server.port}/", f":{free_port()}/")
    unhealthy = subprocess.run([sys.executable, "-c", stopped], capture_output=True, check=False)

    assert (command[:2], healthy.returncode, healthy.stderr) == (["/opt/graphex/bin/python", "-c"], 0, "")
    assert unhealthy.returncode == 1


def test_the_image_is_healthy_with_a_certificate_in_memory_too(server: Server, tmp_path: Path) -> None:
    command = json.loads(instructions()["HEALTHCHECK"].partition("CMD ")[2])
    code = command[2].replace("/data/certs", str(tmp_path / "nowhere")).replace(":8080/", f":{server.port}/")

    checked = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False)

    assert (checked.returncode, checked.stderr) == (0, "")


def test_the_container_has_the_name_that_the_page_uses() -> None:
    service = yaml.safe_load((FILES / "compose.yml").read_text("utf-8"))["services"]["graphex"]
    page = (FILES.parent / "container.md").read_text("utf-8")

    assert f"docker exec {service['container_name']} " in page


def test_the_image_starts_graphex_without_a_shell_and_not_as_root() -> None:
    last = instructions()

    assert json.loads(last["ENTRYPOINT"]) == ["/opt/graphex/bin/graphex"]
    assert json.loads(last["CMD"]) == ["serve", "-r", "/data/graphs", "-s", "/data/certs"]
    assert last["USER"] == "10001:10001"


def test_compose_builds_that_image_and_keeps_its_volume() -> None:
    service = yaml.safe_load((FILES / "compose.yml").read_text("utf-8"))["services"]["graphex"]
    build = service["build"]

    assert (FILES / build["context"] / build["dockerfile"]).resolve() == FILES / "Dockerfile"
    assert service["command"][:5] == json.loads(instructions()["CMD"])
    assert service["volumes"] == ["data:/data"]


@needs("systemd-analyze")
@pytest.mark.parametrize("given", [False, True], ids=["own certificate", "given certificate"])
def test_systemd_accepts_the_unit(*, given: bool, tmp_path: Path) -> None:
    (tmp_path / "graphex").symlink_to(sys.executable)
    text = (FILES / "graphex.service").read_text("utf-8").replace("/opt/graphex/bin/graphex", f"{tmp_path}/graphex")
    unit = tmp_path / "graphex.service"
    with_credentials = re.sub(r"(?m)^#(\w+=)", r"\1", text.replace("\nExecStart=", "\n# ", 1))
    unit.write_text(with_credentials if given else text, "utf-8")

    result = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False)

    assert (result.returncode, result.stderr) == (0, "")
