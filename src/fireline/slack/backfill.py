"""Recovers from Slack's history what was said while nobody listened, without a gap and without a double.

A *sweep* reads a channel from the newest message down to a day below where the last sweep began; the day is read again
because messages are edited, marked and deleted after they were posted. After every page its progress is stored, so a
sweep that was cut off goes on where it was, and is followed by one for what came since.

What is found goes into the inbox as events marked late. Its handlers do not mind repetition, so a message that came
live, again, and out of history is one row. A message that is on record and that history no longer shows was deleted:
history is complete between two of its messages, but for the replies, which their threads show.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import structlog

from fireline.core.errors import GiveUp, RetryLater
from fireline.core.events import WorkspaceId
from fireline.envelopes import cleaned
from fireline.features.incidents import reads as incidents
from fireline.features.incidents import streams
from fireline.features.timeline import history, pseudonyms
from fireline.features.timeline.history import Progress
from fireline.features.timeline.snapshots import CHANGES, JOINS, LEAVES, SAID, moment_of, stamp_of
from fireline.slack.client import Slack
from fireline.store import inbox, installation
from fireline.store.inbox import Arrival
from fireline.store.unit import Unit
from fireline.store.units import Units

log = structlog.get_logger("fireline.backfill")

Json = Mapping[str, Any]
PAGE = 200  # Slack's advice; an app whose history is slow gets 15 whatever it asks for
OVERLAP = timedelta(days=1)
SETTLED = timedelta(seconds=5)  # what is younger may not be in every copy of the history yet
LONGEST_WAIT = 60.0
WANTED = SAID | JOINS | LEAVES | CHANGES


class Backfill:
    """`run_once` reads every channel of an unfinished incident, or the ones named; a second call waits for the first.

    It returns when all is read, however long Slack makes it wait, and may be cancelled at any time.
    """

    def __init__(
        self, units: Units, slack: Slack, *, workspace_id: WorkspaceId, overlap: timedelta = OVERLAP, page: int = PAGE
    ) -> None:
        self._units = units
        self._slack = slack
        self._workspace_id = workspace_id
        self._overlap = overlap
        self._page = page
        self._one = asyncio.Lock()

    async def run_once(self, channels: Collection[str] | None = None) -> int:
        """Gives how many messages were read. `channels` are ids; those that belong to no incident are left alone."""
        async with self._one:
            read = 0
            for channel_id in await self._units.read(self._workspace_id, _channels):
                if channels is None or channel_id in channels:
                    read += await self._channel(channel_id)
            return read

    async def _channel(self, channel_id: str) -> int:
        read = 0
        try:
            while True:
                before = await self._units.read(self._workspace_id, lambda u: history.progress_of(u, channel_id))
                read += await _Sweep(self._units, self._slack, self._workspace_id, channel_id, before, self._page).run(
                    self._overlap
                )
                if not before.is_under_way:
                    return read
        except GiveUp as refused:
            log.warning("A channel's history cannot be read.", channel=channel_id, reason=refused.reason)
            return read


class _Sweep:
    """One way down through a channel."""

    def __init__(
        self, units: Units, slack: Slack, workspace_id: WorkspaceId, channel_id: str, progress: Progress, page: int
    ) -> None:
        self._units = units
        self._slack = slack
        self._workspace_id = workspace_id
        self._channel_id = channel_id
        self._progress = progress
        self._page = page
        self._read = 0

    async def run(self, overlap: timedelta) -> int:
        read_to = self._progress.read_to
        floor = stamp_of(moment_of(read_to) - overlap) if read_to else "0"
        while not await self._one_page(floor):
            pass
        for parent in await self._look(lambda unit: history.threads_above(unit, self._channel_id, floor)):
            await self._thread(parent, floor)
        top = self._progress.sweep_top or read_to
        await self._save(Progress(read_to=top))
        return self._read

    async def _one_page(self, floor: str) -> bool:
        """Reads the next page downwards with its threads; True when it was the last."""
        read_at, above = self._now(), self._progress.sweep_down
        asked = {"channel": self._channel_id, "oldest": floor, "latest": above, "limit": self._page}
        answer = await self._call("conversations.history", asked)
        messages: Sequence[Json] = answer.get("messages") or []
        is_last = not answer.get("has_more") or not messages
        is_whole = is_last and not answer.get("is_limited")  # a free workspace hides what is older than 90 days
        low = floor if is_whole or not messages else str(messages[-1]["ts"])
        high = above or max([_before(read_at), *(str(m["ts"]) for m in messages[:1])])
        await self._take(messages, read_at, low, high)
        for parent in (m for m in messages if str(m.get("latest_reply") or "") > floor):
            await self._thread(str(parent["ts"]), floor)
        if not is_last:
            top = self._progress.sweep_top or str(messages[0]["ts"])
            await self._save(replace(self._progress, sweep_top=top, sweep_down=low))
        elif messages and self._progress.sweep_top is None:
            self._progress = replace(self._progress, sweep_top=str(messages[0]["ts"]))
        return is_last

    async def _thread(self, parent: str, floor: str) -> None:
        """Reads a thread's replies above the floor."""
        read_at, found, cursor = self._now(), [], ""
        asked = {"channel": self._channel_id, "ts": parent, "oldest": floor, "limit": self._page}
        while True:
            try:
                answer = await self._call("conversations.replies", {**asked, "cursor": cursor or None})
            except GiveUp as gone:
                log.info("A thread cannot be read.", channel=self._channel_id, reason=gone.reason)
                return
            found += [m for m in answer.get("messages") or () if m["ts"] != parent]
            cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                break
        await self._take(found, read_at, floor, _before(read_at), thread=parent)

    async def _take(
        self, messages: Sequence[Json], read_at: str, low: str, high: str, *, thread: str | None = None
    ) -> None:
        """Hands the messages to the inbox, and the deletion of what should be among them and is not."""
        self._read += len(messages)

        def hand_over(unit: Unit) -> None:
            recorded = history.recorded_between(unit, self._channel_id, low, high, thread=thread)
            shown = {str(m["ts"]) for m in messages if m.get("subtype") != "tombstone"}
            marked = history.marked_among(unit, self._channel_id, sorted(shown))
            theirs, ours = self._parted(unit, [pseudonyms.in_place(unit, message) for message in messages])
            arrivals = [self._arrival(m, read_at, str(m["ts"]) in marked) for m in theirs]
            arrivals += [a for m in ours for a in self._reactions(m, read_at)]
            arrivals += [self._deletion(ts, read_at) for ts in sorted(recorded - shown)]
            if arrivals:
                inbox.accept(unit.connection, arrivals)
                unit.bells.add("inbox")

        await self._units.run(self._workspace_id, hand_over, urgent=False)

    def _parted(self, unit: Unit, messages: Iterable[Json]) -> tuple[list[Json], list[Json]]:
        """What others said and what we said, each oldest first."""
        me = installation.of_workspace(unit.connection, unit.workspace_id)
        in_order = sorted((m for m in messages if m.get("subtype") in WANTED), key=lambda m: str(m["ts"]))
        theirs = [m for m in in_order if me is None or m.get("bot_id") != me.bot_id]
        return theirs, [m for m in in_order if m not in theirs]

    def _reactions(self, message: Json, read_at: str) -> list[Arrival]:
        """Our own messages are not recorded, but what people put on them (done, on a task) is heard."""
        ts, item_user = str(message["ts"]), message.get("user")
        item = {"type": "message", "channel": self._channel_id, "ts": ts}
        shared = {"type": "reaction_added", "item": item, "item_user": item_user, "event_ts": read_at}
        given = [(u, r["name"]) for r in message.get("reactions") or () for u in r.get("users") or () if u != item_user]
        key = f"hist:{self._channel_id}:{ts}:at{read_at}"
        return [
            self._event(f"{key}:{user}:{name}", ts, {**shared, "user": user, "reaction": name}) for user, name in given
        ]

    def _arrival(self, message: Json, read_at: str, is_marked: bool) -> Arrival:
        """Marks may have come and gone without a trace in the message, so one that has any is looked at each time."""
        ts, edited = str(message["ts"]), str((message.get("edited") or {}).get("ts") or "")
        has_marks = is_marked or message.get("reactions") or message.get("pinned_to")
        parts = ["hist", self._channel_id, ts, *([edited] if edited else []), *([f"at{read_at}"] if has_marks else [])]
        event = {k: v for k, v in message.items() if k != "blocks"}
        event |= {"type": "message", "channel": self._channel_id, "event_ts": ts, "read_at": read_at}
        return self._event(":".join(parts), ts, event)

    def _deletion(self, ts: str, read_at: str) -> Arrival:
        event = {
            "type": "message",
            "subtype": "message_deleted",
            "channel": self._channel_id,
            "deleted_ts": ts,
            "event_ts": read_at,
        }
        return self._event(f"hist:{self._channel_id}:{ts}:deleted", ts, event)

    def _event(self, key: str, ts: str, event: dict[str, Any]) -> Arrival:
        return Arrival(
            workspace_id=self._workspace_id,
            key=key,
            kind=str(event["type"]),
            payload=cleaned({"event": event, "late": True}),
            channel_id=self._channel_id,
            ts=ts,
        )

    async def _call(self, method: str, arguments: Json) -> Json:
        """One call, as often and as late as Slack wants it. What it will never answer raises GiveUp."""
        patience = 1.0
        while True:
            try:
                return await self._slack.call(self._workspace_id, method, arguments)
            except RetryLater as later:
                seconds = later.after.total_seconds() if later.after else patience
                patience = min(patience * 2, LONGEST_WAIT)
                await asyncio.sleep(seconds)

    async def _look(self, read: Any) -> Any:
        return await self._units.read(self._workspace_id, read)

    async def _save(self, progress: Progress) -> None:
        def save(unit: Unit) -> None:
            history.set_progress(unit, self._channel_id, progress)

        await self._units.run(self._workspace_id, save, urgent=False)
        self._progress = progress

    def _now(self) -> str:
        return stamp_of(self._units.clock.now())


def _channels(unit: Unit) -> list[str]:
    """Newest incidents first: they are read by somebody now."""
    found = sorted(incidents.unfinished(unit), key=lambda i: i.number, reverse=True)
    own = [i.channel_id for i in found if i.channel_id is not None and not i.is_channel_gone]
    aside = [stream.place for i in found for stream in streams.of_incident(unit, i.id) if stream.place is not None]
    return [*own, *aside]


def _before(stamp: str) -> str:
    return stamp_of(moment_of(stamp) - SETTLED)
