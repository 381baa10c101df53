"""Doors of the overview: status, show, list, and the buttons of card and digest line."""

from __future__ import annotations

from fireline.core.answers import Answer, Done, Reply
from fireline.core.errors import Refused
from fireline.core.events import IncidentId
from fireline.core.feature import Context, Press
from fireline.core.grammar import Line
from fireline.core.text import echo
from fireline.features.incidents import access, endings
from fireline.features.incidents import handlers as incident_doors
from fireline.features.incidents import reads as incidents
from fireline.features.incidents.blocks import status_buttons
from fireline.features.incidents.questions import over_question
from fireline.features.incidents.reads import Incident
from fireline.features.incidents.rules import ACTIVE, WORKING, Severity, Status, named, sounds_over
from fireline.features.overview import asking
from fireline.features.overview.guidance import beside, no_incident
from fireline.features.overview.shown import GOING_ON, Listing, card_reply, going_on, listed, more_of
from fireline.features.roles import reads as roles
from fireline.features.timeline import reads as timeline
from fireline.slack import mrkdwn


def status(ctx: Context, line: Line) -> Answer:
    """Shows how an incident stands, or changes it; without one, what is going on"""
    about = Line(line.rest, now=line.now, zone=ctx.zone)
    if (number := about.take_incident()) is not None and not about.rest:
        return card_reply(ctx, meant(ctx, number))
    if line.rest and ctx.incident_id is None:
        return no_incident(ctx, "status")
    if line.rest:
        return _changed(ctx, line)
    if ctx.incident_id is None:
        return beside(ctx) or going_on(ctx)
    found = incidents.get(ctx.unit, ctx.incident_id)
    reply = card_reply(ctx, found)
    can_change = found.is_active and not ctx.is_guest
    return Reply(reply.text, [*reply.blocks, status_buttons(found)]) if can_change else reply


LISTINGS = {
    "active": GOING_ON,
    "all": Listing("All incidents", "There is no incident yet.", "declare"),
    "mine": Listing("Yours", "No incident is yours right now.", "list"),
    "closed": Listing("Over", "No incident is over yet.", "list"),
}


def numbered(ctx: Context, number: int) -> IncidentId | None:
    """INC-42, if this person may see it; a guest sees only the one whose channel they are in."""
    found = incidents.numbered(ctx.unit, number, ctx.actor_id)
    return found if not ctx.is_guest or found == ctx.incident_id else None


STATES = {
    "mitigated": incident_doors.mitigate,
    "resolved": endings.resolve,
    "closed": asking.close,
    "cancelled": asking.cancel,
    "canceled": asking.cancel,
}


def _changed(ctx: Context, line: Line) -> Answer:
    """`status mitigating rolling back` acts; words that are no status are kept and asked about."""
    working = line.take_word(*WORKING)
    if working:
        line.word = working
        return incident_doors.set_status(ctx, Status(working), line)
    ended = line.take_word(*STATES)
    if ended:
        line.word = ended
        return STATES[ended](ctx, line)
    assert ctx.incident_id is not None
    found = incidents.get(ctx.unit, ctx.incident_id)
    return over_question(ctx, found, line.rest) if sounds_over(line.rest) else asking.status_question(ctx, found, line)


def show(ctx: Context, line: Line) -> Answer:
    """Shows one incident"""
    return card_reply(ctx, meant(ctx, line.take_incident()))


def meant(ctx: Context, number: int | None) -> Incident:
    """The one that is named, else the one whose channel this is; refused where there is neither."""
    incident_id = ctx.incident_id if number is None else numbered(ctx, number)
    if incident_id is not None:
        return incidents.get(ctx.unit, incident_id)
    if number is None:
        raise Refused("Which incident? A number such as 42 is accepted.", try_line="list")
    raise Refused(f"There is no {named(number)} here.", try_line="list all")


def join(ctx: Context, line: Line) -> Answer:
    """Invites you to an incident's channel"""
    return _join(ctx, meant(ctx, line.take_incident()))


def press_join(ctx: Context, press: Press) -> Answer:
    if ctx.incident_id is None:
        return Done()
    return _join(ctx, incidents.get(ctx.unit, ctx.incident_id))


def _join(ctx: Context, found: incidents.Incident) -> Answer:
    if not found.is_channel_gone and timeline.is_in_channel(ctx.unit, found.id, ctx.actor_id):
        return Reply(f"You are in {mrkdwn.channel(found.channel_id or '')} already.")
    access.invite(ctx.unit, found, ctx.actor_id)
    return Reply(f"You are being invited to {mrkdwn.channel(found.channel_id or '')}.")


def list_incidents(ctx: Context, line: Line) -> Answer:
    """Lists incidents: active ones, or `all`, `sev1`, `mine`"""
    severity = line.take_severity()
    which = line.take_word(*LISTINGS) or "active"
    if line.rest:
        accepted = "all, mine, closed and sev1 to sev4 are accepted"
        raise Refused(f"{echo(line.rest)} chooses no incidents; {accepted}.", try_line="list all")
    statuses = None if which in ("all", "closed") else ACTIVE
    found = incidents.listed(
        ctx.unit, ctx.actor_id, statuses=statuses, severity=Severity(severity) if severity else None, limit=30
    )
    if which == "mine":
        held = {incident_id for incident_id, _ in roles.roles_of(ctx.unit, ctx.actor_id)}
        found = [i for i in found if i.id in held or i.declared_by == ctx.actor_id]
    if which == "closed":
        found = [i for i in found if not i.is_active]
    chosen = LISTINGS[which]
    if severity:
        word = severity.upper()
        chosen = Listing(f"{chosen.title}: {word}", f"There is no {word} incident in this list.", "list all")
    return listed(ctx, found, chosen)


def press_more(ctx: Context, press: Press) -> Answer:
    if ctx.incident_id is None:
        return Done()
    found = incidents.get(ctx.unit, ctx.incident_id)
    if ctx.channel_id == found.channel_id and found.is_active:
        return more_of(ctx, found)
    reply = card_reply(ctx, found)
    return Reply(reply.text, [*reply.blocks, status_buttons(found)] if found.is_active else reply.blocks)
