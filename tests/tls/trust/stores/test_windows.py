"""The root store of a Windows user, at the border to `certutil.exe` and `powershell.exe`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from graphex.tls.trust.model import State
from graphex.tls.trust.plan import carry_out, plan
from graphex.tls.trust.stores.windows import WindowsRootStore
from tls.trust.machine import CERTUTIL_EXE, Machine

if TYPE_CHECKING:
    from pathlib import Path

    from graphex.tls.trust.model import Root
    from graphex.tls.trust.plan import Aim

POWERSHELL = """
case "$*" in
  *Test-Path*) [ -s "$HELD" ] ;;
  *Import-Certificate*) echo there >"$HELD" ;;
  *Remove-Item*) : >"$HELD" ;;
esac
"""


@pytest.fixture
def wsl(tmp_path: Path) -> Machine:
    machine = Machine(tmp_path, is_root=False)
    machine.file("/proc/version", "Linux version 5.15.153.1-microsoft-standard-WSL2")
    machine.program("wslpath", 'echo "$2"')
    return machine


def reach(aim: Aim, root: Root, store: WindowsRootStore) -> State:
    [entry] = plan(aim, root, [store])
    return carry_out(aim, root, entry, store.surroundings, lambda _: None).standing.state


def changes(machine: Machine) -> list[str]:
    return [call for call in machine.calls if "-store Root" not in call and "Test-Path" not in call]


def test_windows_is_reached_from_wsl(wsl: Machine, root: Root) -> None:
    wsl.program("certutil.exe", CERTUTIL_EXE)
    store = WindowsRootStore(wsl.surroundings)

    states = [store.standing(root).state, reach("trust", root, store), reach("untrust", root, store)]

    assert states == [State.ABSENT, State.TRUSTED, State.ABSENT]
    assert changes(wsl) == [
        f"wslpath -w {root.file}",
        f"certutil.exe -user -addstore Root {root.file}",
        f"certutil.exe -user -delstore Root {root.sha1}",
    ]


def test_the_path_is_that_of_windows(wsl: Machine, root: Root) -> None:
    wsl.program("certutil.exe", CERTUTIL_EXE)
    wsl.program("wslpath", r"printf '%s\n' '\\wsl.localhost\Debian\home\ada\authority.pem'")

    [step] = WindowsRootStore(wsl.surroundings).steps_to_add(root)

    assert step.argv[-1] == r"\\wsl.localhost\Debian\home\ada\authority.pem"
    assert not step.privileged


def test_windows_itself_uses_its_own_certutil(tmp_path: Path, root: Root) -> None:
    machine = Machine(tmp_path, platform="win32", is_root=False)
    machine.program("certutil.exe", CERTUTIL_EXE)
    store = WindowsRootStore(machine.surroundings)

    states = [reach("trust", root, store), reach("untrust", root, store)]

    program = machine.programs / "certutil.exe"
    assert states == [State.TRUSTED, State.ABSENT]
    assert store.steps_to_add(root)[0].argv == (str(program), "-user", "-addstore", "Root", str(root.file))


def test_powershell_takes_its_place(wsl: Machine, root: Root) -> None:
    wsl.program("powershell.exe", POWERSHELL)
    wsl.program("wslpath", 'echo "C:\\\\it\'s here.pem"')
    store = WindowsRootStore(wsl.surroundings)

    states = [store.standing(root).state, reach("trust", root, store), reach("untrust", root, store)]

    start = "powershell.exe -NoProfile -NonInteractive -Command"
    assert states == [State.ABSENT, State.TRUSTED, State.ABSENT]
    assert changes(wsl)[1:] == [
        f"{start} Import-Certificate -FilePath 'C:\\it''s here.pem' -CertStoreLocation Cert:\\CurrentUser\\Root",
        f"{start} Remove-Item Cert:\\CurrentUser\\Root\\{root.sha1}",
    ]


def test_programs_of_windows_are_found_where_they_are_not_on_path(wsl: Machine, root: Root) -> None:
    directory = wsl.folder("/mnt/c/Windows/System32")
    wsl.program("certutil.exe", CERTUTIL_EXE)
    (wsl.programs / "certutil.exe").rename(directory / "certutil.exe")

    [step] = WindowsRootStore(wsl.surroundings).steps_to_add(root)

    assert step.argv[0] == str(directory / "certutil.exe")


def test_without_windows_programs_it_says_why(wsl: Machine, root: Root) -> None:
    standing = WindowsRootStore(wsl.surroundings).standing(root)

    assert standing.state is State.UNKNOWN
    assert "interop" in standing.reason


def test_a_store_that_cannot_be_read_is_said(wsl: Machine, root: Root) -> None:
    wsl.program("certutil.exe", "echo 'CertUtil: Access is denied.'; exit 5")

    standing = WindowsRootStore(wsl.surroundings).standing(root)

    assert standing.state is State.UNKNOWN
    assert standing.reason == "the store cannot be read: CertUtil: Access is denied."
