"""Names of files on a page: marks that are not seen, or that turn the direction of writing, stand there in escapes."""

from __future__ import annotations

from markupsafe import Markup, escape

from graphex.escapes import escaped


def show_name(text: str) -> Markup:
    """Return a name for a page, with what was escaped set apart from what the name really holds."""
    return Markup().join(
        escape(character)
        if character.isprintable()
        else Markup('<span class="odd">{}</span>').format(escaped(character))
        for character in text
    )
