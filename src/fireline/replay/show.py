"""What the audience has before its eyes: the feed, the card, the updates, what the bot waits for, and one narrator."""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from rich.text import Text

KEPT = 200  # lines of the feed
PASSES = timedelta(minutes=45)  # a longer silence is told as time that passed

# What the narrator says of what the bot does by itself, told once each: words of the message, where, sentence.
ASIDES = (
    (r"update due", "DM", "The bot asks for the next update ahead of time, with a draft; only that person sees it."),
    (r"no new information", "#", "Nobody sent news: the bot says just that, once, and calls it automatic."),
    (r"Hand INC-\d+ over\?", "DM", "After four hours the lead is asked, alone, whether somebody should take over."),
    (r"still going\?", "DM", "After a long silence the lead is asked, alone, whether it still goes on."),
    (r"^Wrap up", "DM", "In working hours, whoever kept the record is asked to wrap up: about five minutes."),
    (r"An action item for you", "DM", "Each owner hears of an item in their own working hours."),
    (r"^Your open action items", "DM", "Once a week, on a working morning, every owner gets their list."),
    (r"^Due today", "DM", "The due day: one reminder, to the owner alone."),
    (r"^Due ", "DM", "Three working days ahead, the owner is reminded, alone."),
    (r"Was due", "group", "Six days late, a second person is asked to help clear the way: never a channel."),
    (r"Was due", "DM", "Overdue: again the owner alone is told; a new date or an honest no is a fine answer."),
)


@dataclass(frozen=True)
class Line:
    """One line of the feed. Without `who` it is a rule across: time that passed."""

    at: datetime
    who: str
    text: Text
    place: str = ""
    is_bot: bool = False
    is_private: bool = False
    has_pane: bool = False  # it stands in a pane of its own


@dataclass(frozen=True)
class Sent:
    """One update to stakeholders: its headline for a small pane, all of it for a large one."""

    at: datetime
    headline: Text
    whole: Text


@dataclass
class Show:
    """Everything that is shown, as values; who draws it does not matter."""

    title: str
    steps: int = 0
    step: int = 0
    now: datetime | None = None
    room: str = ""
    narration: str = ""
    feed: deque[Line] = field(default_factory=lambda: deque(maxlen=KEPT))
    card: Text = field(default_factory=lambda: Text("no incident yet", "dim"))
    updates: list[Sent] = field(default_factory=list)
    waits: list[tuple[datetime, str]] = field(default_factory=list)
    told: set[str] = field(default_factory=set)

    @property
    def last(self) -> datetime | None:
        """When something was last seen."""
        return self.feed[-1].at if self.feed else None

    def has_jumped(self, to: datetime) -> bool:
        return self.last is not None and to - self.last >= PASSES

    def is_new(self, words: str) -> bool:
        """Whether these words were not told before."""
        if words in self.told:
            return False
        self.told.add(words)
        return True

    def aside(self, words: str, place: str) -> str:
        """What the narrator says of these words of the bot; "" when it was said before or is not worth it."""
        kind = "group" if place.startswith("group") else "DM" if place.startswith("DM") else "#"
        for pattern, where, sentence in ASIDES:
            if where == kind and re.search(pattern, words):
                return sentence if self.is_new(sentence) else ""
        return ""
