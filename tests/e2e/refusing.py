"""Run a command to which the kernel refuses a system call, as sandboxes, old kernels and odd file systems do.

python refusing.py NAME[:FIRST-ARGUMENT] ERRNO COMMAND...
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct
import sys

_NUMBERS = {
    "x86_64": {
        "socket": 41,
        "clone": 56,
        "flock": 73,
        "fsync": 74,
        "chmod": 90,
        "fchmod": 91,
        "memfd_create": 319,
        "clone3": 435,
    },
    "aarch64": {
        "socket": 198,
        "clone": 220,
        "flock": 32,
        "fsync": 82,
        "chmod": 53,
        "fchmod": 52,
        "memfd_create": 279,
        "clone3": 435,
    },
}
_LOAD, _JUMP_IF_EQUAL, _RETURN = 0x20, 0x15, 0x06  # <linux/bpf_common.h>
_ALLOW, _ERRNO = 0x7FFF0000, 0x00050000  # <linux/seccomp.h>
_NUMBER_AT, _FIRST_ARGUMENT_AT = 0, 16  # struct seccomp_data
_NO_NEW_PRIVILEGES, _SET_SECCOMP, _FILTER = 38, 22, 2  # <linux/prctl.h>


class _Program(ctypes.Structure):
    """struct sock_fprog."""

    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def instructions(number: int, first: int | None, error: int) -> list[bytes]:
    """Assemble the filter: this system call, with this first argument if one is given, fails with this error."""
    compared = [] if first is None else [(_LOAD, 0, 0, _FIRST_ARGUMENT_AT), (_JUMP_IF_EQUAL, 0, 1, first)]
    steps = [
        (_LOAD, 0, 0, _NUMBER_AT),
        (_JUMP_IF_EQUAL, 0, len(compared) + 1, number),
        *compared,
        (_RETURN, 0, 0, _ERRNO | error),
        (_RETURN, 0, 0, _ALLOW),
    ]
    return [struct.pack("HBBI", *step) for step in steps]


def refuse(name: str, first: int | None, error: int) -> None:
    """Put the filter in place for this process and all that it starts."""
    assembled = instructions(_NUMBERS[platform.machine()][name], first, error)
    program = _Program(len(assembled), b"".join(assembled))
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    if libc.prctl(_SET_SECCOMP, _FILTER, ctypes.byref(program)):
        raise OSError(ctypes.get_errno(), "no filter of system calls can be set here")


if __name__ == "__main__":
    for asked in sys.argv[1].split(","):
        wanted, _, argument = asked.partition(":")
        refuse(wanted, int(argument) if argument else None, int(sys.argv[2]))
    os.execvp(sys.argv[3], sys.argv[3:])  # noqa: S606 - takes the place of this process
