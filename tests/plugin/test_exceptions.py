"""The exceptions of the plugin API."""

from __future__ import annotations

import pytest

from graphex.plugin import Number, String, exceptions


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (exceptions.GraphValidationError("/g.gx", "no"), "Graph /g.gx failed to validate: no"),
        (exceptions.NodeUsageError("N", "N-0", "no"), "Node 'N' (N-0): no"),
        (
            exceptions.NodeMisalignedSockets("N", "N-0", ["b", "a"], ["a"]),
            "Node 'N' (N-0): Misaligned input sockets. Required: a, b; Provided: a",
        ),
        (exceptions.SocketError("s", "N", "N-0", "no"), "Error for socket 's' on node N (N-0): no"),
        (exceptions.SocketMissingConnection("s", "N", "N-0", 0, 1), "it has 0 connections and needs 1"),
        (exceptions.SocketTooManyConnections("s", "N", "N-0", 2, 1), "it has 2 connections and takes 1"),
        (
            exceptions.SocketInvalidDataType("s", "N", "N-0", "t", "M", "M-0", String, Number),
            "its datatype is String, but socket 't' on node M (M-0) gives Number",
        ),
        (
            exceptions.SocketInvalidConnectionType("s", "N", "N-0", "t", "M", "M-0", "gives a list"),
            "socket 't' on node M (M-0) gives a list",
        ),
        (exceptions.InvalidParameterError("N", "s", "bad", ["good"]), "It takes '['good']'."),
        (exceptions.StringFormattingError("N", "s", "bad", "a:b"), "The text must follow 'a:b'."),
        (exceptions.SubProcessFailed("ls", "out", "err", 2), "The command 'ls' ended with code 2.\nstdout: out"),
        (exceptions.ThreadedRunTimeError("no"), "no"),
        (
            exceptions.SubGraphRuntimeError("/g.gx", [ValueError("a\nb"), ValueError("c")]),
            "Subgraph '/g.gx' finished with the following errors:\n  │  a\n  │  b\n  │  \n  │  c",
        ),
        (exceptions.DataContainerException("no", {"a": 1}), 'no\n\nData Container:\n  │  {\n  │      "a": 1\n  │  }'),
    ],
)
def test_what_they_say(error: Exception, text: str) -> None:
    assert text in str(error)


def test_a_huge_container_is_whole_so_that_the_run_finds_secrets_in_it() -> None:
    text = str(exceptions.DataContainerException("no", ["x"] * 100_000))

    assert text.count('"x"') == 100_000
