"""The four panes at the sizes that terminals have."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

import pytest
from rich.console import Console
from rich.text import Text

from fireline.replay.markup import BOT, Markup
from fireline.replay.panes import Panes
from fireline.replay.show import Line, Sent, Show

AT = datetime(2017, 1, 31, 23, 27, tzinfo=UTC)
WORDS = "The data directory was removed on db1, the primary, not on db2."


def full_show() -> Show:
    show = Show("GitLab.com database outage", now=AT, room="#inc-1-gitlab-com-database-outage")
    for n in range(60):
        show.feed.append(Line(AT + timedelta(minutes=n), "dee", Text(f"{WORDS} {n}")))
    show.feed.append(Line(AT, BOT, Text("an answer"), "only ana sees:", is_bot=True, is_private=True))
    show.card = Text("INC-1 GitLab.com database outage\nSEV1 · Identified since 22:05\nImpact: " + WORDS)
    show.updates += [Sent(AT, Text(f"INC-1, update {n}: {WORDS}"), Text(f"whole {n}\n{WORDS}")) for n in range(9)]
    show.waits += [(AT + timedelta(days=n), "asks for an update") for n in range(9)]
    show.narration = "What came before is noted with its own time; " * 3
    return show


def drawn(show: Show, width: int, height: int) -> list[str]:
    console = Console(width=width, height=height, file=io.StringIO(), force_terminal=True, color_system=None)
    with console.capture() as captured:
        console.print(Panes(show, Markup(["ana", "dee"]), console).draw(width, height))
    return captured.get().splitlines()


@pytest.mark.parametrize(("width", "height"), [(80, 24), (100, 30), (120, 40), (200, 60)])
def test_the_panes_fit_the_terminal_and_show_the_newest(width: int, height: int) -> None:
    rows = drawn(full_show(), width, height)

    assert len(rows) == height
    assert max(len(row) for row in rows) <= width
    screen = "\n".join(rows)
    assert "only ana sees: an answer" in screen
    assert "INC-1 GitLab.com database outage" in screen
    assert "8" in screen.split("#stakeholders")[1]
    assert "asks for an update" in screen
    assert screen.count("╭") == 4


def test_nothing_declared_yet_is_said() -> None:
    screen = "\n".join(drawn(Show("A drill"), 80, 24))

    for words in ("before it is declared", "no incident yet", "nothing sent yet", "nothing"):
        assert words in screen
