"""A machine of the test's own: files below a prefix, and programs that write down how they were called."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from graphex.tls.trust.surroundings import Surroundings

if TYPE_CHECKING:
    from pathlib import Path

# What fake programs and harmless steps are made of.
_REAL_PROGRAMS = ("sh", "cat", "cp", "cut", "false", "grep", "install", "mkdir", "openssl", "rm", "sed", "sleep", "tr")

# As `security` and `certutil.exe` behave; what they hold is a list of SHA-1 fingerprints.
SECURITY = """
for file; do :; done
sum() { openssl x509 -in "$file" -noout -fingerprint -sha1 | tr -d : | cut -d= -f2; }
case "$1" in
  find-certificate) sed 's/^/SHA-1 hash: /' "$HELD" ;;
  verify-cert) grep -q "$(sum)" "$HELD.trusted" ;;
  add-trusted-cert) sum >>"$HELD"; sum >>"$HELD.trusted" ;;
  remove-trusted-cert) : >"$HELD.trusted" ;;
  delete-certificate) grep -v "$3" "$HELD" >"$HELD.new"; cp "$HELD.new" "$HELD" ;;
esac
"""
CERTUTIL_EXE = """
case "$2" in
  -store) grep -q "$4" "$HELD" && exit; echo "CertUtil: -store command FAILED: 0x80090011 (-2146885628)"; exit 17 ;;
  -addstore)
    openssl x509 -in "$4" -noout -fingerprint -sha1 | tr -d : | cut -d= -f2 >>"$HELD" ;;
  -delstore) grep -v "$4" "$HELD" >"$HELD.new"; cp "$HELD.new" "$HELD" ;;
esac
"""
# Debian's: every file of the directory, one after the other.
UPDATE = 'cat "$ANCHORS"/* >"$BUNDLE" 2>/dev/null || : >"$BUNDLE"'


@dataclass(frozen=True)
class Machine:
    """Everything lies in one temporary directory."""

    directory: Path
    platform: str = "linux"
    is_root: bool = True
    variables: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for path in (self.home, self.prefix, self.programs):
            path.mkdir(exist_ok=True)
        for name in _REAL_PROGRAMS:
            self.link(name)

    @property
    def home(self) -> Path:
        """The person's home."""
        return self.directory / "home"

    @property
    def prefix(self) -> Path:
        """What stands for `/`."""
        return self.directory / "machine"

    @property
    def programs(self) -> Path:
        """The only directory on PATH."""
        return self.directory / "programs"

    @property
    def environment(self) -> dict[str, str]:
        """The variables of every program."""
        return {
            "HOME": str(self.home),
            "PATH": str(self.programs),
            "CALLS": str(self.directory / "calls"),
            "HELD": str(self.directory / "held"),
            **self.variables,
        }

    @property
    def surroundings(self) -> Surroundings:
        """The machine as the product sees it."""
        return Surroundings(self.environment, self.platform, self.home, self.is_root, self.prefix)

    @property
    def calls(self) -> list[str]:
        """How the fake programs were called, in order."""
        path = self.directory / "calls"
        return path.read_text().splitlines() if path.exists() else []

    def link(self, name: str) -> None:
        """Put a real program on PATH, if there is one."""
        found = shutil.which(name)
        if found and not (self.programs / name).exists():
            (self.programs / name).symlink_to(found)

    def program(self, name: str, script: str = "") -> None:
        """Put a program on PATH that writes down how it was called, then does what the script says."""
        (self.directory / "held").touch()
        path = self.programs / name
        path.unlink(missing_ok=True)
        path.write_text(f'#!/bin/sh\nprintf \'%s\\n\' "{name} $*" >>"$CALLS"\n{script}\n')
        path.chmod(0o755)

    def file(self, absolute: str, text: str = "") -> Path:
        """Write a file of the machine."""
        path = self.prefix / absolute.lstrip("/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def folder(self, absolute: str) -> Path:
        """Make a directory of the machine."""
        path = self.prefix / absolute.lstrip("/")
        path.mkdir(parents=True, exist_ok=True)
        return path

    def debian(self) -> None:
        """Install the system store of Debian, whose program works on the files below the prefix."""
        anchors = self.folder("/usr/local/share/ca-certificates")
        bundle = self.file("/etc/ssl/certs/ca-certificates.crt")
        self.file("/etc/os-release", 'ID=debian\nID_LIKE=""\n')
        self.program("update-ca-certificates", f'ANCHORS="{anchors}" BUNDLE="{bundle}"\n{UPDATE}')


def has_nss() -> bool:
    """Return whether the tools of NSS are here."""
    return shutil.which("certutil") is not None and os.name == "posix"
