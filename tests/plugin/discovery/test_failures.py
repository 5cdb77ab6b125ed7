"""What is said about plugins that cannot be loaded."""

from __future__ import annotations

import pytest

from graphex.plugin.discovery.announced import Announcement, own_announcement
from graphex.plugin.discovery.failures import PluginError, WantedPlugin, failure_of, place_of, plugin_code

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


@pytest.mark.parametrize("error", [SystemExit(3), KeyError("x"), GeneratorExit()])
def test_whatever_ends_the_code_of_a_plugin_is_an_error_that_names_it(error: BaseException) -> None:
    with pytest.raises(PluginError, match=r'^The plugin "acme_plugin" cannot be loaded') as raised, plugin_code(NAMED):
        raise error

    assert (raised.value.hint, raised.value.__cause__) == (raised.value.failure.hint, error)


def test_an_interrupt_passes_through_the_code_of_a_plugin() -> None:
    with pytest.raises(KeyboardInterrupt), plugin_code(NAMED):
        raise KeyboardInterrupt


def test_the_built_in_library_cannot_be_left_out() -> None:
    failure = failure_of(
        WantedPlugin("graphex.nodes", is_named=False, announcement=own_announcement([])), OSError("no")
    )

    assert failure.hint == "Ask the plugin's author, or install GraphEx again."
