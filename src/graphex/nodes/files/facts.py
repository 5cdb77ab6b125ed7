"""Facts about files: sizes, times, owners."""

from __future__ import annotations

import os

from graphex.nodes.files.topic import FileNode
from graphex.plugin import InputSocket, Number, OutputSocket, String


class SizeOfFile(FileNode):
    """Gives the size of a file."""

    name = "Size of File"
    hyperlink = ("https://docs.python.org/3/library/os.html#os.stat",)

    file_path = InputSocket(String, "File Path", "The file.")
    file_size = OutputSocket(Number, "File Size", "The number of bytes.")

    def run(self) -> None:
        self.file_size = os.stat(self.file_path).st_size


class FileMode(FileNode):
    """Gives the type and permissions of a file as one number."""

    name = "File Mode"
    hyperlink = ("https://docs.python.org/3/library/os.html#os.stat",)

    file_path = InputSocket(String, "File Path", "The file.")
    mode = OutputSocket(
        Number,
        "Mode",
        "The number, as stat gives it: 0o100644 is an ordinary file that its owner may write and everyone may read.",
    )

    def run(self) -> None:
        self.mode = os.stat(self.file_path).st_mode


class OwnerOfFile(FileNode):
    """Gives the user that a file belongs to."""

    name = "Owner of File"
    hyperlink = ("https://docs.python.org/3/library/os.html#os.stat",)

    file_path = InputSocket(String, "File Path", "The file.")
    owner = OutputSocket(Number, "Owner", "The number of the user.")

    def run(self) -> None:
        self.owner = os.stat(self.file_path).st_uid


class GroupOfFile(FileNode):
    """Gives the group that a file belongs to."""

    name = "Group of File"
    hyperlink = ("https://docs.python.org/3/library/os.html#os.stat",)

    file_path = InputSocket(String, "File Path", "The file.")
    group = OutputSocket(Number, "Group", "The number of the group.")

    def run(self) -> None:
        self.group = os.stat(self.file_path).st_gid


class FileLastModifiedTime(FileNode):
    """Gives the time when a file was last changed."""

    name = "File Last Modified Time"
    hyperlink = ("https://docs.python.org/3/library/os.html#os.stat",)

    file_path = InputSocket(String, "File Path", "The file.")
    time = OutputSocket(Number, "Time", "Seconds since the beginning of 1970 (UTC).")

    def run(self) -> None:
        self.time = os.stat(self.file_path).st_mtime


class FileLastAccessedTime(FileNode):
    """Gives the time when a file was last read, as far as the file system keeps it."""

    name = "File Last Accessed Time"
    hyperlink = ("https://docs.python.org/3/library/os.html#os.stat",)

    file_path = InputSocket(String, "File Path", "The file.")
    time = OutputSocket(Number, "Time", "Seconds since the beginning of 1970 (UTC).")

    def run(self) -> None:
        self.time = os.stat(self.file_path).st_atime
