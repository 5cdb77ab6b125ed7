"""What installers say, and what of it is shown."""

from __future__ import annotations

import sys

import pytest

from graphex.errors import UsageError
from graphex.plugin.installed.programs import (
    Installer,
    InstallerError,
    Spoken,
    check_targets,
    find_installer,
    without_addresses,
)

CONFLICT = """ERROR: Cannot install a==1 and b because these package versions have conflicting dependencies.

The conflict is caused by:
    a 1 depends on c<1
    b 2 depends on c>=2

To fix this you could try to:
1. loosen the range of package versions

ERROR: ResolutionImpossible: for help visit a page
"""
MANAGED = "error: externally-managed-environment\n\n\u00d7 This environment is managed\n\nhint: See PEP 668\n"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            "WARNING: x\nERROR: No matching distribution found for a\nhint: See above.\n",
            "No matching distribution found for a",
        ),
        (CONFLICT, "a 1 depends on c<1; b 2 depends on c>=2"),
        ("  \u00d7 No solution found:\n  ╰─▶ Because a was not found.\n", "Because a was not found"),
        ("error: failed\n  cause: Because b\n", "Because b"),
        (MANAGED, "this Python belongs to the operating system, which keeps others from installing into it"),
        ("", "exit code 1"),
    ],
)
def test_the_reason_is_one_sentence(text: str, reason: str) -> None:
    spoken = Spoken("pip", 1, text)

    assert spoken.reason == reason
    with pytest.raises(InstallerError, match="pip could not install a: "):
        spoken.check("install a")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("at https://user:pass@host.example/simple/a/", "at https://host.example/…"),
        ("at https://token@host.example:8443/x?k=v, or", "at https://host.example:8443/…, or"),
        ("git+ssh://git@host/secret.git@abc", "git+ssh://host/…"),
        ("'https://host/t0ken/simple'", "'https://host/…'"),
        ("file:///a/b.whl and a==1", "file:///a/b.whl and a==1"),
        ("https://us@er:p@ss@host/x", "https://host/…"),
        ("https://host?token=x", "https://host/…"),
    ],
)
def test_of_an_address_the_host_is_left(text: str, shown: str) -> None:
    assert without_addresses(text) == shown


@pytest.mark.parametrize("target", ["", " ", "-r", "--index-url=x"])
def test_options_are_no_targets(target: str) -> None:
    with pytest.raises(UsageError, match="names nothing that can be installed"):
        check_targets(["acme", target])


def test_pip_of_the_running_interpreter_is_found() -> None:
    installer = find_installer()

    assert installer.name == "pip"
    assert installer.run("--version").code == 0


def test_warnings_of_pip_are_no_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONWARNINGS", "error")
    warning = "import warnings; warnings.warn('old', DeprecationWarning); print('done')"

    spoken = Installer("pip", (sys.executable, "-c", warning)).run()

    assert (spoken.code, spoken.text.strip().endswith("done")) == (0, True)
