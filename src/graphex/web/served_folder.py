"""The folder that is served, as long as it is there: a drive that is gone is an error and no empty list."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from graphex.paths import RootUnavailableError, check_listable, identity_of
from graphex.workspace.graphs import list_graphs, read_graph

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import TypeVar

    from graphex.graph.files import Listing

    _Result = TypeVar("_Result")

LOG = logging.getLogger(__name__)


class ServedFolder:
    """The root, with the private keys that nothing may reach; the log says once when it goes, and when it is back."""

    def __init__(self, root: Path, keys: tuple[Path, ...]) -> None:
        self.root = root
        self._keys = keys
        self._identity = identity_of(root)
        self._missed = False

    def list(self) -> Listing:
        """Return its graphs; raises RootUnavailableError."""
        return self._while_there(self._list)

    def read(self, relative: str) -> bytes:
        """Return the content of one graph; raises RootUnavailableError, or what `read_graph` raises."""
        return self._while_there(lambda: self._read(relative))

    def _list(self) -> Listing:
        listing = list_graphs(self.root, keys=self._keys, what="served folder")
        if not listing.graphs and self._identity not in {None, identity_of(self.root)}:
            # What is left of a drive that is gone is the empty folder that it was mounted on.
            raise RootUnavailableError(
                f"The served folder {self.root} is empty, and it is not the one that was there at the start.",
                hint="Mount its drive again; if the folder is new on purpose, put a graph into it.",
            )
        return listing

    def _read(self, relative: str) -> bytes:
        check_listable(self.root, what="served folder")
        return read_graph(self.root, relative, keys=self._keys)

    def _while_there(self, work: Callable[[], _Result]) -> _Result:
        try:
            result = work()
        except RootUnavailableError as error:
            if not self._missed:
                LOG.error("%s %s", error.message, error.hint)  # noqa: TRY400 - what it says is all there is to say
            self._missed = True
            raise
        if self._missed:
            LOG.info("The served folder %s is there again.", self.root)
        self._missed = False
        return result
