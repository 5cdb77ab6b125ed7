"""What was added to which store, kept beside the authority, so that all of it can be removed even without it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization

from graphex.errors import GraphexError
from graphex.tls.store.files import write_atomically

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from graphex.tls.trust.model import TrustStore

RECORD_NAME: Final = "trusted.json"


@dataclass(frozen=True, slots=True)
class Place:
    """A store by what identifies it for ever."""

    kind: str
    where: str

    @classmethod
    def of_store(cls, store: TrustStore) -> Place:
        """Return the place of a store."""
        return cls(store.kind, store.where)


@dataclass(frozen=True, slots=True)
class Addition:
    """A root, and the stores that it was added to, or was meant to be."""

    certificate: x509.Certificate
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class TrustRecord:
    """The record of one authority directory; also of roots that the directory no longer holds.

    It is changed by whoever holds the lock of the directory.
    """

    directory: Path

    @property
    def file(self) -> Path:
        """Where it is kept."""
        return self.directory / RECORD_NAME

    def load(self) -> tuple[Addition, ...]:
        """Read the record; raises GraphexError if it cannot be read."""
        try:
            entries = json.loads(self.file.read_text("utf-8"))["roots"]
            return tuple(_addition(entry) for entry in entries)
        except FileNotFoundError:
            return ()
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise GraphexError(
                f"The record of what was trusted, {self.file}, cannot be read: {error}.",
                hint="Correct its permissions, or remove it: stores that are found are looked through without it.",
            ) from error

    def add(self, certificate: x509.Certificate, places: Iterable[Place]) -> None:
        """Write down stores before anything is added to them, so that an interruption leaves no stranger."""
        self._change(certificate, lambda known: dict.fromkeys([*known, *places]))

    def remove(self, certificate: x509.Certificate, places: Iterable[Place]) -> None:
        """Cross out stores that the root is no longer in; an empty record disappears."""
        gone = frozenset(places)
        self._change(certificate, lambda known: {place: None for place in known if place not in gone})

    def _change(self, certificate: x509.Certificate, change: Any) -> None:
        additions = {_fingerprint(one.certificate): one for one in self.load()}
        key = _fingerprint(certificate)
        before = additions[key].places if key in additions else ()
        additions[key] = Addition(certificate, tuple(change(before)))
        left = [one for one in additions.values() if one.places]
        if left:
            text = json.dumps({"roots": [_as_json(one) for one in left]}, indent=2)
            write_atomically(self.file, f"{text}\n".encode(), 0o600)
        else:
            self.file.unlink(missing_ok=True)


def _addition(entry: dict[str, Any]) -> Addition:
    certificate = x509.load_pem_x509_certificate(str(entry["certificate"]).encode())
    return Addition(certificate, tuple(Place(str(one["kind"]), str(one["where"])) for one in entry["stores"]))


def _as_json(addition: Addition) -> dict[str, Any]:
    return {
        "sha256": _fingerprint(addition.certificate),
        "certificate": addition.certificate.public_bytes(serialization.Encoding.PEM).decode(),
        "stores": [{"kind": place.kind, "where": place.where} for place in addition.places],
    }


def _fingerprint(certificate: x509.Certificate) -> str:
    return certificate.fingerprint(hashes.SHA256()).hex()
