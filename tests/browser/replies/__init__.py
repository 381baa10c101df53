"""What the bot says, theme by theme: each function is a short story whose replies make one sheet.

Themes are only added at the end: the numbers of the pictures go by their order.
"""

from __future__ import annotations

from tests.browser.replies import (
    changes,
    edges,
    ending,
    holding,
    incidents,
    incidents_doors,
    incidents_related,
    items,
    modes,
    more,
    opening,
    overview,
    postmortems,
    postmortems_ends,
    record,
    reports,
    roles,
    streams,
    tabs,
    tasks,
    telling,
    timeline,
    updates,
    work,
)

THEMES = (
    *opening.THEMES,
    *changes.THEMES,
    *roles.THEMES,
    *work.THEMES,
    *telling.THEMES,
    *record.THEMES,
    *ending.THEMES,
    *modes.THEMES,
    *more.THEMES,
    *edges.THEMES,
    *incidents.THEMES,
    *holding.THEMES,
    *streams.THEMES,
    *tasks.THEMES,
    *items.THEMES,
    *updates.THEMES,
    *timeline.THEMES,
    *overview.THEMES,
    *postmortems.THEMES,
    *incidents_related.THEMES,
    *incidents_doors.THEMES,
    *reports.THEMES,
    *tabs.THEMES,
    *postmortems_ends.THEMES,
)
