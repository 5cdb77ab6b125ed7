"""Regular expressions of Python's `re`, with a limit on the time that a match may take."""

from __future__ import annotations

import atexit
import os
import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, TypeVar

from graphex.nodes.matching import Matcher
from graphex.nodes.matching_worker import find_all, replace, search
from graphex.plugin import Boolean, InputSocket, ListOutputSocket, Node, Number, OutputSocket, String

if TYPE_CHECKING:
    from collections.abc import Callable

_T = TypeVar("_T")

# A pattern that backtracks without end would hold up the graph for ever; honest ones need milliseconds.
_SECONDS = 10.0
_CACHED_PATTERNS = 256


@cache
def _matcher(process: int, seconds: float) -> Matcher:
    """Return the matcher of this process: one that a fork has inherited shares its pipes with another process."""
    matcher = Matcher(seconds)
    atexit.register(lambda: matcher.close() if os.getpid() == process else None)
    return matcher


_compiled = lru_cache(_CACHED_PATTERNS)(re.compile)


class error(re.error):  # noqa: N801 - the name under which graphs catch it; Python 3.13 has another one
    """A regular expression, or a replacement, is malformed."""


class _Regex(Node, is_template=True):
    categories = ["Strings", "Regex"]
    color = "#198219"

    def matched(self, operation: Callable[..., _T], *rest: str | int) -> _T:
        """Apply the expression, with the flags of the node, to its text."""
        flags = re.MULTILINE * self.read("Multiline")
        flags |= re.IGNORECASE * self.read("Ignore Case") | re.DOTALL * self.read("Dot-All")
        try:
            pattern = _compiled(self.read("Regex"), int(flags))
            return _matcher(os.getpid(), _SECONDS)(operation, pattern, self.read("String"), *rest)
        except re.error as problem:
            raise error(problem.msg, problem.pattern, problem.pos) from problem


class StringMatchesRegex(_Regex):
    """Tells whether a regular expression matches somewhere in a text."""

    name = "String Matches Regex"
    hyperlink = ("https://docs.python.org/3/library/re.html",)

    string = InputSocket(String, "String", "The text to search.")
    regex = InputSocket(String, "Regex", "The regular expression.")
    multiline = InputSocket(Boolean, "Multiline", "Whether ^ and $ match at every line.", True)
    ignore_case = InputSocket(Boolean, "Ignore Case", "Whether capital and small letters are the same.", False)
    dot_all = InputSocket(Boolean, "Dot-All", "Whether a dot matches line breaks too.", False)
    result = OutputSocket(Boolean, "Result", "True if it matches.")

    def run(self) -> None:
        self.result = self.matched(search) is not None


class StringRegexFind(_Regex):
    """Finds the first match of a regular expression in a text."""

    name = "String Regex Find"
    hyperlink = ("https://docs.python.org/3/library/re.html",)

    string = InputSocket(String, "String", "The text to search.")
    regex = InputSocket(String, "Regex", "The regular expression.")
    multiline = InputSocket(Boolean, "Multiline", "Whether ^ and $ match at every line.", True)
    ignore_case = InputSocket(Boolean, "Ignore Case", "Whether capital and small letters are the same.", False)
    dot_all = InputSocket(Boolean, "Dot-All", "Whether a dot matches line breaks too.", False)
    match_found = OutputSocket(Boolean, "Match Found?", "True if it matches.")
    match_ = OutputSocket(String, "Match", "What it matches; empty if nothing.")

    def run(self) -> None:
        found = self.matched(search)
        self.match_found, self.match_ = found is not None, found[0] if found else ""


class StringRegexFindAll(_Regex):
    """Finds all matches of a regular expression in a text."""

    name = "String Regex Find All"
    hyperlink = ("https://docs.python.org/3/library/re.html",)

    string = InputSocket(String, "String", "The text to search.")
    regex = InputSocket(String, "Regex", "The regular expression.")
    multiline = InputSocket(Boolean, "Multiline", "Whether ^ and $ match at every line.", True)
    ignore_case = InputSocket(Boolean, "Ignore Case", "Whether capital and small letters are the same.", False)
    dot_all = InputSocket(Boolean, "Dot-All", "Whether a dot matches line breaks too.", False)
    matches = ListOutputSocket(
        String, "Matches", "What it matches, in the order of the text, whole matches whatever its groups."
    )

    def run(self) -> None:
        self.matches = self.matched(find_all)


class StringRegexFindGroups(_Regex):
    """Finds the first match of a regular expression in a text and gives its groups."""

    name = "String Regex Find Groups"
    hyperlink = ("https://docs.python.org/3/library/re.html",)

    string = InputSocket(String, "String", "The text to search.")
    regex = InputSocket(String, "Regex", "The regular expression.")
    multiline = InputSocket(Boolean, "Multiline", "Whether ^ and $ match at every line.", True)
    ignore_case = InputSocket(Boolean, "Ignore Case", "Whether capital and small letters are the same.", False)
    dot_all = InputSocket(Boolean, "Dot-All", "Whether a dot matches line breaks too.", False)
    match_groups = ListOutputSocket(
        String,
        "Match Groups",
        "The whole match, then each group, an empty text for one that took no part; an empty list without a match.",
    )

    def run(self) -> None:
        self.match_groups = [group or "" for group in self.matched(search) or ()]


class StringRegexReplace(_Regex):
    """Replaces the matches of a regular expression in a text."""

    name = "String Regex Replace"
    hyperlink = ("https://docs.python.org/3/library/re.html",)

    string = InputSocket(String, "String", "The text to change.")
    regex = InputSocket(String, "Regex", "The regular expression.")
    replacement = InputSocket(String, "Replacement", "What takes their place; \\1 and \\g<name> stand for groups.")
    maximum_replacements = InputSocket(
        Number, "Maximum Replacements", "How often at most; 0 and less mean everywhere.", 0
    )
    multiline = InputSocket(Boolean, "Multiline", "Whether ^ and $ match at every line.", True)
    ignore_case = InputSocket(Boolean, "Ignore Case", "Whether capital and small letters are the same.", False)
    dot_all = InputSocket(Boolean, "Dot-All", "Whether a dot matches line breaks too.", False)
    result = OutputSocket(String, "Result", "The changed text.")

    def run(self) -> None:
        most = max(int(self.maximum_replacements), 0)
        self.result = self.matched(replace, self.replacement, most)
