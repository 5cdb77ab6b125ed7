"""What a machine refuses, in sentences."""

from __future__ import annotations

import errno
import os
import sys

import pytest

from graphex.conditions import as_condition


@pytest.mark.parametrize("number", sorted(errno.errorcode), ids=errno.errorcode.get)
def test_every_error_of_the_system_is_a_sentence_with_a_hint(number: int) -> None:
    condition = as_condition(OSError(number, os.strerror(number), "/srv/a b"))

    assert condition is not None
    assert condition.message == f"/srv/a b cannot be used: {os.strerror(number)}."
    assert condition.hint
    assert condition.exit_code == 3


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.EMFILE, "Too many open files"), "The machine refused to go on: Too many open files."),
        (OSError("odd"), "The machine refused to go on: odd."),
        (OSError(errno.EBUSY, "Busy", b"a\xff", None, b"b\xff"), "b\\xff cannot be used: Busy."),
        (MemoryError(), "not enough memory"),
        (RuntimeError("can't start new thread"), "no further thread"),
        (ImportError("libssl.so.3: failed to map segment from shared object"), "failed to map segment"),
        (ImportError("_ssl.so: cannot open shared object file: Too many open files"), "Too many open files"),
        (UnicodeEncodeError(sys.getfilesystemencoding(), "gr\udcfc", 2, 3, "surrogates"), "encoding"),
    ],
)
def test_so_are_memory_threads_libraries_and_names(error: Exception, words: str) -> None:
    condition = as_condition(error)

    assert condition is not None
    assert words in condition.message
    assert condition.hint


@pytest.mark.parametrize(
    "error", [ValueError("x"), KeyError("x"), RuntimeError("x"), ImportError("cannot import name x"), AssertionError()]
)
def test_what_no_machine_refuses_is_none(error: Exception) -> None:
    assert as_condition(error) is None
