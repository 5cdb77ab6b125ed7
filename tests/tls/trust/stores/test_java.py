"""The trust stores of Java, changed by the real keytool."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from graphex.tls.trust.model import State
from graphex.tls.trust.plan import carry_out, plan
from graphex.tls.trust.stores.java import JavaStore, find_following_java_stores, find_java_stores
from tls.trust.machine import Machine

if TYPE_CHECKING:
    from graphex.tls.trust.model import Root
    from graphex.tls.trust.plan import Aim

KEYTOOL = shutil.which("keytool")
real = pytest.mark.skipif(KEYTOOL is None, reason="Java is not installed")


def make_store(path: Path) -> Path:
    """Make a trust store that holds nothing yet."""
    path.parent.mkdir(parents=True, exist_ok=True)
    options = ["-keystore", str(path), "-storepass", "changeit", "-alias", "x"]
    subprocess.run(
        ["keytool", "-genkeypair", "-keyalg", "EC", "-dname", "CN=x", *options], check=True, stderr=subprocess.DEVNULL
    )
    subprocess.run(["keytool", "-delete", *options], check=True, stderr=subprocess.DEVNULL)
    return path


def install_java(machine: Machine, home: str) -> Path:
    """Install a Java whose keytool is the real one."""
    (machine.folder(f"{home}/bin") / "keytool").symlink_to(str(KEYTOOL))
    return make_store(machine.prefix / home.lstrip("/") / "lib/security/cacerts")


def reach(aim: Aim, root: Root, store: JavaStore) -> State:
    [entry] = plan(aim, root, [store])
    return carry_out(aim, root, entry, store.surroundings, lambda _: None).standing.state


@real
def test_a_store_is_filled_and_emptied(machine: Machine, root: Root) -> None:
    file = install_java(machine, "/usr/lib/jvm/jdk-99")
    [store] = find_java_stores(machine.surroundings)

    states = [store.standing(root).state, reach("trust", root, store), reach("untrust", root, store)]

    assert store.where == str(file)
    assert store.name == "Java (jdk-99)"
    assert states == [State.ABSENT, State.TRUSTED, State.ABSENT]


@real
def test_a_file_that_is_no_store_is_said(machine: Machine, root: Root) -> None:
    install_java(machine, "/usr/lib/jvm/jdk-99").write_text("garbage")
    [store] = find_java_stores(machine.surroundings)

    standing = store.standing(root)

    assert standing.state is State.UNKNOWN
    assert standing.reason.startswith("the file cannot be read: ")


@real
def test_what_debian_made_from_the_system_store_is_emptied(machine: Machine, root: Root) -> None:
    machine.link("keytool")
    file = make_store(machine.prefix / "etc/ssl/certs/java/cacerts")
    alias = f"debian:{root.file_name.removesuffix('.crt')}.pem"
    options = ["-keystore", str(file), "-storepass", "changeit", "-alias", alias, "-file", str(root.file)]
    subprocess.run(["keytool", "-importcert", "-noprompt", *options], check=True, stderr=subprocess.DEVNULL)
    [store] = find_following_java_stores(machine.surroundings)

    states = [store.standing(root).state, reach("untrust", root, store)]

    assert states == [State.TRUSTED, State.ABSENT]


def fake_java(machine: Machine, home: str) -> Path:
    machine.file(f"{home}/bin/keytool")
    return machine.file(f"{home}/lib/security/cacerts")


def test_every_installation_is_found_once(tmp_path: Path) -> None:
    machine = Machine(tmp_path, variables={"JAVA_HOME": str(tmp_path / "machine/opt/java")})
    files = [fake_java(machine, home) for home in ("/opt/java", "/usr/lib/jvm/jdk-98", "/usr/lib/jvm/jdk-99")]
    (machine.prefix / "usr/lib/jvm/default").symlink_to("jdk-99")
    machine.file("/usr/lib/jvm/jdk-99/bin/java").chmod(0o755)
    (machine.programs / "java").symlink_to(machine.prefix / "usr/lib/jvm/jdk-99/bin/java")

    found = [Path(store.where) for store in find_java_stores(machine.surroundings)]

    assert sorted(found) == files


def test_one_that_follows_the_system_store_is_left_to_it(machine: Machine) -> None:
    system = machine.file("/etc/ssl/certs/java/cacerts")
    file = fake_java(machine, "/usr/lib/jvm/jdk-99")
    file.unlink()
    file.symlink_to(system)

    assert find_java_stores(machine.surroundings) == ()


def test_one_outside_of_this_machine_is_left_alone(machine: Machine) -> None:
    machine.program("java")

    assert find_java_stores(machine.surroundings) == ()
    assert find_following_java_stores(machine.surroundings) == ()


def test_a_protected_file_needs_an_administrator(machine: Machine, root: Root, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_java(machine, "/usr/lib/jvm/jdk-99")
    [store] = find_java_stores(machine.surroundings)
    monkeypatch.setattr("os.access", lambda *_: False)

    steps = (*store.steps_to_add(root), *store.steps_to_remove(root))

    assert [step.privileged for step in steps] == [True, True]
