"""How the trunk looks: receipts and rows of buttons. Forms and questions have files of their own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeAlias

from fireline.core.answers import Reply
from fireline.core.buttons import RUN_LINE, line_value
from fireline.core.feature import Context
from fireline.features.incidents.reads import Incident
from fireline.features.incidents.rules import WORKING, Severity
from fireline.slack import kit, mrkdwn

Button: TypeAlias = dict[str, Any]


def severity_row(found: Incident) -> dict[str, Any]:
    """Four buttons; a press is the answer to *assumed*."""
    buttons = [kit.button(s.label, f"incidents:severity_{s.value}", f"{found.id}:{s.value}") for s in Severity]
    return kit.actions(*buttons, block_id="severity")


def undo_button(ctx: Context, found: Incident, entries: Sequence[int] = ()) -> dict[str, Any]:
    """Takes back these entries in this order; the first of the unit when none are named."""
    back = "+".join(str(each) for each in entries or ctx.unit.entries[:1])
    return kit.button("Undo", "incidents:undo", f"{found.id}:{back}")


def receipt(
    ctx: Context, found: Incident, text: str, *more: str, replace: bool = False, entries: Sequence[int] = ()
) -> Reply:
    """What was done, in one sentence, with *Undo*."""
    lines = "\n".join([text, *more])
    return Reply(text, [kit.section(lines), kit.actions(undo_button(ctx, found, entries))], replace=replace)


def with_streams_left(reply: Reply, found: Incident, names: Sequence[str]) -> Reply:
    """It is resolved, and streams of it are not done: named, and ended with one click."""
    if not names:
        return reply
    is_one = len(names) == 1
    said = f"*{'A stream is' if is_one else f'{len(names)} streams are'} still open:* {_listed(names)}."
    end = kit.button("End the stream" if is_one else "End the streams", "streams:end_all", f"{found.id}:")
    return Reply(reply.text, [*reply.blocks, kit.section(said), kit.actions(end)], replace=reply.replace)


def streams_ended(names: Sequence[str]) -> list[str]:
    """A line of a receipt: what ended with the incident."""
    many = "Its stream" if len(names) == 1 else f"Its {len(names)} streams"
    return [f"{many} ended with it: {_listed(names)}."] if names else []


def _listed(names: Sequence[str]) -> str:
    return mrkdwn.fit(", ".join(mrkdwn.inert(name, mentions=True) for name in names), 300)


def opening_receipt(found: Incident) -> Reply:
    """Said at once, in one line: Slack lets nobody replace the first answer to a slash command, so it stays."""
    title = mrkdwn.inert(found.title)
    return Reply(f"Opening {found.reference}: {title}", [kit.section(f"*Opening {found.reference}:* {title} …")])


def call_in_words(found: Incident) -> str:
    """Where people talk, to be pressed: an address alone, or whatever was typed around it."""
    return mrkdwn.link(found.call_url) if mrkdwn.is_web(found.call_url) else mrkdwn.inert(found.call_url, mentions=True)


def call_shown(found: Incident) -> Reply:
    """Where people talk."""
    text = f"The call of {found.reference}: {call_in_words(found)}"
    return Reply(text, [kit.section(text), kit.actions(kit.button("Change", "incidents:link_form", f"{found.id}:"))])


def status_buttons(found: Incident) -> dict[str, Any]:
    """A row for *Change*: the working statuses. It stands below the card, which offers the end."""
    buttons = [
        kit.button(s.label, f"incidents:status_{s.value}", f"{found.id}:{s.value}")
        for s in WORKING
        if s != found.status
    ]
    return kit.actions(*buttons, block_id="status")


def ask(question: str, consequences: Sequence[str], *buttons: dict[str, Any]) -> Reply:
    """Ask first: what will happen and to whom, then one click."""
    return Reply(question, [kit.section("\n".join([f"*{question}*", *consequences])), kit.actions(*buttons)])


def private_receipt(found: Incident, *, is_channel_open: bool) -> Reply:
    """What is closed now, and the one thing that cannot be."""
    text = f"{found.reference} is private now."
    lines = [
        f"*{text}* Its digest line is gone; lists, exports and updates show it to nobody else.",
        f"Until now it was public, {mrkdwn.when(found.declared_at, style='both', lead='since ')}.",
    ]
    if not is_channel_open:
        return Reply(text, [kit.section("\n".join(lines))], replace=True)
    lines.append("Slack keeps its channel public: who is in it, or joins, still reads along.")
    move = kit.button("Move to a private channel", "overview:move_private", f"{found.id}:", style="primary")
    return Reply(text, [kit.section("\n".join(lines)), kit.actions(move)], replace=True)


def since(at: datetime | None) -> str:
    return mrkdwn.when(at, style="both", lead=", ") if at else ""


def line_button(ctx: Context, label: str, line: str, *, number: int = 0, incident_id: int | None = None) -> Button:
    """A button that runs a line as if it had been typed when this one was."""
    value = line_value(line, at=ctx.now, incident_id=incident_id)
    return kit.button(mrkdwn.fit(mrkdwn.plain(label), 75), f"{RUN_LINE}:{number}", value)
