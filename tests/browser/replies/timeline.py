"""The record: what it says of channels, marks and times, and what it refuses."""

from __future__ import annotations

from tests.browser.sheet import Theme

THEMES: tuple[Theme, ...] = ()
