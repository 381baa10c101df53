"""Questions before what cannot be taken back quietly, and before an incident opens that is perhaps none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from fireline.core.answers import Reply
from fireline.core.feature import Context
from fireline.features.incidents.blocks import (
    Button,
    ask,
    line_button,
    severity_row,
)
from fireline.features.incidents.reads import Incident
from fireline.features.incidents.rules import MEANING, Severity
from fireline.slack import kit, mrkdwn


def severity_question(found: Incident, typed: str = "") -> Reply:
    """The four severities with their meaning, as buttons; `typed` was none of them."""
    lines = [f"*{s.label}*: {MEANING[s]}" + (" ← now" if s is found.severity else "") for s in Severity]
    question = f"Which severity is {found.reference}?"
    if typed:
        said = mrkdwn.fit(mrkdwn.inert(typed, mentions=True), 80)
        question = f"“{said}” is no severity. {question}"
    return Reply(question, [kit.section("\n".join([f"*{question}*", *lines])), severity_row(found)])


def unresolved_question(ctx: Context, found: Incident) -> Reply:
    """`close` while it still runs: three honest ways on, and the way back."""
    ended = found.last_message_at
    buttons = [
        kit.button("Resolve now", "incidents:resolve_now", f"{found.id}:"),
        kit.button("Resolve and close", "incidents:resolve_and_close", f"{found.id}:"),
        kit.button("It ended earlier", "incidents:resolve_form", f"{found.id}:"),
        kit.button("Leave it open", "incidents:dismiss", f"{found.id}:"),
    ]
    text = f"{found.reference} is not resolved: it is {found.status.value}. Did it end? Nothing is done yet."
    last = f"\nLast message in its channel: {mrkdwn.when(ended, style='both')}." if ended else ""
    return Reply(text, [kit.section(f"*{text}*{last}"), kit.actions(*buttons)])


def early_question(ctx: Context, found: Incident, at: datetime, note: str) -> Reply:
    """An end before the beginning: a slip, or an incident that was declared when it was over."""
    then = f"{at.astimezone(ctx.zone):%H:%M}"
    said, declared = (mrkdwn.when(m, zone_fallback=ctx.zone, style="both", lead=" ") for m in (at, found.declared_at))
    text = f"You said{said}; it was declared{declared}. Nothing changed yet."
    buttons = [
        kit.button(f"It ended at {then}", "incidents:resolve_early", f"{found.id}:{at.isoformat()} {note}"[:2000]),
        line_button(ctx, "Resolve now", f"resolved {note}".strip(), incident_id=found.id),
    ]
    return _asked(ctx, f"Did {found.reference} end before it was declared?", [text], buttons)


def cancel_question(found: Incident, reason: str, heard: Sequence[str]) -> Reply:
    """Cancelling is told to whoever heard of it, so it is asked first, with their names."""
    stays = "open" if found.is_active else found.status.value
    known = f"Told so far: {', '.join(heard)}." if heard else "Nobody outside its channel was told."
    said = [kit.quoted(mrkdwn.inert(reason, mentions=True))] if reason else []
    return ask(
        f"Cancel the drill {found.reference}?" if found.is_drill else f"Cancel {found.reference} as a false alarm?",
        [*said, known, "Nothing is deleted; *Reopen* brings it back."],
        kit.button(
            f"Cancel the {'drill' if found.is_drill else 'incident'}",
            "incidents:cancel",
            f"{found.id}:{reason}"[:2000],
            style="danger",
        ),
        kit.button(f"Keep it {stays}", "incidents:dismiss", f"{found.id}:"),
    )


def lower_question(found: Incident, to: Severity, why: str) -> Reply:
    """Lowering slows the updates down; who holds no role here is asked once."""
    return ask(
        f"Lower {found.reference} from {found.severity.label} to {to.label}?",
        ["You hold no role in it. Updates become rarer, and fewer people are asked to help."],
        kit.button(f"Lower to {to.label}", "overview:lower", f"{found.id}:{to.value}:{why}"[:2000], style="primary"),
        kit.button(f"Keep {found.severity.label}", "incidents:dismiss", f"{found.id}:"),
    )


def close_question(found: Incident) -> Reply:
    """Closing says that everybody is finished; who holds no role here is asked once."""
    return ask(
        f"Close {found.reference}?",
        ["You hold no role in it. Closing says that everybody is finished with it."],
        kit.button(f"Close {found.reference}", "overview:close_sure", f"{found.id}:", style="primary"),
        kit.button("Leave it open", "incidents:dismiss", f"{found.id}:"),
    )


def private_question(found: Incident) -> Reply:
    """What closes, what cannot be closed, and what was to be seen until now."""
    since = mrkdwn.when(found.declared_at, style="both", lead="since ")
    return ask(
        f"Make {found.reference} private?",
        [
            f"It was public {since}: digest line and updates were seen.",
            "Its digest line goes; lists, exports and updates show it to nobody but who is named or holds a role.",
            "Slack keeps its channel public, and who is in it reads along: a private one is offered next.",
        ],
        kit.button("Make private", "incidents:private", f"{found.id}:", style="danger"),
        kit.button("Leave it public", "incidents:dismiss", f"{found.id}:"),
    )


def public_question(found: Incident) -> Reply:
    """What becomes visible, and to whom."""
    return ask(
        f"Make {found.reference} public?",
        [
            "Everybody here will see its title, impact, timeline, updates and postmortem.",
            "Its channel stays private in Slack.",
        ],
        kit.button("Make public", "incidents:public", f"{found.id}:", style="danger"),
        kit.button("Leave it private", "incidents:dismiss", f"{found.id}:"),
    )


def drill_question(ctx: Context, drill_line: str, line: str) -> Reply:
    """A title that begins with *test*: is it meant?"""
    text = "Is this a test? Nothing is open yet."
    buttons = [
        line_button(ctx, "Make it a drill", drill_line, number=0),
        line_button(ctx, "Open the incident", line, number=1),
        kit.button("Leave it", "incidents:dismiss", ""),
    ]
    return _asked(ctx, text, ["A drill has its own channel, and nobody outside it hears of it."], buttons)


def meant_question(ctx: Context, title: str, line: str) -> Reply:
    """A title that is a reference or a verb of ours: what was meant?"""
    word = mrkdwn.fit(title, 40)
    buttons = [
        line_button(ctx, f"Run “{word}”", title, number=0, incident_id=ctx.incident_id),
        line_button(ctx, f"Open “{word}”", line, number=1),
        kit.button("Leave it", "incidents:dismiss", ""),
    ]
    return _asked(ctx, f"Open an incident called “{mrkdwn.inert(word)}”? Nothing is open yet.", [], buttons)


def similar_question(ctx: Context, found: Incident, line: str) -> Reply:
    """One that reads like it is open already."""
    where = f" in {mrkdwn.channel(found.channel_id)}" if found.channel_id else ""
    told = f"{found.severity.label} · {found.status.label}, open since {mrkdwn.when(found.declared_at)}{where}."
    buttons = [
        kit.button(f"Join {found.reference}", "overview:join", f"{found.id}:", style="primary"),
        line_button(ctx, "Open anyway", line),
    ]
    text = f"{found.reference} may be the same: {mrkdwn.inert(found.title)}"
    return _asked(ctx, text, [told, "Nothing new is open yet."], buttons)


def over_question(ctx: Context, found: Incident, said: str) -> Reply:
    """Words that sound like the end: what do they change?"""
    note = said or "fixed"
    buttons = [
        line_button(ctx, "Resolve with this" if said else "Resolve", f"resolved {said}".strip(), number=0),
        line_button(ctx, "Mitigated", f"mitigated {said}".strip(), number=1),
        line_button(ctx, "Add as a note", f"note {note}", number=2),
    ]
    return _asked(ctx, f"Is {found.reference} over? It is {found.status.value}; nothing changed yet.", [], buttons)


def restart_question(ctx: Context, found: Incident, said: str) -> Reply:
    """*restart* is what people do to machines more often than to incidents."""
    buttons = [line_button(ctx, "Add as a note", f"note {ctx.typed if said else 'restarted'}", number=0)]
    if any(each.name == "task" for each in ctx.unit.registry.commands) and said:
        buttons.append(line_button(ctx, "Make it a task", f"task restart {said}", number=1))
    if not found.is_active:
        buttons.append(line_button(ctx, f"Reopen {found.reference}", f"reopen {said}".strip(), number=2))
    asked = f"What is restarted? {found.reference} is {found.status.value}."
    if found.is_active:
        asked = f"{found.reference} is open, so there is nothing to reopen. Nothing was done."
    return _asked(ctx, asked, [], buttons)


def _asked(ctx: Context, text: str, lines: Sequence[str], buttons: Sequence[Button]) -> Reply:
    """A question that keeps what was typed."""
    typed = [kit.quoted(mrkdwn.inert(ctx.typed))] if ctx.typed else []
    return Reply(text, [kit.section("\n".join([f"*{text}*", *lines, *typed])), kit.actions(*buttons)])
