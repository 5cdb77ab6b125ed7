"""`graphex plugins`: which plugins there are, what is wrong with them, installing and removing them."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Annotated

import typer

from graphex.cli.words.commands import command_app
from graphex.cli.words.options import settings_command
from graphex.errors import ExitCode, UsageError
from graphex.installation.damage import find_risk
from graphex.installation.mending import find_changes
from graphex.installation.records import package_directory
from graphex.plugin.installed.installing import Order, install, remove
from graphex.plugin.installed.programs import InstallerError
from graphex.plugin.installed.survey import check_plugins, find_plugins, plugin_distributions

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from graphex.cli.output import Output
    from graphex.plugin.installed.installing import Change
    from graphex.plugin.installed.survey import Plugin
    from graphex.settings import Settings

app = command_app(help="List, check, install and remove plugins.")

_JSON = typer.Option("--json", help="Print JSON for programs.")

LIST_EXAMPLES = """
python3 -m graphex plugins list          which plugins there are, and which of them are loaded
python3 -m graphex plugins list --json   the same for programs
"""
CHECK_EXAMPLES = """
python3 -m graphex plugins check                what each plugin brings, or why it cannot be loaded
python3 -m graphex plugins check acme-graphex   the same for one plugin
"""
INSTALL_EXAMPLES = """
python3 -m graphex plugins install acme-graphex             from the index that pip uses
python3 -m graphex plugins install ./acme_graphex.whl       from a file
python3 -m graphex plugins install --upgrade acme-graphex   the newest version
"""
REMOVE_EXAMPLES = """
python3 -m graphex plugins remove acme-graphex
"""


@settings_command(app, "list", options="plugins", examples=LIST_EXAMPLES)
def list_plugins(settings: Settings, output: Output, *, as_json: Annotated[bool, _JSON] = False) -> None:
    """List the plugins of this environment and those that the settings name; nothing of them is loaded."""
    plugins = find_plugins(settings.plugins, settings.without_plugins)
    if as_json:
        output.json([plugin.as_json() for plugin in plugins])
    elif not plugins:
        output.result("There are no plugins.")
    else:
        rows = [(each.package, each.distribution or "-", each.version or "-", each.loading) for each in plugins]
        output.columns([("PACKAGE", "DISTRIBUTION", "VERSION", "LOADED"), *rows])


@settings_command(app, "check", options="plugins", examples=CHECK_EXAMPLES)
def check(
    settings: Settings,
    output: Output,
    names: Annotated[list[str] | None, typer.Argument(metavar="[NAME]...", help="Plugins; without, all.")] = None,
    *,
    as_json: Annotated[bool, _JSON] = False,
) -> ExitCode:
    """Load plugins, and say what each brings or why it cannot be loaded."""
    plugins = find_plugins(settings.plugins, settings.without_plugins)
    checked = check_plugins(_chosen(plugins, names or []))
    damage = find_changes(package_directory())
    if as_json:
        output.json([plugin.checked_as_json() for plugin in checked])
    else:
        _print_checked(checked, output)
    if damage:
        output.failure(damage)
    return ExitCode.RUN_FAILED if damage or any(plugin.failure for plugin in checked) else ExitCode.OK


def _chosen(plugins: list[Plugin], names: Sequence[str]) -> list[Plugin]:
    for name in names:
        if not any(plugin.is_called(name) for plugin in plugins):
            raise UsageError(f"There is no plugin called {name}.", hint="See: python3 -m graphex plugins list")
    return [plugin for plugin in plugins if not names or any(plugin.is_called(name) for name in names)]


def _print_checked(plugins: Sequence[Plugin], output: Output) -> None:
    if not plugins:
        output.result("There are no plugins.")
        return
    header = ("PACKAGE", "DISTRIBUTION", "VERSION", "LOADED", "NODE TYPES")
    output.columns([header, *map(_checked_row, plugins)])
    for plugin in plugins:
        if plugin.failure is not None:
            output.error(plugin.failure.message, plugin.failure.hint)


def _checked_row(plugin: Plugin) -> tuple[str, ...]:
    brought = "failed" if plugin.failure else "-" if plugin.loading == "left out" else str(len(plugin.node_types))
    return (plugin.package, plugin.distribution or "-", plugin.version or "-", plugin.loading, brought)


@settings_command(app, "install", options="plugins", examples=INSTALL_EXAMPLES)
def install_plugins(
    settings: Settings,
    output: Output,
    targets: Annotated[
        list[str], typer.Argument(metavar="NAME|FILE...", help="Distributions, files, directories or addresses.")
    ],
    *,
    upgrade: Annotated[bool, typer.Option("--upgrade", help="Take the newest version.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be installed.")] = False,
) -> ExitCode:
    """Install plugins into this Python, with everything that they need but mitre-graphex.

    pip does the work, or uv where there is no pip, with their own settings and variables.
    """
    if risk := find_risk():
        raise risk
    order = Order(tuple(targets), upgrade, dry_run)
    output.progress(f"Looking for {order.text} …")
    changes = _spoken(lambda: install(order), settings, output)
    if not changes:
        output.result("Nothing to install: all of it is there.")
        return ExitCode.OK
    output.result(f"{'Would install' if dry_run else 'Installed'} {_listed(changes)}.")
    return ExitCode.OK if dry_run else _report_new(changes, settings, output)


def _spoken(work: Callable[[], list[Change]], settings: Settings, output: Output) -> list[Change]:
    try:
        return work()
    except InstallerError as error:
        if settings.verbose:
            output.progress(error.spoken.text)
        raise


def _listed(changes: Sequence[Change]) -> str:
    return ", ".join(f"{change.name} {change.version}" for change in changes)


def _report_new(changes: Sequence[Change], settings: Settings, output: Output) -> ExitCode:
    """Load what is new, and say what it brings and how it gets into runs."""
    importlib.invalidate_caches()
    plugins = find_plugins(settings.plugins, settings.without_plugins)
    new = [each for each in plugins if any(each.is_called(change.name) for change in changes)]
    checked = check_plugins(new)
    for plugin in checked:
        if plugin.failure is not None:
            output.error(plugin.failure.message, plugin.failure.hint)
            continue
        output.result(f"The plugin {plugin.package} has {len(plugin.node_types)} node types.")
        if plugin.loading == "not named":
            output.notice("Runs load it when it is named.", f"Add -l {plugin.package}, or list it under plugins.")
    return ExitCode.RUN_FAILED if any(plugin.failure for plugin in checked) else ExitCode.OK


@settings_command(app, "remove", options="plugins", examples=REMOVE_EXAMPLES)
def remove_plugins(
    output: Output,
    names: Annotated[list[str], typer.Argument(metavar="NAME...", help="Plugins.")],
) -> None:
    """Remove plugins from this Python; what they needed stays."""
    distributions = [_distribution_of(name) for name in names]
    remove(distributions)
    output.result(f"Removed {', '.join(distributions)}.")


def _distribution_of(name: str) -> str:
    """Find the distribution that a plugin came with: others are not removed by this command."""
    found = [plugin.distribution for plugin in find_plugins([]) if plugin.distribution and plugin.is_called(name)]
    found += [each.name for each in plugin_distributions() if each.name.lower() == name.lower()]
    if not found:
        raise UsageError(f"No plugin is installed as {name}.", hint="See: python3 -m graphex plugins list")
    return found[0]
