"""How merges and links look: the question with what will happen, the line in the channel, the receipts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fireline.core.answers import Reply
from fireline.core.feature import Context
from fireline.features.incidents import related
from fireline.features.incidents.blocks import ask, line_button, undo_button
from fireline.features.incidents.reads import Incident
from fireline.features.timeline import reads as timeline
from fireline.slack import kit, mrkdwn


@dataclass(frozen=True, kw_only=True)
class Consequences:
    """What a merge ends and moves."""

    tasks: Sequence[str] = ()
    streams: Sequence[str] = ()
    items: int = 0
    subscribers: int = 0
    told: str = ""


def merge_question(gone: Incident, kept: Incident, why: str, told: Consequences) -> Reply:
    """What will happen and to whom, then one click."""
    lines = [
        f"{gone.reference} ends: its deadlines, reminders and roles stop. Its record stays{_both(gone, kept)}.",
        _tasks(told.tasks),
        f"Its streams end with it: {', '.join(told.streams)}." if told.streams else "",
        _items(gone, told.items),
        _audience(gone, kept, told),
        _channel(gone, kept),
        _privacy(gone, kept),
    ]
    lines += [kit.quoted(mrkdwn.inert(why, mentions=True))] if why else []
    return ask(
        f"Merge {gone.reference} into {kept.reference} “{mrkdwn.inert(mrkdwn.fit(kept.title, 80))}”?",
        [line for line in lines if line],
        kit.button(
            f"Merge into {kept.reference}", "relations:merge", f"{gone.id}:{kept.id}:{why}"[:2000], style="danger"
        ),
        kit.button("Keep both", "incidents:dismiss", f"{gone.id}:"),
    )


def _both(gone: Incident, kept: Incident) -> str:
    names = related.may_name(gone, kept) and related.may_name(kept, gone)
    return ", and both name each other" if names else ""


def _tasks(titles: Sequence[str]) -> str:
    if not titles:
        return ""
    named = ", ".join(titles[:3]) + (" and others" if len(titles) > 3 else "")
    return f"{_many(len(titles), 'open task')} called off: {named}."


def _items(gone: Incident, count: int) -> str:
    if not count:
        return ""
    stay = "stays with it and is" if count == 1 else "stay with it and are"
    return f"{_many(count, 'action item')} of {gone.reference} {stay} still owed."


def _audience(gone: Incident, kept: Incident, told: Consequences) -> str:
    if kept.is_quiet_outside:
        return ""
    who = f"{_many(told.subscribers, 'subscriber')} {'follows' if told.subscribers == 1 else 'follow'}"
    moved = f"{who} {kept.reference} from then on." if told.subscribers else ""
    heard = f" Who was told of it ({told.told}) is to hear where it goes on." if told.told else ""
    return (moved + heard).strip()


def _channel(gone: Incident, kept: Incident) -> str:
    if gone.channel_id is None or gone.is_channel_gone:
        return ""
    offered = "" if kept.is_private and not gone.is_private else f" and *Join {kept.reference}*"
    return f"{mrkdwn.channel(gone.channel_id)} gets one line{offered}."


def _privacy(gone: Incident, kept: Incident) -> str:
    if gone.is_private and not kept.is_private:
        return f"{kept.reference} is public: its record will tell that a private incident was merged, but not which."
    if kept.is_private and not gone.is_private:
        return f"{kept.reference} is private: {gone.reference} will tell only that it goes on in a private one."
    return ""


def into_which(ctx: Context, gone: Incident, others: Sequence[Incident]) -> Reply:
    """Those that are going on, as buttons."""
    text = f"Merge {gone.reference} into which incident? Nothing was done yet."
    buttons = [
        line_button(ctx, f"{each.reference} {each.title}", f"merge {each.number}", number=n, incident_id=gone.id)
        for n, each in enumerate(others)
    ]
    return Reply(text, [kit.section(f"*{text}*"), kit.actions(*buttons)])


def merged_receipt(ctx: Context, gone: Incident, kept: Incident, entry_id: int) -> Reply:
    text = f"{gone.reference} is part of {kept.reference} now."
    if kept.channel_id and not kept.is_channel_gone:
        text += f" It goes on in {mrkdwn.channel(kept.channel_id)}."
    is_in = timeline.is_in_channel(ctx.unit, kept.id, ctx.actor_id)
    buttons = [undo_button(ctx, gone, [entry_id]), None if is_in else _join(kept)]
    return Reply(text, [kit.section(text), kit.actions(*buttons)], replace=True)


def merged_line(gone: Incident, kept: Incident, by: str) -> kit.Message:
    """Where it goes on, with the way there; for a private one only that there is one."""
    if not related.may_name(gone, kept):
        text = f"{gone.heading} goes on as a private incident ({by})."
        return kit.message(text, [kit.section(f"*{text}* Whoever works on it can let you in.")])
    there = mrkdwn.channel(kept.channel_id) if kept.channel_id else kept.reference
    text = f"{gone.heading} is part of {kept.reference} now ({by})."
    return kit.message(text, [kit.section(f"*{text}* It goes on in {there}."), kit.actions(_join(kept))])


def absorbed_line(gone: Incident, kept: Incident, by: str) -> str:
    """For the channel that it goes on in."""
    where = f", {mrkdwn.channel(gone.channel_id)}" if gone.channel_id else ""
    title = "" if gone.is_private else f": {mrkdwn.inert(gone.title, mentions=True)}"
    return f"{gone.heading} is part of this incident now{title}{where} ({by})."


def parted_line(gone: Incident) -> kit.Message:
    text = f"{gone.heading} runs by itself: it is no part of another incident."
    return kit.message(text, [kit.section(text)])


def linked_list(ctx: Context, found: Incident, others: Sequence[Incident]) -> Reply:
    """What it was linked with."""
    lines = [f"• {mrkdwn.inert(related.named(each))} ({each.status.value})" for each in others]
    text = f"{found.reference} is linked with {_many(len(others), 'incident')}."
    return Reply(text, [kit.section("\n".join([f"*{text}*", *lines]))])


def _join(kept: Incident) -> dict[str, object] | None:
    if kept.channel_id is None or kept.is_channel_gone:
        return None
    return kit.button(f"Join {kept.reference}", "overview:join", f"{kept.id}:")


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
