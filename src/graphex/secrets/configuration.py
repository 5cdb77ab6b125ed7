"""Secrets in a configuration file: added, replaced and removed without touching anything else in it."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING, Any, Final

import yaml

from graphex.errors import GraphexError
from graphex.files import locked, replace_file

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_KEYS: Final = ("secrets", "Secrets")


def set_secret(path: Path, name: str, blob: str) -> None:
    """Write a secret into a configuration file, which is made if it is not there."""
    _edit(path, name, blob, lambda text: with_secret(text, name, blob))


def remove_secret(path: Path, name: str) -> None:
    """Remove a secret from a configuration file."""
    _edit(path, name, None, lambda text: without_secret(text, name))


def secrets_of(text: str) -> dict[str, str]:
    """Return the encrypted secrets of a configuration."""
    document = _loaded(text)
    found: dict[Any, Any] = next((document[key] for key in _KEYS if isinstance(document.get(key), dict)), {})
    return {str(name): str(blob) for name, blob in found.items()}


def with_secret(text: str, name: str, blob: str) -> str:
    """Return the text of a configuration with a secret added or replaced."""
    mapping = _secrets_node(text)
    value = f'"{blob}"'
    if mapping is None:
        separator = "" if not text or text.endswith("\n") else "\n"
        return f"{text}{separator}secrets:\n  {_key(name)}: {value}\n"
    if isinstance(mapping, yaml.SequenceNode):
        raise GraphexError(
            "The secrets of the configuration are a list.", hint="Write them as lines of name: text below secrets:."
        )
    if not isinstance(mapping, yaml.MappingNode) or not mapping.value:
        start, end = mapping.start_mark.index, mapping.end_mark.index
        # An empty value ends where it begins, behind the colon.
        return f"{text[:start].rstrip(' ')}\n  {_key(name)}: {value}{text[end:]}"
    for key, old in mapping.value:
        if key.value == name:
            return text[: old.start_mark.index] + value + text[old.end_mark.index :]
    last_key, last = mapping.value[-1]
    place = last.end_mark.index
    if mapping.flow_style:
        return f"{text[:place]}, {_key(name)}: {value}{text[place:]}"
    line_end = text.find("\n", place)
    head, tail = (text, "") if line_end < 0 else (text[:line_end], text[line_end:])
    return f"{head}\n{' ' * last_key.start_mark.column}{_key(name)}: {value}{tail or chr(10)}"


def without_secret(text: str, name: str) -> str:
    """Return the text of a configuration without a secret."""
    mapping = _secrets_node(text)
    entries = mapping.value if isinstance(mapping, yaml.MappingNode) else []
    position = next((place for place, (key, _) in enumerate(entries) if key.value == name), None)
    if mapping is None or position is None:
        raise GraphexError(f"The configuration has no secret named {name}.", hint="Check the spelling of the name.")
    key, value = entries[position]
    if len(entries) == 1:
        start, end = mapping.start_mark.index, value.end_mark.index
        if mapping.flow_style:
            return text[:start] + "{}" + text[mapping.end_mark.index :]
        return text[:start].rstrip() + " {}" + text[end:]
    if mapping.flow_style:
        if position + 1 < len(entries):
            return text[: key.start_mark.index] + text[entries[position + 1][0].start_mark.index :]
        return text[: entries[position - 1][1].end_mark.index] + text[value.end_mark.index :]
    line_start = text.rfind("\n", 0, key.start_mark.index) + 1
    line_end = text.find("\n", value.end_mark.index)
    return text[:line_start] + (text[line_end + 1 :] if line_end >= 0 else "")


def _secrets_node(text: str) -> Any:
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    if root is None:
        return None
    if not isinstance(root, yaml.MappingNode):
        raise GraphexError("The configuration is no mapping of keys to values.", hint="Write lines of key: value.")
    return next((value for key, value in root.value if key.value in _KEYS), None)


def _key(name: str) -> str:
    """Write a name as a key that every reader takes for the same text."""
    dumped: str = yaml.safe_dump({name: 0}, allow_unicode=True, width=10**6)
    return dumped.rpartition(": 0")[0]


def _loaded(text: str) -> dict[str, Any]:
    found = yaml.safe_load(text)
    return found if isinstance(found, dict) else {}


def _edit(path: Path, name: str, blob: str | None, change: Callable[[str], str]) -> None:
    """Change a file under a lock, and only if the result says just what it should."""
    target = path.resolve()
    try:
        with _locked(target):
            text = target.read_text("utf-8") if target.exists() else ""
            changed = change(text)
            expected = secrets_of(text)
            expected.pop(name, None)
            if blob is not None:
                expected[name] = blob
            if secrets_of(changed) != expected or not _same_but_secrets(text, changed):
                raise GraphexError(
                    f"The secrets in {path} are written in a form in which none can be changed alone.",
                    hint="Write them as a block: secrets: and below it indented lines of name: text.",
                )
            replace_file(target, changed)
    except OSError as error:
        raise GraphexError(
            f"The configuration {path} cannot be changed: {error.strerror}.", hint="Check its permissions."
        ) from error
    except yaml.YAMLError as error:
        raise GraphexError(
            f"The configuration {path} is no YAML: {str(error).partition(chr(10))[0]}.", hint="Correct it first."
        ) from error


def _same_but_secrets(before: str, after: str) -> bool:
    first, second = _loaded(before), _loaded(after)
    return {k: v for k, v in first.items() if k not in _KEYS} == {k: v for k, v in second.items() if k not in _KEYS}


def _locked(path: Path) -> contextlib.AbstractContextManager[None]:
    """Let one process at a time change a file: the second waits."""
    # Where nothing can be made beside the file, it is written over, and there is nothing to hold.
    return locked(path.parent) if os.access(path.parent, os.W_OK) else contextlib.nullcontext()
