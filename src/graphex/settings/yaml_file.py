"""Reading a YAML configuration file into a tree with positions, without trusting a byte of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NoReturn

import yaml

from graphex.errors import UsageError
from graphex.settings.tree import Entry, Items, Place, Scalar, Table, Tree, shortened
from graphex.yaml_text import MEBIBYTE, LimitError, Limits, compose

if TYPE_CHECKING:
    from pathlib import Path

# No honest configuration comes near these.
_LIMITS = Limits(size=MEBIBYTE, depth=64, repeated=200_000)

_CORE = "tag:yaml.org,2002:"
_TAGS = frozenset(_CORE + name for name in ("str", "int", "float", "bool", "null", "timestamp", "seq", "map", "merge"))
_MERGE = _CORE + "merge"


def read_yaml_file(path: Path, shown: str) -> Table:
    """Read a configuration file; `shown` is its name in messages. An empty file is an empty mapping."""
    text = _decode(_read_bytes(path, shown), shown)
    root = _compose(text, shown)
    if root is None:
        return Table((), Place(shown, 1, 1))
    tree = _Converter(shown).convert(root)
    match tree:
        case Table():
            return tree
        case Scalar(value=None):
            return Table((), tree.place)
        case _:
            raise UsageError(
                f"{tree.place}: the file holds {tree} instead of settings.",
                hint='Write one setting per line, such as "port: 8443".',
            )


def _read_bytes(path: Path, shown: str) -> bytes:
    hint = "Name an existing YAML file with -c, or create one with: python3 -m graphex config --example"
    try:
        with path.open("rb") as stream:
            content = stream.read(_LIMITS.size + 1)
    except FileNotFoundError as error:
        raise UsageError(f"The configuration file {shown} does not exist.", hint=hint) from error
    except IsADirectoryError as error:
        raise UsageError(f"{shown} is a directory, not a configuration file.", hint=hint) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"The configuration file {shown} cannot be read: {reason}.", hint=hint) from error
    if len(content) > _LIMITS.size:
        raise UsageError(
            f"The configuration file {shown} is larger than 1 MiB.", hint="Check that it is the file you meant."
        )
    return content


def _decode(content: bytes, shown: str) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        column = error.start - content.rfind(b"\n", 0, error.start)
        raise UsageError(
            f"{Place(shown, line, column)}: the byte 0x{content[error.start]:02x} is not UTF-8 text.",
            hint="Save the file with the encoding UTF-8.",
        ) from error
    if "\0" in text:
        raise UsageError(f"{shown} is a binary file.", hint="Check that it is the file you meant.")
    return text


def _compose(text: str, shown: str) -> yaml.Node | None:
    try:
        return compose(text, _LIMITS)
    except LimitError as error:
        place = Place(shown, error.line, error.column)
        if error.exceeded == "depth":
            _refuse_depth(place)
        raise UsageError(
            f"{place}: aliases expand to more than {_LIMITS.repeated} values.", hint="Write the values out instead."
        ) from error
    except yaml.MarkedYAMLError as error:
        raise _syntax_error(error, text, shown) from error
    except yaml.reader.ReaderError as error:
        before = text[: error.position] if isinstance(error.position, int) else ""
        place = Place(shown, before.count("\n") + 1, len(before) - before.rfind("\n"))
        raise UsageError(
            f"{place}: a control character is not allowed.", hint="Remove it, or write it as an escape in quotes."
        ) from error
    except yaml.YAMLError as error:
        raise UsageError(f"{shown} is not valid YAML.", hint="Check it with a YAML editor.") from error


def _syntax_error(error: yaml.MarkedYAMLError, text: str, shown: str) -> UsageError:
    mark = error.problem_mark or error.context_mark
    place = Place(shown, mark.line + 1, mark.column + 1) if mark else Place(shown, 1, 1)
    lines = text.splitlines()
    line = lines[place.line - 1] if place.line <= len(lines) else ""
    problem = shortened(error.problem or "it cannot be parsed")
    return UsageError(f"{place}: this is not valid YAML: {problem}.", hint=_syntax_hint(problem, line))


def _syntax_hint(problem: str, line: str) -> str:
    if "another document" in problem or "single document" in problem or line.strip() == "---":
        return "Keep one document in the file: remove the line --- that begins the second."
    if "\t" in line:
        return "Indent with spaces; YAML does not allow tabs there."
    if line.strip().startswith("*"):
        return 'Put quotes around the asterisk: "*":'
    # libyaml writes "hexdecimal"; the parser in Python says how many hexadecimal digits it misses.
    if "escape" in problem or ("hex" in problem and "\\" in line):
        return "Use single quotes, or write \\\\ for a backslash."
    if "alias" in problem:
        return "Put quotes around a value that begins with an asterisk."
    return "Check the quotes, brackets, colons and indentation around that place."


def _refuse_depth(place: Place) -> NoReturn:
    raise UsageError(
        f"{place}: values are nested more than {_LIMITS.depth} levels deep.", hint="Make the value flatter."
    )


@dataclass(slots=True)
class _Converter:
    """Turns YAML nodes into a tree."""

    shown: str
    constructor: yaml.constructor.SafeConstructor = field(default_factory=yaml.constructor.SafeConstructor)

    def convert(self, node: yaml.Node, depth: int = 0) -> Tree:
        place = self._place(node)
        if depth > _LIMITS.depth:  # an alias inside its own anchor never ends
            _refuse_depth(place)
        if node.tag not in _TAGS:
            raise UsageError(
                f"{place}: the tag {shortened(node.tag.replace(_CORE, '!!'))} is not allowed.",
                hint="Remove the tag; settings are text, numbers, truth values, lists and mappings.",
            )
        match node:
            case yaml.ScalarNode():
                return self._scalar(node, place)
            case yaml.SequenceNode():
                return Items(tuple(self.convert(item, depth + 1) for item in node.value), place)
            case _:
                return Table(tuple(self._entries(node, depth + 1)), place)

    def _scalar(self, node: yaml.ScalarNode, place: Place) -> Scalar:
        try:
            value = self.constructor.construct_object(node)
        except (ValueError, OverflowError, yaml.YAMLError) as error:
            raise UsageError(
                f'{place}: "{shortened(node.value)}" looks like a number or date but is none.',
                hint="Put quotes around it.",
            ) from error
        return Scalar(value, node.value, place)

    def _entries(self, node: yaml.Node, depth: int) -> list[Entry]:
        entries: dict[str, Entry] = {}
        merged: dict[str, Entry] = {}
        for key_node, value_node in node.value:
            value = self.convert(value_node, depth)
            if key_node.tag == _MERGE:
                merged = {**self._merged(value), **merged}
                continue
            key = self._key(key_node)
            if key in entries:
                raise UsageError(
                    f'{self._place(key_node)}: the key "{shortened(key)}" already stands in line '
                    f"{entries[key].place.line}.",
                    hint="Keep one of the two.",
                )
            entries[key] = Entry(key, self._place(key_node), value)
        return [*entries.values(), *(entry for key, entry in merged.items() if key not in entries)]

    def _merged(self, value: Tree) -> dict[str, Entry]:
        tables = value.items if isinstance(value, Items) else (value,)
        merged: dict[str, Entry] = {}
        for table in tables:
            if not isinstance(table, Table):
                raise UsageError(f"{table.place}: << merges {table}.", hint="Merge mappings only.")
            merged = {**{entry.key: entry for entry in table.entries}, **merged}
        return merged

    def _key(self, node: yaml.Node) -> str:
        if isinstance(node, yaml.ScalarNode) and node.tag in _TAGS:
            return str(node.value)
        raise UsageError(f"{self._place(node)}: a key must be text.", hint="Write one word before the colon.")

    def _place(self, node: yaml.Node) -> Place:
        return Place(self.shown, node.start_mark.line + 1, node.start_mark.column + 1)
