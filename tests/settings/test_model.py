"""The declarations are consistent with each other."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from dataclasses import fields
from typing import get_args

import pytest

from graphex.settings import Settings
from graphex.settings.declaration import Command
from graphex.settings.model import SETTINGS, settings_of
from setting_reads import unread


def test_every_field_is_a_declared_setting() -> None:
    derived = {"origins", "warnings"}

    assert [setting.name for setting in SETTINGS] == [f.name for f in fields(Settings) if f.name not in derived]


def test_no_flag_and_no_key_belongs_to_two_settings() -> None:
    flags = Counter(flag for item in SETTINGS for flag in (*item.flags, *item.other_flags, *item.off_flags))
    keys = Counter(key for item in SETTINGS for key in (item.name, *item.other_yaml_spellings))

    assert [name for name, count in (flags + keys).items() if count > 1] == []


def test_every_flag_option_has_a_long_flag_for_messages() -> None:
    assert [item.name for item in SETTINGS if item.flags and not item.long_flag] == []


def test_help_is_one_sentence() -> None:
    assert [item.name for item in SETTINGS if not item.help.endswith(".") or ". " in item.help] == []


def test_serve_has_every_setting_that_has_flags() -> None:
    assert settings_of("serve") == tuple(item for item in SETTINGS if item.flags)


def test_importing_the_settings_loads_neither_yaml_nor_typer() -> None:
    script = "import sys, graphex.settings; print([m for m in ('yaml', 'typer', 'click') if m in sys.modules])"

    shown = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)

    assert shown.stdout.strip() == "[]"


@pytest.mark.parametrize("command", get_args(Command))
def test_exactly_the_settings_that_a_command_does_not_read_are_marked(command: Command) -> None:
    marked = {setting.name for setting in SETTINGS if command in setting.unread_by}

    assert marked == unread(command)
