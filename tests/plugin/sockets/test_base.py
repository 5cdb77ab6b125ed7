"""What all sockets have in common."""

from __future__ import annotations

from graphex.plugin import InputSocket, LinkInputSocket, LinkOutputSocket, OutputSocket, String


def test_a_name_and_a_direction_make_a_socket_unique() -> None:
    assert InputSocket(String, "x", "").key == ("x", True)
    assert OutputSocket(String, "x", "").key == ("x", False)


def test_links_carry_no_value() -> None:
    link = LinkOutputSocket(" Branch ", "Where to go.")

    assert (link.name, link.is_link, link.is_input, link.datatype) == ("Branch", True, False, None)
    assert LinkInputSocket("x").is_input
    assert repr(link) == "<LinkOutputSocket Branch>"
