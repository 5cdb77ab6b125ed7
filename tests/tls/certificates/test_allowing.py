"""The command that makes an authority which may sign for more."""

from __future__ import annotations

import datetime as dt
import shlex
from pathlib import Path

import pytest

from graphex.tls.certificates.allowing import command_to_allow
from graphex.tls.certificates.authority import create_authority
from graphex.tls.certificates.names import Names, machine_names, parse_names

NOW = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
NEW_ONE = "python3 -m graphex untrust --delete-authority && python3 -m graphex trust"


def command(*names: str, allowed: tuple[str, ...] = (), directory: Path | None = None) -> str:
    authority = create_authority(label="me@here", names=machine_names().wanted, allowed=parse_names(allowed), now=NOW)
    return command_to_allow(authority.certificate, parse_names(names), directory=directory)


@pytest.mark.parametrize(
    ("names", "flags"),
    [
        ((), ""),
        (("build.corp",), " --allow-name build.corp"),
        (("*.build.corp", "203.0.113.7"), " --allow-name build.corp --allow-name 203.0.113.7"),
        (("straße.example",), " --allow-name xn--strae-oqa.example"),
    ],
)
def test_it_names_what_is_to_be_allowed(names: tuple[str, ...], flags: str) -> None:
    assert command(*names) == NEW_ONE + flags


def test_what_was_allowed_before_stays_allowed() -> None:
    said = command("new.corp", allowed=("old.corp", "2001:db8::7", "build.lan"))

    assert said == f"{NEW_ONE} --allow-name old.corp --allow-name new.corp --allow-name 2001:db8::7"


def test_another_directory_is_quoted_in_both_halves() -> None:
    directory = Path("/it's mine/authority of mine")

    said = shlex.split(command("new.corp", directory=directory))

    assert [said[index + 1] for index, word in enumerate(said) if word == "--ca-dir"] == [str(directory)] * 2


def test_the_names_of_this_machine_need_no_word() -> None:
    assert Names().missing(machine_names().wanted)
    assert command("build.corp").count("--allow-name") == 1
