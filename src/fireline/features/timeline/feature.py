"""Everything the timeline brings."""

from __future__ import annotations

from fireline.core.feature import Feature

feature = Feature(name="timeline")
