"""How streams look: the card in a stream's channel, the lead's message, the list, questions, forms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fireline.core.answers import Reply
from fireline.core.feature import Context
from fireline.features.incidents.blocks import Button, line_button
from fireline.features.incidents.reads import Incident
from fireline.features.incidents.streams import Stream, StreamState
from fireline.features.overview.blocks import calm, reason, severity_of
from fireline.features.people.rules import zone_named
from fireline.slack import kit, mrkdwn

LONGEST_WORD = 300
STEPS = {
    "channel": "its channel",
    "card": "this card",
    "pin": "pinning this card",
    "invite": "inviting people",
    "topic": "the topic",
}


@dataclass(frozen=True)
class Shown:
    """A stream with what its messages speak of besides. `lead` is how its lead is named where nobody is called."""

    found: Incident
    stream: Stream
    lead: str
    is_public_by_mistake: bool = False

    @property
    def title(self) -> str:
        return f"{self.found.drill_mark}{calm(self.stream.name)}"

    @property
    def of(self) -> str:
        return f"{self.found.reference} {calm(self.found.title)}"

    @property
    def state(self) -> str:
        """`done` and the like; while it is open, who leads it."""
        stream = self.stream
        if stream.state is StreamState.DONE:
            return "done"
        if stream.state is StreamState.ENDED:
            return f"ended with {self.found.reference}"
        return f"led by {self.lead}" if stream.lead_id else "needs a lead"

    @property
    def word(self) -> str:
        """The last word with its time; "" when there is none."""
        if not self.stream.word:
            return ""
        said = mrkdwn.fit(calm(self.stream.word), LONGEST_WORD)
        at = self.stream.word_at
        return f"{said} ({mrkdwn.when(at, zone_fallback=zone_named(self.found.zone))})" if at else said


# the stream's channel -------------------------------------------------------------------------------------------
def card(shown: Shown, root: str) -> kit.Message:
    """Pinned in the stream's channel, edited in place."""
    found, stream = shown.found, shown.stream
    state = f"*{shown.state[:1].upper()}{shown.state[1:]}*"
    main = f" · {mrkdwn.channel(found.channel_id)}" if found.channel_id else ""
    lines = [
        f"*{found.drill_mark}Stream {calm(stream.name)}* of {shown.of}",
        state,
        f"*Last word:* {shown.word or 'none yet'}",
        f"*{found.reference}:* {severity_of(found)}, {found.state}{main}",
    ]
    if shown.is_public_by_mistake:
        open_to = (
            "*This channel is public in Slack*, though the incident is private: whoever joins reads what is said here."
        )
        lines = [f"*{found.drill_mark}Stream {calm(stream.name)}* of {found.reference}", state, open_to]
    parts = [kit.section("\n".join(lines)), *_failed(shown)]
    how = (
        f"`{root} stream status <how it stands>` is shown on the incident's card; `{root} stream done` ends the stream."
    )
    parts.append(kit.context(f"Recorded with {found.reference}.{f' {how}' if stream.is_open else ''}"))
    text = f"{found.drill_mark}Stream “{calm(stream.name)}” of {found.reference}: {shown.state}"
    return kit.message(text, [*parts, kit.actions(*_card_buttons(shown))])


def _failed(shown: Shown) -> list[kit.Block]:
    step, _, error = shown.stream.failed.partition(":")
    if not step or not shown.stream.is_open:
        return []
    retry = kit.button("Retry", "streams:retry", _value(shown))
    return [kit.section(f"*Not done:* {STEPS[step]} ({reason(error)})", accessory=retry)]


def _card_buttons(shown: Shown) -> list[Button]:
    if not shown.stream.is_open:
        return [kit.button("Reopen the stream", "streams:reopen", _value(shown))] if shown.found.is_active else []
    take = kit.button("I'll lead it", "streams:lead", _value(shown), style="primary")
    return [
        *([] if shown.stream.lead_id else [take]),
        kit.button("Say how it stands", "streams:status_form", _value(shown)),
        kit.button("End the stream", "streams:done_form", _value(shown)),
    ]


