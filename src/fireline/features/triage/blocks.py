"""How a report looks: the card for those who decide, what whoever reported it is told, and the forms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fireline.core.answers import Reply
from fireline.core.feature import Context
from fireline.features.incidents.blocks import line_button
from fireline.features.incidents.reads import Incident
from fireline.features.incidents.rules import MEANING, Severity
from fireline.features.triage.rules import LONGEST, State
from fireline.features.triage.service import Report
from fireline.slack import kit, mrkdwn
from fireline.slack.kit import View


def card(found: Report, reporter: str, incident: Incident | None, decider: str) -> kit.Message:
    """What was noticed and by whom; then what became of it."""
    words = _words(found)
    suggested = f", who takes it for {Severity(found.severity).label}" if found.severity else ""
    who = f"From {reporter}{suggested}, {mrkdwn.when(found.reported_at)}."
    if found.state is State.OPEN:
        text = f"Reported, no incident yet: {words}"
        lines = [f"*Reported, no incident yet:* {words}", who]
    else:
        text = f"{_outcome(found, incident)} by {decider}: {words}"
        lines = [f"*{_outcome(found, incident)}* by {decider}: {words}", who, *_why(found)]
    buttons = _buttons(found)
    return kit.message(text, [kit.section("\n".join(lines)), *([kit.actions(*buttons)] if buttons else [])])


def _outcome(found: Report, incident: Incident | None) -> str:
    if found.state is State.DECLINED or incident is None:
        return "Declined"
    there = f" {mrkdwn.channel(incident.channel_id)}" if incident.channel_id else ""
    return f"{'Part of' if found.state is State.MERGED else 'Accepted as'} {incident.reference}{there}"


def _why(found: Report) -> list[str]:
    return [mrkdwn.quote(mrkdwn.inert(found.reason, mentions=True))] if found.reason else []


def _buttons(found: Report) -> list[dict[str, Any]]:
    if found.state is State.DECLINED:
        return [kit.button("Accept after all", "triage:accept", f":{found.id}")]
    if found.state is not State.OPEN:
        return []
    return [
        kit.button("Accept as incident", "triage:accept", f":{found.id}", style="primary"),
        kit.button("Merge into …", "triage:merge_form", f":{found.id}"),
        kit.button("Decline", "triage:decline_form", f":{found.id}"),
    ]


def receipt(found: Report) -> Reply:
    text = f"Reported in {mrkdwn.channel(found.channel_id)}: {_words(found)}"
    lines = [
        f"*Reported in {mrkdwn.channel(found.channel_id)}:* {_words(found)}",
        "You hear by direct message what becomes of it. Nobody is called by a report.",
    ]
    button = kit.button("Declare it now", "triage:accept", f":{found.id}")
    return Reply(text, [kit.section("\n".join(lines)), kit.actions(button)])


def told(found: Report, incident: Incident | None, decider: str) -> kit.Message:
    """For whoever reported it."""
    if found.state is State.DECLINED or incident is None:
        head = "Your report was declined"
        lines = [f"*{head}* by {decider}: {_words(found)}", *_why(found)]
        return kit.message(f"{head} by {decider}: {_words(found)}", [kit.section("\n".join(lines))])
    head = f"Your report {'belongs to' if found.state is State.MERGED else 'became'} {incident.reference}"
    join = kit.button(f"Join {incident.reference}", "overview:join", f"{incident.id}:")
    said = kit.section(f"*{head}* ({decider}): {_words(found)}")
    return kit.message(f"{head} ({decider}): {_words(found)}", [said, kit.actions(join)])


def unanswered(found: Report) -> kit.Message:
    head, words = "Nobody has looked at your report yet:", _words(found)
    line = f"*{head}* {words}\nIt stands in {mrkdwn.channel(found.channel_id)}. What hurts now is declared."
    button = kit.button("Declare it now", "triage:accept", f":{found.id}", style="primary")
    return kit.message(f"{head} {words}", [kit.section(line), kit.actions(button)])


def also_reported(found: Report, reporter: str) -> str:
    """For the channel of the incident that it belongs to."""
    return f"Also reported by {reporter}, {mrkdwn.when(found.reported_at)}: {_words(found)}"


def inside_question(ctx: Context, words: str) -> Reply:
    """Typed in an incident's channel: about that one, or about something else?"""
    text = "Is this about this incident? Nothing was done yet."
    buttons = [
        line_button(ctx, "Add as a note", f"note {words}", number=0, incident_id=ctx.incident_id),
        line_button(ctx, "Report it apart", f"report anyway {words}", number=1),
    ]
    said = kit.quoted(mrkdwn.inert(words))
    return Reply(text, [kit.section(f"*{text}*\n{said}"), kit.actions(*buttons)])


def report_form(*, channel: str | None) -> View:
    severities = [kit.option(f"{s.label}: {MEANING[s]}", s.value) for s in Severity]
    fields = [
        kit.text_input(
            "text", "What did you notice", multiline=True, max_length=LONGEST, placeholder="checkout feels slow"
        ),
        kit.select_input("severity", "How bad, as far as you see", severities, optional=True),
    ]
    return kit.modal(
        "Report something",
        fields,
        callback_id="triage:report",
        submit="Report",
        private_metadata=kit.metadata(channel=channel),
    )


def merge_form(found: Report, others: Sequence[Incident], *, channel: str | None) -> View:
    options = [kit.option(f"{i.reference} {mrkdwn.plain(i.title)}", str(i.id)) for i in others]
    fields = [kit.section(_words(found)), kit.select_input("incident", "Which incident does it belong to", options)]
    return kit.modal(
        "Merge the report",
        fields,
        callback_id="triage:merge",
        submit="Merge",
        private_metadata=kit.metadata(channel=channel, report=found.id),
    )


def decline_form(found: Report, *, channel: str | None) -> View:
    hint = "Whoever reported it reads this."
    fields = [
        kit.section(_words(found)),
        kit.text_input("reason", "Why it is no incident", multiline=True, max_length=1000, hint=hint),
    ]
    return kit.modal(
        "Decline the report",
        fields,
        callback_id="triage:decline",
        submit="Decline",
        private_metadata=kit.metadata(channel=channel, report=found.id),
    )


def _words(found: Report) -> str:
    return mrkdwn.inert(mrkdwn.fit(found.text, LONGEST), mentions=True)
