"""Card, digest, home tab, help and menus in rare states."""

from __future__ import annotations

from tests.browser.sheet import Theme

THEMES: tuple[Theme, ...] = ()
