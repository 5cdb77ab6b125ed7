"""What the trials of nodes meet: a directory with odd files, and a web server with odd answers."""

from __future__ import annotations

import contextlib
import http.server
import os
import shutil
import socket
import threading
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_ANSWERS = {"/ok": b"fine", "/json": b'{"a": 1}', "/bytes": b"\xff\xfe", "/empty": b""}
_FILES = {
    "file.txt": b"one\ntwo\n",
    "dir/inner.txt": b"inner",
    "binary.bin": b"\xff\xfe\x00",
    "broken.zip": b"no archive",
    "child.gx": b"nodes: [{name: Graph Start, id: s}]",
    "silent.gx": b"{nodes: [{name: Graph Start, id: s}], outputs: [{name: out, datatype: String}]}",
    "failing.gx": b"""
        nodes:
        - {name: Graph Start, id: s}
        - name: Read File into String
          id: r
          inputs: [{name: File Path, fieldValue: missing}, {name: _backward, connections: ['s::_forward']}]
    """,
}
_LINKS = {"link": "file.txt", "dirlink": "dir", "dangling": "nowhere"}
_ARCHIVES = {"archive.zip": {"a.txt": "a", "sub/b.txt": "b"}, "outside.zip": {"../evil.txt": "evil"}}


class _Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Stay silent."""

    def do_GET(self) -> None:
        """Answer as the path asks."""
        length = int(self.headers.get("Content-Length") or 0)
        self.rfile.read(length)
        if self.path == "/closed":
            self.close_connection = True
        elif self.path == "/short":
            self._answer(200, b"half", "100")
        elif self.path in {"/redirect", "/circle"}:
            self.send_response(302)
            self.send_header("Location", "/ok" if self.path == "/redirect" else "/circle")
            self.send_header("Content-Length", "0")
            self.end_headers()
        else:
            status = int(self.path.removeprefix("/status/")) if self.path.startswith("/status/") else 200
            body = _ANSWERS.get(self.path, b"other")
            self._answer(status, body, str(len(body)))

    def _answer(self, status: int, body: bytes, length: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", length)
        if self.path == "/named":
            self.send_header("Content-Disposition", 'attachment; filename="named.txt"')
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
        self.close_connection = True

    do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_GET  # noqa: N815 - the names that the server looks for


@contextlib.contextmanager
def servers() -> Iterator[dict[str, str]]:
    """Serve on a free port, and hold a port on which nobody listens; gives what stands for them in trials."""
    with (
        socket.create_server(("127.0.0.1", 0)) as taken,
        http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as running,
        socket.socket() as silent,
    ):
        silent.bind(("127.0.0.1", 0))
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        try:
            yield {
                "{HTTP}": f"http://127.0.0.1:{running.server_address[1]}",
                "{REFUSED}": f"http://127.0.0.1:{silent.getsockname()[1]}",
                "{SILENT}": f"http://127.0.0.1:{taken.getsockname()[1]}",
            }
        finally:
            running.shutdown()
            thread.join()


class Sandbox:
    """A directory with the files of a trial, laid out again after each trial that changed them."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.work = directory / "work"
        """The working directory of the trials."""
        self.lay()
        self._before = files(directory)

    def lay(self) -> None:
        """Lay out the files."""
        shutil.rmtree(self.directory, ignore_errors=True)
        (self.work / "dir").mkdir(parents=True)
        (self.work / "empty").mkdir()
        for name, content in _FILES.items():
            (self.work / name).write_bytes(content)
        for name, target in _LINKS.items():
            (self.work / name).symlink_to(target)
        for name, members in _ARCHIVES.items():
            with zipfile.ZipFile(self.work / name, "w") as archive:
                for member, text in members.items():
                    # With the same times whenever it is laid out.
                    archive.writestr(zipfile.ZipInfo(member), text)
        os.chdir(self.work)

    def changes(self) -> list[str]:
        """Return what a trial added, removed or changed, and undo it."""
        before, after = self._before, files(self.directory)
        added = [f"+{name}" for name in after if name not in before]
        gone = [f"-{name}" for name in before if name not in after]
        changed = [f"~{name}" for name in after if name in before and before[name] != after[name]]
        if added or gone or changed:
            self.lay()
        return sorted(added + gone + changed)


def files(directory: Path) -> dict[str, object]:
    """Return all that is below a directory: a directory, where a link leads, or the content of a file."""
    found: dict[str, object] = {}
    beyond = len(str(directory)) + 1
    for place, directories, names in os.walk(directory):
        for name in (*directories, *names):
            # As plain texts, which may be longer than the system takes, and as this runs thousands of times.
            path = f"{place}/{name}"
            found[path[beyond:]] = _content(path, is_file=name in names)
    return found


def _content(path: str, *, is_file: bool) -> object:
    if os.path.islink(path):  # noqa: PTH114 - likewise
        return os.readlink(path)  # noqa: PTH115 - likewise
    if not is_file:
        return None
    with open(path, "rb") as file:  # noqa: PTH123 - likewise
        return file.read()
