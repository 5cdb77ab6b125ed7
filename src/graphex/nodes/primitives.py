"""Values that are typed into a node."""

from __future__ import annotations

from graphex.plugin import Boolean, InputField, Node, NodeType, Number, OutputSocket, String
from graphex.plugin.colors import COLOR_STRING


class _Value(Node, is_template=True):
    categories = ["Data"]
    color = COLOR_STRING
    # The place where users of the plugin API have always found these datatypes.
    original_plugin = "graphex.data.primitives"


class NewString(_Value):
    """Gives the text of its field."""

    name = "New String"
    node_type = NodeType.DATA
    field = InputField("", multiline=True, required=False, floating_label=False)

    value = OutputSocket(String, "Value", "The text.")

    def run(self) -> None:
        self.value = self.field


class NewNumber(_Value):
    """Gives the number of its field, whole or fractional."""

    name = "New Number"
    node_type = NodeType.DATA
    color = "#288CF0"
    field = InputField(-2, floating_label=False)

    value = OutputSocket(Number, "Value", "The number.")

    def run(self) -> None:
        self.value = self.field


class NewBoolean(_Value):
    """Gives true or false, as its field says."""

    name = "New Boolean"
    node_type = NodeType.DATA
    color = "#B93232"
    field = InputField(False, required=False, floating_label=False)

    value = OutputSocket(Boolean, "Value", "True or false.")

    def run(self) -> None:
        self.value = self.field
