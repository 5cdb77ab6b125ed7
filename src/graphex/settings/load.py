"""Putting the settings together: command line over configuration file over default."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphex.errors import UsageError
from graphex.paths import current_directory
from graphex.settings.checks import is_loopback
from graphex.settings.kinds import Switch, TextList, Unfit
from graphex.settings.model import CONFIG_FILES, SETTINGS, Settings
from graphex.settings.origin import DEFAULT, Origin
from graphex.settings.spelling import nearest
from graphex.settings.tree import Scalar, shortened

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from graphex.settings.declaration import Setting
    from graphex.settings.tree import Entry, Table

_BY_NAME = {setting.name: setting for setting in SETTINGS}
_BY_KEY = {key: item for item in SETTINGS if item.in_yaml for key in (item.name, *item.other_yaml_spellings)}


@dataclass(slots=True)
class _Draft:
    """The settings while they are put together."""

    values: dict[str, Any] = field(default_factory=dict)
    origins: dict[str, Origin] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)

    def put(self, setting: Setting, value: object, origin: Origin) -> None:
        self.values[setting.name] = value
        self.origins[setting.name] = origin


def load_settings(
    arguments: Mapping[str, object] | None = None,
    *,
    cwd: Path | None = None,
    flags: Mapping[str, str] | None = None,
    used: Collection[str] | None = None,
) -> Settings:
    """Return the settings for what the command line says, its configuration file, and the directory `cwd`.

    Without arguments a program gets what the configuration file in the current directory says.
    `arguments` holds values by setting name, as text or as the type of the field; None counts as not given.
    `flags` holds the flag that each of them was given with, for messages. `used` names the settings that matter
    to the caller (all, if None): a missing root, for example, does not stop a command that never looks into it.
    Raises `UsageError`.
    """
    arguments, cwd = arguments or {}, cwd or current_directory()
    if unknown := arguments.keys() - _BY_NAME.keys():
        raise TypeError(f"no such setting: {', '.join(sorted(unknown))}")
    draft = _Draft()
    for setting in SETTINGS:
        draft.put(setting, setting.default, DEFAULT)
    _apply_arguments(draft, arguments, flags or {})
    _apply_file(draft, cwd)
    _anchor_paths(draft, cwd)
    _check_together(draft, _BY_NAME.keys() if used is None else used)
    return Settings(**draft.values, origins=draft.origins, warnings=tuple(draft.warnings))


def _apply_arguments(draft: _Draft, arguments: Mapping[str, object], flags: Mapping[str, str]) -> None:
    for name, value in arguments.items():
        if value is None:
            continue
        setting, flag = _BY_NAME[name], flags.get(name)
        try:
            draft.put(setting, _argument(setting, value), Origin("command line", flag=flag))
        except Unfit as error:
            raise UsageError(
                f"{flag or setting.long_flag or name} must be {error}.", hint=_hint(setting, error)
            ) from error


def _hint(setting: Setting, error: Unfit) -> str:
    """Return how to mend a value; what holds without it always does."""
    return error.hint or f"Left out, it is {setting.default_text or setting.default}."


def _argument(setting: Setting, value: object) -> object:
    match setting.kind, value:
        case Switch(), bool():
            return value
        case TextList() as kind, list() | tuple():
            return kind.from_texts(str(text) for text in value)
        case kind, _:
            return kind.from_text(str(value))


def _apply_file(draft: _Draft, cwd: Path) -> None:
    found = _find_file(draft, cwd)
    if found is None:
        return
    path, shown = found
    # PyYAML is imported only when there is a file to read: it takes longer than all the rest here.
    from graphex.settings.yaml_file import read_yaml_file  # noqa: PLC0415

    table = read_yaml_file(path, shown)
    draft.values["config"] = path
    draft.warnings += [_unknown_key(entry) for entry in table.entries if entry.key not in _BY_KEY]
    for setting, entry in _entries_by_setting(table):
        value = _yaml_value(setting, entry)
        if draft.origins[setting.name] is DEFAULT:
            origin = Origin("configuration file", file=shown, line=entry.place.line, key=entry.key)
            draft.put(setting, value, origin)


def _find_file(draft: _Draft, cwd: Path) -> tuple[Path, str] | None:
    """Return which file to read, and its name in messages."""
    if draft.origins["config"] is not DEFAULT:
        path = draft.values["config"]
        return (cwd / path, str(path)) if path else None
    # A broken link counts as present: it is reported instead of being passed over.
    present = [name for name in CONFIG_FILES if os.path.lexists(cwd / name)]
    if len(present) > 1:
        draft.warnings.append(f"{present[1]} is not read, because {present[0]} exists as well.")
    return (cwd / present[0], present[0]) if present else None


def _unknown_key(entry: Entry) -> str:
    known = nearest(entry.key, _BY_KEY)
    guess = f'; did you mean "{_BY_KEY[known].name}"?' if known else "."
    return f'{entry.place.file} line {entry.place.line}: there is no setting "{shortened(entry.key)}"{guess}'


def _entries_by_setting(table: Table) -> list[tuple[Setting, Entry]]:
    """Return the known keys that have a value; a key without one counts as absent."""
    found: dict[str, Entry] = {}
    for entry in table.entries:
        setting = _BY_KEY.get(entry.key)
        if setting is None:
            continue
        if earlier := found.get(setting.name):
            raise UsageError(
                f"{entry.place}: {entry.key} and {earlier.key} (line {earlier.place.line}) are the same setting.",
                hint=f"Keep one of the two, best under the name {setting.name}.",
            )
        found[setting.name] = entry
    return [
        (_BY_NAME[name], entry)
        for name, entry in found.items()
        if not (isinstance(entry.value, Scalar) and entry.value.value is None)
    ]


def _yaml_value(setting: Setting, entry: Entry) -> object:
    try:
        return setting.kind.from_yaml(entry.value)
    except Unfit as error:
        place = error.place or entry.value.place
        raise UsageError(f"{place}: {entry.key} must be {error}.", hint=_hint(setting, error)) from error


def _anchor_paths(draft: _Draft, cwd: Path) -> None:
    """Let relative paths start at the current directory, wherever they were written."""
    for setting in SETTINGS:
        value = draft.values[setting.name]
        if isinstance(value, Path):
            draft.values[setting.name] = cwd / value


def _problem_with(root: Path) -> str | None:
    """Return why a directory cannot be served, None if it can."""
    try:
        if root.is_dir():
            return None
        return "is not a directory" if root.exists() else "does not exist"
    except OSError as error:
        # A directory above it that may not be entered, for instance.
        return f"cannot be entered: {error.strerror or error}"


def _check_together(draft: _Draft, used: Collection[str]) -> None:
    root = draft.values["root"]
    if "root" in used and (what := _problem_with(root)) is not None:
        raise UsageError(
            f"The root {root} from {draft.origins['root']} {what}.", hint="Name an existing directory with -r."
        )
    if "sign_in" in used and not draft.values["sign_in"] and not is_loopback(draft.values["host"]):
        where = draft.values["host"] or "every interface"
        raise UsageError(
            f"Signing in is switched off by {draft.origins['sign_in']}, but the server listens on {where}.",
            hint="Add --host 127.0.0.1, or leave signing in on.",
        )
    _settle_loudness(draft)


def _settle_loudness(draft: _Draft) -> None:
    """Let the command line decide between quiet and verbose, so that -v helps whatever the file says."""
    if not (draft.values["quiet"] and draft.values["verbose"]):
        return
    quiet, verbose = draft.origins["quiet"], draft.origins["verbose"]
    if quiet.kind == verbose.kind:
        raise UsageError(f"quiet (from {quiet}) and verbose (from {verbose}) exclude each other.", hint="Keep one.")
    loser = "verbose" if quiet.kind == "command line" else "quiet"
    draft.put(_BY_NAME[loser], value=False, origin=draft.origins["verbose" if loser == "quiet" else "quiet"])
