"""The system store of Linux in its four layouts."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

from graphex.tls.trust.model import State
from graphex.tls.trust.plan import carry_out, plan
from graphex.tls.trust.stores.linux_system import LAYOUTS, Layout, LinuxSystemStore, find_system_store
from tls.authorities import make_root
from tls.trust.machine import UPDATE

if TYPE_CHECKING:
    from pathlib import Path

    from graphex.tls.trust.model import Root
    from graphex.tls.trust.plan import Aim
    from tls.trust.machine import Machine


def install(machine: Machine, layout: Layout) -> LinuxSystemStore:
    """Put a layout on the machine, with a program that really gathers the anchors."""
    anchors, bundle = machine.folder(layout.anchors), machine.file(layout.bundles[0])
    machine.program(layout.programs[0][0], f'ANCHORS="{anchors}" BUNDLE="{bundle}"\n{UPDATE}')
    store = find_system_store(machine.surroundings)
    assert store is not None
    return store


def reach(aim: Aim, root: Root, store: LinuxSystemStore) -> State:
    [entry] = plan(aim, root, [store])
    return carry_out(aim, root, entry, store.surroundings, lambda _: None).standing.state


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.family)
def test_every_layout_is_found_filled_and_emptied(machine: Machine, root: Root, layout: Layout, tmp_path: Path) -> None:
    store = install(machine, layout)
    reach("trust", other := make_root(tmp_path), store)

    states = [reach("trust", root, store), reach("untrust", root, store)]

    program = " ".join(layout.programs[0])
    last = " ".join([program, *layout.after_removal])
    assert store.layout == layout
    assert states == [State.TRUSTED, State.ABSENT]
    assert [call.strip() for call in machine.calls] == [program, program, last]
    assert os.listdir(store.where) == [other.file_name]
    assert store.standing(other).state is State.TRUSTED


def test_all_steps_need_an_administrator(machine: Machine, root: Root) -> None:
    store = install(machine, LAYOUTS[-1])

    steps = (*store.steps_to_add(root), *store.steps_to_remove(root))

    assert all(step.privileged for step in steps)
    assert steps[0].command == f"install -m 644 {root.file} {store.where}/{root.file_name}"


def test_arch_without_its_script_uses_p11_kit(machine: Machine, root: Root) -> None:
    store = install(machine, LAYOUTS[1])
    (machine.programs / "update-ca-trust").rename(machine.programs / "trust")

    assert store.steps_to_add(root)[1].argv == ("trust", "extract-compat")


def test_a_file_that_was_not_gathered_is_without_effect(machine: Machine, root: Root) -> None:
    store = install(machine, LAYOUTS[-1])
    shutil.copy(root.file, f"{store.where}/{root.file_name}")

    standing = store.standing(root)

    assert standing.state is State.PRESENT
    assert standing.reason == "update-ca-certificates has not run since the file was put there"
    assert reach("trust", root, store) is State.TRUSTED


def test_a_removal_that_was_interrupted_is_finished(machine: Machine, root: Root) -> None:
    store = install(machine, LAYOUTS[-1])
    reach("trust", root, store)
    os.unlink(f"{store.where}/{root.file_name}")  # noqa: PTH108 - a text, as people see it

    standing = store.standing(root)

    assert standing.state is State.PRESENT
    assert reach("untrust", root, store) is State.ABSENT


def test_a_bundle_that_cannot_be_read_is_said(machine: Machine, root: Root) -> None:
    store = install(machine, LAYOUTS[-1])
    (machine.prefix / "etc/ssl/certs/ca-certificates.crt").unlink()
    (machine.prefix / "usr/local/share/ca-certificates").rmdir()
    (machine.prefix / "usr/local/share/ca-certificates").symlink_to("ca-certificates")

    standing = store.standing(root)

    assert standing.state in {State.UNKNOWN, State.ABSENT}


def test_a_machine_without_any_has_none(machine: Machine) -> None:
    machine.folder("/usr/local/share/ca-certificates")

    assert find_system_store(machine.surroundings) is None


@pytest.mark.skipif(not shutil.which("update-ca-certificates"), reason="this is not Debian or a relative")
def test_debian_s_own_program_gathers_and_forgets(machine: Machine, root: Root, tmp_path: Path) -> None:
    anchors, etc = machine.folder("/usr/local/share/ca-certificates"), machine.folder("/etc/ssl/certs")
    real, hooks, conf = shutil.which("update-ca-certificates"), tmp_path / "hooks", tmp_path / "conf"
    hooks.mkdir()
    conf.write_text("# none of the distribution's\n")
    machine.program(
        "update-ca-certificates",
        f'PATH="{os.environ["PATH"]}" exec {real} --certsconf {conf} --localcertsdir {anchors}'
        f' --etccertsdir {etc} --hooksdir {hooks} "$@"',
    )
    store = find_system_store(machine.surroundings)
    assert store is not None
    reach("trust", other := make_root(tmp_path), store)

    states = [reach("trust", root, store), reach("untrust", root, store)]

    assert states == [State.TRUSTED, State.ABSENT]
    assert store.standing(other).state is State.TRUSTED
    assert not [name for name in os.listdir(etc) if name.startswith(root.file_name.removesuffix(".crt"))]
