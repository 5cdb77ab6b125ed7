"""Paths as texts, and what they lead to."""

from __future__ import annotations

import os

from graphex.plugin import Boolean, InputSocket, Node, OutputSocket, String


class _Pathing(Node, is_template=True):
    categories = ["Files", "Pathing"]
    color = "#033803"


class CreateAbsolutePath(_Pathing):
    """Makes a path absolute, from the current directory."""

    name = "Create Absolute Path"
    hyperlink = ("https://docs.python.org/3/library/os.path.html#os.path.abspath",)

    relative_path = InputSocket(String, "Relative Path", "The path.")
    result = OutputSocket(String, "Result", "The absolute path, without . and .. in it.")

    def run(self) -> None:
        self.result = os.path.abspath(self.relative_path)


class CreateRelativePath(_Pathing):
    """Makes a path relative to the current directory."""

    name = "Create Relative Path"
    hyperlink = ("https://docs.python.org/3/library/os.path.html#os.path.relpath",)

    path = InputSocket(String, "Path", "The path.")
    result = OutputSocket(String, "Result", "The relative path.")

    def run(self) -> None:
        self.result = os.path.relpath(self.path)


class ExpandHomePath(_Pathing):
    """Replaces ~ at the beginning of a path by the home directory."""

    name = "Expand Home Path"
    hyperlink = ("https://docs.python.org/3/library/os.path.html#os.path.expanduser",)

    path = InputSocket(String, "Path", "The path.")
    result = OutputSocket(String, "Result", "The path with the directory in it.")

    def run(self) -> None:
        self.result = os.path.expanduser(self.path)


class JoinPaths(_Pathing):
    """Joins two paths; an absolute second one stands alone."""

    name = "Join Paths"
    hyperlink = ("https://docs.python.org/3/library/os.path.html#os.path.join",)

    path_1 = InputSocket(String, "Path 1", "The path to begin with.")
    path_2 = InputSocket(String, "Path 2", "The path that follows.")
    joined_path = OutputSocket(String, "Joined Path", "Both, with a separator between them.")

    def run(self) -> None:
        self.joined_path = os.path.join(self.path_1, self.path_2)


class PathBaseName(_Pathing):
    """Gives the last part of a path; empty after a separator at the end."""

    name = "Path Base Name"
    hyperlink = ("https://docs.python.org/3/library/os.path.html#os.path.basename",)

    path = InputSocket(String, "Path", "The path.")
    result = OutputSocket(String, "Result", "The last part.")

    def run(self) -> None:
        self.result = os.path.basename(self.path)


class PathDirectoryName(_Pathing):
    """Gives a path without its last part."""

    name = "Path Directory Name"
    hyperlink = ("https://docs.python.org/3/library/os.path.html#os.path.dirname",)

    path = InputSocket(String, "Path", "The path.")
    result = OutputSocket(String, "Result", "What comes before the last part.")

    def run(self) -> None:
        self.result = os.path.dirname(self.path)


class SplitPath(_Pathing):
    """Splits a path before its last part."""

    name = "Split path"
    hyperlink = ("https://docs.python.org/3/library/os.path.html#os.path.split",)

    path = InputSocket(String, "Path", "The path.")
    directory_component = OutputSocket(String, "Directory Component", "What comes before the last part.")
    filename = OutputSocket(String, "Filename", "The last part.")

    def run(self) -> None:
        self.directory_component, self.filename = os.path.split(self.path)


class SplitExtension(_Pathing):
    """Splits a path before its extension."""

    name = "Split Extension"
    hyperlink = ("https://docs.python.org/3/library/os.path.html#os.path.splitext",)

    path = InputSocket(String, "Path", "The path.")
    root = OutputSocket(String, "Root", "What comes before the extension.")
    extension = OutputSocket(String, "Extension", "The extension with its dot; empty if there is none.")

    def run(self) -> None:
        self.root, self.extension = os.path.splitext(self.path)


class PathExists(_Pathing):
    """Tells whether something is at a path."""

    name = "Path Exists"
    categories = ["Files", "Pathing", "Conditionals"]
    hyperlink = ("https://docs.python.org/3/library/os.path.html#os.path.exists",)

    path = InputSocket(String, "Path", "The path.")
    result = OutputSocket(Boolean, "Result", "True if something is there.")

    def run(self) -> None:
        self.result = os.path.exists(self.path)


class PathIsDirectory(_Pathing):
    """Tells whether a directory is at a path."""

    name = "Path is Directory"
    categories = ["Files", "Pathing", "Conditionals"]
    hyperlink = ("https://docs.python.org/3/library/os.path.html#os.path.isdir",)

    path = InputSocket(String, "Path", "The path.")
    result = OutputSocket(Boolean, "Result", "True for a directory, or a link to one.")

    def run(self) -> None:
        self.result = os.path.isdir(self.path)


class PathIsFile(_Pathing):
    """Tells whether a file is at a path."""

    name = "Path is File"
    categories = ["Files", "Pathing", "Conditionals"]
    hyperlink = ("https://docs.python.org/3/library/os.path.html#os.path.isfile",)

    path = InputSocket(String, "Path", "The path.")
    result = OutputSocket(Boolean, "Result", "True for a file, or a link to one.")

    def run(self) -> None:
        self.result = os.path.isfile(self.path)


class PathIsSymbolicLink(_Pathing):
    """Tells whether a symbolic link is at a path."""

    name = "Path is Symbolic Link"
    categories = ["Files", "Pathing", "Conditionals"]
    hyperlink = ("https://docs.python.org/3/library/os.path.html#os.path.islink",)

    path = InputSocket(String, "Path", "The path.")
    result = OutputSocket(Boolean, "Result", "True for a link, wherever it leads.")

    def run(self) -> None:
        self.result = os.path.islink(self.path)
