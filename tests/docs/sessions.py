"""Doing what a page says: its blocks in order, in one directory, with servers on free ports."""

from __future__ import annotations

import os
import re
import shlex
import signal
import socket
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from random import SystemRandom
from typing import TYPE_CHECKING, Self

from docs.pages import ROOT
from patience import PATIENCE_SECONDS, until
from ports import is_open

if TYPE_CHECKING:
    from types import TracebackType

    from docs.pages import Block

RUNNABLE = frozenset({"sh", "console", "python"})
DOCUMENTED_PORTS = ("8080", "8443", "8444", "8445")
"""The ports that pages use; each stands for a free one."""

_PORT = re.compile(rf"\b({'|'.join(DOCUMENTED_PORTS)})\b")
# The default port may be in use.
_SERVE_WITHOUT_PORT = re.compile(r"(-m graphex serve)(?![^\n]*(?: -p | --port))")
# Below the ports that systems give out by themselves: a page restarts its servers, and nobody may come in between,
# another worker of the tests neither.
_PORTS_EACH = 1_500
_FIRST_PORT = 20_000 + int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:]) % 8 * _PORTS_EACH
_PORTS = range(_FIRST_PORT, _FIRST_PORT + _PORTS_EACH)
_ELLIPSIS = "…"
_CODE = "code=CODE"


class StepError(AssertionError):
    """A block did not do what its page says."""


