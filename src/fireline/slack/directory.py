"""People, DMs and channels of the workspace: asked of Slack once, kept in the store, refreshed by events."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

import structlog

from fireline.core.errors import GiveUp, RetryLater
from fireline.core.events import WorkspaceId
from fireline.features.people import reads, service
from fireline.guard import Guard
from fireline.slack.client import Slack
from fireline.store.unit import Unit
from fireline.store.units import Units

log = structlog.get_logger("fireline.slack")
MENTION = re.compile(r"<@([UW][A-Z0-9]+)")
PATIENCE = 0.8  # seconds a command may wait for the zone of somebody new; Slack waits three in all


class Directory:
    def __init__(self, units: Units, slack: Slack, workspace_id: WorkspaceId, guard: Guard) -> None:
        self._units = units
        self._slack = slack
        self._workspace_id = workspace_id
        self._guard = guard
        self._known: set[str] = set()
        self._dms: dict[str, str] = {}
        self._asking: dict[str, asyncio.Task[None]] = {}

    async def know(self, *user_ids: str) -> None:
        """Makes sure, within a moment, that zone and standing of these people are known.

        Where Slack takes longer they count as members in UTC until it has answered.
        """
        strangers = set(user_ids) - self._known
        if strangers:
            await asyncio.wait([self._ask(user_id) for user_id in strangers], timeout=PATIENCE)

    def notice_users(self, user_ids: Iterable[str]) -> None:
        for user_id in set(user_ids) - self._known:
            self._ask(user_id)

    @property
    def under_way(self) -> int:
        return len(self._asking)

    async def dm(self, workspace_id: str, user_id: str) -> str:
        """The DM channel with somebody; opened at most once."""
        if user_id not in self._dms:
            await self.know(user_id)
            stored = await self._units.read(self._workspace_id, lambda u: reads.person_of(u, user_id).dm_channel_id)
            self._dms[user_id] = stored or await self._open_dm(user_id)
        return self._dms[user_id]

    async def learn_conversations(self) -> None:
        """Reads which channels the bot is in; run at the start, since events of a downtime may be lost."""
        cursor = ""
        while True:
            asked = {"types": "public_channel,private_channel", "limit": 200, "cursor": cursor or None}
            page = await self._slack.call(self._workspace_id, "users.conversations", asked)
            channels = list(page["channels"])
            await self._units.run(self._workspace_id, partial(_remember_all, channels))
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return

    async def learn_conversation(self, channel_id: str) -> None:
        """Reads one channel, after the bot was invited to it."""
        found = await self._slack.call(self._workspace_id, "conversations.info", {"channel": channel_id})
        await self._units.run(self._workspace_id, lambda unit: service.remember_conversation(unit, found["channel"]))

    async def close(self) -> None:
        for task in list(self._asking.values()):
            task.cancel()
        await asyncio.gather(*self._asking.values(), return_exceptions=True)

    async def _guarded(self, user_id: str) -> None:
        try:
            await self._guard.run("directory", lambda: self._learn_person(user_id))
        except (RetryLater, GiveUp) as away:
            log.warning("A person could not be looked up.", user=user_id, reason=away.reason)

    def _ask(self, user_id: str) -> asyncio.Task[None]:
        if user_id not in self._asking:
            task = asyncio.ensure_future(self._guarded(user_id))
            self._asking[user_id] = task
            task.add_done_callback(lambda _: self._asking.pop(user_id, None))
        return self._asking[user_id]

    async def _learn_person(self, user_id: str) -> None:
        stored = await self._units.read(self._workspace_id, lambda u: reads.person_of(u, user_id))
        if not stored.is_known:
            found = await self._slack.call(self._workspace_id, "users.info", {"user": user_id})
            await self._units.run(self._workspace_id, lambda u: service.remember_person(u, found["user"]))
        self._known.add(user_id)

    async def _open_dm(self, user_id: str) -> str:
        opened = await self._slack.call(self._workspace_id, "conversations.open", {"users": user_id})
        channel_id: str = opened["channel"]["id"]
        await self._units.run(self._workspace_id, lambda u: service.remember_dm(u, user_id, channel_id))
        return channel_id


def named_in(text: str) -> list[str]:
    """Everybody mentioned in a text."""
    return MENTION.findall(text)


def _remember_all(channels: Sequence[Mapping[str, Any]], unit: Unit) -> None:
    for channel in channels:
        service.remember_conversation(unit, channel)
