"""Finding files and directories."""

from __future__ import annotations

import glob
import os
from typing import TYPE_CHECKING

from graphex.nodes.files.topic import FileNode
from graphex.plugin import Boolean, InputSocket, ListOutputSocket, String

if TYPE_CHECKING:
    from collections.abc import Iterable


class ListPaths(FileNode):
    """Lists what is in a directory, in the order of the names; hidden files too."""

    name = "List Paths"
    hyperlink = ("https://docs.python.org/3/library/os.html#os.listdir",)

    path = InputSocket(String, "Path", "The directory.")
    include_files = InputSocket(Boolean, "Include Files", "Whether files are listed.", True)
    include_directories = InputSocket(Boolean, "Include Directories", "Whether directories are listed.", True)
    include_symbolic_links = InputSocket(
        Boolean, "Include Symbolic Links", "Whether symbolic links are listed, whatever they lead to.", False
    )
    absolute_paths = InputSocket(
        Boolean,
        "Absolute Paths",
        "Whether the paths are absolute; otherwise they begin with the directory as given.",
        False,
    )
    found_paths = ListOutputSocket(String, "Found Paths", "The paths.")

    def run(self) -> None:
        directory = self.path
        found = (os.path.join(directory, name) for name in sorted(os.listdir(directory)))
        self.found_paths = _selected(self, found)


class GlobPaths(FileNode):
    """Finds the files and directories that fit a pattern, in the order of their paths."""

    name = "Glob Paths"
    hyperlink = ("https://docs.python.org/3/library/glob.html#glob.glob",)

    pattern = InputSocket(
        String,
        "Pattern",
        "The pattern: * stands for any characters, ? for one, [ab] for one of several, ** for any directories.",
    )
    include_files = InputSocket(Boolean, "Include Files", "Whether files are found.", True)
    include_directories = InputSocket(Boolean, "Include Directories", "Whether directories are found.", True)
    include_symbolic_links = InputSocket(
        Boolean, "Include Symbolic Links", "Whether symbolic links are found, whatever they lead to.", False
    )
    absolute_paths = InputSocket(
        Boolean, "Absolute Paths", "Whether the paths are absolute; otherwise they begin as the pattern does.", False
    )
    recursive = InputSocket(Boolean, "Recursive", "Whether ** goes down into directories.", False)
    found_paths = ListOutputSocket(String, "Found Paths", "The paths.")

    def run(self) -> None:
        self.found_paths = _selected(self, sorted(glob.glob(self.pattern, recursive=self.recursive)))


def _selected(node: ListPaths | GlobPaths, paths: Iterable[str]) -> list[str]:
    """Keep the kinds of paths that a node asks for; a link is a link, wherever it leads."""
    files, directories, links = node.include_files, node.include_directories, node.include_symbolic_links
    found = [
        path for path in paths if (links if os.path.islink(path) else directories if os.path.isdir(path) else files)
    ]
    return [os.path.abspath(path) for path in found] if node.absolute_paths else found
