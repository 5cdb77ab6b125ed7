"""The standard streams of the process, made so that no work ends because somebody cannot read about it."""

from __future__ import annotations

import io
import os
import select
import sys
from typing import TYPE_CHECKING, Any, Final, TextIO

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

_STANDARD_DESCRIPTORS: Final = 3


class LastingStream(io.TextIOWrapper):
    """A stream of text that goes on when nothing can be written: what is lost is remembered, not raised.

    Only a reader that has gone is told to the writer, as BrokenPipeError, and only where `tells_gone_reader`.
    """

    def __init__(self, stream: TextIO | None, *, tells_gone_reader: bool) -> None:
        """Write to where `stream` writes; None is nowhere."""
        self._sink = _Sink(_raw(stream), tells_gone_reader=tells_gone_reader)
        super().__init__(
            io.BufferedWriter(self._sink),
            encoding=getattr(stream, "encoding", None) or "utf-8",
            # A name that the terminal cannot show must not hide the message that holds it.
            errors="backslashreplace",
            line_buffering=getattr(stream, "line_buffering", False),
            write_through=getattr(stream, "write_through", False),
        )

    def take_loss(self) -> OSError | None:
        """Return why something that was written is lost, once."""
        loss, self._sink.loss = self._sink.loss, None
        return loss


class _Sink(io.RawIOBase):
    """The end of a lasting stream."""

    def __init__(self, raw: io.RawIOBase | None, *, tells_gone_reader: bool) -> None:
        self._raw = raw
        self._tells_gone_reader = tells_gone_reader
        self._is_reader_gone = False
        self.loss: OSError | None = None

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return self._raw is not None and self._raw.isatty()

    def fileno(self) -> int:
        if self._raw is None:
            raise io.UnsupportedOperation("fileno")
        return self._raw.fileno()

    def write(self, data: ReadableBuffer, /) -> int:
        size = memoryview(data).nbytes
        if self._raw is None or self._is_reader_gone:
            return size
        try:
            return self._written(self._raw, data)
        except BrokenPipeError:
            self._is_reader_gone = True
            if self._tells_gone_reader:
                raise
        except OSError as error:
            # The next line is tried again: space comes back on a full disk.
            self.loss = self.loss or error
        return size

    def _written(self, raw: io.RawIOBase, data: ReadableBuffer) -> int:
        while (count := raw.write(data)) is None:
            # Whoever shares the pipe or the terminal has set it not to wait; a full one is no loss.
            select.select([], [raw], [])
        return count


def ensure_streams() -> None:
    """Open the standard streams that are missing, and let writing to them last; for the start of a process.

    A descriptor that stays closed would be given to the next file that is opened, and a message printed into that.
    """
    _ensure_descriptors()
    sys.stdin = sys.stdin or io.StringIO()
    sys.stdout = LastingStream(sys.stdout, tells_gone_reader=True)
    sys.stderr = LastingStream(sys.stderr, tells_gone_reader=False)


def _ensure_descriptors() -> None:
    descriptor = 0
    while descriptor < _STANDARD_DESCRIPTORS:
        try:
            descriptor = os.open(os.devnull, os.O_RDWR)
        except OSError:
            # No /dev, or no descriptor left: nothing else will be opened either.
            return
        if descriptor < _STANDARD_DESCRIPTORS:
            # Programs that are started need them as well.
            os.set_inheritable(descriptor, True)  # noqa: FBT003 - takes no keywords
    os.close(descriptor)


def _raw(stream: TextIO | None) -> io.RawIOBase | None:
    """Return what is below the buffers of a stream; with PYTHONUNBUFFERED there is only one of them."""
    if stream is None:
        return None
    stream.flush()
    buffer: Any = stream.buffer
    raw: io.RawIOBase = getattr(buffer, "raw", buffer)
    return raw
