"""Which machine a visitor sits at, so that the steps for it come first."""

from __future__ import annotations

from typing import Final

PLATFORMS: Final = ("windows", "macos", "linux", "iphone", "android")
"""Every platform the Connection page has steps for, in the order of how common they are at desks."""

MARKS: Final = (
    # Android and ChromeOS call themselves Linux too, and an iPhone mentions Mac OS X: the order decides.
    ("android", "android"),
    ("iphone", "iphone"),
    ("ipad", "iphone"),
    ("windows", "windows"),
    ("macintosh", "macos"),
    ("linux", "linux"),
    ("cros", "linux"),
)


def detect_platform(user_agent: str) -> str | None:
    """Return the platform that a User-Agent names; an iPad that poses as a Mac is taken for one."""
    text = user_agent.lower()
    return next((platform for mark, platform in MARKS if mark in text), None)


def order_platforms(user_agent: str) -> tuple[str, ...]:
    """Return all platforms, the visitor's own first."""
    own = detect_platform(user_agent)
    return tuple(sorted(PLATFORMS, key=lambda platform: platform != own))
