"""When an owner hears of an item, what a good item looks like, how many were finished: values only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class ItemStatus(StrEnum):
    OPEN = "open"
    DONE = "done"
    DECLINED = "declined"

    @property
    def label(self) -> str:
        return "won't do" if self is ItemStatus.DECLINED else self.value


@dataclass(frozen=True)
class Completion:
    """Of `due` items `done` were done, `declined` got an honest no; the rest is late."""

    due: int
    done: int
    declined: int

    @property
    def share(self) -> float | None:
        """Finished out of due, a no counting as finished; None when nothing was due."""
        return (self.done + self.declined) / self.due if self.due else None


def completion(statuses: Iterable[ItemStatus]) -> Completion:
    """Counts the items that were due."""
    found = list(statuses)
    return Completion(len(found), found.count(ItemStatus.DONE), found.count(ItemStatus.DECLINED))
