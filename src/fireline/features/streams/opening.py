"""How a stream opens: on record → channel → card → invited, topic, pin. Each step is durable and retried alone."""

from __future__ import annotations

from typing import Any

from fireline.core.errors import Refused
from fireline.core.events import ChannelId, Event, IncidentId
from fireline.core.feature import Settled
from fireline.features.incidents import channels, receipts, streams
from fireline.features.incidents import reads as incidents
from fireline.features.incidents.streams import Stream
from fireline.features.people import naming
from fireline.features.people.service import remember_conversation
from fireline.features.streams import blocks, cards, changing, events
from fireline.features.streams.rules import channel_of
from fireline.slack import mrkdwn
from fireline.store import journal, surfaces
from fireline.store.unit import Unit

CHANNEL = "streams.channel"
CARD = "streams.card"
STEP = "streams.step"


def begin(unit: Unit, stream: Stream, *, invited: list[str], answer_at: str | None = None) -> None:
    """Asks for the channel. `answer_at` is where the receipt of whoever opened it can be edited."""
    found = incidents.get(unit, stream.incident_id)
    name = channel_of(channels.pattern_of(unit, found), found.number, stream.number, mrkdwn.plain(stream.name))
    data, lane = {"stream_id": stream.id, "invited": invited, "answer_at": answer_at}, f"stream:{stream.id}"
    channels.ask(unit, found, name, topic=CHANNEL, lane=lane, key=f"{lane}:channel:{stream.attempt}", data=data)


def _topic(unit: Unit, stream: Stream) -> str:
    shown = cards.shown(unit, stream)
    return blocks.topic(shown, naming.plain(unit, shown.found.title))


def on_channel(unit: Unit, settled: Settled) -> None:
    """Channel: it stands. Everything that needs it is asked for at once, each in its own lane."""
    stream = _stream(unit, settled)
    if settled.error:
        fail(unit, stream, "channel", settled.error)
        _answer(unit, streams.get(unit, stream.incident_id, stream.id) or stream, settled.data.get("answer_at"))
        return
    made = settled.result["channel"]
    remember_conversation(unit, made)
    stream = changing.write(unit, stream, channel_id=ChannelId(made["id"]), channel_name=made["name"], failed="")
    if stream.removed_at is not None:
        archive(unit, stream)
        return
    data = {"channel_id": made["id"], "channel": made["name"]}
    changing.emit(unit, stream, events.CHANNEL_OPENED, None, f"Channel #{made['name']} opened", data)
    cards.show(unit, stream, topic=CARD)
    invite(unit, stream, settled.data.get("invited") or [])
    ask(unit, stream, "topic", "conversations.setTopic", {"topic": _topic(unit, stream)})
    _answer(unit, stream, settled.data.get("answer_at"))


def invite(unit: Unit, stream: Stream, others: list[str]) -> None:
    """Whoever opened it, its lead, who was named; of a private incident everybody who may see it."""
    found = incidents.get(unit, stream.incident_id)
    named = incidents.access_list(unit, found.id) if found.is_private else []
    who = [stream.opened_by, *([stream.lead_id] if stream.lead_id else []), *others, *named]
    users = ",".join(dict.fromkeys(who))
    ask(unit, stream, "invite", "conversations.invite", {"users": users, "force": True})


def bring(unit: Unit, stream: Stream, user_id: str) -> None:
    """Asks Slack to invite one more."""
    demand_channel(stream)
    key = f"stream:{stream.id}:invite:{user_id}:{unit.now.timestamp():.6f}"
    arguments = {"channel": stream.place, "users": user_id}
    lane = f"stream:{stream.id}:invite:{user_id}"
    unit.call("conversations.invite", arguments, lane=lane, key=key, incident_id=stream.incident_id)


def demand_channel(stream: Stream) -> None:
    """Refuses where nobody can be invited, with why."""
    its = f"The channel of the stream “{stream.name}”"
    if stream.is_channel_gone:
        raise Refused(f"{its} is archived or gone; it cannot be joined.")
    if stream.failed.startswith("channel:"):
        raise Refused(f"{its} was not made; *Retry* on the stream asks for it again.", try_line=f"stream {stream.name}")
    if stream.place is None:
        raise Refused(f"{its} is not made yet.", try_line=f"stream {stream.name}")


def on_card(unit: Unit, settled: Settled) -> None:
    """Card: posted; pin it."""
    stream = _stream(unit, settled)
    if settled.error:
        fail(unit, stream, "card", settled.error)
        return
    ask(unit, stream, "pin", "pins.add", {"timestamp": settled.result["ts"]})


def ask(unit: Unit, stream: Stream, step: str, method: str, arguments: dict[str, Any]) -> None:
    """Asks for one step that nothing else waits for."""
    unit.call(
        method,
        {"channel": stream.channel_id, **arguments},
        lane=f"stream:{stream.id}:{step}",
        key=f"stream:{stream.id}:{step}:{stream.attempt}",
        topic=STEP,
        data={**_about(stream), "step": step, "arguments": arguments},
        incident_id=stream.incident_id,
    )


