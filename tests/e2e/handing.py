"""Start a command with inherited descriptors of every kind in LISTEN_FDS, as service managers and mistakes hand over.

python handing.py KIND COMMAND...
"""

from __future__ import annotations

import os
import socket
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_FIRST = 3


def _unix() -> socket.socket:
    made = socket.socket(socket.AF_UNIX)
    made.bind("handed-over.socket")
    made.listen()
    return made


def _datagrams() -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    made.bind(("127.0.0.1", 0))
    return made


def _bound() -> socket.socket:
    made = socket.socket()
    made.bind(("127.0.0.1", 0))
    return made


def _listening() -> socket.socket:
    return socket.create_server(("127.0.0.1", 0))


def _connected() -> socket.socket:
    with _listening() as listener:
        made = socket.create_connection(listener.getsockname())
        listener.accept()[0].detach()
    return made


def _pipe() -> int:
    return os.pipe()[0]


KINDS: dict[str, tuple[str, Callable[[], socket.socket | int]]] = {
    "unix": ("1", _unix),
    "datagrams": ("1", _datagrams),
    "bound": ("1", _bound),
    "connected": ("1", _connected),
    "listening": ("1", _listening),
    "pipe": ("1", _pipe),
    "too-many": ("7", _listening),
    "closed": ("1", lambda: -1),
    "text": ("three", _listening),
    "negative": ("-1", _listening),
    "none": ("0", _listening),
}


if __name__ == "__main__":
    count, make = KINDS[sys.argv[1]]
    made = make()
    given = made if isinstance(made, int) else made.detach()
    if given >= 0:
        os.dup2(given, _FIRST)
        os.set_inheritable(_FIRST, True)
    os.environ |= {"LISTEN_PID": str(os.getpid()), "LISTEN_FDS": count}
    os.execvp(sys.argv[2], sys.argv[2:])  # noqa: S606 - takes the place of this process
