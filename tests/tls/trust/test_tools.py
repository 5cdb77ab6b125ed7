"""The lines for tools with trust of their own; that they work is tried in tests/e2e_trust."""

from __future__ import annotations

import shlex
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from graphex.tls.trust.tools import tool_lines
from tls.trust.machine import Machine

if TYPE_CHECKING:
    from pathlib import Path

    from graphex.tls.trust.model import Root


def texts(machine: Machine, root: Root, bundle: Path, kind: str = "variable") -> list[str]:
    return [line.text for line in tool_lines(root, bundle, machine.surroundings) if line.kind == kind]


def test_node_adds_one_file_and_the_others_replace_all(machine: Machine, root: Root, tmp_path: Path) -> None:
    bundle = tmp_path / "it's" / "bundle.pem"

    lines = [shlex.split(text) for text in texts(machine, root, bundle)]

    assert lines == [
        ["export", f"NODE_EXTRA_CA_CERTS={root.file}"],
        *(["export", f"{name}={bundle}"] for name in ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE", "CURL_CA_BUNDLE")),
        ["export", f"GIT_SSL_CAINFO={bundle}"],
    ]


def test_a_file_that_node_is_told_of_already_is_not_lost(tmp_path: Path, root: Root) -> None:
    machine = Machine(tmp_path, variables={"NODE_EXTRA_CA_CERTS": "/etc/company.pem"})

    assert texts(machine, root, tmp_path / "bundle.pem")[0] == f"export NODE_EXTRA_CA_CERTS={tmp_path}/bundle.pem"


def test_commands_are_for_git_docker_and_java(machine: Machine, root: Root, tmp_path: Path) -> None:
    machine.program("java")

    git, java, docker = texts(machine, root, tmp_path / "bundle.pem", "command")

    assert git == f"git config --global http.sslCAInfo {tmp_path}/bundle.pem"
    assert "keytool -importcert" in java
    assert docker.endswith("/etc/docker/certs.d/localhost:8080/ca.crt")


@pytest.mark.skipif(shutil.which("java") is None, reason="needs Java")
@pytest.mark.parametrize("name", ["plain", "with a blank", "it's", 'say "a b"', 'it\'s "a" b'])
def test_java_starts_with_the_variable_whatever_the_path(
    machine: Machine, root: Root, tmp_path: Path, name: str
) -> None:
    machine.program("java")
    (tmp_path / name).mkdir()
    line = texts(machine, root, tmp_path / name / "bundle.pem")[-1]
    shown = f"{line}; java -XshowSettings:properties -version"

    done = subprocess.run(["sh", "-c", shown], capture_output=True, text=True, check=True, timeout=120)

    assert line.startswith("export JAVA_TOOL_OPTIONS=")
    assert f"javax.net.ssl.trustStore = {tmp_path / name}/java-truststore" in done.stderr


def test_windows_has_a_shell_of_its_own(tmp_path: Path, root: Root) -> None:
    machine = Machine(tmp_path, platform="win32")

    line = texts(machine, root, tmp_path / "it's.pem")[1]

    assert line == f"$env:REQUESTS_CA_BUNDLE = '{tmp_path}/it''s.pem'"
