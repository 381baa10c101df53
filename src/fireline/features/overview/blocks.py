"""How an incident looks at a glance: card, digest line, receipts of the opening."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import Any

from fireline.core.answers import Reply
from fireline.features.incidents.blocks import call_in_words, severity_row
from fireline.features.incidents.reads import Incident
from fireline.features.incidents.rules import Status
from fireline.features.incidents.streams import Stream
from fireline.features.overview.facts import Facts, Held
from fireline.features.overview.steps import Step
from fireline.features.people.rules import zone_named
from fireline.slack import kit, mrkdwn

MOST_STREAMS = 6  # lines on the card
LONGEST_WORD = 120

STEP_NAMES = {
    "channel": "the channel",
    "card": "this card",
    "pin": "pinning this card",
    "invite": "inviting people",
    "topic": "the channel's topic",
    "bookmark": "a bookmark of the channel",
    "rename": "the channel's new name",
    "private": "a private channel",
}


def zone_of(found: Incident) -> tzinfo:
    return zone_named(found.zone)


def calm(text: str) -> str:
    """What people typed, where many read it: a name in it is read, and calls nobody."""
    return mrkdwn.inert(text, mentions=True)


def title_of(found: Incident) -> str:
    return f"{found.heading} {calm(found.title)}"


def notice(found: Incident) -> str:
    """What a lock screen shows: how bad and how far first, for titles are long."""
    return f"{found.heading} {severity_of(found)} {found.status.value}: {calm(found.title)}"


TOPIC_LIMIT = 250  # Slack's


def topic_of(found: Incident, title: str) -> str:
    """Reference and title. Nothing that changes while it burns: each new topic is one more line in the channel."""
    title = title.replace("<!", "!").replace("<@", "@")  # Slack says each new topic in the channel
    line = f"{found.heading} · {title}"
    return line if len(line) <= TOPIC_LIMIT else line[: TOPIC_LIMIT - 1] + "…"


def severity_of(found: Incident) -> str:
    return found.severity.label + (" (assumed)" if found.is_severity_assumed else "")


def card(facts: Facts, failed: Sequence[Step] = ()) -> kit.Message:
    """Pinned, edited in place: readable in five seconds by somebody tired."""
    found = facts.incident
    impact = "Impact was" if found.impact and not found.is_active else "Impact"
    lines = [f"*{title_of(found)}*", _state(found, facts.now, facts.merged)]
    lines.append(f"*{impact}:* {calm(found.impact) or 'not stated yet'}")
    lines.append(" · ".join(f"*{role.label}* {role.in_words}" for role in facts.held))
    if found.is_active and facts.next_update_at:
        to = f" in {facts.audience}" if facts.audience else ""
        lines.append(f"*Next update* {mrkdwn.due(facts.next_update_at, facts.now, zone_fallback=zone_of(found))}{to}")
    if facts.open_tasks:
        lines.append(_tasks(facts))
    lines += streams_in_words(facts)
    if found.call_url:
        lines.append(f"*Call:* {call_in_words(found)}")
    parts = [kit.section("\n".join(lines)), *_failures(found, failed)]
    parts += _origin(found)
    parts.append(kit.actions(*_card_buttons(facts), block_id="card"))
    return kit.message(notice(found), parts)


def _origin(found: Incident) -> list[dict[str, Any]]:
    """Where it came from, and what becomes of what is said in its channel, where there is one to speak in."""
    came = [f"Declared from {mrkdwn.link(found.origin_url, 'a message')}."] if found.origin_url else []
    can_speak = found.channel_id is not None and not found.is_channel_gone
    said = [*came, *(["Recorded for the review; ✂️ leaves a message out."] if can_speak else [])]
    return [kit.context(" ".join(said))] if said else []


def _tasks(facts: Facts) -> str:
    """How many, and how many of them nobody has spoken of in time; whose they are is said to nobody."""
    late = facts.late_tasks if facts.incident.is_active else 0
    past = f", {late} past {'its' if late == 1 else 'their'} time" if late else ""
    return f"*Tasks:* {facts.open_tasks} open{past}"


def streams_in_words(facts: Facts) -> list[str]:
    """One line each: name, lead, last word; those that are done are only named."""
    if facts.incident.status in (Status.CLOSED, Status.CANCELLED):
        return []
    going_on = [f"• {_stream(each, lead)}" for each, lead in facts.streams if each.is_open]
    done = ", ".join(calm(each.name) for each, _ in facts.streams if not each.is_open)
    if len(going_on) > MOST_STREAMS:
        going_on = [*going_on[: MOST_STREAMS - 1], f"• and {len(going_on) - MOST_STREAMS + 1} more"]
    return [*(["*Streams:*", *going_on] if going_on else []), *([f"*Streams done:* {done}"] if done else [])]


def _stream(stream: Stream, lead: str) -> str:
    place = f" {mrkdwn.channel(stream.channel_id)}" if stream.place and stream.channel_id else ""
    gone = " (its channel is archived or gone)" if stream.is_channel_gone else place
    where = " (its channel is missing)" if stream.failed.startswith("channel:") else gone
    word = f": {mrkdwn.fit(calm(stream.word), LONGEST_WORD)}" if stream.word else ""
    return f"{calm(stream.name)}{where} · {lead}{word}"


def _state(found: Incident, now: datetime, merged: str = "") -> str:
    since = mrkdwn.due(found.status_since, now, zone_fallback=zone_of(found), lead="since ")
    private = " · private" if found.is_private else ""
    return f"*{severity_of(found)} · {status_of(found, merged)}* {since}{private}"


def status_of(found: Incident, merged: str = "") -> str:
    """Where it stands; `merged` is what it became part of."""
    return f"Part of {merged}" if merged else found.status.label


def _card_buttons(facts: Facts) -> list[dict[str, Any]]:
    found = facts.incident
    if found.status in (Status.CLOSED, Status.CANCELLED):
        return [kit.button("Reopen", "incidents:reopen", f"{found.id}:")]
    if found.status is Status.RESOLVED:
        return [
            kit.button("Close", "incidents:close", f"{found.id}:"),
            kit.button("Reopen", "incidents:reopen", f"{found.id}:"),
        ]
    buttons = [kit.button("This is real now", "modes:real_ask", f"{found.id}:")] if found.is_drill else []
    if not facts.commander.holders or facts.commander.is_acting:
        buttons.append(kit.button("I'll lead", "roles:lead", f"{found.id}:", style="primary"))
    return [
        *buttons,
        kit.button("Set impact", "incidents:impact_form", f"{found.id}:"),
        kit.button("Send update", "updates:form", f"{found.id}:"),
        kit.button("Resolve", "incidents:resolve_form", f"{found.id}:"),
        kit.button("More", "overview:more", f"{found.id}:"),
    ]


def _failures(found: Incident, failed: Sequence[Step]) -> list[dict[str, Any]]:
    parts: list[dict[str, Any]] = []
    for step in failed:
        what = STEP_NAMES.get(step.step, step.step)
        retry = kit.button("Retry", f"overview:retry_{step.step}", f"{found.id}:{step.step}")
        said = f"*Not done:* {what} ({reason(step.error)})"
        still = ". *This channel is still public.*" if step.step == "private" else ""
        parts.append(kit.section(said + still, accessory=retry))
    return parts


def related_in_words(parts: Sequence[Incident], linked: Sequence[Incident]) -> str:
    """What became part of it and what it was linked with; "" for one that stands alone."""
    said = [("Part of it", parts), ("Related", linked)]
    return "\n".join(f"*{label}:* {', '.join(map(_named, some))}" for label, some in said if some)


def _named(other: Incident) -> str:
    """With its title, unless it is private: who reads of it may not be on its list."""
    return other.reference if other.is_private else f"{other.reference} {calm(mrkdwn.fit(other.title, 80))}"


NO_CHANNEL = "no channel: Slack did not make one"


def place_of(found: Incident, *, is_stuck: bool = False) -> str:
    """Where it is worked on; a channel that nobody can write in, or that Slack did not make, is said to be so."""
    if found.is_channel_gone:
        return f"its channel #{mrkdwn.escape(found.channel_name)} is archived, deleted or closed to Fireline"
    return mrkdwn.channel(found.channel_id) if found.channel_id else NO_CHANNEL if is_stuck else "opening …"


def digest_line(found: Incident, commander: Held, *, merged: str = "") -> kit.Message:
    """One line for everybody: what, how bad, who leads, where."""
    where = place_of(found)
    lines = [
        f"*{title_of(found)}* · {severity_of(found)} · {status_of(found, merged)}",
        f"IC {commander.in_words} · {where}",
    ]
    if found.impact:
        lines.insert(1, calm(found.impact) if found.is_active else f"Impact was: {calm(found.impact)}")
    if found.status is Status.RESOLVED and found.resolution:
        lines.insert(1, calm(found.resolution))
    parts = [kit.section("\n".join(lines))]
    if found.is_active and found.channel_id and not found.is_channel_gone:
        parts.append(kit.actions(kit.button("Join", "overview:join", f"{found.id}:"), block_id="digest"))
    return kit.message(notice(found), parts)


def opened_receipt(
    found: Incident, digest_channel: str | None, why_none: str, *, next_update_at: datetime | None, note: str
) -> Reply:
    """Follows "Opening": where it is, what is assumed, what comes next."""
    where = mrkdwn.channel(found.channel_id or "")
    if found.is_past:
        said = f"{found.reference} has a channel now: {where}. Only you are in it."
        return Reply(said, [kit.section(said)])
    told = f"Announced in {mrkdwn.channel(digest_channel)}." if digest_channel else f"Announced nowhere: {why_none}."
    if found.is_drill:
        told = "A drill: nobody outside its channel hears of it."
    elif found.is_private:
        told = "Private: announced nowhere; only people who are named see it."
    if next_update_at is not None:
        first = mrkdwn.due(next_update_at, found.declared_at, zone_fallback=zone_of(found), lead="due ")
        told = f"First update {first}. {told}"
    lines = [
        f"*{found.heading} is open:* {where}",
        f"*{severity_of(found)}*: {calm(found.title)}",
        "You are acting IC until someone takes it.",
        told,
        *([note] if note else []),
    ]
    buttons = kit.actions(
        kit.button("I'll lead", "roles:lead", f"{found.id}:", style="primary"),
        kit.button("Cancel the drill" if found.is_drill else "Not an incident", "overview:cancel_ask", f"{found.id}:"),
        block_id="opened",
    )
    return Reply(f"{found.heading} is open.", [kit.section("\n".join(lines)), severity_row(found), buttons])


def moved_here(found: Incident, old: str, *, is_archived: bool = False, error: str = "") -> kit.Message:
    """The first words in the private channel: what becomes of the public one."""
    there = mrkdwn.channel(old)
    text = f"{found.heading} goes on here, among those who may see it."
    rest = f"{there} is still public, and read no more; what was said there stays in the record."
    if is_archived:
        rest = f"{there} is archived: nobody writes there, and everybody can read on."
    elif error:
        rest = f"{there} could not be archived ({reason(error)}); it is still public, and read no more."
    archive = kit.button("Archive the public channel", "overview:archive_old", f"{found.id}:{old}")
    buttons = [] if is_archived else [kit.actions(archive)]
    return kit.message(text, [kit.section(f"*{text}*\n{rest}"), *buttons])


def failed_opening(found: Incident, error: str) -> Reply:
    """No channel: said where the declarer looks, with the way on."""
    text = f"{found.reference} is on record, but Slack did not make its channel ({reason(error)})."
    retry = kit.button("Retry", "overview:retry_channel", f"{found.id}:channel", style="primary")
    return Reply(text, [kit.section(f"*{text}*\nNothing is lost; the clock runs."), kit.actions(retry)])


def failed_card(found: Incident, error: str) -> Reply:
    """The channel stands without its card: told directly, for nobody would see it there."""
    text = f"{found.reference} is open, but its card could not be posted ({reason(error)})."
    retry = kit.button("Retry", "overview:retry_card", f"{found.id}:card", style="primary")
    return Reply(text, [kit.section(f"*{text}*\n{mrkdwn.channel(found.channel_id or '')}"), kit.actions(retry)])


REASONS = {
    "user_not_found": "no such person",
    "user_is_restricted": "a guest who may not join",
    "ura_max_channels": "a guest of one channel only",
    "restricted_action": "this workspace does not let apps do that",
    "missing_scope": "the app lacks a permission; `fireline check` names it",
    "is_archived": "the channel is archived",
    "channel_not_found": "the channel is gone",
    "not_in_channel": "Fireline is not in the channel",
    "too_many_bookmarks": "the channel has as many bookmarks as Slack allows; remove one first",
    "too_many_pins": "the channel has as many pins as Slack allows; remove one first",
    "name_taken": "another channel has that name",
    "no_permission": "Fireline may not do that here",
}


def reason(error: str) -> str:
    """A code of Slack's (behind the name of the method) in words; an unknown one as it is, for whoever looks it up."""
    return REASONS.get(error.rpartition(": ")[2], mrkdwn.inert(error))


def at_time(moment: datetime, found: Incident) -> str:
    """`, today 15:12`: with its comma, so that it stands in the middle of a sentence."""
    return mrkdwn.when(moment, zone_fallback=zone_of(found), style="both", lead=", ")


def listed(found: Sequence[Facts], *, title: str, none: str, more: str) -> Reply:
    """Incidents, worst first, each with its channel; or that there is none, and what can be done then."""
    if not found:
        return Reply(none, [kit.section(f"*{none}*\n{more}".strip())])
    lines = []
    for each in sorted(found, key=lambda f: (f.incident.severity, -f.incident.number)):
        at = each.incident
        where = f" · {place_of(at)}" if at.channel_id else ""
        state = f"{severity_of(at)} · {status_of(at, each.merged)} · IC {each.commander.in_words}"
        lines.append(f"*{title_of(at)}* · {state}{where}")
    return Reply(f"{title}: {len(found)}", [kit.section(f"*{title}*"), *kit.sections("\n".join(lines))])