def _value(shown: Shown) -> str:
    return f"{shown.found.id}:{shown.stream.id}"


def topic(shown: Shown, title: str) -> str:
    """What a glance at the channel's head should tell."""
    title = title.replace("<!", "!").replace("<@", "@")  # Slack says each new topic in the channel
    line = f"{shown.found.heading} · stream {mrkdwn.plain(shown.stream.name)} · {title}"
    return line if len(line) <= 250 else line[:249] + "…"


# elsewhere ------------------------------------------------------------------------------------------------------
def opening(shown: Shown) -> str:
    """Said at once; `opened` follows."""
    told = f" {mrkdwn.mention(shown.stream.lead_id)} leads it." if shown.stream.lead_id else " It needs a lead."
    return f"Opening the stream “{calm(shown.stream.name)}” of {shown.found.reference} …{told}"


def opened(shown: Shown) -> Reply:
    """Takes the place of the receipt: where it is."""
    stream = shown.stream
    if stream.failed.startswith("channel:"):
        why = reason(stream.failed.partition(":")[2])
        text = f"The stream “{calm(stream.name)}” is on record, but Slack did not make its channel ({why})."
        retry = kit.button("Retry", "streams:retry", _value(shown), style="primary")
        return Reply(text, [kit.section(text), kit.actions(retry)])
    where = mrkdwn.channel(stream.channel_id or "")
    text = f"The stream “{calm(stream.name)}” of {shown.found.reference} is open: {where}"
    return Reply(text, [kit.section(text), kit.actions(undo(shown))])


def undo(shown: Shown) -> Button:
    return kit.button("Take it back", "streams:take_back", _value(shown))


def lead_note(shown: Shown, by: str, root: str) -> kit.Message:
    """What somebody hears who was given a stream to lead."""
    found, stream = shown.found, shown.stream
    head = f"{found.drill_mark}You lead the stream “{calm(stream.name)}” of {found.reference}"
    where = f": {mrkdwn.channel(stream.channel_id)}" if stream.channel_id else f". {_no_channel(stream)}"
    name = "" if stream.channel_id else f" {mrkdwn.plain(stream.name)}"
    there = f"in {mrkdwn.channel(found.channel_id)}" if name and found.channel_id else "there"
    lines = [
        f"*{head}*, named by {mrkdwn.mention(by)}{where}.",
        f"{shown.of} · {severity_of(found)}, {found.state}",
        f"Say how it stands with `{root} stream{name} status …` {there}, and `{root} stream{name} done` when it is.",
    ]
    buttons = [_go(shown), kit.button("Not me", "streams:leave", _value(shown))]
    return kit.message(head, [kit.section("\n".join(lines)), kit.actions(*buttons)])


def _no_channel(stream: Stream) -> str:
    return "Slack did not make its channel" if stream.failed.startswith("channel:") else "Its channel is being made"


def lead_note_ended(shown: Shown) -> kit.Message:
    """It is over, or somebody else's: nothing is asked any more."""
    stream = shown.stream
    text = f"The stream “{calm(stream.name)}” of {shown.found.reference}"
    if stream.removed_at is not None:
        text += " was taken back; nothing is asked of you any more."
    elif stream.is_open:
        text = f"You no longer lead t{text[1:]}; it {'is ' if stream.lead_id else ''}{shown.state}."
    else:
        text += " is done." if stream.state is StreamState.DONE else " ended with it."
    text = f"{shown.found.drill_mark}{text}"
    return kit.message(text, [kit.section(text)])


def _go(shown: Shown) -> Button | None:
    if shown.stream.place is None:
        return None
    url = f"https://slack.com/app_redirect?team={shown.found.workspace_id}&channel={shown.stream.channel_id}"
    return kit.button("Open channel", "streams:go", _value(shown), url=url)


