"""How a setting is declared: once, as a field of `Settings`, with everything that is derived from it."""

from __future__ import annotations

from dataclasses import Field, dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from graphex.settings.kinds import Kind

Command: TypeAlias = Literal["serve", "certs", "trust", "sign-in", "run", "check", "vault", "plugins"]

T = TypeVar("T")

_KEY = "graphex"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """All that is known about one setting.

    `flags` are shown in `--help`; `other_flags` are accepted as well. `off_flags` set a switch to false.
    `help` is one sentence; `details` go into the example file and the reference page.
    `commands` are those whose options include the setting; of these, `unread_by` do nothing with it yet.
    """

    kind: Kind
    section: str
    help: str
    details: str = ""
    example: str = ""
    flags: tuple[str, ...] = ()
    other_flags: tuple[str, ...] = ()
    off_flags: tuple[str, ...] = ()
    in_yaml: bool = True
    other_yaml_spellings: tuple[str, ...] = ()
    commands: tuple[Command, ...] = ("serve",)
    unread_by: tuple[Command, ...] = ()
    name: str = ""
    default: object = None
    default_text: str = ""
    """The default in words, where the value says too little."""

    @property
    def long_flag(self) -> str:
        """The flag that messages name."""
        return next((flag for flag in self.flags if flag.startswith("--")), "")

    @property
    def note(self) -> str:
        """For which commands the setting has no effect; empty for most settings."""
        commands = " and ".join(self.unread_by)
        return f"{commands} takes it for compatibility; it has no effect there yet" if commands else ""


def setting(*, default: T, declared: Setting) -> T:
    """Declare a field of `Settings`; the type is that of the value, which is what a reader of the field gets."""
    value: Any = field(default=default, metadata={_KEY: declared})
    return value  # type: ignore[no-any-return]  # dataclasses.field is typed the same way


def mapping_setting(*, factory: Callable[[], T], declared: Setting) -> T:
    """Declare a field whose default is an empty mapping; its values stay out of `repr`."""
    value: Any = field(default_factory=factory, metadata={_KEY: declared}, repr=False)
    return value  # type: ignore[no-any-return]  # dataclasses.field is typed the same way


def declared_settings(model: type) -> tuple[Setting, ...]:
    """Return the settings of the model in the order of their declaration."""
    return tuple(
        replace(item.metadata[_KEY], name=item.name, default=_default(item))
        for item in fields(model)
        if _KEY in item.metadata
    )


def _default(item: Field[object]) -> object:
    return item.default_factory() if callable(item.default_factory) else item.default
