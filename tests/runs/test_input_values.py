"""The values of graph inputs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphex.errors import UsageError
from graphex.graph.model import MISSING, GraphInput
from graphex.plugin.composite import CompositeValue
from graphex.runs.input_values import InputValue, InputValues

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Secrets:
    """Secrets by name, in clear."""

    def __init__(self, **secrets: str) -> None:
        self.secrets = secrets

    def names(self) -> Sequence[str]:
        """Return the names."""
        return list(self.secrets)

    def reveal(self, name: str) -> str:
        """Return a secret."""
        return self.secrets[name]


def find(
    scopes: Mapping[str, Any], *, given: Mapping[str, Any] | None = None, default: Any = MISSING, **secrets: str
) -> InputValue | None:
    values = InputValues(scopes, Secrets(**secrets), "command line")
    return values.find([GraphInput("X", "String", default_value=default)], given or {}, "a.gx").get("X")


@given(*([st.booleans()] * 5))
def test_the_first_source_that_has_a_value_counts(
    command: bool, scope: bool, every: bool, secret: bool, default: bool
) -> None:
    found = find(
        {"a.gx": {"X": "scope"} if scope else {}, "*": {"X": "every"} if every else {}},
        given={"X": "command"} if command else {},
        default="default" if default else MISSING,
        **({"X": "secret"} if secret else {}),
    )
    order = [("command", command), ("scope", scope), ("every", every), ("secret", secret), ("default", default)]

    assert (found.value if found else None) == next((name for name, there in order if there), None)


def test_a_null_in_the_configuration_is_no_value() -> None:
    found = find({"a.gx": {"X": None}}, default="d")

    assert found == InputValue("d", "default")


@pytest.mark.parametrize("key", ["fromSecret", "FromSecret", "from_secret", "From_Secret"])
def test_a_value_may_come_from_a_secret(key: str) -> None:
    assert find({"*": {"X": {key: "s"}}}, s="swordfish") == InputValue(
        "swordfish", "secret s", frozenset({"swordfish"})
    )


@pytest.mark.parametrize("reference", ["Y", "*::Y", "other.gx::Y"])
def test_a_value_may_come_from_another_entry(reference: str) -> None:
    scopes = {"*": {"X": {"from_config": reference}, "Y": "yes"}, "other.gx": {"Y": "yes"}}

    found = find(scopes)

    assert found is not None
    assert found.value == "yes"


def test_a_scope_alone_means_the_input_of_the_same_name() -> None:
    found = find({"*": {"X": {"fromConfig": "other.gx"}}, "other.gx": {"X": "there"}})

    assert found is not None
    assert found.value == "there"


def test_a_composite_has_values_of_any_form() -> None:
    value = {
        "datatype": "Conn",
        "values": {"host": "h", "password": {"fromSecret": "s"}, "in": {"Datatype": "I", "values": {}}},
    }

    found = find({"*": {"X": value}}, s="pw")

    assert found is not None
    origin = 'configuration, "*"'
    inner = CompositeValue("I", {}, origin)
    assert found.value == CompositeValue("Conn", {"host": "h", "password": "pw", "in": inner}, origin)
    assert found.secrets == {"pw"}


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"other": 1}, "mapping of an unknown form"),
        ({"fromSecret": "gone"}, "no secret named 'gone'"),
        ({"fromConfig": "gone"}, 'takes its value from "gone"'),
        ({"fromConfig": "X"}, "refers to itself"),
    ],
)
def test_what_cannot_be_is_one_error(value: object, message: str) -> None:
    with pytest.raises(UsageError, match=message) as raised:
        find({"*": {"X": value}})

    assert raised.value.hint


def test_a_secret_feeds_single_texts_only() -> None:
    values = InputValues({}, Secrets(N="1", L="x"), "command line")

    assert values.find([GraphInput("N", "Number"), GraphInput("L", "String", list_flag=True)], {}, "a.gx") == {}


@pytest.mark.parametrize(("password", "hidden"), [(True, True), (MISSING, False)])
def test_a_value_knows_whether_it_may_be_shown(password: Any, *, hidden: bool) -> None:
    entry = GraphInput("X", "String", password_flag=password)

    found = InputValues({}, Secrets(), "request").find([entry], {"X": "x"}, "a.gx")

    assert (found["X"].origin, found["X"].is_hidden) == ("request", hidden)


def test_a_value_from_a_secret_is_hidden() -> None:
    found = find({}, X="swordfish")

    assert found is not None
    assert found.is_hidden
