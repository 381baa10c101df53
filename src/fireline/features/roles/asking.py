"""The messages of an offer: the question, its end, and what the giver hears of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fireline.core.events import UserId
from fireline.core.feature import Due
from fireline.features.incidents import reads as incidents
from fireline.features.roles import cards, dms, events, offering, outcomes
from fireline.features.roles.brief import brief
from fireline.features.roles.offering import Offer
from fireline.features.roles.scene import scene
from fireline.slack import kit
from fireline.store import journal
from fireline.store.unit import Unit


def ask(unit: Unit, offer_id: int, note: str) -> None:
    """Asks by a direct message; a hand-off carries the brief."""
    found = _known(unit, offer_id)
    lines = brief(unit, found.incident_id, by=found.given_by, note=note) if found.is_handoff or note else []
    _show(unit, _name(found), found.user_id, found, dms.offer(scene(unit, found.incident_id), found, lines))


def settle(unit: Unit, offer_ids: Sequence[int], roles: Sequence[str] = ()) -> None:
    """What was asked is settled: an accepted one becomes the card or keeps its brief, any other says how it ended."""
    for offer_id in offer_ids:
        found = _known(unit, offer_id)
        about = list(roles or _offered(unit, found)["roles"])
        if found.outcome == "accepted" and found.is_handoff:
            _keep_brief(unit, found)
        elif found.outcome == "accepted":
            cards.begin(unit, found.incident_id, found.user_id, _name(found))
        else:
            _tell_asked(unit, found, about)
        if not found.is_from_rota and (found.is_giver_told or found.outcome == "declined"):
            _tell_giver(unit, found, about)


def _keep_brief(unit: Unit, found: Offer) -> None:
    """The brief stays readable, as it is at this moment; the card comes beside it."""
    lines = brief(unit, found.incident_id, by=found.given_by, note=_offered(unit, found)["note"])
    _show(unit, _name(found), found.user_id, found, outcomes.accepted(scene(unit, found.incident_id), found, lines))


def _offered(unit: Unit, found: Offer) -> dict[str, Any]:
    """What was asked, as it is on record: an offer that has ended keeps no roles."""
    offered = journal.entries(unit, found.incident_id, kinds=[events.OFFERED], with_hidden=True)
    return next((row.data for row in offered if row.data["offer_id"] == found.id), {"roles": [], "note": ""})


def _instead(unit: Unit, found: Offer, roles: Sequence[str]) -> UserId | None:
    """Who is asked the same now, where it went on to somebody."""
    still = offering.open_ones(unit, found.incident_id) if found.outcome == "overtaken" else []
    return next((offer.user_id for offer in still if set(offer.roles) & set(roles)), None)


def on_unanswered(unit: Unit, due: Due) -> None:
    """Three minutes of silence: the giver is told once, and goes on leading."""
    found = offering.get(unit, int(due.subject))
    if found is None or not found.is_open:
        return
    incidents.take(unit, found.incident_id)
    offering.tell_giver(unit, found.id)
    _tell_giver(unit, found, found.roles)


def _tell_asked(unit: Unit, found: Offer, roles: Sequence[str]) -> None:
    said = outcomes.ended(scene(unit, found.incident_id), found, roles, _instead(unit, found, roles))
    _tell(unit, _name(found), found.user_id, found, said)


def _tell_giver(unit: Unit, found: Offer, roles: Sequence[str]) -> None:
    said = outcomes.answer(scene(unit, found.incident_id), found, roles, _instead(unit, found, roles))
    _tell(unit, f"roles:answer:{found.id}", found.given_by, found, said)


def _tell(unit: Unit, name: str, to: UserId, found: Offer, said: kit.Message) -> None:
    """How it ended, to whoever may still see what it was about."""
    may_see = incidents.visible(unit, found.incident_id, to) is not None
    _show(unit, name, to, found, said if may_see else dms.hidden(scene(unit, found.incident_id)))


def _show(unit: Unit, name: str, to: str, found: Offer, said: kit.Message) -> None:
    unit.show(name, to=to, incident_id=found.incident_id, **said.content)


def _name(found: Offer) -> str:
    return f"roles:offer:{found.id}"


def _known(unit: Unit, offer_id: int) -> Offer:
    found = offering.get(unit, offer_id)
    if found is None:
        raise LookupError(f"no offer {offer_id}")
    return found
