"""Doors through which an incident opens: one line, the form, the shortcuts; and the questions before it does."""

from __future__ import annotations

import json
import re

from fireline.core.answers import Answer, CloseModals, OpenModal, Reply
from fireline.core.events import IncidentId
from fireline.core.feature import Context, Press, Settled, Shortcut, Submission
from fireline.core.grammar import Line
from fireline.core.line import USER
from fireline.features.incidents import blocks, forms, guards, reads, receipts, service
from fireline.features.incidents.guards import Wish
from fireline.features.incidents.rules import Severity
from fireline.slack import mrkdwn
from fireline.store.unit import Unit

ORIGIN = "incidents.origin"
UNTITLED = "Untitled incident"
_CARRIED = re.compile(r"(?P<private>only-named )?(?:from:(?P<channel>[CDG]\w+):(?P<ts>[0-9.]+) )?")


LONGEST_TITLE = 200  # the rest of a longer one is kept as the summary


def declare(ctx: Context, line: Line) -> Answer:
    """Opens an incident with its own channel"""
    severity = line.take_severity()  # "private" may stand outside it or inside
    is_private = line.has_word("private", where="either")
    title = " ".join(line.title.split())
    if not title or title.casefold() == "private":
        return _form(ctx, severity=severity, is_private=is_private)
    wish = Wish(title, severity, is_private, note=line.severity_note)
    return guards.noun_question(ctx, wish, line.word) or guards.question(ctx, wish) or open_incident(ctx, wish)


def declare_anyway(ctx: Context, line: Line) -> Answer:
    """Opens an incident, whatever its title looks like"""
    return open_incident(ctx, _carried(line))


def declare_drill(ctx: Context, line: Line) -> Answer:
    """Opens an exercise: a channel of its own, and nothing outside it"""
    return open_incident(ctx, _carried(line), is_drill=True)


def submit_declare(ctx: Context, form: Submission) -> Answer:
    title = " ".join(str(form.values.get("title") or "").split()) or UNTITLED
    is_private = "private" in (form.values.get("private") or ())
    wish = Wish(title, form.values.get("severity"), is_private, origin=_origin(form.metadata))
    asked = guards.question(ctx, wish)
    return CloseModals(then=asked) if asked else open_incident(ctx, wish)


def press_declare(ctx: Context, press: Press) -> Answer:
    return _form(ctx)


def shortcut_declare(ctx: Context, shortcut: Shortcut) -> Answer:
    return _form(ctx)


def shortcut_declare_from_message(ctx: Context, shortcut: Shortcut) -> Answer:
    message = shortcut.message or {}
    lines = mrkdwn.plain(str(message.get("text", ""))).strip().splitlines()
    return _form(ctx, title=lines[0][:140] if lines else "", origin=str(message.get("ts", "")))


def on_origin(unit: Unit, settled: Settled) -> None:
    """Slack told the address of the message; where the bot cannot look, the incident has none."""
    url = settled.result.get("permalink")
    if not settled.error and isinstance(url, str):
        text = f"Declared from {mrkdwn.link(url, 'a message')}"
        service.set_origin(unit, IncidentId(settled.data["incident_id"]), url, text=text)


def _form(
    ctx: Context, *, title: str = "", severity: str | None = None, is_private: bool = False, origin: str = ""
) -> Answer:
    going_on = reads.active(ctx.unit, ctx.actor_id)
    view = forms.declare_form(
        going_on, channel=ctx.channel_id, title=title, origin=origin, severity=severity, is_private=is_private
    )
    return OpenModal(view)


def open_incident(ctx: Context, wish: Wish, *, is_drill: bool = False, receipt_at: str | None = None) -> Reply:
    """Opens it without a question; `receipt_at` is where the receipt is told once it stands, if not where it was asked.

    A press on a message that all can see needs that: its address would have the message itself replaced.
    """
    title = mrkdwn.fit(wish.title, LONGEST_TITLE)
    found = service.declare(
        ctx.unit,
        title=title,
        summary=wish.title if title != wish.title else "",
        by=ctx.actor_id,
        zone=str(ctx.zone),
        severity=Severity(wish.severity) if wish.severity else None,
        is_private=wish.is_private,
        is_drill=is_drill,
        people=[m["id"] for m in USER.finditer(wish.title)],
    )
    shown = receipts.in_view(ctx.view_id) if ctx.view_id and ctx.channel_id is None else None
    receipts.remember(ctx.unit, found.id, response_url=receipt_at or ctx.response_url or shown, note=wish.note)
    if wish.origin:
        _ask_for_origin(ctx, found.id, *wish.origin)
    return blocks.opening_receipt(found)


def _ask_for_origin(ctx: Context, incident_id: IncidentId, channel: str, ts: str) -> None:
    key = f"origin:{incident_id}"
    ctx.unit.call(
        "chat.getPermalink",
        {"channel": channel, "message_ts": ts},
        lane=key,
        key=key,
        topic=ORIGIN,
        data={"incident_id": incident_id},
        incident_id=incident_id,
    )


def _carried(line: Line) -> Wish:
    """What a question's button carries on: see `Wish.line`."""
    found = _CARRIED.match(line.rest)
    carried = found.groupdict() if found else {}
    line.rest = line.rest[found.end() :] if found else line.rest
    severity = line.take_severity()
    origin = (carried["channel"], carried["ts"]) if carried.get("channel") else None
    return Wish(" ".join(line.title.split()) or UNTITLED, severity, bool(carried.get("private")), origin=origin)


def _origin(metadata: str) -> tuple[str, str] | None:
    told = json.loads(metadata or "{}")
    return (told["channel"], told["origin"]) if told.get("origin") and told.get("channel") else None
