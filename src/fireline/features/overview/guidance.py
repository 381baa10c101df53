"""What Fireline says to a line that is no complete sentence: never nothing, never a guess that acts."""

from __future__ import annotations

import re
from typing import Any

from fireline.core.answers import Answer, OpenModal, Refusal, Reply
from fireline.core.buttons import RUN_LINE, line_value
from fireline.core.errors import Refused
from fireline.core.feature import Context
from fireline.core.grammar import Kind, Reading
from fireline.core.permissions import Act
from fireline.features.incidents import reads as incidents
from fireline.features.incidents import streams
from fireline.features.incidents.forms import declare_form
from fireline.features.incidents.reads import Incident
from fireline.features.overview import later
from fireline.features.overview.shown import card_reply, going_on
from fireline.features.people import reads as people
from fireline.features.roles import permits
from fireline.features.roles import reads as roles
from fireline.features.roles.wording import role_line
from fireline.features.streams import aside
from fireline.slack import kit, mrkdwn

MOST_BUTTONS = 5
NAMED = re.compile(r"<@(\w+)\|([^<>]+)>")  # a mention as Slack sends it with a command


def run_button(label: str, line: str, ctx: Context, *, number: int, incident_id: int | None = None) -> dict[str, Any]:
    """A button that runs a line as if it had been typed when this one was."""
    value = line_value(line, at=ctx.now, incident_id=incident_id)
    return kit.button(mrkdwn.plain(label), f"{RUN_LINE}:{number}", value)


class Guidance:
    """The frame's guide."""

    def meant(self, ctx: Context, reading: Reading[Any]) -> str | None:
        """The line that a word of the settings stands for: roles of one's own are no verbs of the grammar."""
        return role_line(ctx, reading.rest) if reading.rest else None

    def unread(self, ctx: Context, reading: Reading[Any]) -> Answer:
        """A line that is no verb: what it may have meant, as buttons that keep its words."""
        if not reading.rest and not reading.near:
            return self._bare(ctx)
        if (known := later.answer(ctx, reading.rest)) is not None:
            return known
        offers = list(reading.near_lines)[:2]
        if ctx.incident_id is not None:
            offers += [f"note {reading.rest}", f"declare {reading.rest}"]
            labels = ["Add as a note", "Declare another"]
        else:
            offers += [f"declare {reading.rest}"]
            labels = [f"Declare “{mrkdwn.fit(reading.rest, 50)}”"]
        labels = [f"{mrkdwn.fit(line, 40)}" for line in list(reading.near_lines)[:2]] + labels
        buttons = [
            run_button(label, line, ctx, number=n, incident_id=ctx.incident_id)
            for n, (label, line) in enumerate(zip(labels, offers, strict=True))
        ]
        text = "That is no command, and nothing was done."
        quoted = _typed(ctx)
        return Reply(text, [kit.section(f"*{text}* `{ctx.root} help` lists them.\n{quoted}"), kit.actions(*buttons)])

    def aside(self, ctx: Context, reading: Reading[Any]) -> Answer | None:
        """In the channel of a stream: a line that may be about the stream or about the whole incident."""
        return aside.question(ctx, reading)

    def needs_incident(self, ctx: Context, reading: Reading[Any]) -> Answer:
        """A verb that needs an incident, typed where none is: the newest active ones as buttons."""
        is_shown = reading.verb is not None and reading.verb.kind is Kind.SHOW
        is_shown = is_shown or reading.line(now=ctx.now, zone=ctx.zone).shows
        return no_incident(ctx, reading.verb.name if reading.verb else "that", acts=not is_shown)

    def refused(self, ctx: Context, refusal: Refused) -> Answer:
        """What was wrong, what was typed, and a line that would work."""
        lines = [refusal.message]
        if ctx.typed:
            lines.append(_typed(ctx))
        if refusal.try_line:
            # A mention in a code span shows its id; named, it can be typed again.
            names = people.names(ctx.unit) | dict(NAMED.findall(ctx.typed))
            works = mrkdwn.escape(mrkdwn.plain(refusal.try_line, names))
            lines.append(f"What works: `{ctx.root} {works}`")
        return Refusal(refusal.message, kit.sections("\n".join(lines)))

    def _bare(self, ctx: Context) -> Answer:
        """The bare root: the card in an incident channel, elsewhere the way to declare."""
        if ctx.incident_id is not None:
            return card_reply(ctx, incidents.get(ctx.unit, ctx.incident_id))
        if (told := beside(ctx)) is not None:
            return told
        if not (ctx.is_guest or roles.may(ctx.unit, ctx.actor_id, Act.DECLARE)):
            return going_on(ctx)
        permits.demand(ctx.unit, ctx.actor_id, Act.DECLARE)
        return OpenModal(declare_form(incidents.active(ctx.unit, ctx.actor_id), channel=ctx.channel_id))


def beside(ctx: Context) -> Answer | None:
    """In the channel of a stream, to somebody for whom its incident is not there; None anywhere else."""
    if ctx.incident_id is not None or streams.at_channel(ctx.unit, ctx.channel_id) is None:
        return None
    who = "members" if ctx.is_guest else "those who were let into its incident, which is private"
    rest = "A message written here is recorded all the same."
    if not ctx.typed:
        text = f"The commands of this channel are for {who}."
        return Reply(text, [kit.section(f"{text}\n{rest}")])
    text = f"the commands of this channel are for {who}."
    said = [f"*Nothing was done:* {text}", rest, _typed(ctx)]
    return Reply(f"Nothing was done: {text}", [kit.section("\n".join(said))])


def no_incident(ctx: Context, verb: str, *, acts: bool = True) -> Answer:
    """A line that needs an incident, where none is: whom the commands are for, or which one is meant."""
    return beside(ctx) or which_incident(ctx, verb, acts=acts)


def _typed(ctx: Context) -> str:
    return kit.quoted(f"{ctx.root} {mrkdwn.inert(ctx.typed)}")


def which_incident(ctx: Context, verb: str, *, acts: bool = True) -> Answer:
    """The newest active incidents as buttons; each runs the line as it was typed. What acts may declare one."""
    going_on = [] if ctx.is_guest else incidents.active(ctx.unit, ctx.actor_id, limit=MOST_BUTTONS)
    quoted = _typed(ctx)
    if not going_on:
        text = f"`{verb}` needs an incident, and none is going on."
        declare = [kit.actions(run_button("Declare an incident", "declare", ctx, number=0))] if acts else []
        last = incidents.listed(ctx.unit, ctx.actor_id, limit=1) if not ctx.is_guest else []
        named = [f"`{ctx.root} {each.reference} {verb}` is about the last one." for each in last]
        lines = "\n".join([text, *named, quoted])
        return Reply(text, [kit.section(lines), *declare])
    text = f"Which incident is `{verb}` about?"
    buttons = [_for(ctx, each, n) for n, each in enumerate(going_on)]
    return Reply(text, [kit.section(f"*{text}*\n{quoted}"), kit.actions(*buttons)])


def _for(ctx: Context, each: Incident, number: int) -> dict[str, Any]:
    label = f"{each.reference} {mrkdwn.fit(each.title, 40)}"
    return run_button(label, ctx.typed, ctx, number=number, incident_id=each.id)
