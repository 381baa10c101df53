"""Doors that ask once before they act: lower severity and close by somebody without a role, cancel by anybody."""

from __future__ import annotations

from fireline.core.answers import Answer, Reply
from fireline.core.feature import Context, Press
from fireline.core.grammar import Line
from fireline.core.permissions import Act
from fireline.core.text import echo
from fireline.features.incidents import blocks, closing, endings, questions
from fireline.features.incidents.handlers import here, set_severity
from fireline.features.incidents.reads import Incident
from fireline.features.incidents.rules import WORKING, Severity
from fireline.features.overview import digest
from fireline.features.roles import permits
from fireline.features.roles import reads as roles
from fireline.features.tasks import reads as tasks
from fireline.features.updates import reads as updates
from fireline.slack import kit, mrkdwn
from fireline.store.unit import Unit


def severity(ctx: Context, line: Line) -> Answer:
    """Shows or sets how bad it is"""
    found = here(ctx)
    wanted = line.take_severity(digit=True)
    if wanted is None:
        return questions.severity_question(found, line.rest)
    return _set(ctx, found, Severity(wanted), why=line.rest, note=line.severity_note)


def press_severity(ctx: Context, press: Press) -> Answer:
    return _set(ctx, here(ctx), Severity(press.value))


def press_lower(ctx: Context, press: Press) -> Answer:
    to, _, why = press.value.partition(":")
    answer = set_severity(ctx, here(ctx), Severity(to), why=why)
    return Reply(answer.text, answer.blocks, replace=True)


def _set(ctx: Context, found: Incident, to: Severity, why: str = "", note: str | None = None) -> Answer:
    is_lower = found.severity.is_worse_than(to) and not found.is_severity_assumed
    if is_lower:
        permits.demand(ctx.unit, ctx.actor_id, Act.LOWER_SEVERITY, found.id)
    if is_lower and not _may(ctx, found):
        return questions.lower_question(found, to, why)
    return set_severity(ctx, found, to, why=why, note=note)


def status_question(ctx: Context, found: Incident, line: Line) -> Answer:
    """`status confused`: the words are kept, and each status that there is can be had with them."""
    working = [each for each in WORKING if each != found.status][:4]
    buttons = [
        blocks.line_button(ctx, each.label, f"{each.value} {line.rest}", number=number, incident_id=found.id)
        for number, each in enumerate(working)
    ]
    note = blocks.line_button(ctx, "Add as a note", f"note {line.rest}", number=9, incident_id=found.id)
    text = f"{mrkdwn.inert(echo(line.rest, 40))} is no status, and nothing changed."
    accepted = f"{', '.join(WORKING)}, mitigated, resolved and closed are."
    quoted = kit.quoted(f"{ctx.root} {mrkdwn.inert(ctx.typed)}")
    shown = kit.section(f"*{text}* {accepted[:1].upper()}{accepted[1:]}\n{quoted}")
    return Reply(text, [shown, kit.actions(*buttons, note)])


def close(ctx: Context, line: Line) -> Answer:
    """Says that everybody is finished with it"""
    return _close(ctx)


def press_close(ctx: Context, press: Press) -> Answer:
    return _close(ctx)


def press_close_sure(ctx: Context, press: Press) -> Answer:
    return _with_left(ctx, endings.close(ctx, here(ctx), replace=True))


def _close(ctx: Context) -> Answer:
    found = here(ctx)
    if found.is_active or _may(ctx, found):
        return _with_left(ctx, endings.close(ctx, found))
    return questions.close_question(found)


def press_resolve_and_close(ctx: Context, press: Press) -> Answer:
    return _with_left(ctx, endings.press_resolve_and_close(ctx, press))


def _with_left(ctx: Context, answer: Answer) -> Answer:
    """Whoever closes it hears of the tasks that nobody ended."""
    found = here(ctx)
    left = tasks.open_tasks(ctx.unit, found.id)
    if found.is_active or not left or not isinstance(answer, Reply):
        return answer
    were = "1 task was" if len(left) == 1 else f"{len(left)} tasks were"
    said = kit.section(f"*{were} left open.* Each can go on as an action item, or be dropped.")
    show = kit.actions(kit.button("Show open tasks", "tasks:list", f"{found.id}:"))
    return Reply(answer.text, [*answer.blocks, said, show], replace=answer.replace)


def cancel(ctx: Context, line: Line) -> Answer:
    """Says that it was no incident"""
    return _ask_cancel(ctx, line.rest)


def press_cancel(ctx: Context, press: Press) -> Answer:
    return _ask_cancel(ctx, "not an incident")


def _ask_cancel(ctx: Context, reason: str) -> Answer:
    found = here(ctx)
    closing.demand_cancellable(found)
    return questions.cancel_question(found, reason, heard(ctx.unit, found))


def heard(unit: Unit, found: Incident) -> list[str]:
    """Who was told of it outside its channel."""
    to = digest.channel(unit)
    places = [mrkdwn.channel(to)] if to and not found.is_quiet_outside else []
    people = set()
    for told in updates.sent(unit, found.id):
        for place in told.places:
            if place.kind == "dm":
                people.add(place.to)
            elif place.kind == "channel":
                places.append(mrkdwn.channel(place.to))
    told_directly = [f"{len(people)} {'person' if len(people) == 1 else 'people'} by DM"] if people else []
    return [*dict.fromkeys(places), *told_directly]


def _may(ctx: Context, found: Incident) -> bool:
    """Who holds a role here, whoever declared it, and admins are not asked; nor anybody where nobody holds one."""
    holders = roles.holders(ctx.unit, found.id)
    is_holder = any(h.user_id == ctx.actor_id for h in holders)
    return is_holder or ctx.is_admin or not holders or ctx.actor_id == found.declared_by
