"""What is said about plugins that cannot be loaded."""

from __future__ import annotations

import pytest

from graphex.plugin.discovery.announced import Announcement
from graphex.plugin.discovery.failures import WantedPlugin, failure_of, place_of

ACME = Announcement("acme", "acme_plugin", "acme-graphex", "0.1")
NAMED = WantedPlugin("acme_plugin", is_named=True)
INSTALLED = WantedPlugin("acme_plugin", is_named=False, announcement=ACME)


def missing(name: str) -> ModuleNotFoundError:
    return ModuleNotFoundError(f"No module named {name!r}", name=name)


@pytest.mark.parametrize(
    ("wanted", "error", "message", "hint"),
    [
        (
            NAMED,
            missing("acme_plugin"),
            'No plugin found with name "acme_plugin".',
            "Check the spelling, or install it: python3 -m graphex plugins install acme_plugin",
        ),
        (
            NAMED,
            missing("numpy.linalg"),
            'The plugin "acme_plugin" needs the module "numpy.linalg", which is not installed.',
            "Install it: pip install numpy",
        ),
        (
            NAMED,
            missing("acme_plugin.gone"),
            "The plugin \"acme_plugin\" cannot be loaded: ModuleNotFoundError: No module named 'acme_plugin.gone'",
            "Ask the plugin's author, or take it out of the list of plugins.",
        ),
        (
            INSTALLED,
            SystemExit(),
            'The plugin "acme_plugin" (the entry point "acme" of acme-graphex 0.1) cannot be loaded: SystemExit',
            "Ask the plugin's author, or leave it out: --without-plugins acme-graphex.",
        ),
    ],
)
def test_sentence_and_hint_fit_the_error(wanted: WantedPlugin, error: BaseException, message: str, hint: str) -> None:
    failure = failure_of(wanted, error)

    assert (failure.message, failure.hint) == (message, hint)


def test_the_place_of_a_syntax_error_is_that_of_the_text() -> None:
    error = SyntaxError("invalid syntax", ("plugin.py", 3, 1, "x", 3, 2))

    assert place_of(error) == " (file plugin.py, line 3)"
