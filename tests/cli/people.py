"""People on a Debian machine of the test's own, with Chromium and a profile of Firefox."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tls.trust.machine import Machine
from trust_command import Person

if TYPE_CHECKING:
    from pathlib import Path

PROFILE = ".config/mozilla/firefox/abc.default-esr"
CHROMIUM = ".pki/nssdb"


def make_machine(directory: Path, platform: str = "linux") -> Machine:
    """Install Debian's system store, Chromium, Firefox with a profile, and the tools of NSS."""
    machine = Machine(directory, platform)
    machine.debian()
    machine.link("certutil")
    machine.link("readlink")
    machine.program("chromium")
    machine.program("firefox")
    # Whoever is called this may do everything on this machine.
    machine.program("sudo", '"$@"')
    (machine.home / PROFILE).mkdir(parents=True)
    (machine.home / PROFILE / "times.json").touch()
    return machine


def person_on(machine: Machine, user: str = "somebody", **variables: str) -> Person:
    """Somebody who uses the machine; `root` may change what belongs to all."""
    return Person(machine.home, machine.prefix, user, machine.platform, {**machine.environment, **variables})


def break_database(machine: Machine, place: str) -> Path:
    """Leave a database that nobody can read."""
    file = machine.home / place / "cert9.db"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("garbage")
    return file
