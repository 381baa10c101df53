"""How updates look: in the room before they leave, in the prompt, where they went; and the forms that write them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fireline.core.answers import Reply
from fireline.core.buttons import RUN_LINE, line_value
from fireline.features.incidents.reads import Incident
from fireline.features.incidents.rules import Status
from fireline.features.updates.reads import Clock, Update
from fireline.features.updates.wording import expected, moment, promised
from fireline.slack import kit, mrkdwn

LONGEST_IN_BUTTON = 1900


def reach(audience: str, found: Incident, here: str | None) -> str:
    """Who reads it, for a sentence that stands in the channel `here`."""
    if audience:
        return f", to {audience}"
    is_there = found.channel_id is None or here == found.channel_id
    return ", in this channel only" if is_there else f", in {mrkdwn.channel(found.channel_id or '')} only"


def _to(audience: str, found: Incident) -> str:
    return reach(audience, found, found.channel_id)


def told(headline: str, body: str, *buttons: dict[str, Any]) -> kit.Message:
    """The update itself."""
    return kit.message(headline, [*kit.sections(body), kit.actions(*buttons)])


def correct_button(update: Update) -> dict[str, Any] | None:
    if update.is_automatic:
        return None
    return kit.button("Correct", "updates:correct", f"{update.incident_id}:{update.id}")


def _button(label: str, verb: str, update: Update, style: kit.Style | None = None) -> dict[str, Any]:
    return kit.button(label, f"updates:{verb}", f"{update.incident_id}:{update.id}", style=style)


def leaving(found: Incident, update: Update, preview: str, audience: str) -> kit.Message:
    """In the room for ten seconds: everybody there can still stop it."""
    text = f"{found.heading}: an update leaves in 10 seconds{_to(audience, found)}"
    return kit.message(
        text,
        [
            kit.section(f"*{found.drill_mark}An update leaves in 10 seconds*{_to(audience, found)}"),
            kit.quote(preview),
            kit.actions(_button("Stop", "stop", update, "danger"), _button("Edit", "edit", update)),
        ],
    )


def leaving_elsewhere(found: Incident, update: Update, audience: str, here: str | None) -> Reply:
    """To whoever wrote it in another channel: ten seconds are too short to go there."""
    to = reach(audience, found, here)
    row = kit.actions(_button("Stop", "stop", update, "danger"), _button("Edit", "edit", update))
    return Reply(
        f"The update of {found.heading} leaves in 10 seconds{to}",
        [kit.section(f"*The update of {found.heading} leaves in 10 seconds*{to}"), row],
    )


def stopped(found: Incident, update: Update, preview: str, by: str) -> kit.Message:
    """It did not leave; its text stays where somebody can still send it."""
    who = f" by {by}" if by else ""
    text = f"{found.heading}: update stopped{who}; nobody outside saw it."
    return kit.message(
        text,
        [
            kit.section(f"*{found.drill_mark}Update stopped*{who}; nobody outside saw it."),
            kit.quote(preview),
            kit.actions(
                _button("Send", "send", update), _button("Edit", "edit", update), _button("Drop", "drop", update)
            ),
        ],
    )


def dropped(found: Incident) -> kit.Message:
    return kit.message(
        f"{found.heading}: the update was dropped.", [kit.context(f"{found.drill_mark}The update was dropped.")]
    )


def went(found: Incident, update: Update, body: str, audience: str, by: str) -> kit.Message:
    """In the room afterwards: what was told, to whom, by whom."""
    who = f"by {by}" if by else "automatically"
    text = f"{found.heading}: update {update.number} sent{_to(audience, found)}"
    at = moment(update.sent_at, found) if update.sent_at else ""
    head = f"*{found.drill_mark}Update {update.number} sent {at}*{_to(audience, found)}, {who}"
    return kit.message(text, [kit.section(head), kit.quote(body), kit.actions(correct_button(update))])


def preview_question(
    found: Incident, update: Update, preview: str, audience: str, *, here: str | None, at: datetime
) -> Reply:
    """From somebody who does not speak for the incident: shown to them first, and to nobody else."""
    to = reach(audience, found, here)
    return Reply(
        f"{found.reference}: send this as an update{to}?",
        [
            kit.section(f"*Send this as an update*{to}?"),
            kit.quote(preview),
            kit.actions(
                _button("Send", "send", update, "primary"), _button("Edit", "edit", update), _keep(found, update, at)
            ),
        ],
    )


def _keep(found: Incident, update: Update, at: datetime) -> dict[str, Any] | None:
    """The same words as a note; a button cannot carry more than its 2000 characters."""
    line = f"note {update.news}"
    if len(line) > LONGEST_IN_BUTTON:
        return None
    return kit.button("Keep as a note", f"{RUN_LINE}:note", line_value(line, at=at, incident_id=found.id))


def proposal(found: Incident, update: Update, preview: str, audience: str, by: str, here: str) -> kit.Message:
    """Somebody marked a message as worth telling; whoever speaks for the incident decides."""
    text = f"{found.heading}: {by} proposes an update"
    return kit.message(
        text,
        [
            kit.section(f"*{found.heading}: {by} proposes an update*{reach(audience, found, here)}"),
            kit.quote(preview),
            kit.actions(
                _button("Send", "send", update, "primary"),
                _button("Edit", "edit", update),
                _button("Not now", "drop", update),
            ),
        ],
    )


# the prompt ---------------------------------------------------------------------------------------------------
@dataclass(frozen=True, kw_only=True)
class Prompted:
    """What the prompt shows of the incident."""

    found: Incident
    clock: Clock
    audience: str
    since: datetime
    impact: str
    now: datetime
    after: datetime | None
    is_added: bool


REASONS = {
    "raised": "the severity was raised",
    "mitigated": "it is mitigated",
    "resolved": "the last update",
    "reopened": "it is open again",
    "cancelled": "say that it was a false alarm",
    "merged": "say where it goes on",
}


def prompt(shown: Prompted) -> kit.Message:
    """The duty, the draft, and what happens if nothing is done."""
    found, clock = shown.found, shown.clock
    due = moment(clock.next_at or shown.now, found)
    why = f" ({REASONS[clock.phase]})" if clock.phase in REASONS else ""
    head = f"*{found.heading}: update due {due}*{why}{reach(shown.audience, found, clock.prompted_to)}"
    lines = [head, kit.quoted("\n".join(_draft_lines(shown))), _otherwise(found, clock)]
    value = f"{found.id}:{clock.round}.{clock.version}"
    buttons = [
        kit.button("Send update", "updates:prompt_send", value, style="primary"),
        kit.button("Edit", "updates:prompt_edit", value),
        None if clock.has_bought_more else kit.button("5 more minutes", "updates:prompt_more", value),
    ]
    text = f"{found.heading}: update due {_plain_time(clock, found, shown.now)}"
    return kit.message(text, [kit.section("\n".join(lines)), kit.actions(*buttons)])


def _draft_lines(shown: Prompted) -> list[str]:
    found, news = shown.found, mrkdwn.inert(shown.clock.draft, mentions=True)
    is_false = found.status is Status.CANCELLED  # there was no impact, or another incident has it
    lines = [news] if is_false else [_state(shown), f"New since {moment(shown.since, found)}: {news}"]
    if not found.is_active:
        lines.append("This adds to the last update." if shown.is_added else "This is the last update.")
    elif shown.after:
        lines.append(f"Next update {promised(shown.after, found, shown.now)}.")
    return lines


def _state(shown: Prompted) -> str:
    """*Mitigating. 12 % of EU checkouts fail.*"""
    state, impact = shown.found.state, mrkdwn.inert(shown.impact, mentions=True).rstrip(".")
    if not impact:
        said = "Impact not stated." if not shown.found.is_active else "Impact not stated yet."
    elif shown.found.is_active:
        said = f"{impact[0].upper()}{impact[1:]}."
    else:
        said = f"Impact was: {impact}."
    return f"{state[0].upper()}{state[1:]}. {said}"


def _otherwise(found: Incident, clock: Clock) -> str:
    if clock.is_ready:
        return "It is marked ready and leaves by itself when it is due."
    if found.is_quiet_outside:
        return "If nothing is sent, I post nothing and ask again."
    return f"If nothing is sent, I post only {_at_least(found)}."


def _at_least(found: Incident) -> str:
    """What a holding update says."""
    if found.is_active:
        return "that there is no news"
    is_false = found.status is Status.CANCELLED and found.merged_into is None
    return "that it was a false alarm" if is_false else f"that it is {found.state}"


def _plain_time(clock: Clock, found: Incident, now: datetime) -> str:
    at = clock.next_at or now
    return f"{at:%H:%M} UTC"


def prompt_done(found: Incident, update: Update) -> kit.Message:
    """The duty is done; what was said stands where it was sent."""
    at = moment(update.sent_at, found) if update.sent_at else ""
    head = f"*{found.heading}: sent {at}*, update {update.number}"
    text = f"{found.heading}: update {update.number} is sent."
    return kit.message(text, [kit.section(head), kit.actions(correct_button(update))])


def prompt_missed(found: Incident, due: datetime, next_at: datetime | None, *, held: bool) -> kit.Message:
    """Nothing came; the miss is about the process."""
    instead = f"A holding update says {_at_least(found)}." if held else "Nothing was posted."
    then = f" The next one is {expected(next_at, found, due, 'due ')}." if next_at else ""
    text = f"{found.heading}: no update by {due:%H:%M} UTC"
    line = f"*{found.heading}: no update by {moment(due, found)}.* {instead}{then}"
    return kit.message(text, [kit.section(line), kit.actions(form_button("Write update", found))])


def prompt_over(found: Incident, words: str) -> kit.Message:
    return kit.message(f"{found.heading}: {words}", [kit.section(f"*{found.heading}:* {words}")])


def silence(found: Incident, misses: int, next_at: datetime | None, now: datetime, *, root: str) -> kit.Message:
    """To the IC and the escalation contact: stakeholders have read twice that there is no news."""
    then = f"The next one goes out {expected(next_at, found, now)}, and then less and less often." if next_at else ""
    often = "twice" if misses == 2 else f"{misses} times"
    lines = [
        f"*{found.heading}: stakeholders have had no news {often} in a row.*",
        "Holding updates went out instead.",
        then,
        f"One sentence is enough; `{root} {found.reference} cadence off <why>` stops the clock honestly.",
    ]
    text = f"{found.heading}: stakeholders have had no news {often} in a row"
    body = "\n".join(line for line in lines if line)
    return kit.message(text, [kit.section(body), kit.actions(form_button("Write update", found))])


def form_button(label: str, found: Incident) -> dict[str, Any]:
    return kit.button(label, "updates:form", f"{found.id}:", style="primary")


def lines(text: str, *more: str, buttons: Sequence[dict[str, Any]] = ()) -> Reply:
    """A short answer: the news, what follows from it, and what can be done."""
    body = "\n".join([text, *(m for m in more if m)])
    return Reply(mrkdwn.plain(text), [kit.section(body), kit.actions(*buttons)])


def back(found: Incident, next_at: datetime) -> kit.Message:
    text = f"{found.heading}: regular updates run again"
    return kit.message(
        text, [kit.section(f"*{found.drill_mark}Regular updates run again;* the next is due {moment(next_at, found)}.")]
    )
