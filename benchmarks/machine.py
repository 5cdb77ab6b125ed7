"""What the figures were measured with: machine, versions, event loop."""

from __future__ import annotations

import os
import platform
import ssl
import subprocess
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.throughput import has_wrk

if TYPE_CHECKING:
    from benchmarks.subjects import Subject

_PACKAGES: Final = ("graphex", "uvicorn", "starlette", "httptools", "cryptography")
_CPU_LIST: Final = Path("/proc/cpuinfo")
_EXISTING_FACTS: Final = (
    "import importlib.metadata as m, platform, ssl; "
    "print(f\"mitre-graphex {m.version('mitre-graphex')}, Flask {m.version('flask')}, \""
    "f\"Werkzeug {m.version('werkzeug')}, Python {platform.python_version()}, {ssl.OPENSSL_VERSION}\")"
)


def describe_machine(*, loop: str, existing: Subject | None) -> dict[str, str]:
    """Return what a reader must know to compare the figures with others."""
    facts = {
        "machine": f"{_processor()}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}",
        "load average": " ".join(f"{value:.1f}" for value in os.getloadavg()),
        "GraphEx and bare": ", ".join(
            [
                f"Python {platform.python_version()}",
                ssl.OPENSSL_VERSION,
                *(f"{name} {version(name)}" for name in _PACKAGES),
            ]
        ),
        "event loop": loop,
        "load": "wrk" if has_wrk() else "a program in Python (wrk is not installed)",
    }
    if existing is not None:
        facts["existing product"] = _ask(existing.command[0])
    return facts


def loop_in_use(*, uvloop_hidden: bool) -> str:
    """Return the name of the event loop that GraphEx and the bare application both take."""
    if uvloop_hidden:
        return "asyncio (uvloop hidden)"
    return f"uvloop {version('uvloop')}" if find_spec("uvloop") else "asyncio (uvloop not installed)"


def _ask(python: str) -> str:
    return subprocess.run([python, "-c", _EXISTING_FACTS], check=True, capture_output=True, text=True).stdout.strip()


def _processor() -> str:
    lines = _CPU_LIST.read_text("utf-8").splitlines() if _CPU_LIST.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or "unknown processor"
