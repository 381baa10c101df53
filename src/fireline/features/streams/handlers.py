"""Doors of the streams: what people type, in the incident's channel and in a stream's own."""

from __future__ import annotations

from collections.abc import Sequence

from fireline.core.answers import Answer, OpenModal, Reply
from fireline.core.errors import Refused
from fireline.core.events import UserId
from fireline.core.feature import Context
from fireline.core.grammar import Line
from fireline.core.permissions import Act
from fireline.features.incidents import streams
from fireline.features.incidents.blocks import line_button, receipt
from fireline.features.incidents.handlers import here
from fireline.features.incidents.reads import Incident
from fireline.features.incidents.streams import Stream
from fireline.features.overview.blocks import calm
from fireline.features.roles import permits
from fireline.features.streams import blocks, cards, changing, forms, opening, rules, service
from fireline.features.streams.reading import Wish, read
from fireline.features.streams.rules import Streams
from fireline.slack import mrkdwn


def stream(ctx: Context, line: Line) -> Answer:
    """Splits a big incident: a part with its own channel and lead; bare `streams` lists them"""
    found, aside = here(ctx), here_aside(ctx)
    if line.shows:
        return listed(ctx, found)
    known = streams.of_incident(ctx.unit, found.id)
    if not line.rest:
        return _bare(ctx, found, aside)
    wish = read(line, known, aside, me=ctx.actor_id)
    if wish.act == "list" and not wish.text:
        return listed(ctx, found)
    demand_member(ctx)
    return _done(ctx, found, aside, wish)


def _bare(ctx: Context, found: Incident, aside: Stream | None) -> Answer:
    """In a stream's channel it is shown; elsewhere a new one is asked for."""
    if aside is not None:
        return blocks.one(cards.shown(ctx.unit, aside), is_inside=True)
    demand_member(ctx)
    service.demand_possible(ctx.unit, found)
    return OpenModal(forms.open_form(found, channel=ctx.channel_id))


def _done(ctx: Context, found: Incident, aside: Stream | None, wish: Wish) -> Answer:
    if wish.act == "open":
        return _opened(ctx, found, wish)
    if wish.stream is None:
        return _unnamed(ctx, found, aside, wish)
    if wish.act in ("status", "done"):
        return _word(ctx, wish.stream, wish)
    if wish.act == "reopen":
        return reopened(ctx, wish.stream)
    if wish.act == "join":
        return joined(ctx, wish.stream)
    return _led(ctx, found, wish.stream, wish)


def _unnamed(ctx: Context, found: Incident, aside: Stream | None, wish: Wish) -> Answer:
    """No stream is named: a new one is opened, unless the words may be meant for one that is there."""
    known = streams.open_ones(ctx.unit, found.id)
    if wish.act and known:
        verb = {"status": "status", "done": "done", "lead": "lead"}.get(wish.act, wish.act)
        people = " ".join(mrkdwn.mention(each) for each in wish.people)
        return blocks.which(ctx, found, known, verb, f"{wish.text} {people}".strip())
    if wish.act and not ctx.unit.config(Streams).enabled:
        service.demand_possible(ctx.unit, found)
    if wish.act:
        raise Refused(f"{found.reference} has no open streams.", try_line="stream database @name")
    if aside is not None and wish.text:
        return _or_status(ctx, found, aside, wish)
    if aside is not None and wish.people:
        return _led(ctx, found, aside, wish)
    return _opened(ctx, found, wish)


def _or_status(ctx: Context, found: Incident, about: Stream, wish: Wish) -> Reply:
    """Words after the name of a stream, or in its channel: how it stands, or a new one?"""
    people = "".join(f" {mrkdwn.mention(each)}" for each in wish.people)
    name = wish.text if wish.stream is None else f"{wish.stream.name} {wish.text}"
    buttons = [
        line_button(
            ctx, f"Status of “{about.name}”", f"{found.reference} stream {about.name} status {wish.text}{people}"
        ),
        line_button(
            ctx,
            f"Open a stream “{mrkdwn.fit(mrkdwn.plain(name), 40)}”",
            f"{found.reference} stream open {name}{people}",
            number=1,
        ),
    ]
    return blocks.asked(ctx, f"Is this how the stream “{calm(about.name)}” stands, or a new stream?", buttons)


# acts -----------------------------------------------------------------------------------------------------------
def _opened(ctx: Context, found: Incident, wish: Wish) -> Answer:
    """Whoever is named first leads it."""
    return opened(ctx, found, wish.text, wish.people[0] if wish.people else None, wish.people[1:])


def opened(ctx: Context, found: Incident, typed: str, lead: str | None, others: Sequence[str]) -> Answer:
    """Opens it and has the others invited."""
    people = [UserId(each) for each in dict.fromkeys(others) if each != lead]
    to = UserId(lead) if lead else None
    name = mrkdwn.escape(rules.name_of(mrkdwn.plain(typed)))  # a name calls nobody and leads nowhere
    made = service.open_(ctx.unit, found.id, name, lead=to, people=people, by=ctx.actor_id)
    opening.begin(ctx.unit, made, invited=list(people), answer_at=ctx.response_url)
    return receipt(ctx, found, blocks.opening(cards.shown(ctx.unit, made)))


