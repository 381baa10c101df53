"""What the bot says, theme by theme: each function is a short story whose replies make one sheet."""

from __future__ import annotations

from tests.browser.replies import changes, edges, ending, modes, more, opening, record, roles, telling, work

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
)
