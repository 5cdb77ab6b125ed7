"""The bundle of the system's roots and the authority."""

from __future__ import annotations

import os
import ssl
from typing import TYPE_CHECKING

import pytest
import trustme

from graphex.tls.trust.bundle import bundle_file, refresh_bundle
from tls.trust.machine import Machine

if TYPE_CHECKING:
    from pathlib import Path

    from graphex.tls.trust.model import Root


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    (tmp_path / "authority").mkdir()
    return tmp_path / "authority"


def foreign_root(path: Path) -> str:
    """Write a root of somebody else, and return its text."""
    text = trustme.CA().cert_pem.bytes().decode()
    path.write_text(text)
    return text


def held(bundle: Path) -> set[bytes]:
    context = ssl.create_default_context(cafile=str(bundle))
    return set(context.get_ca_certs(binary_form=True))


def der(text: str) -> bytes:
    return ssl.PEM_cert_to_DER_cert(text)


def test_it_holds_the_system_s_roots_and_the_authority(machine: Machine, root: Root, directory: Path) -> None:
    machine.debian()
    system = foreign_root(machine.prefix / "etc/ssl/certs/ca-certificates.crt")

    bundle = refresh_bundle(root, directory, machine.surroundings)

    assert bundle == bundle_file(directory)
    assert held(bundle) == {root.der, der(system)}
    assert os.listdir(directory) == ["bundle.pem"]


def test_it_keeps_up_with_the_system(machine: Machine, root: Root, directory: Path) -> None:
    machine.debian()
    refresh_bundle(root, directory, machine.surroundings)
    later = foreign_root(machine.prefix / "etc/ssl/certs/ca-certificates.crt")

    bundle = refresh_bundle(root, directory, machine.surroundings)

    assert held(bundle) == {root.der, der(later)}


def test_an_unchanged_one_is_not_written_again(machine: Machine, root: Root, directory: Path) -> None:
    before = refresh_bundle(root, directory, machine.surroundings).stat()

    after = refresh_bundle(root, directory, machine.surroundings).stat()

    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_company_s_file_is_kept_also_once_the_variable_names_the_bundle(
    tmp_path: Path, root: Root, directory: Path
) -> None:
    company = foreign_root(tmp_path / "company.pem")
    before = Machine(tmp_path, variables={"REQUESTS_CA_BUNDLE": str(tmp_path / "company.pem")})
    after = Machine(tmp_path, variables={"REQUESTS_CA_BUNDLE": str(bundle_file(directory))})
    refresh_bundle(root, directory, before.surroundings)

    bundle = refresh_bundle(root, directory, after.surroundings)

    assert held(bundle) == {root.der, der(company)}


def test_macos_hands_out_its_roots(tmp_path: Path, root: Root, directory: Path) -> None:
    machine = Machine(tmp_path, platform="darwin")
    system = foreign_root(tmp_path / "apple.pem")
    machine.program("security", f"cat {tmp_path}/apple.pem")

    bundle = refresh_bundle(root, directory, machine.surroundings)

    assert held(bundle) == {root.der, der(system)}


def test_windows_hands_out_what_python_reads_there(tmp_path: Path, root: Root, directory: Path) -> None:
    machine = Machine(tmp_path, platform="win32")

    bundle = refresh_bundle(root, directory, machine.surroundings)

    assert root.der in held(bundle)