def ended_line(shown: Shown, by: str) -> str:
    """The one line in the incident's channel; edited when the stream goes on."""
    if shown.stream.is_open:
        return f"{shown.found.drill_mark}Stream “{calm(shown.stream.name)}” is open again."
    if shown.stream.state is StreamState.ENDED:
        return f"{shown.found.drill_mark}Stream “{calm(shown.stream.name)}” {shown.state}."
    word = f": {mrkdwn.fit(calm(shown.stream.word), LONGEST_WORD)}" if shown.stream.word else ""
    return f"{shown.found.drill_mark}Stream “{calm(shown.stream.name)}” is done{word} ({by})"


def one(shown: Shown, *, is_inside: bool) -> Reply:
    """A stream by itself, for whoever asked for it."""
    stream = shown.stream
    lines = [f"*Stream {shown.title}* of {shown.of}", f"{shown.state[:1].upper()}{shown.state[1:]}{_where(stream)}"]
    lines += [f"*Last word:* {shown.word}"] if shown.word else []
    buttons = _card_buttons(shown) if stream.place else []
    parts = [kit.section("\n".join(lines)), *_failed(shown)]
    join = [kit.button("Join", "streams:join", _value(shown))] if stream.place and not is_inside else []
    text = f"{shown.found.drill_mark}Stream “{calm(stream.name)}”: {shown.state}"
    return Reply(text, [*parts, kit.actions(*join, *buttons)])


def listed(found: Incident, streams: Sequence[Shown], *, hint: str) -> Reply:
    """All of one incident, each with the way in."""
    new = kit.actions(kit.button("Open a stream", "streams:form", f"{found.id}:")) if found.is_active else None
    last = [kit.context(hint)] if hint else ([new] if new else [])
    if not streams:
        text = f"{found.reference} has no streams."
        return Reply(text, [kit.section(text), *last])
    parts = [kit.section(f"*Streams of {found.reference}*")]
    for each in streams:
        join = kit.button("Join", "streams:join", _value(each)) if each.stream.place else None
        parts.append(kit.section(in_line(each), accessory=join))
    return Reply(f"{found.reference} has {len(streams)} streams.", [*parts, *last])


def in_line(shown: Shown) -> str:
    """`database, led by @bea: replica rebuilt (15:12)`."""
    word = f": {shown.word}" if shown.word else ""
    failed = " (its channel is missing)" if shown.stream.failed.startswith("channel:") else ""
    return f"*{calm(shown.stream.name)}*, {shown.state}{_where(shown.stream)}{failed}{word}"


def _where(stream: Stream) -> str:
    if stream.is_channel_gone:
        return " (its channel is archived or gone)"
    return f", {mrkdwn.channel(stream.channel_id)}" if stream.place and stream.channel_id else ""


# questions ------------------------------------------------------------------------------------------------------
def asked(ctx: Context, question: str, buttons: Sequence[Button], *, more: str = "Nothing is done yet.") -> Reply:
    """A question that keeps what was typed."""
    lines = [f"*{question}*", more, *([kit.quoted(mrkdwn.inert(ctx.typed, mentions=True))] if ctx.typed else [])]
    return Reply(f"{question} {more}", [kit.section("\n".join(lines)), kit.actions(*buttons)])


def which(ctx: Context, found: Incident, streams: Sequence[Stream], verb: str, rest: str) -> Reply:
    """A verb without a stream: which one, each as a button that keeps the words."""
    buttons = [
        line_button(ctx, each.name, f"{found.reference} stream {each.name} {verb} {rest}".strip(), number=n)
        for n, each in enumerate(streams[:20])
    ]
    if rest:
        name = f"{verb} {rest}"
        label = f"Open a stream “{mrkdwn.fit(mrkdwn.plain(name), 40)}”"
        buttons.append(line_button(ctx, label, f"{found.reference} stream open {name}", number=len(buttons)))
    return asked(ctx, f"Which stream of {found.reference}?", buttons)
