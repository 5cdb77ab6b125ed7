"""Conditions that a machine can be in, each as the lines of a shell that bring it about before the command."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from e2e.handing import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_HERE: Final = Path(__file__).parent
# root passes over permissions; without its capabilities it is a user like any other.
_AS_A_USER: Final = "setpriv --inh-caps=-all --bounding-set=-all"
_PYTHON: Final = sys.executable
_GO: Final = 'exec "$@"'


@dataclass(frozen=True)
class Condition:
    """A condition: the shell's lines, what they need, and how commands end in it where that is not with success."""

    name: str
    script: str = _GO
    codes: Mapping[str, int] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    answers: bool = True
    """Whether a server answers on this machine's loopback address."""

    def command(self, *args: str) -> list[str]:
        """Return the command that runs another one in this condition."""
        return ["sh", "-c", self.script, "sh", *args]


def _script(name: str, lines: str, **facts: object) -> Condition:
    needs = [word for word in ("unshare", "setpriv", "prlimit", "hostname") if word in lines]
    return Condition(name, lines, needs=tuple(needs), **facts)  # type: ignore[arg-type]  # the fields above


def _stream(name: str, redirection: str, **facts: object) -> Condition:
    return _script(name, f"{_GO} {redirection}", **facts)


def _variables(name: str, assignments: str) -> Condition:
    return _script(name, f'exec env {assignments} "$@"')


def _refused(name: str, calls: str, error: int, **facts: object) -> Condition:
    return _script(name, f'exec {_PYTHON} -IS {_HERE / "refusing.py"} {calls} {error} "$@"', **facts)


def _in_namespace(name: str, kinds: str, lines: str, **facts: object) -> Condition:
    return _script(name, f'exec unshare {kinds} sh -c \'{lines}; exec "$@"\' sh "$@"', **facts)


def _machine_called(name: str, hostname: str) -> Condition:
    setting = f"import os, socket; socket.sethostname(os.fsencode({hostname!r}))"
    lines = f"""exec unshare --uts sh -c '{_PYTHON} -IS -c "$0"; exec "$@"' "{setting}" "$@" """
    return _script(name, lines)


_NOT_PRINTED: Final = dict.fromkeys(("run", "certs check", "certs renew", "certs show", "certs path", "trust"), 1)
_NO_DIRECTORY: Final = dict.fromkeys(("certs check", "certs show", "certs path", "certs renew", "trust", "serve"), 2)

STREAMS: Final = (
    _stream("stdin closed", "<&-"),
    _stream("stdout closed", ">&-"),
    _stream("stderr closed", "2>&-"),
    _stream("every stream closed", "<&- >&- 2>&-"),
    _stream("stdout full", ">/dev/full", codes=_NOT_PRINTED),
    _stream("stderr full", "2>/dev/full"),
    _stream("stdout and stderr full", ">/dev/full 2>/dev/full", codes=_NOT_PRINTED),
    _stream("stdout for reading only", "1</dev/null", codes=_NOT_PRINTED),
)

ENVIRONMENT: Final = (
    _variables("no HOME", "-u HOME"),
    _variables("HOME missing", "HOME=/nonexistent"),
    _variables("HOME a file", "HOME=/etc/passwd"),
    _variables("HOME empty", "HOME="),
    _variables("HOME relative", "HOME=home"),
    _variables("empty environment", "-i"),
    _variables("no PATH", "-u PATH"),
    _variables("PATH missing", "PATH=/nonexistent " + (shutil.which("env") or "env")),
    _variables("TMPDIR missing", "TMPDIR=/nonexistent TEMP=/nonexistent TMP=/nonexistent"),
    _variables(
        "XDG directories odd", "XDG_DATA_HOME=relative XDG_CONFIG_HOME=/nonexistent XDG_RUNTIME_DIR=/nonexistent"
    ),
    _variables("plain C locale", "LC_ALL=C LANG=C PYTHONCOERCECLOCALE=0 PYTHONUTF8=0"),
    _variables("unknown locale", "LC_ALL=xx_YY.bogus LANG=xx_YY.bogus"),
    _variables("ASCII streams, unknown time zone, no TERM", "-u TERM PYTHONIOENCODING=ascii TZ=Nowhere/Bogus"),
    _variables("Latin-1 streams", "PYTHONIOENCODING=latin-1"),
    _variables("dumb terminal", "TERM=dumb COLUMNS=0 LINES=0"),
    _variables("columns that are no number", "COLUMNS=wide FORCE_COLOR=1 NO_COLOR=1"),
    _variables("optimized twice", "PYTHONOPTIMIZE=2 PYTHONDONTWRITEBYTECODE=1"),
    _variables("development mode", "PYTHONDEVMODE=1 PYTHONHASHSEED=0 PYTHONSAFEPATH=1 PYTHONUNBUFFERED=1"),
    _variables(
        "OpenSSL's files missing",
        "OPENSSL_CONF=/nonexistent SSLKEYLOGFILE=/nonexistent/keys SSL_CERT_FILE=/nonexistent",
    ),
)

