"""Tasks, with all that they refuse."""

from __future__ import annotations

from tests.browser.sheet import Theme

THEMES: tuple[Theme, ...] = ()
