"""What the nodes of texts have in common: looks, indices, and filling in braces safely."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING, Any, Final

from graphex.plugin import DynamicInputTemplateNode, Node
from graphex.plugin.colors import COLOR_STRING

if TYPE_CHECKING:
    from collections.abc import Sequence

# A width of a billion would fill the memory with blanks.
_WIDEST: Final = 100_000


class StringNode(Node, is_template=True):
    """The looks of the nodes of this topic."""

    categories = ["Strings"]
    color = COLOR_STRING


class DynamicStringNode(DynamicInputTemplateNode, is_template=True):
    """The looks of the nodes of this topic whose sockets depend on the graph."""

    categories = ["Strings"]
    color = COLOR_STRING


def optional_int(value: float | None) -> int | None:
    """Cut off the fraction of an index that may be absent."""
    return None if value is None else int(value)


def format_text(template: str, values: Sequence[str]) -> str:
    """Fill the braces of a template with texts, as str.format does, without a way to anything but these texts."""
    return _Formatter().vformat(template, values, {})


class _Formatter(string.Formatter):
    """Refuses the private attributes that lead from a text to the inside of the program, and endless widths."""

    def get_field(self, field_name: str, args: Sequence[Any], kwargs: Any) -> Any:
        """Look a field up, unless it reaches for private attributes."""
        if "._" in field_name or "[_" in field_name:
            raise ValueError(f'The field "{field_name}" asks for a private attribute, which templates cannot have.')
        return super().get_field(field_name, args, kwargs)

    def format_field(self, value: Any, format_spec: str) -> str:
        """Format a value, unless that would make it endlessly long."""
        digits = "".join(c if c.isdigit() else " " for c in format_spec).split()
        if any(len(number) > len(str(_WIDEST)) or int(number) > _WIDEST for number in digits):
            raise ValueError(f'The format "{format_spec}" asks for more than {_WIDEST:,} characters.')
        return str(super().format_field(value, format_spec))
