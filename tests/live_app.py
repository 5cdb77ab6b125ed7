"""The application behind a real uvicorn with real TLS, in a process of its own, for browsers and threads to visit."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphex.settings import load_settings
from graphex.web.app import create_app, create_sign_in_link

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from graphex.web.app import WebApp

_SECONDS = 20
_PROGRAM = """
import json, socket, sys
from pathlib import Path
import uvicorn
from graphex.settings import load_settings
from graphex.tls.from_settings import bootstrap_tls
from graphex.web.app import create_app

settings = load_settings(json.loads(sys.argv[1]), cwd=Path.cwd())
tls = bootstrap_tls(settings)
app = create_app(settings, tls=tls)
listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1, **tls.uvicorn_options())
uvicorn.Server(config).run(sockets=[listener])
"""


@dataclass(frozen=True)
class LiveApp:
    """A running server: where it answers, its folder, and an application of the same folder in this process."""

    port: int
    root: Path
    app: WebApp

    def url(self, path: str = "/", *, host: str = "localhost") -> str:
        """Return the address of a path."""
        return f"https://{host}:{self.port}{path}"

    def sign_in_url(self) -> str:
        """Return a new one-time link, made as another process makes it."""
        return self.url(create_sign_in_link(self.app))


@contextmanager
def serve_folder(root: Path, certificates: Path, **settings: object) -> Iterator[LiveApp]:
    """Serve a folder until the end of the block, with more settings if any are given."""
    chosen = {"root": str(root), "ssl_certificates_path": str(certificates), **settings}
    command = [sys.executable, "-c", _PROGRAM, json.dumps(chosen)]
    app = create_app(load_settings({"root": str(root)}, cwd=root))
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield LiveApp(int(process.stdout.readline()), root, app)
        finally:
            # Not gently: clients keep their connections, and the end of a server has tests of its own.
            process.kill()
            process.wait(_SECONDS)
            app.services.access.sign_ins.state.close()
