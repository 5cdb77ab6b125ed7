"""The only place that prints: sentences, findings, tables and JSON on stdout and stderr."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from graphex.cli.streams import LastingStream
from graphex.errors import GraphexError
from graphex.escapes import spell_out
from graphex.program import NAME, Invocation, as_started, document_as_started

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import TextIO

    from graphex.tls.findings import Finding

ColorChoice: TypeAlias = Literal["auto", "always", "never"]

# What a shell reports for a program that SIGPIPE ended: whoever read the output has gone.
READER_GONE = 141

_WIDTH_LEAST, _WIDTH_MOST = 40, 100
# SHA-256, as browsers show it: 32 pairs of digits, with or without colons.
_FINGERPRINT = re.compile(r"[0-9A-F]{2}(?::[0-9A-F]{2}){31}|[0-9a-f]{64}")
_STYLES = {"error": "1;31", "warning": "33", "notice": "36", "hint": "2", "heading": "1", "label": "2"}


def use_color(choice: ColorChoice, stream: TextIO) -> bool:
    """Return whether to colour a stream: on a terminal, unless NO_COLOR (no-color.org) is set or TERM is dumb."""
    if choice != "auto":
        return choice == "always"
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def printable(text: str) -> str:
    """Escape control characters, so that no file name or certificate can steer the terminal."""
    return spell_out(text, keep="\n\t")


@dataclass(frozen=True, slots=True)
class Output:
    """Prints for people and for programs; results go to stdout, everything about the work goes to stderr."""

    stdout: TextIO
    stderr: TextIO
    color: ColorChoice = "auto"
    quiet: bool = False
    mask: Callable[[str], str] = str
    """Takes secrets out of what is said about the work."""
    program: str = NAME
    """The words that start this program, in the commands that are said."""

    @classmethod
    def of_process(
        cls, *, color: ColorChoice = "auto", quiet: bool = False, mask: Callable[[str], str] = str
    ) -> Output:
        """Print on the streams of this process."""
        return cls(sys.stdout, sys.stderr, color, quiet, mask, Invocation.of_process().program)

    def result(self, text: str) -> None:
        """Print what the command was asked for, on stdout; `quiet` does not silence it."""
        self._write(self.stdout, printable(as_started(text, self.program)))

    def elsewhere(self, text: str) -> None:
        """Print a result whose commands are for another machine, where GraphEx may be started in another way."""
        self._write(self.stdout, printable(text))

    def raw(self, text: str) -> None:
        """Print a document on stdout exactly as it is."""
        self._write(self.stdout, text, end="")

    def json(self, value: object) -> None:
        """Print a value as JSON on stdout; paths and other objects become text."""
        said = document_as_started(value, self.program)
        self._write(self.stdout, json.dumps(said, indent=2, ensure_ascii=False, default=str))

    def heading(self, text: str) -> None:
        """Print a heading on stdout."""
        self._write(self.stdout, self._styled(printable(text), "heading", self.stdout))

    def paragraph(self, text: str, *, indent: int = 0) -> None:
        """Print sentences on stdout, each line wrapped and indented."""
        for line in self._wrapped(printable(as_started(text, self.program)), self.stdout, indent):
            self._write(self.stdout, " " * indent + line)

    def table(self, rows: Iterable[tuple[str, str]], *, indent: int = 0) -> None:
        """Print aligned lines `label: value` on stdout; long values continue below their beginning."""
        pairs = [(f"{printable(label)}:", printable(as_started(value, self.program))) for label, value in rows]
        width = max((len(label) for label, _ in pairs), default=0) + 1
        for label, value in pairs:
            start = " " * indent + self._styled(label, "label", self.stdout) + " " * (width - len(label))
            first, *others = self._wrapped(value, self.stdout, indent + width)
            self._write(self.stdout, (start + first).rstrip())
            for line in others:
                self._write(self.stdout, " " * (indent + width) + line)

    def records(self, titles: Sequence[str], records: Sequence[Sequence[str]]) -> None:
        """Print records in columns below their titles; where a terminal is too narrow for that, one after the other."""
        cells = [[title.upper() for title in titles], *records]
        widths = (max(len(printable(cell)) for cell in column) for column in zip(*cells, strict=True))
        if not self.stdout.isatty() or sum(widths) + 2 * (len(titles) - 1) <= shutil.get_terminal_size().columns:
            self.columns(cells)
            return
        labels = [title.capitalize() for title in titles[1:]]
        for name, *others in records:
            self.heading(name)
            self.table(zip(labels, others, strict=True), indent=2)

    def columns(self, rows: Iterable[Sequence[str]]) -> None:
        """Print rows of cells on stdout, each column as wide as its longest cell."""
        cells = [[printable(cell) for cell in row] for row in rows]
        widths = [max(len(cell) for cell in column) for column in zip(*cells, strict=True)]
        for row in cells:
            line = "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True))
            self._write(self.stdout, line.rstrip())

    def progress(self, text: str) -> None:
        """Say what is being done, on stderr, unless quiet."""
        if not self.quiet:
            self._write(self.stderr, printable(self._said(text)))

    def notice(self, text: str, hint: str | None = None) -> None:
        """Print a notice on stderr, unless quiet."""
        if not self.quiet:
            self._labelled("notice", text, hint)

    def warning(self, text: str, hint: str | None = None) -> None:
        """Print a warning on stderr."""
        self._labelled("warning", text, hint)

    def error(self, text: str, hint: str | None = None) -> None:
        """Print an error on stderr."""
        self._labelled("error", text, hint)

    def failure(self, error: GraphexError) -> None:
        """Print what ended the command, on stderr."""
        self.error(error.message, error.hint)

    def finding(self, finding: Finding) -> None:
        """Print one finding with its file and hint, on stderr; notices are left out if quiet."""
        if self.quiet and finding.severity == "notice":
            return
        place = f"{finding.file}: " if finding.file and str(finding.file) not in finding.message else ""
        self._labelled(str(finding.severity), f"{place}{finding.message} [{finding.code}]", finding.hint)

    def findings(self, findings: Iterable[Finding]) -> None:
        """Print findings, errors first."""
        order = ("error", "warning", "notice")
        for finding in sorted(findings, key=lambda finding: order.index(finding.severity)):
            self.finding(finding)

    def flush(self) -> None:
        """Hand everything to the reader; ends the process quietly when there is none any more."""
        for stream in (self.stdout, self.stderr):
            try:
                stream.flush()
            except BrokenPipeError:
                raise SystemExit(READER_GONE) from None

    def take_loss(self) -> GraphexError | None:
        """Return why results did not reach the reader, once; None if all did."""
        loss = self.stdout.take_loss() if isinstance(self.stdout, LastingStream) else None
        if loss is None:
            return None
        return GraphexError(
            f"The output is incomplete: standard output cannot be written ({loss.strerror or loss}).",
            hint="Send it elsewhere, for instance to a file on another disk: > FILE",
        )

    def _labelled(self, label: str, text: str, hint: str | None) -> None:
        for name, sentence in ((label, text), ("hint", hint)):
            if not sentence:
                continue
            first, *others = self._wrapped(printable(self._said(sentence)), self.stderr, len(name) + 2)
            self._write(self.stderr, f"{self._styled(f'{name}:', name, self.stderr)} {first}")
            for line in others:
                self._write(self.stderr, " " * (len(name) + 2) + line)

    def _said(self, text: str) -> str:
        return self.mask(as_started(text, self.program))

    def _wrapped(self, text: str, stream: TextIO, indent: int) -> list[str]:
        """Break lines to the terminal's width; a file or pipe gets whole lines, which are easier to search."""
        lines = text.splitlines() or [""]
        if not stream.isatty():
            return lines
        width = min(max(shutil.get_terminal_size().columns, _WIDTH_LEAST), _WIDTH_MOST) - indent
        # Commands and paths stay in one piece, so that they can be copied.
        return [
            piece
            for line in lines
            for word in textwrap.wrap(line, width, break_long_words=False, break_on_hyphens=False) or [""]
            for piece in (_fingerprint_lines(word, width) if _FINGERPRINT.fullmatch(word) else [word])
        ]

    def _styled(self, text: str, style: str, stream: TextIO) -> str:
        return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if use_color(self.color, stream) else text

    def _write(self, stream: TextIO, text: str, *, end: str = "\n") -> None:
        try:
            stream.write(text + end)
        except BrokenPipeError:
            raise SystemExit(READER_GONE) from None


def _fingerprint_lines(text: str, width: int) -> list[str]:
    """Break a fingerprint between pairs, in lines of equal length, so that people can compare them line by line."""
    pair = 3 if ":" in text else 2
    in_line = next((count for count in (32, 16, 8, 4) if count * pair <= width + pair - 2), 2)
    return [text[start : start + in_line * pair] for start in range(0, len(text), in_line * pair)]
