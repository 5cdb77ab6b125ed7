"""The pages of the documentation: their code blocks with what the tests are told about them, headings and links."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
INDEX = DOCS / "index.md"
README = ROOT / "README.md"

_FENCE = re.compile(r"^(\s*)(`{3,})\s*([\w-]*)\s*$")
_DIRECTIVE = re.compile(r"^\s*<!-- test: (\w+)(?: (.*?))? -->\s*$")
_COMMENT = re.compile(r"^\s*<!-- .* -->\s*$")
_HEADING = re.compile(r"^(#{1,6}) (.+?)\s*$")
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_INLINE_CODE = re.compile(r"`[^`]*`")


@dataclass(frozen=True)
class Directive:
    """What `<!-- test: NAME ARGUMENT -->` above a block tells the tests; readers do not see it.

    background   the block starts a server that goes on running until `stop` or the end of the page
    stop         end the servers of earlier blocks before this block
    fails N      the block ends with exit code N
    file NAME    the block is the content of a file
    setup SHELL  run this before the block; $CHECKOUT is the root of the project
    skip REASON  the block is not run
    """

    name: str
    argument: str


@dataclass(frozen=True)
class Block:
    """A fenced block of code."""

    page: Page
    line: int
    language: str
    text: str
    directives: tuple[Directive, ...]

    @property
    def place(self) -> str:
        """Where the block stands, as editors take it."""
        return f"{self.page.name}:{self.line}"

    def has(self, name: str) -> bool:
        """Return whether a directive stands above the block."""
        return any(directive.name == name for directive in self.directives)

    def argument(self, name: str) -> str | None:
        """Return the argument of a directive, or None without that directive."""
        return next((directive.argument for directive in self.directives if directive.name == name), None)

    def all_arguments(self, name: str) -> tuple[str, ...]:
        """Return the arguments of a directive that may stand several times."""
        return tuple(directive.argument for directive in self.directives if directive.name == name)


@dataclass(frozen=True)
class Page:
    """One Markdown file."""

    path: Path

    @property
    def name(self) -> str:
        """The path from the root of the project, with slashes."""
        return self.path.relative_to(ROOT).as_posix()

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The lines of the file."""
        return tuple(self.path.read_text("utf-8").splitlines())

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """The fenced blocks, in order."""
        return tuple(self._read_blocks())

    @cached_property
    def prose(self) -> tuple[tuple[int, str], ...]:
        """The numbered lines outside fenced blocks, without inline code."""
        inside = {n for block in self.blocks for n in range(block.line, block.line + block.text.count("\n") + 2)}
        return tuple((n, _INLINE_CODE.sub("`", line)) for n, line in enumerate(self.lines, 1) if n not in inside)

    @cached_property
    def anchors(self) -> frozenset[str]:
        """What a link can name after `#`, by GitHub's rules."""
        headings = [match[2] for _, line in self.prose_with_code if (match := _HEADING.match(line))]
        slugs = [_slug(heading) for heading in headings]
        return frozenset(
            slug if not (earlier := slugs[:index].count(slug)) else f"{slug}-{earlier}"
            for index, slug in enumerate(slugs)
        )

    @cached_property
    def prose_with_code(self) -> tuple[tuple[int, str], ...]:
        """The numbered lines outside fenced blocks."""
        return tuple((number, self.lines[number - 1]) for number, _ in self.prose)

    @cached_property
    def links(self) -> tuple[tuple[int, str], ...]:
        """The targets of links and images, with their lines; those in code are none."""
        return tuple((number, target) for number, line in self.prose for target in _LINK.findall(line))

    def _read_blocks(self) -> Iterator[Block]:
        start: int | None = None
        fence = indent = language = ""
        for number, line in enumerate(self.lines, 1):
            match = _FENCE.match(line)
            if start is None and match:
                start, indent, fence, language = number, match[1], match[2], match[3]
            elif start is not None and match and match[2] == fence and not match[3]:
                text = "".join(f"{text.removeprefix(indent)}\n" for text in self.lines[start : number - 1])
                yield Block(self, start, language, text, tuple(self._directives_above(start)))
                start = None

    def _directives_above(self, line: int) -> Iterator[Directive]:
        first = line - 1
        while first > 0 and _COMMENT.match(self.lines[first - 1]):
            first -= 1
        for text in self.lines[first : line - 1]:
            if match := _DIRECTIVE.match(text):
                yield Directive(match[1], match[2] or "")


def all_pages() -> list[Page]:
    """Return README.md and every page below docs/."""
    return [Page(README), *(Page(path) for path in sorted(DOCS.rglob("*.md")))]


def _slug(heading: str) -> str:
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
    return re.sub(r"[^\w\- ]", "", text).replace(" ", "-")
