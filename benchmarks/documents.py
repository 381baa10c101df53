"""The postmortem of a long incident as Markdown, against a loop that only puts the same entries into a string."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta

from benchmarks.figures import Figure, median, most, ms, ratio
from benchmarks.household import CHANNEL, household, scratch
from fireline.core.events import Event, UserId
from fireline.features.postmortems.draft import markdown
from fireline.features.postmortems.record import Record, record_of
from fireline.features.timeline import events
from fireline.store.unit import Unit

ENTRIES = 5000


async def measure(rounds: int) -> list[Figure]:
    async with scratch() as folder, household(f"sqlite:///{folder / 'fireline.db'}") as house:
        await house.unit(lambda unit: _fill(unit, house.incident_id))
        since = time.perf_counter()
        record = await house.unit(lambda unit: record_of(unit, house.incident_id))
        reading = time.perf_counter() - since
    return await asyncio.to_thread(_rendered, record, rounds, reading)


def _rendered(record: Record, rounds: int, reading: float) -> list[Figure]:
    markdown(record)  # templates are compiled once
    ours, loop = [], []
    for _ in range(rounds):
        since = time.perf_counter()
        _loop(record)
        loop.append(time.perf_counter() - since)
        since = time.perf_counter()
        document = markdown(record)
        ours.append(time.perf_counter() - since)
    if document.count("\n") < ENTRIES / 2:
        raise RuntimeError("the document does not hold the entries: nothing was measured")
    told = f"{ms(median(ours))}, loop {ms(median(loop))}; read once in {ms(reading)}"
    what = f"postmortem of {len(record.entries):,} entries in Markdown, against a string loop"
    return [most(what, 4, ratio(ours, loop), told)]


def _loop(record: Record) -> str:
    """The least that says the same: time, name and escaped text of every entry."""
    lines = []
    for entry in record.entries:
        at = entry.happened_at.strftime("%H:%M:%S")
        text = entry.text.replace("\\", "\\\\").replace("*", "\\*").replace("_", "\\_").replace("<", "&lt;")
        who = record.names.get(str(entry.actor_id), entry.actor_id)
        lines.append(f"- **{at} UTC** {who}: {text} [link]({entry.permalink})")
    return "\n".join(lines)


def _fill(unit: Unit, incident_id: int) -> None:
    """Messages of several people over a day; all key moments, so that each is in the document."""
    start = unit.now - timedelta(days=1)
    for number in range(ENTRIES):
        at = start + timedelta(seconds=17 * number)
        ts = f"{int(at.timestamp())}.{number:06d}"
        unit.emit(
            Event(
                kind=events.MESSAGE,
                incident_id=incident_id,  # type: ignore[arg-type]
                happened_at=at,
                actor_id=UserId(f"U0{'ABCDE'[number % 5]}"),
                text=f"replica {number} lags *{number % 90}* minutes behind; restarting `walreceiver` did not help",
                key=True,
                channel_id=CHANNEL,
                ts=ts,
                permalink=f"https://slack.com/archives/{CHANNEL}/p{ts.replace('.', '')}",
                source=f"msg:{CHANNEL}:{ts}",
            )
        )