def on_step(unit: Unit, settled: Settled) -> None:
    """Any other step: it stands, or it is shown as failed."""
    stream, step = _stream(unit, settled), settled.data["step"]
    left_out = [e for e in settled.result.get("errors") or () if e.get("error") != "already_in_channel"]
    error = settled.error or next((str(e.get("error")) for e in left_out), "")
    if error:
        fail(unit, stream, step, error)
    elif stream.failed.startswith(f"{step}:"):
        cards.show(unit, changing.write(unit, stream, failed=""))


def fail(unit: Unit, stream: Stream, step: str, error: str) -> None:
    """Shows what failed where somebody looks, with *Retry*; nothing is undone."""
    stream = changing.write(unit, stream, failed=f"{step}:{error}"[:500])
    cards.show(unit, stream)
    data = {"step": step, "error": error}
    text = f"Stream “{stream.name}”: {blocks.STEPS[step]} failed"
    changing.emit(unit, stream, events.FAILED, None, text, data, hidden=True)


def retry(unit: Unit, stream: Stream, *, answer_at: str | None = None) -> None:
    """Tries what failed once more, for everybody who was named at first."""
    incidents.take(unit, stream.incident_id)
    step, _, _ = stream.failed.partition(":")
    if not step or not stream.is_open:
        raise Refused(f"Nothing of the stream “{stream.name}” waits to be tried again.", try_line="streams")
    stream = changing.write(unit, stream, attempt=stream.attempt + 1, failed="")
    cards.show(unit, stream)
    posted = surfaces.named(unit, cards.name(stream))
    if step == "channel":
        begin(unit, stream, invited=_invited(unit, stream), answer_at=answer_at)
    elif step == "card":
        cards.show(unit, stream, topic=CARD)
    elif step == "invite":
        invite(unit, stream, _invited(unit, stream))
    elif step == "topic":
        ask(unit, stream, "topic", "conversations.setTopic", {"topic": _topic(unit, stream)})
    elif posted is not None and posted.ts:
        ask(unit, stream, "pin", "pins.add", {"timestamp": posted.ts})


def _invited(unit: Unit, stream: Stream) -> list[str]:
    """Who was named besides the lead when it was opened."""
    rows = journal.entries(unit, stream.incident_id, kinds=(events.OPENED,), with_hidden=True)
    return next((row.data.get("invited", []) for row in rows if row.data["stream_id"] == stream.id), [])


def archive(unit: Unit, stream: Stream) -> None:
    """Its opening was taken back: the channel is closed, and what was said there stays on record."""
    if stream.channel_id is None:
        return
    key = f"stream:{stream.id}:archive"
    unit.call(
        "conversations.archive", {"channel": stream.channel_id}, lane=key, key=key, incident_id=stream.incident_id
    )


def _answer(unit: Unit, stream: Stream, answer_at: str | None) -> None:
    """The receipt said "Opening"; now it says where. After a form there is none: the invitation says it."""
    if not answer_at or receipts.view_of(answer_at) is not None:
        return
    seen = cards.shown(unit, stream)
    reply, key = blocks.opened(seen), f"stream:{stream.id}:receipt:{stream.attempt}"
    place = receipts.place_of(answer_at)
    if place is not None:
        unit.whisper(
            channel=place[0],
            user=stream.opened_by,
            text=reply.text,
            blocks=reply.blocks,
            key=key,
            incident_id=stream.incident_id,
            thread=place[1] or None,
        )
        return
    body = {"response_url": answer_at, "response_type": "ephemeral", "replace_original": True}
    body |= {"text": reply.text, "blocks": reply.blocks}
    unit.call("respond", body, lane=key, key=key, incident_id=stream.incident_id)


def _about(stream: Stream) -> dict[str, Any]:
    return {"incident_id": stream.incident_id, "stream_id": stream.id}


def _stream(unit: Unit, settled: Settled) -> Stream:
    incident_id = IncidentId(settled.data["incident_id"])
    incidents.take(unit, incident_id)
    return changing.again(unit, incident_id, int(settled.data["stream_id"]))


# the channel itself ---------------------------------------------------------------------------------------------
GONE, BACK = ("archive", "deleted", "left"), ("unarchive", "back")


def on_channel_news(unit: Unit, event: Event) -> None:
    """Renamed, archived, brought back: the stream goes by what is true of its channel."""
    stream, what = streams.at_channel(unit, event.channel_id), event.data["what"]
    if stream is None:
        return
    if what == "name":
        changing.write(unit, stream, channel_name=str(event.data["to"])[:80])
    elif what in (*GONE, *BACK):
        cards.show(unit, changing.write(unit, stream, is_channel_gone=what in GONE))
