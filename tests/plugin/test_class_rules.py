"""The rules for a node type."""

from __future__ import annotations

import pytest

from graphex.plugin import InputSocket, Node, OutputSocket, String
from graphex.plugin.class_rules import check_attributes, own_sockets
from graphex.plugin.exceptions import ReservedAttributeException


class Plain(Node):
    """Has one socket of each kind."""

    name = "Plain"
    given = InputSocket(String, "Given", "In.")
    made = OutputSocket(String, "Made", "Out.")

    def run(self) -> None:
        """Nothing."""


def test_sockets_stand_in_the_order_of_the_body() -> None:
    assert [socket.name for socket in own_sockets(Plain)] == ["Given", "Made"]


def test_a_name_of_the_base_class_cannot_be_a_socket() -> None:
    class Base:
        given = None

    check_attributes(Plain, Node)

    with pytest.raises(ReservedAttributeException, match="given"):
        check_attributes(Plain, Base)
