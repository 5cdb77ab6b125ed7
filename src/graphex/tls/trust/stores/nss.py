"""Databases of NSS, which Chromium and Firefox on Linux keep their trust in; `certutil` changes them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from graphex.tls.certificates.pem import parse_pem
from graphex.tls.trust.model import Root, Standing, State, Step

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from graphex.tls.trust.surroundings import Answer, Surroundings

# Trusted to certify servers, and for nothing else. (A certificate that is its own root would need P as well.)
_TRUST: Final = "C,,"
_SEALED: Final = "SEC_ERROR_BAD_PASSWORD"
_DATABASE_FILE: Final = "cert9.db"
_LISTED: Final = re.compile(r"^(?P<nickname>.+?)\s+(?P<flags>[a-zA-Z]*,[a-zA-Z]*,[a-zA-Z]*)\s*$")

# Which package brings certutil, by what /etc/os-release says; the first that fits.
_PACKAGES: Final = (
    ("debian", "sudo apt install libnss3-tools"),
    ("ubuntu", "sudo apt install libnss3-tools"),
    ("fedora", "sudo dnf install nss-tools"),
    ("rhel", "sudo dnf install nss-tools"),
    ("arch", "sudo pacman -S nss"),
    ("suse", "sudo zypper install mozilla-nss-tools"),
    ("opensuse", "sudo zypper install mozilla-nss-tools"),
    ("alpine", "sudo apk add nss-tools"),
)


@dataclass(frozen=True, slots=True)
class NssStore:
    """One database: a directory that holds `cert9.db`, or will once it is needed."""

    directory: Path
    readers: str
    surroundings: Surroundings
    kind: str = "nss"

    @property
    def where(self) -> str:
        """The directory of the database."""
        return str(self.directory)

    @property
    def name(self) -> str:
        """The store in words."""
        return self.readers

    def standing(self, root: Root) -> Standing:
        """Look for the root among the entries, by its nickname, or else by its fingerprint."""
        if not (self.directory / _DATABASE_FILE).exists():
            # Not unknown: what is not there needs no removing. Adding will fail for this reason.
            return Standing(State.ABSENT, "" if self._certutil else how_to_get_certutil(self.surroundings))
        if self._certutil is None:
            return Standing(State.UNKNOWN, how_to_get_certutil(self.surroundings))
        listed = self._run("-L")
        if not listed.succeeded:
            return Standing(State.UNKNOWN, _explain(listed))
        entries = dict(_entries(listed.output))
        nickname = self._nickname(root, entries)
        if nickname is None:
            return Standing(State.ABSENT)
        if "C" in entries[nickname].partition(",")[0]:
            return Standing(State.TRUSTED)
        return Standing(State.PRESENT, self._why_without_trust(root))

    def steps_to_add(self, root: Root) -> tuple[Step, ...]:
        """Add the root; make the database first where a browser has not yet been started."""
        add = self._command("-A", "-t", _TRUST, "-n", root.nickname, "-i", str(root.file))
        steps = [Step(f"Add the authority to {self.directory}", add)]
        if not (self.directory / _DATABASE_FILE).exists():
            create = self._command("-N", "--empty-password")
            steps.insert(0, Step(f"Make a database in {self.directory}", create))
        if not self.directory.is_dir():
            make = ("mkdir", "-p", "-m", "700", str(self.directory))
            steps.insert(0, Step(f"Make the directory {self.directory}", make))
        return tuple(steps)

    def steps_to_remove(self, root: Root) -> tuple[Step, ...]:
        """Delete the one entry."""
        listed = self._run("-L")
        nickname = self._nickname(root, dict(_entries(listed.output))) or root.nickname
        return (Step(f"Remove the authority from {self.directory}", self._command("-D", "-n", nickname)),)

    @property
    def _certutil(self) -> str | None:
        return self.surroundings.find_program("certutil")

    def _command(self, *words: str) -> tuple[str, ...]:
        mode, *others = words
        # By its name alone: that is how it is shown, and PATH finds it again.
        return ("certutil", mode, "-d", f"sql:{self.directory}", *others)

    def _run(self, *words: str) -> Answer:
        return self.surroundings.run(self._command(*words))

    def _nickname(self, root: Root, entries: dict[str, str]) -> str | None:
        """Find the entry that holds the root: NSS keeps the nickname of whoever added it first."""
        if root.nickname in entries:
            return root.nickname
        similar = (nickname for nickname in entries if nickname.startswith(root.common_name))
        return next((nickname for nickname in similar if self._holds(nickname, root)), None)

    def _why_without_trust(self, root: Root) -> str:
        """Return why an entry may lack trust: NSS seals that with the primary password, if the person set one."""
        if _SEALED not in self._run("-K").output:
            return "it is there, but not trusted"
        return f"a primary password protects it: import {root.file} in the browser itself, among its authorities"

    def _holds(self, nickname: str, root: Root) -> bool:
        exported = self._run("-L", "-n", nickname, "-a").output
        # certutil prints all certificates with the subject of this one; only a single one is a clear answer.
        found = [block.der for block in parse_pem(exported.encode()).certificates]
        return found == [root.der]


def how_to_get_certutil(surroundings: Surroundings) -> str:
    """Return which package brings certutil here."""
    fitting = (command for name, command in _PACKAGES if name in surroundings.distribution)
    command = next(fitting, "install the tools of NSS (nss-tools, libnss3-tools)")
    return f"certutil is not installed: {command}"


def _entries(listing: str) -> Iterator[tuple[str, str]]:
    for line in listing.splitlines():
        match = _LISTED.match(line)
        if match:
            yield match["nickname"], match["flags"]


def _explain(answer: Answer) -> str:
    return f"the database cannot be read: {answer.last_line}"
