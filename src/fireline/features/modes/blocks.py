"""How incidents look that run unlike others: the form and the receipt of a past one."""

from __future__ import annotations

from datetime import datetime, tzinfo

from fireline.core.answers import Blocks, Reply
from fireline.core.durations import in_words
from fireline.core.feature import Context
from fireline.features.incidents.blocks import ask, line_button, severity_row
from fireline.features.incidents.handlers import here
from fireline.features.incidents.reads import Incident
from fireline.features.incidents.rules import MEANING, Severity
from fireline.features.people.rules import zone_named
from fireline.slack import kit, mrkdwn
from fireline.slack.kit import View

WHEN = "2026-03-01 14:00"


def past_form(
    *,
    channel: str | None,
    title: str = "",
    severity: str | None = None,
    began: str = "",
    ended: str = "",
    is_private: bool = False,
) -> View:
    """What is over and nobody wrote down: when it began and ended, and what it was."""
    severities = [kit.option(f"{s.label}: {MEANING[s]}", s.value) for s in Severity]
    only_named = kit.option("Private: only people who are named", "private")
    fields: Blocks = [
        kit.text_input("title", "What was wrong", initial=title or None, placeholder="checkout returned 500s"),
        kit.text_input("began", "When it began", initial=began or None, placeholder=WHEN, hint="On your own clock."),
        kit.text_input("ended", "When it ended", initial=ended or None, placeholder="15:10"),
        kit.text_input("mitigated", "When users were no longer hit", optional=True, placeholder="14:40"),
        kit.select_input("severity", "How bad it was", severities, initial=severity, optional=True),
        kit.text_input("summary", "What happened", multiline=True, optional=True),
        kit.checkbox_input(
            "private", "Who can see it", [only_named], initial=["private"] if is_private else [], optional=True
        ),
    ]
    return kit.modal(
        "Write down a past one",
        fields,
        callback_id="modes:past",
        submit="Write it down",
        private_metadata=kit.metadata(channel=channel),
    )


def past_receipt(found: Incident) -> Reply:
    """What is on record now, and that nobody heard of it."""
    assumed = " (assumed)" if found.is_severity_assumed else ""
    zone = zone_named(found.zone)
    text = f"{found.reference} is written down: {mrkdwn.inert(found.title)}"
    named = " Only people who are named see it." if found.is_private else ""
    lines = [
        f"*{found.reference} is written down:* {mrkdwn.inert(found.title)}",
        f"*{found.severity.label}{assumed}*, {span(found, zone)}.",
        f"Nobody was told, invited or asked for anything.{named}",
    ]
    buttons = kit.actions(
        kit.button("Read draft", "postmortems:read", f"{found.id}:"),
        kit.button("Answer facts", "postmortems:facts", f"{found.id}:"),
        kit.button("Open a channel for it", "modes:open_channel", f"{found.id}:"),
        kit.button("Not an incident", "overview:cancel_ask", f"{found.id}:"),
        block_id="past",
    )
    rows = [severity_row(found)] if found.is_severity_assumed else []
    return Reply(text, [kit.section("\n".join(lines)), *rows, buttons])


def span(found: Incident, zone: tzinfo) -> str:
    """From when to when it was, and how long."""
    ended = found.resolved_at or found.declared_at
    is_one_day = _day(found.declared_at, zone) == _day(ended, zone)
    to = mrkdwn.when(ended, zone_fallback=zone, style="time" if is_one_day else "both", lead="to ")
    began = mrkdwn.when(found.declared_at, zone_fallback=zone, style="both", lead="from ")
    return f"{began} {to} ({in_words(ended - found.declared_at)})"


def _day(moment: datetime, zone: tzinfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d}"


def drill_question(ctx: Context, words: str) -> Reply:
    """An exercise, or something to write down?"""
    text = f"{'A drill, or something to note?' if words else 'Open a drill?'} Nothing was done yet."
    buttons = [line_button(ctx, "Open a drill", f"drill start {words or 'drill'}", number=0)]
    if ctx.incident_id is not None and words:
        buttons.append(line_button(ctx, "Add as a note", f"note {ctx.typed}", number=1, incident_id=ctx.incident_id))
    lines = [f"*{text}*", "A drill has its own channel, and nobody outside it hears of it."]
    if ctx.incident_id is not None and (found := here(ctx)).is_active:
        lines[1] += f" {found.reference} goes on as it is."
    lines += [kit.quoted(mrkdwn.inert(ctx.typed))] if words else [f"`{ctx.root} drill start …` says what is drilled."]
    return Reply(text, [kit.section("\n".join(lines)), kit.actions(*buttons)])


def real_question(found: Incident) -> Reply:
    """What follows when an exercise turns out to be none."""
    lines = [
        f"It is announced like any other {found.severity.label}: digest, responders, subscribers, updates from now on.",
        "Its messages no longer begin with DRILL, and its channel gets another name.",
    ]
    buttons = [
        kit.button("This is real now", "modes:real", f"{found.id}:", style="danger"),
        kit.button("It stays a drill", "incidents:dismiss", f"{found.id}:"),
    ]
    return ask(f"{found.heading} is a drill. Is it real now?", lines, *buttons)
