"""What follows from what happened: cards, the reminder, the line in the channel, the questions still open."""

from __future__ import annotations

from typing import Any

from fireline.core.events import Event, IncidentId, UserId
from fireline.features.incidents import events as incidents_events
from fireline.features.incidents import reads as incidents
from fireline.features.incidents.access import let_in, shut_out
from fireline.features.incidents.rules import Severity
from fireline.features.roles import asking, cards, duty, events, offering, reads, service, shadowing, watch
from fireline.features.roles.rules import HEAVY, IC
from fireline.features.timeline import reads as timeline
from fireline.store.unit import Unit

Change = dict[str, Any]


def on_declared(unit: Unit, event: Event) -> None:
    """The declarer leads until somebody says that they do."""
    service.begin(unit, event.incident_id, incidents.get(unit, event.incident_id).declared_by)


def on_news(unit: Unit, event: Event) -> None:
    """Something that cards speak of has changed: they are edited."""
    unit.at_end(cards.sync, event.incident_id)


def on_opened(unit: Unit, event: Event) -> None:
    """The channel stands: cards lead into it, and whoever is on duty can be asked."""
    on_news(unit, event)
    duty.propose(unit, event.incident_id)


def on_severity(unit: Unit, event: Event) -> None:
    """Raised: the reminder counts from now. Lowered: it keeps its start and takes the calmer plan."""
    before, after = Severity(event.data["from"]), Severity(event.data["to"])
    unit.at_end(cards.sync, event.incident_id)
    watch.sync(unit, event.incident_id, anew=after.is_worse_than(before))
    duty.on_severity(unit, event)
    if (before in HEAVY) != (after in HEAVY):
        watch.plan_rest(unit, event.incident_id)


def on_over_or_back(unit: Unit, event: Event) -> None:
    """Resolved, closed, cancelled: nobody is asked or reminded any more. Reopened: everything counts anew."""
    if not incidents.get(unit, event.incident_id).is_active:
        asking.settle(unit, offering.end_all(unit, event.incident_id))
    unit.at_end(cards.sync, event.incident_id)
    watch.sync(unit, event.incident_id)
    watch.plan_rest(unit, event.incident_id)


_MOVES_REST = (
    incidents_events.SEVERITY_CHANGED,
    incidents_events.RESOLVED,
    incidents_events.CANCELLED,
    incidents_events.REOPENED,
)


def on_private(unit: Unit, event: Event) -> None:
    """Who works on it goes on seeing it: nobody keeps a duty for what is hidden from them, or a question about one."""
    holders, shadows = reads.holders(unit, event.incident_id), reads.shadows(unit, event.incident_id)
    for user_id in [*(h.user_id for h in holders), *(s.user_id for s in shadows)]:
        let_in(unit, event.incident_id, user_id, by=event.actor_id)
    for offer in offering.open_ones(unit, event.incident_id):
        if incidents.visible(unit, event.incident_id, offer.user_id) is None:
            offering.end(unit, offer.id, "withdrawn")
            asking.settle(unit, [offer.id])
    watch.on_private(unit, event.incident_id)


def on_shadowed(unit: Unit, event: Event) -> None:
    unit.at_end(cards.sync, event.incident_id)


def on_shadow_ended(unit: Unit, event: Event) -> None:
    cards.end_shadow(unit, event.incident_id, event.data["user_id"], event.data["roles"])
    unit.at_end(cards.sync, event.incident_id)


def on_undone(unit: Unit, event: Event) -> None:
    """Whatever was taken back: everything shows what is true again."""
    unit.at_end(cards.sync, event.incident_id)
    watch.sync(unit, event.incident_id)
    if event.data.get("kind") in (*_MOVES_REST, *events.CHANGES):
        watch.plan_rest(unit, event.incident_id)


def on_offered(unit: Unit, event: Event) -> None:
    asking.settle(unit, event.data["settled"])
    asking.ask(unit, event.data["offer_id"], event.data["note"])
    watch.redraw(unit, event.incident_id)


def on_offer_ended(unit: Unit, event: Event) -> None:
    asking.settle(unit, event.data["settled"], event.data["roles"])
    if event.kind == events.DECLINED:
        duty.go_on(unit, event)
    watch.redraw(unit, event.incident_id)


def on_change(unit: Unit, event: Event) -> None:
    """Somebody holds something else now."""
    changes = event.data["changes"]
    asking.settle(unit, event.data.get("settled", ()), [change["role"] for change in changes])
    if event.kind == events.ASSIGNED:
        _give_notice(unit, event)
    for change in changes:
        _tell_replaced(unit, event, change)
        _end_shadows(unit, event, change)
        _shut_out(unit, event, change)
    unit.at_end(cards.sync, event.incident_id)
    watch.sync(unit, event.incident_id)
    _plan_rest(unit, event.incident_id, changes)


def _plan_rest(unit: Unit, incident_id: IncidentId, changes: list[Change]) -> None:
    if any(c["role"] == IC and _people(c["before"]) != _people(c["after"]) for c in changes):
        watch.plan_rest(unit, incident_id)


def _give_notice(unit: Unit, event: Event) -> None:
    """Somebody with a card was given one more role by others: an edit would go unseen, so the card comes anew."""
    for change in event.data["changes"]:
        for user_id in _people(change["after"]) - _people(change["before"]) - {event.actor_id}:
            if cards.has_open(unit, event.incident_id, user_id):
                cards.begin(unit, event.incident_id, user_id)


def _tell_replaced(unit: Unit, event: Event, change: Change) -> None:
    """Who held it, confirmed, and neither gave it away nor acted here, is told."""
    gave = {event.actor_id, event.data.get("given_by")}
    held = {h["user_id"] for h in change["before"] if not h["acting"]}
    for user_id in sorted(held - _people(change["after"]) - gave):
        others = sorted(_people(change["after"])) if event.kind != events.RELEASED else []
        cards.replace(unit, event.incident_id, user_id, change["role"], others)


def _shut_out(unit: Unit, event: Event, change: Change) -> None:
    """Who left the channel of a private incident saw it for the sake of the role."""
    for user_id in _people(change["before"]) - _people(change["after"]):
        if timeline.has_left(unit, event.incident_id, user_id) and not reads.held_by(unit, event.incident_id, user_id):
            shut_out(unit, event.incident_id, UserId(user_id))


def _end_shadows(unit: Unit, event: Event, change: Change) -> None:
    """Whoever holds a role has learned it."""
    for shadow in reads.shadows(unit, event.incident_id):
        if shadow.role == change["role"] and shadow.user_id in _people(change["after"]):
            shadowing.end(unit, event.incident_id, [shadow.role], shadow.user_id, by=shadow.user_id)


def _people(holders: list[dict[str, Any]]) -> set[str]:
    return {h["user_id"] for h in holders}
