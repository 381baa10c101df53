"""Doors of the clock: how often, switched off and on again, and how long the bot keeps quiet."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from fireline.core.answers import Answer, CloseModals, OpenModal, Reply
from fireline.core.buttons import RUN_LINE, line_value
from fireline.core.durations import in_words
from fireline.core.errors import Refused
from fireline.core.events import Event, UserId
from fireline.core.feature import Context, Press, Submission
from fireline.core.grammar import Line
from fireline.core.text import echo
from fireline.features.incidents import blocks as incident_blocks
from fireline.features.incidents import reads as incidents
from fireline.features.incidents.handlers import here
from fireline.features.incidents.reads import Incident
from fireline.features.updates import blocks, forms, planning, prompting, reads, showing, subscribing
from fireline.features.updates.rules import LONGEST, LONGEST_QUIET, QUIET_FOR, SHORTEST
from fireline.features.updates.wording import moment, promised
from fireline.slack import kit, mrkdwn
from fireline.store.unit import Unit

OFF = ("off", "stop", "none", "never", "pause")
ON = ("on", "resume", "back", "default", "start")


def cadence(ctx: Context, line: Line) -> Answer:
    """Shows or sets how often stakeholders hear"""
    found = here(ctx)
    if not line.rest:
        return _show(ctx, found)
    if line.take_word(*OFF):
        return _off(ctx, found, line.title)
    if line.take_word(*ON):
        return _on(ctx, found)
    length = line.take_duration()
    if length is None:
        accepted = "20m, 90 min, 1h30, off and on are accepted"
        raise Refused(f"{echo(line.rest, 40)} is no length of time; {accepted}.", try_line="cadence 30m")
    return _set(ctx, found, length)


def _show(ctx: Context, found: Incident) -> Answer:
    clock, interval = reads.clock_of(ctx.unit, found.id), planning.rhythm(ctx.unit, found).interval(ctx.now)
    buttons = [
        _line_button("Every 30 min", "cadence 30m", ctx, found),
        _line_button("Every hour", "cadence 1h", ctx, found),
    ]
    if clock.off_until:
        why = mrkdwn.inert(clock.off_why)
        text = f"Regular updates of {found.reference} are off until {moment(clock.off_until, found)}: {why}"
        return blocks.lines(text, buttons=[*buttons, _line_button("Switch on", "cadence on", ctx, found)])
    if interval is None or not found.is_active:
        return blocks.lines(f"{found.reference} has no regular updates.", _next(ctx, found), buttons=buttons)
    set_by = "set by hand" if clock.interval_seconds else f"as for {found.severity.label}"
    text = f"Updates of {found.reference} {_every(interval)}, {set_by}."
    off = _line_button("Switch off", "cadence off", ctx, found)
    return blocks.lines(text, _next(ctx, found), buttons=[*buttons, off])


def _next(ctx: Context, found: Incident) -> str:
    at = reads.next_update_at(ctx.unit, found.id)
    audience = reads.audience_in_words(ctx.unit, found.id)
    return f"Next {promised(at, found, ctx.now)}{f', to {audience}' if audience else ''}." if at else ""


def _every(length: timedelta) -> str:
    return "every hour" if length == timedelta(hours=1) else f"every {in_words(length)}"


def _set(ctx: Context, found: Incident, length: timedelta) -> Answer:
    if not SHORTEST <= length <= LONGEST:
        wrong = "short" if length < SHORTEST else "long"
        accepted = "5 minutes to 24 hours are accepted"
        raise Refused(f"{in_words(length)} is too {wrong}; {accepted}.", try_line="cadence 30m")
    _demand_active(found)
    planning.set_interval(ctx.unit, found, length, by=ctx.actor_id)
    showing.retell_last(ctx.unit, found)
    text = f"Updates of {found.reference} {_every(length)} from now on."
    return incident_blocks.receipt(ctx, found, text, _next(ctx, found))


def _off(ctx: Context, found: Incident, why: str) -> Answer:
    if not why:
        return OpenModal(forms.pause_form(found, channel=ctx.channel_id))
    return _pause(ctx, found, why)


def submit_pause(ctx: Context, form: Submission) -> Answer:
    return CloseModals(_pause(ctx, here(ctx), str(form.values["why"])))


def _pause(ctx: Context, found: Incident, why: str) -> Reply:
    _demand_active(found)
    clock = planning.pause(ctx.unit, found, why, by=ctx.actor_id)
    prompting.close(ctx.unit, found, blocks.prompt_over(found, "regular updates are off; none is due."))
    showing.retell_last(ctx.unit, found)
    until = moment(clock.off_until or ctx.now, found)
    return blocks.lines(
        f"Regular updates of {found.reference} are off until {until}: {mrkdwn.inert(why)}",
        f"They come back by themselves then. `{ctx.root} update` sends one at any time.",
        buttons=[_line_button("Switch on", "cadence on", ctx, found)],
    )


def _on(ctx: Context, found: Incident) -> Answer:
    _demand_active(found)
    planning.resume(ctx.unit, found, by=ctx.actor_id)
    showing.retell_last(ctx.unit, found)
    interval = planning.rhythm(ctx.unit, found).interval(ctx.now)
    if interval is None:
        raise Refused(f"{found.reference} has no regular updates; a length sets some.", try_line="cadence 1h")
    text = f"Updates of {found.reference} {_every(interval)}, as for {found.severity.label}."
    return blocks.lines(text, _next(ctx, found))


def _demand_active(found: Incident) -> None:
    if not found.is_active:
        raise Refused(f"{found.reference} is {found.state}; it has no regular updates.", try_line="reopen")


def undo_cadence(unit: Unit, event: Event, by: UserId) -> str:
    found = incidents.take(unit, event.incident_id)
    planning.undo_interval(unit, found, event.data)
    showing.retell_last(unit, found)
    return f"Taken back: {found.reference} has its former rhythm of updates."


# quiet --------------------------------------------------------------------------------------------------------
def quiet(ctx: Context, line: Line) -> Answer:
    """Keeps the bot quiet in the channel for a while; duties still come by DM"""
    if line.take_word("off", "stop", "end"):
        return _quiet(ctx, timedelta(0))
    length = line.take_duration() if line.rest else QUIET_FOR
    if length is None:
        raise Refused(f"{echo(line.rest, 40)} is no length of time; 30m and 1h are accepted.", try_line="quiet 30m")
    return _quiet(ctx, length)


def press_quiet(ctx: Context, press: Press) -> Answer:
    return _quiet(ctx, timedelta(minutes=int(press.value)))


def _quiet(ctx: Context, length: timedelta) -> Answer:
    found = here(ctx)
    if length > LONGEST_QUIET:
        most = in_words(LONGEST_QUIET)
        raise Refused(f"{in_words(length)} is too long; at most {most} at a time is accepted.", try_line="quiet 4h")
    until = ctx.now + length
    subscribing.keep_quiet(ctx.unit, found.id, until, by=ctx.actor_id)
    if not length:
        return blocks.lines(f"The bot speaks in {found.reference} again.")
    return blocks.lines(
        f"The bot keeps quiet in this channel until {moment(until, found)}.",
        "It goes on recording, the card stays current, and due updates are asked for by DM.",
        buttons=[_line_button("Speak again", "quiet off", ctx, found)],
    )


def pause(ctx: Context, line: Line) -> Answer:
    """Asks what should pause: the bot's own lines, or the updates to stakeholders"""
    found = here(ctx)
    length = line.take_duration() or QUIET_FOR
    minutes = int(min(max(length, timedelta(minutes=1)), LONGEST_QUIET).total_seconds() // 60)
    return blocks.lines(
        f"What should pause in {found.reference}?",
        "The bot: nothing unasked in this channel. The updates: stakeholders hear nothing regular for 4 hours.",
        buttons=[
            kit.button(
                f"Quiet the bot {in_words(timedelta(minutes=minutes))}", "updates:quiet", f"{found.id}:{minutes}"
            ),
            kit.button("Pause updates", "updates:pause_form", f"{found.id}:"),
        ],
    )


def press_pause_form(ctx: Context, press: Press) -> Answer:
    return OpenModal(forms.pause_form(here(ctx), channel=ctx.channel_id))


def _line_button(label: str, line: str, ctx: Context, found: Incident) -> dict[str, Any]:
    return kit.button(label, f"{RUN_LINE}:{line.replace(' ', '_')}", line_value(line, at=ctx.now, incident_id=found.id))
