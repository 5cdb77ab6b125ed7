"""Plugins that cannot be loaded: what is wrong, in one sentence that names the plugin and its distribution."""

from __future__ import annotations

import importlib
import traceback
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from graphex.errors import GraphexError
from graphex.plugin.datatypes import shortened
from graphex.plugin.discovery.announced import ENTRY_POINTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphex.plugin.discovery.announced import Announcement

_WITHOUT = "--without-plugins"


class MisnamedPlugin(Exception):
    """What an entry point names can be no package."""


@dataclass(frozen=True, slots=True)
class PluginFailure:
    """A plugin that could not be loaded: which one, why, and where it went wrong."""

    plugin: str
    message: str
    hint: str
    trace: str = ""
    announcement: Announcement | None = None
    is_named: bool = True
    """Whether the settings name it, so that nothing runs without it; others are missed only by graphs that use them."""

    @property
    def label(self) -> str:
        """The plugin, with its distribution where it is known."""
        return f"{self.plugin} ({self.announcement.distribution})" if self.announcement else self.plugin


@dataclass(frozen=True, slots=True)
class WantedPlugin:
    """A package to be loaded: because the settings name it, because it announces itself, or both."""

    package: str
    is_named: bool
    announcement: Announcement | None = None


class PluginError(GraphexError):
    """A plugin could not be loaded, or a module of it that a graph needs."""

    def __init__(self, failure: PluginFailure) -> None:
        super().__init__(failure.message, hint=failure.hint)
        self.failure = failure


@contextmanager
def plugin_code(wanted: WantedPlugin) -> Iterator[None]:
    """Raise PluginError for whatever goes wrong inside, where code of a plugin is imported."""
    try:
        yield
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        # The boundary around a plugin's code, which may even end Python.
        raise PluginError(failure_of(wanted, error)) from error


def failure_of(wanted: WantedPlugin, error: BaseException) -> PluginFailure:
    """Return why a plugin could not be loaded, and what helps."""
    trace = "".join(traceback.format_exception(error))
    message, hint = _sentences(wanted, error)
    return PluginFailure(wanted.package, message, hint, trace, wanted.announcement, wanted.is_named)


def _sentences(wanted: WantedPlugin, error: BaseException) -> tuple[str, str]:
    if isinstance(error, MisnamedPlugin):
        return _misnamed(wanted)
    missing = error.name if isinstance(error, ModuleNotFoundError) else None
    if missing and (wanted.package == missing or wanted.package.startswith(f"{missing}.")):
        return _absent(wanted)
    name, where = _name(wanted), place_of(error)
    if missing and not missing.startswith(f"{wanted.package}."):
        hint = f"Install it: pip install {missing.partition('.')[0]}"
        return f'{name} needs the module "{missing}", which is not installed{where}.', hint
    said = " ".join(shortened(error).split())
    reason = f"{type(error).__name__}: {said}".removesuffix(": ")
    return f"{name} cannot be loaded{where}: {reason}", f"Ask the plugin's author, or {_way_round(wanted)}."


def _name(wanted: WantedPlugin) -> str:
    known = f" ({wanted.announcement})" if wanted.announcement else ""
    return f'The plugin "{wanted.package}"{known}'


def _misnamed(wanted: WantedPlugin) -> tuple[str, str]:
    announcement = wanted.announcement
    label = str(announcement)
    message = (
        f'{label[0].upper()}{label[1:]} names "{wanted.package}", which is no package: '
        f"an entry point of {ENTRY_POINTS} names a package, with neither a colon nor a class or function."
    )
    return message, f"Tell the plugin's author, and {_way_round(wanted)}."


def _absent(wanted: WantedPlugin) -> tuple[str, str]:
    if wanted.announcement is not None:
        label = str(wanted.announcement)
        message = f'{label[0].upper()}{label[1:]} names the package "{wanted.package}", which is not installed.'
        return message, f"Install {wanted.announcement.distribution} again, or {_way_round(wanted)}."
    # A name of another form is that of no distribution, and no command installs it.
    can_be_installed = wanted.package.replace("-", "_").isidentifier()
    install = f", or install it: python3 -m graphex plugins install {wanted.package}" if can_be_installed else "."
    return f'No plugin found with name "{wanted.package}".', f"Check the spelling{install}"


def _way_round(wanted: WantedPlugin) -> str:
    if wanted.is_named or wanted.announcement is None:
        return "take it out of the list of plugins"
    if wanted.announcement.is_own:
        return "install GraphEx again"
    return f"leave it out: {_WITHOUT} {wanted.announcement.distribution}"


def place_of(error: BaseException) -> str:
    """Return in which file and line a plugin's code failed; the import system and this package are left out."""
    if isinstance(error, SyntaxError) and error.filename:
        return f" (file {error.filename}, line {error.lineno})"
    frames = traceback.extract_tb(error.__traceback__)
    own = (str(Path(__file__).parents[1]), "<frozen", str(Path(importlib.__file__ or "").parent))
    foreign = [frame for frame in frames if not frame.filename.startswith(own)]
    return f" (file {foreign[-1].filename}, line {foreign[-1].lineno})" if foreign else ""
