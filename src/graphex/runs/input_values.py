"""The values of graph inputs: those given, or from the configuration, secrets and defaults, in this order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Protocol

from graphex.errors import UsageError
from graphex.graph.model import MISSING
from graphex.plugin.composite import CompositeValue
from graphex.settings.mappings import Inputs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graphex.graph.model import GraphInput

EVERY_GRAPH: Final = "*"
_FROM_SECRET: Final = ("fromSecret", "FromSecret", "from_secret", "From_Secret")
_FROM_CONFIG: Final = ("fromConfig", "FromConfig", "from_config", "From_Config")
_DATATYPE: Final = ("datatype", "Datatype")
_MOST_STEPS: Final = 20  # references that lead on and on are a circle


class SecretSource(Protocol):
    """Gives secrets by name."""

    def names(self) -> Sequence[str]:
        """Return the names of the secrets."""

    def reveal(self, name: str) -> str:
        """Decrypt a secret; a GraphexError says why it cannot be."""


@dataclass(frozen=True, slots=True)
class InputValue:
    """The value of one graph input, and where it came from."""

    value: Any
    origin: str
    secrets: frozenset[str] = frozenset()
    """The decrypted secrets in the value, which nothing may show."""
    is_password: bool = False
    """Whether the graph marks the input as one that nothing may show."""

    @property
    def is_hidden(self) -> bool:
        """Whether the value is shown nowhere."""
        return self.is_password or bool(self.secrets)


@dataclass(slots=True)
class InputValues:
    """Looks up the values of a graph's inputs."""

    scopes: Mapping[str, Mapping[str, object]]
    secrets: SecretSource
    given_by: str
    """Where given values come from, as people are told."""

    def find(self, declared: Sequence[GraphInput], given: Mapping[str, Any], scope: str) -> dict[str, InputValue]:
        """Return the values that are known, by input."""
        found = {}
        for entry in declared:
            value = self._value(entry, given, scope)
            if value is not None:
                found[entry.name] = replace(value, is_password=bool(entry.is_password))
        return found

    def _value(self, entry: GraphInput, given: Mapping[str, Any], scope: str) -> InputValue | None:
        if entry.name in given:
            return InputValue(given[entry.name], self.given_by)
        for key in (scope, EVERY_GRAPH):
            value = self.scopes.get(key, {}).get(entry.name)
            if value is not None:
                return self._configured(value, self._origin(key, entry.name), entry.name)
        if entry.datatype == "String" and not entry.is_list and entry.name in self.secrets.names():
            return self._secret(entry.name)
        if entry.default_value is not MISSING:
            return InputValue(entry.default_value, "default")
        return None

    def _configured(self, value: Any, origin: str, name: str, steps: int = 0) -> InputValue:
        """Read one of the forms that a value in the configuration may have."""
        if not isinstance(value, dict):
            return InputValue(value, origin)
        secret = _first(value, _FROM_SECRET)
        if secret is not None:
            return self._secret(str(secret))
        reference = _first(value, _FROM_CONFIG)
        if reference is not None:
            return self._referenced(str(reference), name, steps)
        datatype = _first(value, _DATATYPE)
        if datatype is not None and isinstance(value.get("values"), dict):
            children = {
                key: self._configured(item, origin, f"{name}.{key}", steps) for key, item in value["values"].items()
            }
            secrets = frozenset().union(*(child.secrets for child in children.values()))
            values = {key: child.value for key, child in children.items()}
            return InputValue(CompositeValue(str(datatype), values, origin), origin, secrets)
        raise UsageError(
            f"The value of the graph input {name} ({origin}) is a mapping of an unknown form.",
            hint="Write a value, fromSecret: NAME, fromConfig: SCOPE, or datatype and values.",
        )

    def _origin(self, scope: str, name: str) -> str:
        """Return where a value stands in the configuration, with the line if it was read from a file."""
        inputs = self.scopes[scope]
        place = inputs.places.get(name) if isinstance(inputs, Inputs) else None
        return f'configuration, "{scope}"' + (f", {place.file} line {place.line}" if place else "")

    def _referenced(self, reference: str, name: str, steps: int) -> InputValue:
        """Follow a reference: to another input of any scope (NAME), or to an input of one scope (SCOPE::NAME)."""
        if steps >= _MOST_STEPS:
            raise UsageError(
                f"The graph input {name} refers to itself by fromConfig.", hint="Give one of the entries a value."
            )
        scope, separator, wanted = reference.rpartition("::")
        if not separator:
            own_scope = self.scopes.get(reference)
            scope, wanted = (reference, name) if own_scope and name in own_scope else ("", reference)
        candidates = [scope] if scope else list(self.scopes)
        for candidate in candidates:
            value = self.scopes.get(candidate, {}).get(wanted)
            if value is not None:
                return self._configured(value, self._origin(candidate, wanted), wanted, steps + 1)
        raise UsageError(
            f'The graph input {name} takes its value from "{reference}", which graph_inputs does not have.',
            hint="Correct fromConfig: it names another input, a scope, or SCOPE::INPUT.",
        )

    def _secret(self, name: str) -> InputValue:
        if name not in self.secrets.names():
            raise UsageError(
                f"There is no secret named '{name}', which a graph input is to be taken from.",
                hint=f"Add it: python3 -m graphex vault --encrypt --name {name}",
            )
        value = self.secrets.reveal(name)
        return InputValue(value, f"secret {name}", frozenset({value}))


def _first(value: Mapping[str, Any], keys: Sequence[str]) -> Any:
    return next((value[key] for key in keys if value.get(key) is not None), None)