LIMITS: Final = (
    _script("64 open files", f"ulimit -n 64; {_GO}"),
    _script("too few open files", f"ulimit -n 12; {_GO}", codes={"serve": 3}),
    _script("no file may grow", f"ulimit -f 0; {_GO}", codes={"certs renew": 3}),
    _script("small stacks, no core file", f"ulimit -s 512; ulimit -c 0; {_GO}"),
    _script("a gigabyte of addresses", f"ulimit -v 1000000; {_GO}"),
    _refused("no interface addresses", "socket:16", 97),
    _refused("interface addresses forbidden", "socket:16", 13),
    _refused("no anonymous files", "memfd_create", 38),
    _refused("no locks", "flock", 22),
    _refused("locks forbidden", "flock", 1),
    _refused("nothing can be synced", "fsync", 22),
    _refused("modes cannot be changed", "chmod,fchmod", 1),
    _script("signals ignored", f'trap "" PIPE INT HUP; {_GO}'),
    _script("umask 0777", f'umask 0777; exec {_AS_A_USER} "$@"'),
    _script("umask 0177", f'umask 0177; exec {_AS_A_USER} "$@"'),
)

CLOSED_PLACES: Final = (
    _script(
        "current directory closed to reading",
        f'chmod 0311 .; exec {_AS_A_USER} "$@"',
        codes={"serve": 2},
    ),
)
CLOSED_FOLDERS: Final = (
    _script("a folder closed to reading", f'mkdir -p closed; chmod 0 closed; exec {_AS_A_USER} "$@"'),
)
PLACES: Final = (
    *CLOSED_PLACES,
    _script(
        "current directory deleted", f"mkdir -p gone; cd gone; rmdir ../gone; {_GO}", codes={**_NO_DIRECTORY, "run": 1}
    ),
    _script("a name with a line end", f"mkdir -p 'a\nb'; cp *.pem *.gx 'a\nb'; cd 'a\nb'; {_GO}"),
    _script("a name that is no text", f'd=$(printf \'a\\377b\'); mkdir -p "$d"; cp *.pem *.gx "$d"; cd "$d"; {_GO}'),
    _script("directory read-only", f'chmod 0555 .; exec {_AS_A_USER} "$@"', codes={"certs renew": 3}),
    _in_namespace("mount read-only", "--mount", 'mount --bind -o ro . .; cd "$PWD"', codes={"certs renew": 3}),
    _in_namespace("machine read-only", "--mount", 'mount -o remount,bind,ro /; cd "$PWD"', codes={"certs renew": 3}),
    _in_namespace(
        "disk full",
        "--mount",
        "mkdir -p full; mount -t tmpfs -o size=40k t full; cp *.pem *.gx full; cd full; "
        "cat /dev/zero >filler 2>/dev/null",
        codes={"certs renew": 3},
    ),
    _in_namespace(
        "temporary files not executable", "--mount", "mount -t tmpfs -o noexec t /var/tmp; export TMPDIR=/var/tmp"
    ),
    _in_namespace("no /proc", "--mount", "mount -t tmpfs t /proc"),
    _in_namespace("no /dev", "--mount", "mount -t tmpfs t /dev"),
    _in_namespace(
        "no /etc/passwd, hosts and resolv.conf",
        "--mount",
        ("for f in passwd hosts resolv.conf nsswitch.conf; do mount --bind /dev/null /etc/$f; done"),
    ),
    _in_namespace(
        "unknown user", "--user --map-user=12345 --map-group=12345", "unset USER LOGNAME LNAME USERNAME HOME"
    ),
    _in_namespace("no network", "--net", "true", answers=False),
    _in_namespace("first process", "--pid --fork --kill-child --mount-proc", "true"),
)

NAMES: Final = (
    _machine_called("no host name", ""),
    _machine_called("host name too long for a label", "x" * 64),
    _machine_called("host name with an underscore", "build_box"),
    _machine_called("host name that is not ASCII", "größe"),
    _machine_called("host name that is no text", "a\udcff b"),
    _machine_called("host name with empty labels", "a..b."),
)

HANDED_OVER: Final = tuple(
    _script(
        f"a descriptor of the kind {kind}",
        f'exec {_PYTHON} -IS {_HERE / "handing.py"} {kind} "$@"',
        codes={} if kind in {"bound", "listening", "none"} else {"serve": 3},
    )
    for kind in KINDS
)

CONDITIONS: Final = (*STREAMS, *ENVIRONMENT, *LIMITS, *PLACES, *NAMES)


def possible(conditions: Iterable[Condition] = CONDITIONS) -> list[object]:
    """Return the conditions as parameters; those that cannot be brought about here are skipped."""
    return [pytest.param(one, id=one.name.replace(" ", "-"), marks=_skipped(one)) for one in conditions]


def _skipped(condition: Condition) -> list[pytest.MarkDecorator]:
    missing = [program for program in condition.needs if shutil.which(program) is None]
    return [pytest.mark.skip(reason=f"{' and '.join(missing)} is not installed")] if missing else []


def skip_unless_possible(condition: Condition, directory: Path) -> None:
    """Skip a test where the condition itself, with nothing done in it, fails: without root in most cases."""
    if not condition.needs and "refusing.py" not in condition.script:
        return
    tried = subprocess.run(
        condition.command(_PYTHON, "-IS", "-c", ""), cwd=directory, capture_output=True, check=False, timeout=60
    )
    if tried.returncode:
        pytest.skip(f"this machine cannot be brought into the condition: {tried.stderr.decode(errors='replace')[:200]}")
