"""Which plugins there are, where they come from, and what they bring when they are loaded."""

from __future__ import annotations

import importlib.metadata
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from graphex.installation.records import OTHER, OWN
from graphex.plugin.discovery.announced import announcements, normalised
from graphex.plugin.discovery.failures import WantedPlugin
from graphex.plugin.discovery.loading import register_built_in, try_plugin, wanted_plugins
from graphex.plugin.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from importlib.metadata import Distribution

    from graphex.plugin.discovery.failures import PluginFailure

Loading: TypeAlias = Literal["always", "named", "not named", "left out"]
"""Whether runs load a plugin: it announces itself, the settings name it or do not, or they leave it out."""

_NO_PLUGINS: Final = frozenset({"tests", "test", "docs", "doc", "examples"})
_NAME = re.compile(r"[A-Za-z0-9][\w.-]*")


@dataclass(frozen=True, slots=True)
class Plugin:
    """A plugin of this environment, and what loading it gave, if it was loaded."""

    package: str
    loading: Loading
    distribution: str | None = None
    version: str | None = None
    entry_point: str | None = None
    node_types: tuple[str, ...] = ()
    failure: PluginFailure | None = None

    def is_called(self, name: str) -> bool:
        """Return whether a name means this plugin: its distribution, its package or its entry point."""
        names = (self.package, self.distribution, self.entry_point)
        return normalised(name) in [normalised(each) for each in names if each]

    def as_json(self) -> dict[str, object]:
        """Describe the plugin to programs."""
        return {
            "package": self.package,
            "distribution": self.distribution,
            "version": self.version,
            "entryPoint": self.entry_point,
            "loading": self.loading,
        }

    def checked_as_json(self) -> dict[str, object]:
        """Describe what loading the plugin gave, to programs."""
        failure = self.failure
        problem = {"message": failure.message, "hint": failure.hint} if failure else None
        return {**self.as_json(), "nodeTypes": list(self.node_types), "problem": problem}


def find_plugins(names: Iterable[str], left_out: Collection[str] = ()) -> list[Plugin]:
    """Return the plugins that are installed or that the settings name; nothing of them is loaded."""
    named = [name.strip() for name in names if name.strip()]
    owners = {package: owner for owner in plugin_distributions() for package in _packages(owner)}
    announced = announcements()
    wanted = wanted_plugins(named, announced=announced)
    kept = {each.package for each in wanted_plugins(named, left_out, announced)}
    known = {each.package for each in wanted}
    found = [_plugin(each, owners.get(each.package), is_kept=each.package in kept) for each in wanted]
    others = [
        _owned(Plugin(package, "not named"), owner) for package, owner in sorted(owners.items()) if package not in known
    ]
    return [*found, *(_left_out(plugin, left_out) for plugin in others)]


def check_plugins(plugins: Iterable[Plugin]) -> list[Plugin]:
    """Load plugins, all but those that are left out, and say what each brings or why it cannot be loaded."""
    registry = Registry()
    register_built_in(registry)
    return [plugin if plugin.loading == "left out" else _checked(plugin, registry) for plugin in plugins]


def plugin_distributions() -> list[Distribution]:
    """Return the installed distributions that need GraphEx, or the product that it succeeds."""
    found: dict[str, Distribution] = {}
    for distribution in importlib.metadata.distributions():
        if _needs_graphex(distribution):
            found.setdefault(normalised(_name(distribution)), distribution)
    return [found[name] for name in sorted(found)]


def _needs_graphex(distribution: Distribution) -> bool:
    needs = [match[0] for each in _requirements(distribution) if (match := _NAME.match(each))]
    return any(normalised(need) in (OTHER, OWN) for need in needs) and normalised(_name(distribution)) != OWN


def _requirements(distribution: Distribution) -> list[str]:
    try:
        return distribution.requires or []
    except (OSError, ValueError):
        # Damaged metadata of a distribution that may have nothing to do with us.
        return []


def _name(distribution: Distribution) -> str:
    # None where the metadata are damaged, whatever the type says.
    return distribution.metadata["Name"] or ""


def _packages(distribution: Distribution) -> Iterator[str]:
    """Yield the packages that a distribution installed at the top."""
    for file in distribution.files or ():
        if len(file.parts) == 2 and file.name == "__init__.py" and _may_be_plugin(file.parts[0]):  # noqa: PLR2004 - package/__init__.py
            yield file.parts[0]


def _may_be_plugin(package: str) -> bool:
    return package.isidentifier() and not package.startswith("_") and package not in (_NO_PLUGINS | {OWN})


def _plugin(wanted: WantedPlugin, owner: Distribution | None, *, is_kept: bool) -> Plugin:
    loading: Loading = "left out" if not is_kept else "named" if wanted.is_named else "always"
    announced = wanted.announcement
    if announced is None:
        return _owned(Plugin(wanted.package, loading), owner)
    return Plugin(wanted.package, loading, announced.distribution, announced.version, announced.name)


def _owned(plugin: Plugin, owner: Distribution | None) -> Plugin:
    return replace(plugin, distribution=_name(owner), version=owner.version) if owner is not None else plugin


def _left_out(plugin: Plugin, left_out: Collection[str]) -> Plugin:
    return replace(plugin, loading="left out") if any(plugin.is_called(name) for name in left_out) else plugin


def _checked(plugin: Plugin, registry: Registry) -> Plugin:
    announcements = [each for each in wanted_plugins([]) if each.package == plugin.package]
    announced = announcements[0].announcement if announcements else None
    wanted = WantedPlugin(plugin.package, is_named=plugin.loading == "named", announcement=announced)
    failure = try_plugin(registry, wanted, is_whole=True)
    return replace(plugin, node_types=registry.defined_by(plugin.package), failure=failure)
