"""A declaration gives the field its default and everything else about the setting."""

# ruff: noqa: RUF009 - setting() is a dataclasses.field with metadata, not a shared value
from __future__ import annotations

from dataclasses import dataclass, field

from graphex.settings.declaration import Setting, declared_settings, mapping_setting, setting
from graphex.settings.kinds import Integer
from graphex.settings.mappings import Scopes


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """Two settings and another field."""

    amount: int = setting(
        default=3, declared=Setting(kind=Integer(0), section="A", help="How many.", flags=("-a", "--amount"))
    )
    inputs: dict[str, object] = mapping_setting(
        factory=dict, declared=Setting(kind=Scopes(), section="A", help="What.")
    )
    note: str = field(default="")


def test_a_model_has_the_declared_defaults() -> None:
    assert Model() == Model(amount=3, inputs={}, note="")


def test_the_declared_settings_know_name_and_default() -> None:
    amount, inputs = declared_settings(Model)

    assert (amount.name, amount.default, amount.long_flag) == ("amount", 3, "--amount")
    assert (inputs.name, inputs.default, inputs.long_flag) == ("inputs", {}, "")


def test_a_note_names_the_commands_that_do_nothing_with_a_setting() -> None:
    unread = Setting(kind=Integer(0), section="A", help="How many.", commands=("serve", "run"), unread_by=("serve",))

    assert unread.note == "serve takes it for compatibility; it has no effect there yet"
    assert [item.note for item in declared_settings(Model)] == ["", ""]


def test_mappings_stay_out_of_the_text_of_a_model() -> None:
    assert "secret" not in repr(Model(inputs={"secret": 1}))
