"""What a draft, its check and its wrap-up say, to the last remark."""

from __future__ import annotations

from tests.browser.sheet import Theme

THEMES: tuple[Theme, ...] = ()
