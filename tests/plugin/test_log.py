"""The logger that nodes write to."""

from __future__ import annotations

import re

import pytest

from graphex.plugin import GraphexLogger
from graphex.plugin.log import cleaned


def test_a_line_on_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    GraphexLogger().info("hi\r\nthere\x1b[31m!")

    assert re.fullmatch(r"\[INFO - \d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d\d\] hi\nthere!\n", capsys.readouterr().out)


@pytest.mark.parametrize("level", ["debug", "info", "notice", "warning", "error", "critical"])
def test_each_level_has_its_method(level: str) -> None:
    logger, seen = GraphexLogger("debug"), []
    logger.callback = lambda msg, _, found: seen.append((msg, found))

    getattr(logger, level)("x")

    assert seen == [("x", level.upper())]


def test_lower_levels_are_left_out() -> None:
    logger, seen = GraphexLogger("WARNING"), []
    logger.callback = lambda msg, *_: seen.append(msg)
    other = logger.clone()

    other.info("no")
    other.error("yes")
    logger.reset_callback()

    assert seen == ["yes"]


def test_an_unknown_level_is_an_error() -> None:
    with pytest.raises(ValueError, match="'loud' is no log level"):
        GraphexLogger("loud")


def test_images_and_tags_of_pipelines() -> None:
    logger, seen = GraphexLogger(azure_integration=True), []
    logger.callback = lambda msg, formatted, level: seen.append((level, formatted if level == "INFO" else msg))

    logger.image("abc")
    logger.add_azure_build_tag("tag")
    GraphexLogger().add_azure_build_tag("ignored")

    assert seen == [("IMAGE", "data:image/jpeg;base64,abc"), ("INFO", "##vso[build.addbuildtag]tag")]


def test_other_line_ends_and_terminal_sequences_are_taken_out() -> None:
    assert cleaned("a\r\nb\rc\x1b[1;31md\x1bMe") == "a\nb\ncde"
