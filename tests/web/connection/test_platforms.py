"""The visitor's platform."""

from __future__ import annotations

import pytest

from graphex.web.connection.platforms import PLATFORMS, detect_platform, order_platforms


@pytest.mark.parametrize(
    ("user_agent", "platform"),
    [
        ("Mozilla/5.0 (X11; CrOS x86_64) Chrome", "linux"),
        ("Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X)", "iphone"),
        ("Mozilla/5.0 (Linux; Android 15)", "android"),
        ("curl/8", None),
    ],
)
def test_the_platform_is_read_from_the_user_agent(user_agent: str, platform: str | None) -> None:
    assert detect_platform(user_agent) == platform


def test_all_platforms_are_shown_whatever_the_visitor_uses() -> None:
    assert sorted(order_platforms("Android")) == sorted(PLATFORMS)
    assert order_platforms("Android")[0] == "android"
    assert order_platforms("curl") == PLATFORMS
