"""How an incident opens, top to bottom: declared → channel → card → announced → invited → topic, pin, bookmarks.

Each step is a delivery of its own: durable, retried alone, and told here when it has settled. A step that fails is
shown on the card (before there is a card, in the receipt) with *Retry*, and undoes nothing.
"""

from __future__ import annotations

import zlib
from typing import Any

from fireline.core.events import ChannelId, Event, IncidentId
from fireline.core.feature import Settled
from fireline.features.incidents import channels, service
from fireline.features.incidents import reads as incidents
from fireline.features.incidents.reads import Incident
from fireline.features.incidents.rules import Severity
from fireline.features.overview import blocks, bookmarks, card, digest, receipt, steps
from fireline.features.overview.rules import Responders
from fireline.features.people import naming
from fireline.features.people import reads as people
from fireline.features.people.service import remember_conversation
from fireline.features.timeline import reads as timeline
from fireline.features.timeline.events import CHANNEL_CHANGED
from fireline.store.unit import Unit

CHANNEL = "opening.channel"
CARD = "opening.card"
STEP = "opening.step"


def on_declared(unit: Unit, event: Event) -> None:
    """Declared: ask for the channel, and in the same moment announce in the digest."""
    found = incidents.get(unit, event.incident_id)
    ask_for_channel(unit, found)
    digest.show(unit, found.id)


def ask_for_channel(unit: Unit, found: Incident, attempt: int = 1) -> None:
    steps.ask(unit, found.id, "channel")
    lane = f"opening:{found.id}"
    channels.ask(unit, found, _name(unit, found), topic=CHANNEL, lane=lane, key=f"{lane}:channel:{attempt}")


def on_channel(unit: Unit, settled: Settled) -> None:
    """Channel: it stands. Everything that needs it is asked for at once, each in its own lane."""
    incident_id = IncidentId(settled.data["incident_id"])
    if settled.error:
        fail(unit, incident_id, "channel", settled.error)
        return
    made = settled.result["channel"]
    remember_conversation(unit, made)
    if incidents.get(unit, incident_id).channel_id is not None:
        give_up(unit, incident_id, made["id"])
        return
    steps.note(unit, incident_id, "channel", "done")
    service.open_channel(unit, incident_id, ChannelId(made["id"]), made["name"])
    card.show(unit, incident_id, topic=CARD)
    digest.show(unit, incident_id)
    invite(unit, incident_id)
    set_topic(unit, incident_id)
    follow_call(unit, incidents.get(unit, incident_id))
    receipt.opened(unit, incident_id)


def give_up(unit: Unit, incident_id: IncidentId, channel_id: str) -> None:
    """A channel that was made too late, or once more, goes again."""
    lane = f"archive:{channel_id}"
    unit.call(
        "conversations.archive", {"channel": channel_id}, lane=lane, key=f"{lane}:unused", incident_id=incident_id
    )


def on_card(unit: Unit, settled: Settled) -> None:
    """Card: posted; pin it, so that it is one tap away for ever."""
    incident_id = IncidentId(settled.data["incident_id"])
    if settled.error:
        fail(unit, incident_id, "card", settled.error)
        return
    steps.note(unit, incident_id, "card", "done")
    pin(unit, incident_id, settled.result["ts"])
    receipt.card_stands(unit, incident_id)


def pin(unit: Unit, incident_id: IncidentId, ts: str) -> None:
    found = incidents.get(unit, incident_id)
    ask(unit, found, "pin", "pins.add", {"channel": found.channel_id, "timestamp": ts})


def invite(unit: Unit, incident_id: IncidentId) -> None:
    """Invited: the declarer always, the configured responders for SEV1 and SEV2, nobody else unasked."""
    found = incidents.get(unit, incident_id)
    named = incidents.access_list(unit, incident_id) if found.is_private else responders(unit, found)
    who = [found.declared_by, *named]
    users = ",".join(dict.fromkeys(who))
    arguments = {"channel": found.channel_id, "users": users, "force": True}  # one bad id does not keep the others out
    ask(unit, found, "invite", "conversations.invite", arguments)


def begin_anew(unit: Unit, found: Incident) -> None:
    """What was an exercise: its channel gets the name of an incident, and the responders are invited."""
    if found.channel_id is None or found.is_channel_gone:
        return
    steps.again(unit, found.id, "invite")
    invite(unit, found.id)
    set_topic(unit, found.id)
    rename(unit, found)


def rename(unit: Unit, found: Incident) -> None:
    """Renamed: the channel is called as its incident is."""
    arguments = {"channel": found.channel_id, "name": _name(unit, found)}
    ask(unit, found, "rename", "conversations.rename", arguments)


