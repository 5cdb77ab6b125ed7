"""The system store of Linux, in the four layouts that distributions have: a file in a directory, and a program."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from graphex.tls.certificates.pem import parse_pem
from graphex.tls.trust.model import Root, Standing, State, Step

if TYPE_CHECKING:
    from pathlib import Path

    from graphex.tls.trust.surroundings import Surroundings


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a distribution takes anchors from, what gathers them, and where it puts them all."""

    family: str
    anchors: str
    programs: tuple[tuple[str, ...], ...]
    bundles: tuple[str, ...]
    after_removal: tuple[str, ...] = ()


# The programs in order of preference. Debian is last: its directory is also made by hand elsewhere.
LAYOUTS: Final = (
    Layout(
        "Fedora and RHEL",
        "/etc/pki/ca-trust/source/anchors",
        (("update-ca-trust",),),
        ("/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",),
    ),
    Layout(
        "Arch Linux",
        "/etc/ca-certificates/trust-source/anchors",
        (("update-ca-trust",), ("trust", "extract-compat")),
        ("/etc/ca-certificates/extracted/tls-ca-bundle.pem",),
    ),
    Layout(
        "openSUSE",
        "/etc/pki/trust/anchors",
        (("update-ca-certificates",),),
        ("/var/lib/ca-certificates/ca-bundle.pem", "/etc/ssl/ca-bundle.pem"),
    ),
    Layout(
        "Debian and Ubuntu",
        "/usr/local/share/ca-certificates",
        (("update-ca-certificates",),),
        ("/etc/ssl/certs/ca-certificates.crt",),
        # Without it, links to a file that is gone stay in /etc/ssl/certs.
        ("--fresh",),
    ),
)


@dataclass(frozen=True, slots=True)
class LinuxSystemStore:
    """The system store of this distribution."""

    layout: Layout
    surroundings: Surroundings
    kind: str = "system"

    @property
    def where(self) -> str:
        """The directory of anchors."""
        return str(self._anchors)

    @property
    def name(self) -> str:
        """The store in words."""
        return f"system ({self.layout.family})"

    @property
    def readers(self) -> str:
        """Whose trust it holds, in words."""
        return "curl, wget, git, Python, Go, .NET, Java of the distribution"

    def standing(self, root: Root) -> Standing:
        """Compare anchor and bundle: the file alone does nothing until the program has run."""
        try:
            has_anchor = self._anchor(root).is_file()
            is_gathered = self._is_gathered(root)
        except OSError as error:
            return Standing(State.UNKNOWN, f"{error.filename} cannot be read: {error.strerror}")
        if has_anchor and is_gathered:
            return Standing(State.TRUSTED)
        if has_anchor:
            return Standing(State.PRESENT, f"{self._program()[0]} has not run since the file was put there")
        if is_gathered:
            return Standing(State.PRESENT, f"it was gathered, but {self._anchor(root).name} is not there any more")
        return Standing(State.ABSENT)

    def steps_to_add(self, root: Root) -> tuple[Step, ...]:
        """Copy the file, run the program."""
        target = self._anchor(root)
        copy = ("install", "-m", "644", str(root.file), str(target))
        return (Step(f"Copy the authority to {target}", copy, privileged=True), self._gather(self._program()))

    def steps_to_remove(self, root: Root) -> tuple[Step, ...]:
        """Remove the file, run the program."""
        target = self._anchor(root)
        remove = ("rm", "-f", str(target))
        gather = self._gather((*self._program(), *self.layout.after_removal))
        return (Step(f"Remove {target}", remove, privileged=True), gather)

    @property
    def _anchors(self) -> Path:
        return self.surroundings.path(self.layout.anchors)

    def _anchor(self, root: Root) -> Path:
        return self._anchors / root.file_name

    def _gather(self, program: tuple[str, ...]) -> Step:
        return Step(f"Have the system read its anchors again: {' '.join(program)}", program, privileged=True)

    def _program(self) -> tuple[str, ...]:
        found = (words for words in self.layout.programs if self.surroundings.find_program(words[0]))
        return next(found, self.layout.programs[0])

    def _is_gathered(self, root: Root) -> bool:
        bundles = (self.surroundings.path(bundle) for bundle in self.layout.bundles)
        bundle = next((path for path in bundles if path.is_file()), None)
        if bundle is None:
            return False
        return any(block.der == root.der for block in parse_pem(bundle.read_bytes()).certificates)


def find_system_store(surroundings: Surroundings) -> LinuxSystemStore | None:
    """Recognise the layout by its directory and program."""
    for layout in LAYOUTS:
        if surroundings.path(layout.anchors).is_dir() and surroundings.find_program(*(p[0] for p in layout.programs)):
            return LinuxSystemStore(layout, surroundings)
    return None
