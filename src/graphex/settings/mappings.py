"""The kinds of settings that only a configuration file can hold: values for graph inputs, and encrypted secrets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphex.settings.kinds import JsonObject, Unfit
from graphex.settings.tree import Items, Scalar, Table, Tree, plain, shortened

if TYPE_CHECKING:
    from collections.abc import Mapping


class Inputs(dict[str, object]):
    """Values for graph inputs by name, which knows the place of each in the file."""

    def __init__(self, table: Table) -> None:
        super().__init__({entry.key: plain(entry.value) for entry in table.entries})
        self.places = {entry.key: entry.place for entry in table.entries}


@dataclass(frozen=True, slots=True)
class Scopes:
    """Values for graph inputs: graph file, or `*`, to input name to value."""

    wanted: str = "a mapping of graph files to their inputs"
    metavar: None = None

    def from_text(self, text: str) -> object:
        """Refuse text: a mapping has no form on the command line."""
        raise Unfit(f'"{shortened(text)}"', self.wanted)

    def from_yaml(self, tree: Tree) -> object:
        """Read the mapping; a scope without a value is left out."""
        if not isinstance(tree, Table):
            raise Unfit(str(tree), self.wanted)
        return {
            entry.key: self._inputs(entry.value)
            for entry in tree.entries
            if not (isinstance(entry.value, Scalar) and entry.value.value is None)
        }

    def _inputs(self, tree: Tree) -> Mapping[str, object]:
        if not isinstance(tree, Table):
            raise Unfit(str(tree), "a mapping of input names to values for each graph file", place=tree.place)
        return Inputs(tree)

    def schema(self) -> JsonObject:
        """Describe the accepted YAML values as JSON Schema."""
        return {"type": "object", "additionalProperties": {"type": ["object", "null"]}}


class Secrets(dict[str, str]):
    """Encrypted secrets by name; printing it shows the names only."""

    def __repr__(self) -> str:
        return f"Secrets({', '.join(self)})"


@dataclass(frozen=True, slots=True)
class SecretTexts:
    """Encrypted secrets: name to hexadecimal text. No message repeats a value."""

    wanted: str = "a mapping of names to hexadecimal text"
    metavar: None = None

    def from_text(self, text: str) -> object:
        """Refuse text: a mapping has no form on the command line."""
        del text
        raise Unfit("text", self.wanted)

    def from_yaml(self, tree: Tree) -> object:
        """Read the mapping; the text counts as written, since some hexadecimal texts look like numbers to YAML."""
        if not isinstance(tree, Table):
            shown = "a list" if isinstance(tree, Items) else "a single value"
            raise Unfit(shown, self.wanted)
        secrets = Secrets()
        for entry in tree.entries:
            value = entry.value
            if not isinstance(value, Scalar) or not re.fullmatch(r"[0-9A-Fa-f]+", value.text):
                raise Unfit(
                    f'what "{shortened(entry.key)}" holds',
                    self.wanted,
                    hint="Encrypt the secret with the vault command.",
                    place=value.place,
                )
            secrets[entry.key] = value.text
        return secrets

    def schema(self) -> JsonObject:
        """Describe the accepted YAML values as JSON Schema."""
        return {"type": "object", "additionalProperties": {"type": "string", "pattern": "^[0-9A-Fa-f]+$"}}
