"""Looks in Slack whether an attempt of unknown end had its effect, so that nothing is shown twice."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from fireline.core.couriers import CannotTell, Found, Parcel
from fireline.core.events import ChannelId, WorkspaceId
from fireline.slack.client import Slack
from fireline.slack.endings import SlackRefused

# Slack's clock and ours may differ a little; nothing of ours is older than its delivery by more than this.
SKEW = timedelta(seconds=10)
PAGE = 200
# Slack's word for a page of channels; 1000 is refused at times.
CHANNEL_PAGE = 500
UNREADABLE = frozenset({"channel_not_found", "not_in_channel", "missing_scope", "no_permission", "is_archived"})

IsTaken = Callable[[WorkspaceId, ChannelId], Awaitable[bool]]
"""Whether some incident has this channel already."""


async def find_message(slack: Slack, parcel: Parcel, channel: str) -> Found | None:
    """The message that carries this delivery's mark. When it shows twice, the later ones are doubles."""
    try:
        stamps = [m["ts"] async for m in _messages(slack, parcel, channel) if _mark(m) == parcel.mark]
    except SlackRefused as refused:
        raise _unreadable(refused) from refused
    if not stamps:
        return None
    first, *later = sorted(stamps, key=_age)
    return Found({"channel": channel, "ts": first}, tuple((channel, ts) for ts in later))


async def find_channel(slack: Slack, parcel: Parcel, *, is_taken: IsTaken) -> Found | None:
    """The channel of one of these names that our bot created since this delivery exists, and no incident has."""
    names = candidates(parcel.arguments)
    us = (await slack.call(parcel.workspace_id, "auth.test", {}))["user_id"]
    async for channel in _channels(slack, parcel.workspace_id):
        ours = channel.get("name") in names and channel.get("creator") == us
        if ours and _created_since(channel, parcel.created_at) and not await _taken(is_taken, parcel, channel):
            return Found({"channel": channel})
    return None


async def find_bookmark(slack: Slack, parcel: Parcel) -> Found | None:
    """The bookmark of this title and link. Without leave to read them, a second bookmark is the lesser harm."""
    wanted = parcel.arguments
    try:
        answer = await slack.call(parcel.workspace_id, "bookmarks.list", {"channel_id": wanted["channel_id"]})
    except SlackRefused as refused:
        if refused.error in ("missing_scope", "unknown_method"):
            return None
        raise
    same = [b for b in answer["bookmarks"] if all(b.get(k) == wanted.get(k) for k in ("title", "link"))]
    return Found({"bookmark": same[0]}) if same else None


def candidates(arguments: Mapping[str, Any]) -> list[str]:
    """The names a channel may get, best first."""
    return list(arguments["names"]) if "names" in arguments else [arguments["name"]]


async def _messages(slack: Slack, parcel: Parcel, channel: str) -> AsyncIterator[Mapping[str, Any]]:
    oldest = f"{(parcel.created_at - SKEW).timestamp():.6f}"
    asked = {"channel": channel, "oldest": oldest, "limit": PAGE, "include_all_metadata": True}
    thread = parcel.arguments.get("thread_ts")
    method = "conversations.replies" if thread else "conversations.history"
    async for page in _pages(slack, parcel.workspace_id, method, asked | ({"ts": thread} if thread else {})):
        for message in page["messages"]:
            yield message


async def _channels(slack: Slack, workspace_id: str) -> AsyncIterator[Mapping[str, Any]]:
    # Who creates a channel is its member, and the bot is in far fewer channels than there are.
    asked = {"types": "public_channel,private_channel", "exclude_archived": False, "limit": CHANNEL_PAGE}
    async for page in _pages(slack, workspace_id, "users.conversations", asked):
        for channel in page["channels"]:
            yield channel


async def _pages(
    slack: Slack, workspace_id: str, method: str, asked: Mapping[str, Any]
) -> AsyncIterator[Mapping[str, Any]]:
    cursor: str | None = None
    while cursor != "":
        page = await slack.call(workspace_id, method, {**asked, "cursor": cursor})
        yield page
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""


def _mark(message: Mapping[str, Any]) -> str | None:
    payload = (message.get("metadata") or {}).get("event_payload") or {}
    return payload.get("delivery")


def _age(ts: str) -> tuple[int, int]:
    seconds, _, micros = ts.partition(".")
    return int(seconds), int(micros or 0)


def _created_since(channel: Mapping[str, Any], moment: datetime) -> bool:
    return float(channel.get("created", 0)) >= (moment - SKEW).timestamp()


async def _taken(is_taken: IsTaken, parcel: Parcel, channel: Mapping[str, Any]) -> bool:
    return await is_taken(WorkspaceId(parcel.workspace_id), ChannelId(channel["id"]))


def _unreadable(refused: SlackRefused) -> Exception:
    if refused.error in UNREADABLE:
        return CannotTell(f"its end is unknown, and {refused.reason}")
    return refused
