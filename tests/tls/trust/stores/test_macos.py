"""The keychains of macOS, at the border to `security`."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest

from graphex.tls.trust.model import State
from graphex.tls.trust.plan import carry_out, plan
from graphex.tls.trust.stores.macos import KeychainStore, find_keychain
from tls.trust.machine import SECURITY, Machine

if TYPE_CHECKING:
    from pathlib import Path

    from graphex.tls.trust.model import Root
    from graphex.tls.trust.plan import Aim


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    machine = Machine(tmp_path, platform="darwin", is_root=False)
    machine.program("security", SECURITY)
    return machine


def reach(aim: Aim, root: Root, store: KeychainStore) -> State:
    [entry] = plan(aim, root, [store])
    return carry_out(aim, root, entry, store.surroundings, lambda _: None).standing.state


def changes(machine: Machine) -> list[str]:
    reading = ("security find-certificate", "security verify-cert")
    return [call for call in machine.calls if not call.startswith(reading)]


def test_the_login_keychain_is_filled_and_emptied(machine: Machine, root: Root) -> None:
    store = find_keychain(machine.surroundings)

    states = [store.standing(root).state, reach("trust", root, store), reach("untrust", root, store)]

    keychain = f"{machine.home}/Library/Keychains/login.keychain-db"
    assert states == [State.ABSENT, State.TRUSTED, State.ABSENT]
    assert changes(machine) == [
        f"security add-trusted-cert -r trustRoot -k {keychain} {root.file}",
        f"security remove-trusted-cert {root.file}",
        f"security delete-certificate -Z {root.sha1} {keychain}",
    ]


def test_root_uses_the_keychain_of_all_users(machine: Machine, root: Root) -> None:
    store = find_keychain(dataclasses.replace(machine.surroundings, is_root=True))

    reach("trust", root, store)

    keychain = f"{machine.prefix}/Library/Keychains/System.keychain"
    assert changes(machine) == [f"security add-trusted-cert -d -r trustRoot -k {keychain} {root.file}"]


def test_a_certificate_without_trust_is_present(machine: Machine, root: Root) -> None:
    store = find_keychain(machine.surroundings)
    reach("trust", root, store)
    (machine.directory / "held.trusted").write_text("")

    standing = store.standing(root)

    assert (standing.state, standing.reason) == (State.PRESENT, "it is there, but not trusted")
    assert len(store.steps_to_remove(root)) == 1


def test_a_dialog_that_was_refused_is_said(machine: Machine, root: Root) -> None:
    refusal = "The authorization was canceled by the user."
    machine.program("security", f'case "$1" in add-trusted-cert) echo "{refusal}"; exit 1 ;; esac')
    store = find_keychain(machine.surroundings)
    [entry] = plan("trust", root, [store])

    outcome = carry_out("trust", root, entry, machine.surroundings, lambda _: None)

    assert (outcome.result, outcome.reason) == ("failed", refusal)


@pytest.mark.parametrize("script", ["echo locked; exit 36", None])
def test_a_keychain_that_cannot_be_read_is_said(machine: Machine, root: Root, script: str | None) -> None:
    machine.program("security", script or "")
    path = machine.programs / "security"
    path.rename(path if script else path.with_name("elsewhere"))

    standing = find_keychain(machine.surroundings).standing(root)

    assert standing.state is State.UNKNOWN
    assert standing.reason in {"the keychain cannot be read: locked", "the program security is not there"}
