"""How far a report has come."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

UNANSWERED_AFTER = timedelta(hours=1)  # then whoever reported it hears that nobody looked
LONGEST = 2500  # what a card holds beside the rest


class State(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    MERGED = "merged"
    DECLINED = "declined"
