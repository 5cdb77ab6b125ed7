"""JSON in texts."""

from __future__ import annotations

import json
from typing import Any

from graphex.plugin import Boolean, InputSocket, ListInputSocket, Node, OutputSocket, String, exceptions


class _JsonText(Node, is_template=True):
    categories = ["Strings", "JSON"]
    color = "#198219"


class CreateJSONString(_JsonText):
    """Writes a JSON object from pairs of keys and values, all of them texts."""

    name = "Create JSON String"
    hyperlink = ("https://www.json.org/json-en.html",)

    key_value_pairs = ListInputSocket(
        String,
        "Key:Value Pairs",
        "The pairs, each with exactly one colon between key and value; blanks around both are removed.",
    )
    json_string = OutputSocket(String, "JSON string", "The object.")

    def run(self) -> None:
        found = {}
        for pair in self.key_value_pairs:
            key, *values = pair.split(":")
            if len(values) != 1:
                raise exceptions.StringFormattingError(self.name, "Key:Value Pairs", pair, "Key:Value")
            found[key.strip()] = values[0].strip()
        self.json_string = json.dumps(found)


class ExtractValueFromJSON(_JsonText):
    """Gives one value of a JSON object as text."""

    name = "Extract Value from JSON"
    hyperlink = ("https://www.json.org/json-en.html",)

    json_string = InputSocket(String, "JSON String", "The object.")
    key = InputSocket(String, "Key", "The key of the value.")
    value = OutputSocket(
        String,
        "Value",
        "The text; objects and lists as JSON, other values as Python writes them; empty without such a key.",
    )

    def run(self) -> None:
        container = _parsed(self.json_string)
        if not isinstance(container, dict | list | str):
            raise TypeError(f"{self.name} needs a JSON object, but got a single value.")
        key = self.key
        value: Any = ""
        for candidate in (key, key.strip()):
            if isinstance(container, dict) and candidate in container:
                value = container[candidate]
                break
        self.value = json.dumps(value) if isinstance(value, dict | list) else str(value)


class StringIsJSON(_JsonText):
    """Tells whether a text is valid JSON; single values are, too."""

    name = "String is JSON"
    hyperlink = ("https://www.json.org/json-en.html",)

    string = InputSocket(String, "String", "The text.")
    result = OutputSocket(Boolean, "Result", "True if it is JSON.")

    def run(self) -> None:
        try:
            _parsed(self.string)
        except ValueError:
            self.result = False
        else:
            self.result = True


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError("The JSON text is nested too deep.") from None
