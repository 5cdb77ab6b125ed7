"""Installing and removing plugins: with everything that they need but mitre-graphex, whose files would replace ours.

For pip the stand-in fulfils that dependency. A plugin that wants another version of it than the stand-in has is
installed too: what it needs besides is worked out with a stand-in of that version, which is not installed. uv can be
told to leave a dependency out.
"""

from __future__ import annotations

import importlib.metadata
import json
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphex.errors import GraphexError, UsageError
from graphex.installation.records import OTHER, OWN
from graphex.plugin.discovery.announced import normalised
from graphex.plugin.installed import stand_in
from graphex.plugin.installed.programs import (
    InstallerError,
    check_targets,
    find_installer,
    python_option,
    without_addresses,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from graphex.plugin.installed.programs import Installer

_WANTS = re.compile(rf"depends on {OTHER}(?:\[[^\]]*\])?\s*\(?([^\n;)]*)", re.IGNORECASE)
_VERSION = re.compile(r"(===|==|>=|<=|~=|!=|>|<)\s*([0-9][\w.+!]*)")
_UV_CHANGE = re.compile(r"^ [+~] (\S+?)==(\S+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be installed, and how."""

    targets: tuple[str, ...]
    upgrade: bool = False
    dry_run: bool = False

    @property
    def text(self) -> str:
        """The targets as messages show them."""
        return without_addresses(", ".join(self.targets))


@dataclass(frozen=True, slots=True)
class Change:
    """A distribution that was, or would be, installed."""

    name: str
    version: str


def install(order: Order) -> list[Change]:
    """Install plugins with what they need, and say what was installed; GraphexError if that is not possible."""
    check_targets(order.targets)
    for target in order.targets:
        _refuse_own(target)
    installer = find_installer()
    with tempfile.TemporaryDirectory(prefix="graphex-plugins-") as name:
        place = Path(name)
        work = _install_with_pip if installer.name == "pip" else _install_with_uv
        return work(installer, order, place)


def remove(names: Sequence[str]) -> None:
    """Remove distributions; what they needed stays."""
    check_targets(names)
    for name in names:
        _refuse_own(name)
    installer = find_installer()
    yes = ("-y",) if installer.name == "pip" else ()
    spoken = installer.run("uninstall", *python_option(installer), *yes, "--", *names)
    spoken.check(f"remove {', '.join(names)}")


def _refuse_own(target: str) -> None:
    """Refuse GraphEx itself and the product that it succeeds, by name or by the name of a wheel."""
    stem = re.split(r"[\s<>=!~;@\[]", Path(target).name, maxsplit=1)[0]
    if target.endswith((".whl", ".tar.gz", ".zip")):
        stem = stem.partition("-")[0] if target.endswith(".whl") else stem.rpartition("-")[0]
    if normalised(stem) == OTHER:
        raise UsageError(
            f"{OTHER} is no plugin: its files would replace those of GraphEx, which succeeds it.",
            hint="Install the plugin alone; what it needs of it is here.",
        )
    if normalised(stem) == OWN and not Path(target).exists():
        raise UsageError("graphex is GraphEx itself, not a plugin.", hint="Name a plugin.")


def _constraints(place: Path, *lines: str) -> Path:
    """Write the file that keeps GraphEx itself as it is."""
    file = place / "constraints.txt"
    file.write_text("".join(f"{line}\n" for line in (f"{OWN}=={importlib.metadata.version(OWN)}", *lines)), "utf-8")
    return file


def _install_with_pip(pip: Installer, order: Order, place: Path) -> list[Change]:
    try:
        return _changes(_pip(pip, order, place))
    except InstallerError as error:
        wanted = list(_versions_wanted(error.spoken.text))
        if not wanted:
            raise
        return _install_apart(pip, order, place, wanted, error)


def _pip(pip: Installer, order: Order, place: Path, version: str | None = None) -> list[dict[str, Any]]:
    """Let pip install what is ordered, with a stand-in of a version; gives the entries of its report."""
    stand_in.write_wheel(place, version)
    requirement = stand_in.requirement(version)
    constraints, report = _constraints(place, requirement), place / "report.json"
    flags = ["--upgrade"] * order.upgrade + ["--dry-run"] * order.dry_run
    options = ["--find-links", str(place), "--constraint", str(constraints), "--report", str(report), *flags]
    spoken = pip.run("install", *options, "--", *order.targets, requirement)
    spoken.check(f"install {order.text}")
    entries: list[dict[str, Any]] = json.loads(report.read_text("utf-8"))["install"]
    return [entry for entry in entries if normalised(entry["metadata"]["name"]) != OTHER]


def _install_apart(
    pip: Installer, order: Order, place: Path, versions: Sequence[str], refused: InstallerError
) -> list[Change]:
    """Work out what is needed with a stand-in of another version, and install that without its dependencies."""
    entries = _needed(pip, order, place, versions)
    if entries is None:
        raise refused
    if not order.dry_run:
        chosen = [_exactly(entry) for entry in entries]
        flags = ["--upgrade"] * order.upgrade
        pip.run("install", "--no-deps", *flags, "--", *chosen).check(f"install {order.text}")
    return _changes(entries)


def _needed(pip: Installer, order: Order, place: Path, versions: Sequence[str]) -> list[dict[str, Any]] | None:
    for version in versions:
        try:
            return _pip(pip, Order(order.targets, order.upgrade, dry_run=True), place, version)
        except InstallerError:
            continue
    return None


def _versions_wanted(text: str) -> Iterator[str]:
    """Yield versions of mitre-graphex that may fit what the installer says plugins want of it."""
    for specifiers in _WANTS.findall(text):
        for operator, version in _VERSION.findall(specifiers):
            plain = version.removesuffix(".*").rstrip(".")
            yield {">": f"{plain}.1", "<": f"{plain}.dev0", "!=": f"{plain}.1"}.get(operator, plain)
            # Something below, for an upper bound alone.
            yield "0.1"


def _exactly(entry: dict[str, Any]) -> str:
    """Return a distribution that pip found as a requirement by which it finds the same one again."""
    name, version = entry["metadata"]["name"], entry["metadata"]["version"]
    if not entry.get("is_direct"):
        return f"{name}=={version}"
    vcs, url = entry["download_info"].get("vcs_info"), entry["download_info"]["url"]
    return f"{name} @ {vcs['vcs']}+{url}@{vcs['commit_id']}" if vcs else f"{name} @ {url}"


def _changes(entries: Sequence[dict[str, Any]]) -> list[Change]:
    return [Change(entry["metadata"]["name"], entry["metadata"]["version"]) for entry in entries]


def _install_with_uv(uv: Installer, order: Order, place: Path) -> list[Change]:
    """Let uv install what is ordered; its overrides leave a dependency out, whatever version is wanted."""
    overrides = place / "overrides.txt"
    overrides.write_text(f'{OTHER} ; python_version < "0"\n', "utf-8")
    flags = ["--dry-run"] * order.dry_run
    for name in (_name_of(target) for target in order.targets if order.upgrade):
        flags += ["--upgrade-package", name]
    options = [*python_option(uv), "--override", str(overrides), "--constraint", str(_constraints(place)), *flags]
    spoken = uv.run("install", *options, "--", *order.targets)
    spoken.check(f"install {order.text}")
    return [Change(name, version) for name, version in _UV_CHANGE.findall(spoken.text) if normalised(name) != OTHER]


def _name_of(target: str) -> str:
    name = re.match(r"[A-Za-z0-9][\w.-]*", target)
    if name is None or "/" in target or target.endswith((".whl", ".tar.gz", ".zip")):
        raise GraphexError(f"{target} has no name to be upgraded by.", hint="Leave --upgrade out for a file.")
    return name[0]
