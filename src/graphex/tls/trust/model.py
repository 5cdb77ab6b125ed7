"""The words that all trust stores share: the root that is added, how it stands in a store, and steps to change that."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Protocol

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509.oid import NameOID

from graphex.tls.trust.surroundings import PATIENCE_SECONDS

if TYPE_CHECKING:
    from pathlib import Path

    from cryptography import x509

_SHORT: Final = 16


@dataclass(frozen=True, slots=True)
class Root:
    """A certificate to be trusted, and the PEM file that programs read it from."""

    certificate: x509.Certificate
    file: Path

    @property
    def sha256(self) -> str:
        """The fingerprint by which it is recognised: 64 hexadecimal digits."""
        return self.certificate.fingerprint(hashes.SHA256()).hex()

    @property
    def sha1(self) -> str:
        """The name that Windows and macOS have for it ("thumbprint"): 40 hexadecimal digits."""
        return self.certificate.fingerprint(hashes.SHA1()).hex().upper()  # noqa: S303 - a name, no protection

    @property
    def der(self) -> bytes:
        """The certificate as bytes to compare."""
        return self.certificate.public_bytes(serialization.Encoding.DER)

    @property
    def common_name(self) -> str:
        """Its name in lists."""
        names = self.certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        return str(names[0].value) if names else "GraphEx authority"

    @property
    def nickname(self) -> str:
        """Its name in a store that knows entries by name; no two roots share one."""
        return f"{self.common_name} {self.sha256[:_SHORT]}"

    @property
    def file_name(self) -> str:
        """Its name in a directory of anchors; Debian reads only files that end with .crt."""
        return f"graphex-authority-{self.sha256[:_SHORT]}.crt"


class State(StrEnum):
    """How a root stands in a store."""

    TRUSTED = "trusted"
    PRESENT = "present"
    ABSENT = "absent"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Standing:
    """The state of a root in a store, and why, where that is not plain."""

    state: State
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A program to run; `privileged` ones need an administrator."""

    sentence: str
    argv: tuple[str, ...]
    privileged: bool = False
    patience: float = PATIENCE_SECONDS

    @property
    def command(self) -> str:
        """The step as typed in a shell."""
        return shlex.join(self.argv)

    def as_json(self) -> dict[str, object]:
        """Return it for programs."""
        return {"sentence": self.sentence, "command": list(self.argv), "privileged": self.privileged}


class TrustStore(Protocol):
    """A place that browsers or tools read trusted roots from.

    `kind` and `where` identify it for ever; `name` and `readers` are for people.
    """

    @property
    def kind(self) -> str:
        """What sort of store it is: `system`, `nss`, `keychain`, `windows`, `java`."""

    @property
    def where(self) -> str:
        """The file or directory, or the name of the store."""

    @property
    def name(self) -> str:
        """The store in words."""

    @property
    def readers(self) -> str:
        """Whose trust it holds, in words."""

    def standing(self, root: Root) -> Standing:
        """Look how a root stands, without changing anything."""

    def steps_to_add(self, root: Root) -> tuple[Step, ...]:
        """Return what adds the root; doing it twice does no harm."""

    def steps_to_remove(self, root: Root) -> tuple[Step, ...]:
        """Return what removes the root, and nothing else; doing it twice does no harm."""
