"""Directories for a while."""

from __future__ import annotations

import shutil
import tempfile

from graphex.nodes.files.topic import FileNode
from graphex.plugin import Flow, LinkOutputSocket, NodeType, OutputSocket, String


class TemporaryDirectory(FileNode):
    """Makes a new directory each time it is asked; it is removed when the graph ends."""

    name = "Temporary Directory"
    node_type = NodeType.GENERATOR
    hyperlink = ("https://docs.python.org/3/library/tempfile.html#tempfile.TemporaryDirectory",)

    temporary_directory = OutputSocket(String, "Temporary Directory", "The directory.")

    def run(self) -> None:
        directory = tempfile.mkdtemp(prefix="graphex-")
        self.defer(lambda: shutil.rmtree(directory, ignore_errors=True))
        self.temporary_directory = directory


class CreateTemporaryDirectory(FileNode, include_forward_link=False):
    """Makes a new directory for a branch and removes it when the branch has ended, even with an error."""

    name = "Create Temporary Directory"
    hyperlink = ("https://docs.python.org/3/library/tempfile.html#tempfile.TemporaryDirectory",)

    use_temporary_directory = LinkOutputSocket("Use Temporary Directory", "What uses the directory.")
    temporary_directory = OutputSocket(String, "Temporary Directory", "The directory.")
    continue_ = LinkOutputSocket("Continue", "Where execution goes on when the directory is gone.")

    def run(self) -> None:
        self.temporary_directory = tempfile.mkdtemp(prefix="graphex-")

    def flow(self) -> Flow:
        try:
            yield "Use Temporary Directory"
        finally:
            shutil.rmtree(self.temporary_directory, ignore_errors=True)
        return "Continue"


class GraphEXRoot(FileNode):
    """Gives the directory below which graphs are found."""

    name = "GraphEX Root"
    node_type = NodeType.GENERATOR

    graphex_root_directory = OutputSocket(String, "GraphEX Root Directory", "Its absolute path.")

    def run(self) -> None:
        self.graphex_root_directory = str(self._graph.root)
