"""Making, copying, moving and removing files and directories."""

from __future__ import annotations

import os
import shutil

from graphex.nodes.files.topic import FileNode
from graphex.plugin import Boolean, InputSocket, OutputSocket, String


class CreateDirectory(FileNode):
    """Makes a directory with all directories above it; one that is there already is fine."""

    name = "Create Directory (mkdir/makedirs)"
    hyperlink = ("https://docs.python.org/3/library/os.html#os.makedirs",)

    directory_path = InputSocket(String, "Directory Path", "The directory.")

    def run(self) -> None:
        os.makedirs(self.directory_path, exist_ok=True)


class RemoveFile(FileNode):
    """Removes a file; one that is not there is fine."""

    name = "Remove File"
    hyperlink = ("https://docs.python.org/3/library/os.html#os.remove",)

    file_path = InputSocket(String, "File Path", "The file.")

    def run(self) -> None:
        path = self.file_path
        if os.path.lexists(path):
            os.remove(path)


class DeletePath(FileNode):
    """Removes a file or a directory; it must be there."""

    name = "Delete Path"
    hyperlink = (
        "https://docs.python.org/3/library/os.html#os.remove",
        "https://docs.python.org/3/library/os.html#os.rmdir",
        "https://docs.python.org/3/library/shutil.html#shutil.rmtree",
    )

    path = InputSocket(String, "Path", "The file or directory.")
    recursive = InputSocket(
        Boolean, "Recursive", "Whether a directory is removed with everything in it; otherwise it must be empty.", False
    )

    def run(self) -> None:
        path = self.path
        self.debug(f"Deleting {path}")
        if not os.path.isdir(path):
            os.remove(path)
        elif self.recursive:
            # Refuses a link to a directory, as rmdir does: what it leads to is another's.
            shutil.rmtree(path)
        else:
            os.rmdir(path)


class CopyPath(FileNode):
    """Copies a file or a directory."""

    name = "Copy Path"
    hyperlink = (
        "https://docs.python.org/3/library/shutil.html#shutil.copy",
        "https://docs.python.org/3/library/shutil.html#shutil.copytree",
    )

    path = InputSocket(String, "Path", "The file or directory.")
    destination = InputSocket(String, "Destination", "Where to; an existing directory gets the copy inside it.")
    new_path = OutputSocket(String, "New Path", "The absolute path of the copy.")

    def run(self) -> None:
        source, destination = self.path, self.destination
        self.debug(f"Copying {source} to {destination}")
        if os.path.isdir(source):
            into = os.path.join(destination, _base_name(source)) if os.path.isdir(destination) else destination
            self.new_path = os.path.abspath(shutil.copytree(source, into))
        else:
            self.new_path = os.path.abspath(shutil.copy(source, destination))


class MovePath(FileNode):
    """Moves a file or a directory, or gives it another name."""

    name = "Move Path"
    hyperlink = ("https://docs.python.org/3/library/shutil.html#shutil.move",)

    path = InputSocket(String, "Path", "The file or directory.")
    destination = InputSocket(String, "Destination", "Where to; an existing directory gets it inside.")
    new_path = OutputSocket(String, "New Path", "The absolute path where it is now.")

    def run(self) -> None:
        source, destination = self.path, self.destination
        self.debug(f"Moving {source} to {destination}")
        self.new_path = os.path.abspath(shutil.move(source, destination))


def _base_name(path: str) -> str:
    return os.path.basename(os.path.abspath(path))
