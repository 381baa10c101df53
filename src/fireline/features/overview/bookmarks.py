"""Bookmarks at the head of the channel: the call, and from *Draft ready* on the draft. Kept where they should lead."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select

from fireline.core.events import ChannelId, IncidentId
from fireline.core.feature import Settled
from fireline.features.incidents import reads as incidents
from fireline.features.incidents.reads import Incident
from fireline.features.incidents.rules import LONGEST_LINK
from fireline.features.overview.tables import bookmark
from fireline.slack import mrkdwn
from fireline.store import keyed
from fireline.store.unit import Unit

KEPT = "overview.bookmark"
CALL, DRAFT = "call", "draft"
_LOOKS = {CALL: ("Call", ":telephone_receiver:"), DRAFT: ("Postmortem draft", ":memo:")}
_LINK = re.compile(r"https?://[^\s<>|]+")
GONE = "not_found"  # somebody took it away; the next link makes a new one


def follow_call(unit: Unit, found: Incident) -> None:
    """A number to dial stands on the card only."""
    at = _LINK.search(mrkdwn.plain(found.call_url))
    keep(unit, found, CALL, at[0] if at else "")


def keep(unit: Unit, found: Incident, kind: str, link: str) -> None:
    """Sees to it that the channel has this bookmark; an empty link takes it away. One change at a time is under way."""
    if found.channel_id is None or found.is_channel_gone:
        return
    key = _key(found.id, kind, found.channel_id)
    row = keyed.one(unit, bookmark, **key)
    link = link if len(link) <= LONGEST_LINK else ""  # of the settings, which nobody has looked at
    if row is None and not link:
        return
    keyed.put(unit, bookmark, key, link=link)
    if row is None or not row.is_under_way:
        _bring_on(unit, found.id, kind, found.channel_id)


def leave(unit: Unit, found: Incident) -> None:
    """Takes them out of a channel that the incident leaves."""
    for row in _of(unit, found.id):
        if row.channel_id == found.channel_id:
            keep(unit, found, row.kind, "")


def move(unit: Unit, old: Incident, now: Incident) -> None:
    """The incident goes on in another channel: they go with it."""
    kept = {row.kind: row.link for row in _of(unit, old.id) if row.channel_id == old.channel_id and row.kind != DRAFT}
    leave(unit, old)
    for kind, link in kept.items():
        keep(unit, now, kind, link)


def are_kept(unit: Unit, found: Incident) -> bool:
    """Whether all of them are as they should be."""
    return all(row.link == row.shown for row in _of(unit, found.id))


def again(unit: Unit, found: Incident) -> None:
    """Tries those anew that are not as they should be."""
    for row in _of(unit, found.id):
        if row.link != row.shown and not row.is_under_way:
            _bring_on(unit, found.id, row.kind, ChannelId(row.channel_id))


def settle(unit: Unit, settled: Settled) -> str | None:
    """Notes where it leads now; gives what went wrong, for the card. Without leave for bookmarks there are none."""
    incident_id, kind = IncidentId(settled.data["incident_id"]), str(settled.data["kind"])
    channel_id, link = ChannelId(settled.data["channel_id"]), str(settled.data["link"])
    incidents.take(unit, incident_id)
    error = (settled.error or "").rpartition(": ")[2]
    now: dict[str, object] = {}
    if error == GONE:
        now = {"slack_id": "", "shown": ""}
    elif not error:
        now = {"slack_id": settled.result["bookmark"]["id"] if link else "", "shown": link}
    keyed.change(unit, bookmark, _key(incident_id, kind, channel_id), is_under_way=False, **now)
    if error and error != GONE:
        return None if error == "missing_scope" else settled.error
    _bring_on(unit, incident_id, kind, channel_id)
    return None


def _bring_on(unit: Unit, incident_id: IncidentId, kind: str, channel_id: ChannelId) -> None:
    """Asks for the one call that brings it from what is shown to what is wanted, if there is one."""
    key = _key(incident_id, kind, channel_id)
    row = keyed.one(unit, bookmark, **key)
    if row is None or row.link == row.shown:
        return
    method, arguments = _call(row)
    number = row.asked + 1
    keyed.change(unit, bookmark, key, is_under_way=True, asked=number)
    unit.call(
        method,
        {"channel_id": channel_id, **arguments},
        lane=f"bookmark:{incident_id}:{kind}",
        key=f"bookmark:{incident_id}:{kind}:{channel_id}:{number}",
        topic=KEPT,
        data={"incident_id": incident_id, "kind": kind, "channel_id": channel_id, "link": row.link},
        incident_id=incident_id,
    )


def _call(row: Row[Any]) -> tuple[str, dict[str, str]]:
    title, emoji = _LOOKS[row.kind]
    if not row.link:
        return "bookmarks.remove", {"bookmark_id": row.slack_id}
    if row.slack_id:
        return "bookmarks.edit", {"bookmark_id": row.slack_id, "link": row.link}
    return "bookmarks.add", {"title": title, "type": "link", "link": row.link, "emoji": emoji}


def _of(unit: Unit, incident_id: IncidentId) -> Sequence[Row[Any]]:
    return unit.rows(select(bookmark).where(*keyed.having(unit, bookmark, incident_id=incident_id)))


def _key(incident_id: IncidentId, kind: str, channel_id: ChannelId) -> dict[str, object]:
    return {"incident_id": incident_id, "kind": kind, "channel_id": channel_id}