@dataclass
class Session:
    """A reader's terminal: the directory, the variables and the servers that earlier blocks left."""

    home: Path
    ports: dict[str, str]
    directory: Path = field(init=False)
    _servers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.directory = self.home / "project"
        self.directory.mkdir()
        self._state = self.home / ".session"
        self._state.mkdir()
        (self._state / "variables").touch()
        # On a terminal curl shows no progress beside what it prints.
        (self.home / ".curlrc").write_text("silent\nshow-error\n", "utf-8")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self.stop_servers()

    def do(self, block: Block) -> None:
        """Do what a block says; raises StepError when it does not work as written."""
        if block.has("stop"):
            self.stop_servers()
        for command in block.all_arguments("setup"):
            self._run(block, self._with_ports(command), expected_code=0)
        if block.has("skip"):
            return
        text, name = self._with_ports(block.text), block.argument("file")
        if name is not None:
            self._write(name, text)
        elif block.language == "python":
            self._write("example.py", text)
            self._do_shell(block, "python3 example.py\n", text)
        elif block.language == "console":
            self._do_console(block, text)
        else:
            command = self._with_ports(_serving_somewhere(block.text))
            self._do_shell(block, command, command)

    def serve(self) -> None:
        """Start a server in the directory, for a page that takes one for granted."""
        self._start("the page's server", f"python3 -m graphex serve -p {self.ports['8080']}", self.ports["8080"])

    def stop_servers(self) -> None:
        """End all servers that blocks started, and whatever these started."""
        for server in self._servers:
            _signal_group(server, signal.SIGTERM)
        for server in self._servers:
            try:
                server.wait(PATIENCE_SECONDS / 4)
            except subprocess.TimeoutExpired:
                _signal_group(server, signal.SIGKILL)
                server.wait()
            _signal_group(server, signal.SIGKILL)
        self._servers.clear()
        self._wait_until_free()

    def _wait_until_free(self) -> None:
        """Wait until killed servers are gone: a dying one would pass for its successor."""
        until(lambda: all(_is_free(int(port)) for port in self.ports.values()), "the end of the servers")

    def _with_ports(self, text: str) -> str:
        """Put this session's ports in place of the documented ones."""
        return _PORT.sub(lambda match: self.ports[match[1]], text)

    def _with_code(self, block: Block, command: str) -> str:
        """Put a sign-in code in place of `CODE`."""
        if _CODE not in command:
            return command
        link = self._run(block, "python3 -m graphex sign-in -q", expected_code=0)
        return command.replace(_CODE, "code=" + link.strip().partition("code=")[2])

    def _write(self, name: str, text: str) -> None:
        path = self.directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def _do_shell(self, block: Block, command: str, text: str) -> None:
        if block.has("background"):
            self._start(block.place, command, next(port for port in self.ports.values() if port in text))
        else:
            self._run(block, command, expected_code=int(block.argument("fails") or 0))

    def _do_console(self, block: Block, text: str) -> None:
        """Run the lines after `$ `, and compare what each prints with what follows it."""
        for part in re.split(r"(?m)^\$ ", text)[1:]:
            command, _, expected = part.partition("\n")
            while command.endswith("\\"):
                more, _, expected = expected.partition("\n")
                command = f"{command}\n{more}"
            command = self._with_code(block, self._with_ports(_serving_somewhere(command)))
            output = self._run(block, command, expected_code=int(block.argument("fails") or 0))
            if expected.strip() and not _matches(expected.strip(), output.strip()):
                raise StepError(f"{block.place}: {command}\n--- the page says\n{expected}--- but it prints\n{output}")

    def _run(self, block: Block, command: str, *, expected_code: int) -> str:
        done = subprocess.run(
            ["sh", "-c", self._script(command)],
            cwd=self.directory,
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
        output = done.stdout.decode("utf-8", "replace")
        if done.returncode != expected_code:
            wanted = f"exit code {done.returncode}, not {expected_code}"
            raise StepError(f"{block.place}: {wanted}\n{command}\n--- it prints\n{output}")
        if not expected_code:
            self.directory = Path((self._state / "directory").read_text("utf-8").removesuffix("\n"))
        return output

    def _start(self, place: str, command: str, port: str) -> None:
        log = self._state / f"server-{len(list(self._state.iterdir()))}"
        with log.open("wb") as output:
            server = subprocess.Popen(
                ["sh", "-c", self._script(command)],
                cwd=self.directory,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._servers.append(server)
        if not _answers(int(port), server):
            raise StepError(f"{place}: nothing answers on port {port}\n{command}\n{log.read_text('utf-8')}")

    def _script(self, command: str) -> str:
        """Carry variables and the directory on from block to block."""
        state = shlex.quote(str(self._state))
        return f"set -ae\n. {state}/variables\n{command}\nexport -p >{state}/variables\npwd >{state}/directory\n"

    def _environment(self) -> dict[str, str]:
        programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        kept = {name: os.environ[name] for name in ("LANG", "LC_ALL", "TMPDIR") if name in os.environ}
        own = {"HOME": str(self.home), "CHECKOUT": str(ROOT), "PYTHONWARNINGS": "error", "COLUMNS": "120"}
        return {**kept, **own, "PATH": programs}


def free_ports() -> dict[str, str]:
    """Find a free port for every documented one."""
    candidates = SystemRandom().sample(_PORTS, len(_PORTS))
    free = (str(port) for port in candidates if _is_free(port))
    return dict(zip(DOCUMENTED_PORTS, free, strict=False))


def _is_free(port: int) -> bool:
    try:
        socket.create_server(("", port)).close()
    except OSError:
        return False
    return True


def _serving_somewhere(command: str) -> str:
    """Make the default port explicit, so that it can be replaced."""
    return _SERVE_WITHOUT_PORT.sub(rf"\1 -p {DOCUMENTED_PORTS[0]}", command)


def _matches(expected: str, output: str) -> bool:
    """Compare output with what a page shows, where `…` stands for anything and alignment does not count."""
    # On a line of its own it stands for any number of lines, none included.
    wanted = re.sub(rf"(?m)^{_ELLIPSIS}\n", _ELLIPSIS, _unaligned(expected))
    pattern = ".*?".join(re.escape(piece) for piece in wanted.split(_ELLIPSIS))
    return re.fullmatch(pattern, _unaligned(output), re.DOTALL) is not None


def _unaligned(text: str) -> str:
    return re.sub(r"[ \t]+", " ", text)


def _answers(port: int, server: subprocess.Popen[bytes]) -> bool:
    until(lambda: server.poll() is not None or is_open(port), f"listening on port {port}")
    return server.poll() is None


def _signal_group(server: subprocess.Popen[bytes], number: signal.Signals) -> None:
    try:
        os.killpg(server.pid, number)
    except (ProcessLookupError, PermissionError):
        return