def responders(unit: Unit, found: Incident) -> list[str]:
    if found.is_quiet_outside or found.is_past or found.severity not in (Severity.SEV1, Severity.SEV2):
        return []
    named = unit.config(Responders).root[:20]
    return [u for u in named if not people.person_of(unit, u).is_deleted]


def _name(unit: Unit, found: Incident) -> str:
    return channels.name_of(unit, found, naming.plain(unit, found.title))


def set_topic(unit: Unit, incident_id: IncidentId) -> None:
    """Topic: what a glance at the channel's head should tell."""
    found = incidents.get(unit, incident_id)
    if found.channel_id is None or follow_topic(unit, found):
        return
    topic = blocks.topic_of(found, naming.plain(unit, found.title))
    part = f"{unit.now.timestamp():.6f}:{zlib.crc32(topic.encode())}"
    ask(unit, found, "topic", "conversations.setTopic", {"channel": found.channel_id, "topic": topic}, part=part)


def follow_topic(unit: Unit, found: Incident) -> bool:
    """Whether somebody wrote a topic, which stays: then none of ours is left to be tried."""
    if _is_topic_ours(unit, found):
        return False
    _not_wanted(unit, found.id, "topic")
    return True


def follow_call(unit: Unit, found: Incident) -> None:
    """The bookmark follows the call; without one, none is left to be tried."""
    bookmarks.follow_call(unit, found)
    if bookmarks.are_kept(unit, found):
        _not_wanted(unit, found.id, "bookmark")


def _not_wanted(unit: Unit, incident_id: IncidentId, step: str) -> None:
    if steps.is_in_sight(unit, incident_id, step):
        over(unit, incident_id, step)


def _is_topic_ours(unit: Unit, found: Incident) -> bool:
    """A topic that somebody wrote stays theirs. Our own changes are not recorded."""
    changes = timeline.entries(unit, found.id, kinds=(CHANNEL_CHANGED,))
    told = [each for each in changes if each.channel_id in (None, found.channel_id)]  # not of a stream's channel
    return not any(each.data.get("what") == "topic" for each in told)


def ask(unit: Unit, found: Incident, step: str, method: str, arguments: dict[str, Any], part: str = "") -> None:
    """Asks for one step that nothing else waits for."""
    attempt = steps.attempt(unit, found.id, step)
    steps.ask(unit, found.id, step)
    unit.call(
        method,
        arguments,
        lane=f"{step}:{found.id}",
        key=f"opening:{found.id}:{step}:{attempt}:{part}"[:200],
        topic=STEP,
        data={"incident_id": found.id, "step": step},
        incident_id=found.id,
    )


def on_step(unit: Unit, settled: Settled) -> None:
    """Any other step: it stands, or it is shown as failed."""
    incident_id = IncidentId(settled.data["incident_id"])
    step = settled.data["step"]
    error = settled.error or _not_invited(unit, settled)
    if error:
        fail(unit, incident_id, step, error)
        return
    over(unit, incident_id, step)


def over(unit: Unit, incident_id: IncidentId, step: str) -> None:
    """It stands, or nobody wants it any more: the card says nothing of it."""
    was_in_sight = steps.is_in_sight(unit, incident_id, step)
    steps.note(unit, incident_id, step, "done")
    if was_in_sight:
        card.show(unit, incident_id)


def on_bookmark(unit: Unit, settled: Settled) -> None:
    """A bookmark stands, or is shown as failed."""
    incident_id = IncidentId(settled.data["incident_id"])
    if error := bookmarks.settle(unit, settled):
        fail(unit, incident_id, "bookmark", error)
    else:
        over(unit, incident_id, "bookmark")


def _not_invited(unit: Unit, settled: Settled) -> str:
    """Whom Slack left out of an invitation that otherwise went well."""
    left_out = [e for e in settled.result.get("errors") or () if e.get("error") != "already_in_channel"]
    return "; ".join(f"{_called(unit, e['user'])}: {blocks.reason(str(e.get('error')))}" for e in left_out)


def _called(unit: Unit, user_id: str) -> str:
    """Somebody whom nobody knows is an id, as it has to be looked for in the settings."""
    person = people.person_of(unit, user_id)
    if person.is_known:
        return f"@{person.name}"
    return f"`{user_id}` of `responders`" if user_id in unit.config(Responders).root else f"`{user_id}`"


def fail(unit: Unit, incident_id: IncidentId, step: str, error: str) -> None:
    """Shows what failed where somebody looks, with *Retry*; nothing is undone."""
    steps.note(unit, incident_id, step, "failed", error)
    found = incidents.get(unit, incident_id)
    if step == "card":
        receipt.no_card(unit, found, error)
    elif found.channel_id is not None:
        card.show(unit, incident_id)
    else:
        receipt.no_channel(unit, found, error)
