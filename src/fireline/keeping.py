"""Slack's events on their way into the inbox: what is of interest is durable before Slack is told so.

Slack promises neither order nor a single delivery. The inbox makes an envelope one; the journal's `source` makes a
message one, however many envelopes carry it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from sqlalchemy import Connection

from fireline.core.errors import RetryLater
from fireline.core.events import DeliveryId
from fireline.envelopes import ADDRESSED, arrival_of, lets_in, mark_in
from fireline.features.incidents import reads as incidents
from fireline.features.timeline import reads as timeline
from fireline.guard import Failure, Guard
from fireline.store import inbox
from fireline.store.inbox import Arrival
from fireline.store.unit import Unit
from fireline.store.units import Opener, Units

# News about the workspace, kept wherever it comes from. All else is kept only for channels of incidents.
ABOUT_WORKSPACE = frozenset(
    {
        "app_home_opened",
        "app_uninstalled",
        "channel_archive",
        "channel_deleted",
        "channel_left",
        "channel_rename",
        "channel_unarchive",
        "group_archive",
        "group_deleted",
        "group_left",
        "group_rename",
        "group_unarchive",
        "tokens_revoked",
        "user_change",
        *ADDRESSED,
    }
)
SettleSeen = Callable[[Unit, DeliveryId, str, str], None]


class Keeper:
    """`accept` returns when the event is kept."""

    def __init__(self, *, units: Units, guard: Guard, bot_user_id: str, settle_seen: SettleSeen) -> None:
        self._units = units
        self._guard = guard
        self._bot_user_id = bot_user_id
        self._settle_seen = settle_seen
        self._queued: list[tuple[Arrival, asyncio.Future[None]]] = []
        self._keeping: asyncio.Task[None] | None = None

    async def accept(self, body: Mapping[str, Any]) -> None:
        """Keeps one event envelope; returns when it is durable. Raises RetryLater while the store is away."""
        arrival = arrival_of(body)
        if arrival is None:
            return
        kept: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._queued.append((arrival, kept))
        if self._keeping is None or self._keeping.done():
            self._keeping = asyncio.ensure_future(self._keep())
        await kept

    @property
    def under_way(self) -> int:
        """How many events are not kept yet."""
        return len(self._queued) + (self._keeping is not None and not self._keeping.done())

    async def _keep(self) -> None:
        """Takes what has queued, one unit, resolve all, repeat: nobody waits for a batch to fill."""
        while self._queued:
            queued, self._queued = self._queued, []
            arrivals = [arrival for arrival, _ in queued]
            try:
                outcome = await self._guard.run("keep events", partial(self._keep_all, arrivals))
            except RetryLater as away:
                _refuse(queued, away)
                continue
            if isinstance(outcome, Failure):
                _refuse(queued, RetryLater(f"fault {outcome.reference}"))
                continue
            for _, kept in queued:
                if not kept.done():
                    kept.set_result(None)

    async def _keep_all(self, arrivals: Sequence[Arrival]) -> None:
        """One transaction for all of them. Slack waits for it, so it is as urgent as a command."""

        def hop(_: Connection, unit_of: Opener) -> None:
            for workspace_id in dict.fromkeys(a.workspace_id for a in arrivals):
                self._keep_in(unit_of(workspace_id), [a for a in arrivals if a.workspace_id == workspace_id])

        await self._units.across(hop, savepoint=False)

    def _keep_in(self, unit: Unit, arrivals: Sequence[Arrival]) -> None:
        ours = [a for a in arrivals if mark_in(a) is not None]
        for arrival in ours:
            self._settle_own(unit, arrival)
        wanted = self._wanted(unit, [a for a in arrivals if mark_in(a) is None])
        if wanted:
            inbox.accept(unit.connection, wanted)
            unit.bells.add("inbox")

    def _settle_own(self, unit: Unit, arrival: Arrival) -> None:
        """Our own message coming back proves that it left; it is never kept as an entry."""
        mark = mark_in(arrival)
        event = arrival.payload["event"]
        if mark and mark[0] == unit.workspace_id:
            self._settle_seen(unit, mark[1], event["channel"], event["ts"])

    def _wanted(self, unit: Unit, arrivals: Sequence[Arrival]) -> list[Arrival]:
        """What may be kept: news about the workspace, and whatever happens in channels of incidents."""
        channels = {a.channel_id for a in arrivals if a.channel_id}
        known = incidents.at_channels(unit, sorted(channels)) if channels else {}
        unknown_ones = bool(channels - known.keys()) and incidents.has_opening_without_channel(unit)

        def is_wanted(arrival: Arrival) -> bool:
            if arrival.kind in ABOUT_WORKSPACE or lets_in(arrival, self._bot_user_id) or self._is_answer(arrival):
                return True
            if arrival.channel_id in known or (arrival.channel_id is not None and unknown_ones):
                return True
            return _about_record(unit, arrival)

        return [a for a in arrivals if is_wanted(a)]

    def _is_answer(self, arrival: Arrival) -> bool:
        """A reaction to a message of ours, wherever it stands: somebody ticks what they were reminded of."""
        return arrival.kind == "reaction_added" and arrival.payload["event"].get("item_user") == self._bot_user_id


def _about_record(unit: Unit, arrival: Arrival) -> bool:
    """An edit or a deletion of what is on record, in a channel that an incident has left."""
    is_correction = arrival.kind == "message" and arrival.payload["event"].get("subtype") in timeline.CORRECTIONS
    if not is_correction or arrival.channel_id is None or arrival.ts is None:
        return False
    return timeline.incident_of(unit, arrival.channel_id, arrival.ts) is not None


def _refuse(queued: Sequence[tuple[Arrival, asyncio.Future[None]]], why: RetryLater) -> None:
    for _, kept in queued:
        if not kept.done():
            kept.set_exception(why)
