"""How long each person took part, worked out from when they wrote or acted: the record knows no other measure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import accumulate, groupby, pairwise

from fireline.features.postmortems.record import Record
from fireline.features.timeline import events as timeline
from fireline.features.timeline.reads import Entry

PAUSE = timedelta(minutes=30)  # a longer silence is not counted: nobody knows whether they were there
NO_ACTS = (timeline.JOINED, timeline.LEFT, timeline.BOT_MESSAGE)
LEAST = timedelta(minutes=5)  # one line alone


def time_of(record: Record, end: datetime | None) -> Mapping[str, timedelta]:
    """From the declaration to `end` (None: until now), longest first. Who only took part afterwards is not in it."""
    start = record.incident.declared_at
    acts: dict[str, list[datetime]] = {}
    for entry in record.entries:
        moment = _at(entry)
        if entry.actor_id and entry.kind not in NO_ACTS and start <= moment <= (end or record.made_at):
            acts.setdefault(entry.actor_id, []).append(moment)
    spent = {user_id: time_between(moments) for user_id, moments in acts.items()}
    return dict(sorted(spent.items(), key=lambda each: -each[1]))


def time_between(moments: Iterable[datetime]) -> timedelta:
    """The stretches in which no pause is too long, each counted with `LEAST` at the least."""
    return sum((max(last - first, LEAST) for first, last in _stretches(sorted(moments))), timedelta())


def _stretches(moments: Sequence[datetime]) -> Iterator[tuple[datetime, datetime]]:
    for _, near in groupby(zip(moments, _numbers(moments), strict=True), key=lambda each: each[1]):
        stretch = [moment for moment, _ in near]
        yield stretch[0], stretch[-1]


def _numbers(moments: Sequence[datetime]) -> Iterator[int]:
    """To which stretch each belongs."""
    pauses = (after - before > PAUSE for before, after in pairwise(moments))
    return accumulate(pauses, initial=0) if moments else iter(())


def _at(entry: Entry) -> datetime:
    """What was typed for an earlier moment was typed when it was recorded."""
    return entry.happened_at if entry.is_message else entry.recorded_at