def _word(ctx: Context, stream: Stream, wish: Wish) -> Answer:
    if not wish.text and wish.act == "status":
        return word_form(ctx, stream, ends=False)
    return ended(ctx, stream, wish.text) if wish.act == "done" else said(ctx, stream, wish.text)


def word_form(ctx: Context, stream: Stream, *, ends: bool) -> OpenModal:
    """Opens for who leads it, and for who may add to the record, as long as it goes on."""
    changing.open_stream(ctx.unit, stream.incident_id, stream.id)
    if stream.lead_id != ctx.actor_id:
        permits.demand(ctx.unit, ctx.actor_id, Act.CONTRIBUTE, stream.incident_id)
    return OpenModal(forms.word_form(here(ctx), stream, ends=ends, channel=ctx.channel_id))


def said(ctx: Context, stream: Stream, word: str) -> Reply:
    now = service.say(ctx.unit, stream, word, by=ctx.actor_id)
    text = f"The card of {here(ctx).reference} says of “{calm(now.name)}”: {mrkdwn.fit(calm(now.word), 300)}"
    return receipt(ctx, here(ctx), text)


def ended(ctx: Context, stream: Stream, word: str) -> Reply:
    now = service.done(ctx.unit, stream, word, by=ctx.actor_id)
    left = [f"“{calm(each.name)}”" for each in streams.open_ones(ctx.unit, now.incident_id)]
    more = f"Still open: {', '.join(left)}." if left else f"No stream of {here(ctx).reference} is open any more."
    return receipt(ctx, here(ctx), f"The stream “{calm(now.name)}” is done; {here(ctx).reference} goes on.", more)


def reopened(ctx: Context, stream: Stream) -> Reply:
    now = service.reopen(ctx.unit, stream, by=ctx.actor_id)
    return receipt(ctx, here(ctx), f"The stream “{calm(now.name)}” is open again.")


def joined(ctx: Context, stream: Stream) -> Reply:
    opening.bring(ctx.unit, stream, ctx.actor_id)
    return Reply(f"You are being invited to {mrkdwn.channel(stream.channel_id or '')}.")


def led_by(ctx: Context, stream: Stream, to: UserId | None) -> Reply:
    now = service.lead(ctx.unit, stream, to, by=ctx.actor_id)
    if to is None:
        return receipt(ctx, here(ctx), f"Nobody leads the stream “{calm(now.name)}” now.")
    who = "You lead" if to == ctx.actor_id else f"{mrkdwn.mention(to)} leads"
    told = "" if to == ctx.actor_id else ", and is told by DM"
    return receipt(ctx, here(ctx), f"{who} the stream “{calm(now.name)}” of {here(ctx).reference}{told}.")


def _led(ctx: Context, found: Incident, stream: Stream, wish: Wish) -> Answer:
    """`stream lead @bea`, `stream database @bea`; without a person it is shown."""
    if wish.act == "lead" and wish.text.casefold() in ("none", "nobody") and not wish.people:
        return led_by(ctx, stream, None)
    if wish.text and wish.act == "lead":
        raise Refused(
            f"“{mrkdwn.fit(calm(wish.text), 80)}” is no person here; a lead is named with @.",
            try_line=f"stream {stream.name} lead @name",
        )
    if wish.text:
        return _or_status(ctx, found, stream, wish)
    if not wish.people:
        return blocks.one(cards.shown(ctx.unit, stream), is_inside=stream.channel_id == ctx.channel_id)
    if len(wish.people) > 1:
        raise Refused(
            f"One person leads a stream; {len(wish.people)} are named.", try_line=f"stream {stream.name} @name"
        )
    return led_by(ctx, stream, UserId(wish.people[0]))


# shared ---------------------------------------------------------------------------------------------------------
def listed(ctx: Context, found: Incident) -> Reply:
    seen = [cards.shown(ctx.unit, each) for each in streams.of_incident(ctx.unit, found.id)]
    return blocks.listed(found, seen, hint=_hint(ctx, found))


def _hint(ctx: Context, found: Incident) -> str:
    """Why none can be opened here; "" where one can."""
    if not found.is_active:
        return ""
    try:
        service.demand_possible(ctx.unit, found)
    except Refused as refusal:
        return refusal.message
    return ""


def demand_member(ctx: Context) -> None:
    if ctx.is_guest:
        raise Refused("Guests cannot open or change streams; anyone else here can.", try_line="streams")


def here_aside(ctx: Context) -> Stream | None:
    """The stream in whose channel this is asked, if it is about its incident."""
    found = streams.at_channel(ctx.unit, ctx.channel_id)
    return found if found is not None and found.incident_id == ctx.incident_id and not found.removed_at else None
