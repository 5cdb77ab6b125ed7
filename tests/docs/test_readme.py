"""The README is short, shows a picture, and has exactly two commands where tools look for them."""

from __future__ import annotations

from docs.pages import README, ROOT, Block, Page

LIMIT_LINES = 150
LIMIT_PICTURE_BYTES = 150_000
# A folder of the reader's own is served: the clone holds the graphs of the project's tests.
SERVE = (
    "python3 -m venv ~/automation/.venv && ~/automation/.venv/bin/pip install -q . "
    "&& cd ~/automation && .venv/bin/python -m graphex serve --open\n"
)
TESTS = "python3 -m venv .venv && .venv/bin/pip install -q -e '.[dev]' && .venv/bin/nox\n"


def block_after(marker: str) -> Block:
    page = Page(README)
    line = page.lines.index(marker) + 1
    return next(block for block in page.blocks if block.line == line + 1)


def pictures() -> list[str]:
    return [target for _, target in Page(README).links if target.endswith(".png")]


def test_the_readme_fits_on_a_few_screens() -> None:
    assert len(Page(README).lines) < LIMIT_LINES


def test_the_first_command_sets_everything_up_and_serves() -> None:
    assert block_after("<!-- serve -->").text == SERVE


def test_the_second_command_runs_every_check() -> None:
    assert block_after("<!-- tests -->").text == TESTS


def test_the_picture_is_small() -> None:
    (picture,) = pictures()

    assert (ROOT / picture).stat().st_size < LIMIT_PICTURE_BYTES
