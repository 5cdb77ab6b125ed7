"""What a machine refuses to a program, in sentences: no file, no memory, no thread is ever a bug of the program's."""

from __future__ import annotations

import errno
import sys
from typing import Final

from graphex.errors import StartError

_HINTS: Final = {
    errno.EACCES: "Check its permissions and those of the directories above it, and which user runs GraphEx.",
    errno.EPERM: "Check its permissions and those of the directories above it, and which user runs GraphEx.",
    errno.EAGAIN: "End other programs of this user, or raise the limits: ulimit -a shows them.",
    errno.EDQUOT: "Free some space, or raise the quota.",
    errno.EFBIG: "Raise the limit on the size of files: ulimit -f shows it.",
    errno.EMFILE: "Raise the limit on open files: ulimit -n shows it (LimitNOFILE= for a service).",
    errno.ENAMETOOLONG: "Choose a shorter name.",
    errno.ENFILE: "End other programs: the whole machine has no file left to open.",
    errno.ENOENT: "Check that it is there: a file system that is not mounted is empty.",
    errno.ENOMEM: "End other programs, or raise the limit on memory: ulimit -v shows it.",
    errno.ENOSPC: "Free some space.",
    errno.EROFS: "Make the file system writable, or choose another place.",
}
_ANY_HINT: Final = "Look at the machine's own log (dmesg, journalctl) for the reason."
_NO_THREAD: Final = "can't start new thread"
_WORDS_OF_LOADERS: Final = {
    "Too many open files": errno.EMFILE,
    "failed to map segment": errno.ENOMEM,
    "Cannot allocate memory": errno.ENOMEM,
    "Permission denied": errno.EACCES,
    "Input/output error": errno.EIO,
}
"""What the dynamic loader says, in the end of an ImportError, when the machine is the reason."""


def as_condition(error: BaseException) -> StartError | None:
    """Return what the machine refused; None for any other error."""
    match error:
        case OSError():
            return StartError(f"{_subject(error)}: {error.strerror or error}.", hint=hint_for(error))
        case MemoryError():
            return StartError("There is not enough memory to go on.", hint=_HINTS[errno.ENOMEM])
        case RuntimeError() if _NO_THREAD in str(error):
            return StartError("The machine starts no further thread for this user.", hint=_HINTS[errno.EAGAIN])
        case UnicodeEncodeError() if error.encoding == sys.getfilesystemencoding():
            return StartError(
                f"The name {error.object!r} cannot be written in {error.encoding}, the encoding of this environment.",
                hint="Set another one: LC_ALL=C.UTF-8",
            )
        case ImportError():
            return _of_loader(error)
        case _:
            return None


def hint_for(error: OSError) -> str:
    """Return what mends an error of the system."""
    return _HINTS.get(error.errno or 0, _ANY_HINT)


def _subject(error: OSError) -> str:
    """Return what was to be used; some calls are about no file."""
    named = error.filename2 if error.filename2 is not None else error.filename
    if isinstance(named, bytes):
        named = named.decode(errors="backslashreplace")
    return f"{named} cannot be used" if isinstance(named, str) and named else "The machine refused to go on"


def _of_loader(error: ImportError) -> StartError | None:
    number = next((number for words, number in _WORDS_OF_LOADERS.items() if words in str(error)), None)
    if number is None:
        return None
    return StartError(f"A part of GraphEx cannot be loaded: {error}.", hint=_HINTS.get(number, _ANY_HINT))
