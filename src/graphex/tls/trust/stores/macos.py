"""The keychains of macOS; `security` changes them and asks the person for a password where that is needed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from graphex.tls.trust.model import Root, Standing, State, Step

if TYPE_CHECKING:
    from pathlib import Path

    from graphex.tls.trust.surroundings import Surroundings

_SYSTEM_KEYCHAIN: Final = "/Library/Keychains/System.keychain"
_LOGIN_KEYCHAIN: Final = "Library/Keychains/login.keychain-db"
# macOS shows a dialog, which somebody has to see and answer.
_DIALOG_PATIENCE_SECONDS: Final = 180.0


@dataclass(frozen=True, slots=True)
class KeychainStore:
    """One keychain; `is_system` is that of all users, which only an administrator may change."""

    keychain: Path
    surroundings: Surroundings
    is_system: bool
    kind: str = "keychain"

    @property
    def where(self) -> str:
        """The file of the keychain."""
        return str(self.keychain)

    @property
    def name(self) -> str:
        """The store in words."""
        return "keychain of all users" if self.is_system else "login keychain"

    @property
    def readers(self) -> str:
        """Whose trust it holds, in words."""
        return "Safari, Chrome, Edge, Firefox, curl of macOS"

    def standing(self, root: Root) -> Standing:
        """Look for the certificate by its fingerprint, then ask macOS whether it trusts it."""
        if self.surroundings.find_program("security") is None:
            return Standing(State.UNKNOWN, "the program security is not there")
        listed = self.surroundings.run(("security", "find-certificate", "-a", "-Z", self.where))
        if not listed.succeeded:
            return Standing(State.UNKNOWN, f"the keychain cannot be read: {listed.last_line}")
        if root.sha1 not in listed.output.upper():
            return Standing(State.ABSENT)
        verified = self.surroundings.run(("security", "verify-cert", "-L", "-l", "-c", str(root.file)))
        if verified.succeeded:
            return Standing(State.TRUSTED)
        return Standing(State.PRESENT, "it is there, but not trusted")

    def steps_to_add(self, root: Root) -> tuple[Step, ...]:
        """Add the certificate together with its trust."""
        domain = ("-d",) if self.is_system else ()
        argv = ("security", "add-trusted-cert", *domain, "-r", "trustRoot", "-k", self.where, str(root.file))
        return (self._step(f"Add the authority to the {self.name} (macOS asks for your password)", argv),)

    def steps_to_remove(self, root: Root) -> tuple[Step, ...]:
        """Remove the trust, then the certificate by its fingerprint."""
        domain = ("-d",) if self.is_system else ()
        forget = ("security", "remove-trusted-cert", *domain, str(root.file))
        delete = ("security", "delete-certificate", "-Z", root.sha1, self.where)
        steps = [self._step(f"Remove the authority from the {self.name}", delete)]
        # Without trust settings the first command would fail, and the second be left out.
        if self.standing(root).state is State.TRUSTED:
            steps.insert(0, self._step("Remove the trust in the authority (macOS asks for your password)", forget))
        return tuple(steps)

    def _step(self, sentence: str, argv: tuple[str, ...]) -> Step:
        return Step(sentence, argv, privileged=self.is_system, patience=_DIALOG_PATIENCE_SECONDS)


def find_keychain(surroundings: Surroundings) -> KeychainStore:
    """Choose the keychain: the user's own, which needs no privileges; for root, that of all users."""
    if surroundings.is_root:
        return KeychainStore(surroundings.path(_SYSTEM_KEYCHAIN), surroundings, is_system=True)
    return KeychainStore(surroundings.home / _LOGIN_KEYCHAIN, surroundings, is_system=False)
