"""The trust stores of Java: one file in each installation; `keytool` changes them."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from graphex.tls.trust.model import Root, Standing, State, Step

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphex.tls.trust.surroundings import Surroundings

# Not a secret: every Java is delivered with it, and it protects nothing but the integrity of the file.
STORE_PASSWORD: Final = "changeit"  # noqa: S105 - the well-known one
_STORE: Final = "lib/security/cacerts"
_INSTALLATIONS: Final = ("/usr/lib/jvm", "/Library/Java/JavaVirtualMachines")
# Files that the distribution makes from the system store: they follow it by themselves.
_DEBIAN_STORE: Final = "/etc/ssl/certs/java/cacerts"
_FOLLOWING: Final = (
    _DEBIAN_STORE,
    "/etc/pki/ca-trust/extracted/java/cacerts",
    "/var/lib/ca-certificates",
)


@dataclass(frozen=True, slots=True)
class JavaStore:
    """`cacerts` of one installation of Java."""

    file: Path
    keytool: Path
    surroundings: Surroundings
    follows_system: bool = False
    kind: str = "java"

    @property
    def where(self) -> str:
        """The file."""
        return str(self.file)

    @property
    def name(self) -> str:
        """The store in words."""
        return "Java (made from the system store)" if self.follows_system else f"Java ({self.keytool.parents[1].name})"

    @property
    def readers(self) -> str:
        """Whose trust it holds, in words."""
        return "programs that run on this Java"

    def standing(self, root: Root) -> Standing:
        """Look for our entry."""
        answer = self.surroundings.run(self._command("-list", "-alias", self._alias(root)))
        if answer.succeeded:
            return Standing(State.TRUSTED)
        if "does not exist" in answer.output and self._alias(root) in answer.output:
            return Standing(State.ABSENT)
        return Standing(State.UNKNOWN, f"the file cannot be read: {answer.last_line}")

    def steps_to_add(self, root: Root) -> tuple[Step, ...]:
        """Import the certificate under a name of its own."""
        argv = self._command(
            "-importcert", "-noprompt", "-trustcacerts", "-alias", self._alias(root), "-file", str(root.file)
        )
        return (Step(f"Add the authority to {self.file}", argv, privileged=self._is_protected),)

    def steps_to_remove(self, root: Root) -> tuple[Step, ...]:
        """Delete the entry of that name."""
        argv = self._command("-delete", "-alias", self._alias(root))
        return (Step(f"Remove the authority from {self.file}", argv, privileged=self._is_protected),)

    def _alias(self, root: Root) -> str:
        name = root.file_name.removesuffix(".crt")
        return f"debian:{name}.pem" if self.follows_system else name

    @property
    def _is_protected(self) -> bool:
        return not os.access(self.file, os.W_OK) or not os.access(self.file.parent, os.W_OK)

    def _command(self, mode: str, *others: str) -> tuple[str, ...]:
        return (str(self.keytool), mode, "-keystore", self.where, "-storepass", STORE_PASSWORD, *others)


def find_java_stores(surroundings: Surroundings) -> tuple[JavaStore, ...]:
    """Find the installations with a store of their own: JAVA_HOME, the `java` on PATH, and where systems put them."""
    following = [surroundings.path(path).resolve() for path in _FOLLOWING]
    found: dict[Path, JavaStore] = {}
    for home in _homes(surroundings):
        for java in (home, home / "jre"):
            file, keytool = (java / _STORE).resolve(), java / "bin" / _keytool(surroundings)
            follows = any(file.is_relative_to(path) for path in following)
            if file.is_file() and surroundings.owns(file) and keytool.exists() and not follows:
                found.setdefault(file, JavaStore(file, keytool, surroundings))
    return tuple(found.values())


def find_following_java_stores(surroundings: Surroundings) -> tuple[JavaStore, ...]:
    """Find the store that Debian fills from the system store, and does not empty when a root leaves that."""
    file, keytool = surroundings.path(_DEBIAN_STORE), surroundings.find_program("keytool")
    if keytool is None or not file.is_file():
        return ()
    return (JavaStore(file, Path(keytool), surroundings, follows_system=True),)


def _homes(surroundings: Surroundings) -> Iterator[Path]:
    named = surroundings.environment.get("JAVA_HOME")
    if named:
        yield Path(named)
    program = surroundings.find_program("java")
    if program:
        yield Path(program).resolve().parents[1]
    for directory in _INSTALLATIONS:
        for installation in sorted(surroundings.path(directory).glob("*")):
            yield installation.resolve()
            yield (installation / "Contents" / "Home").resolve()


def _keytool(surroundings: Surroundings) -> str:
    return "keytool.exe" if surroundings.platform == "win32" else "keytool"
