"""How the end of an incident looks: the line in the channel, the wrap-up, the draft, the question about silence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import Any

from fireline.core.answers import Reply
from fireline.features.incidents.reads import Incident
from fireline.features.incidents.rules import Status
from fireline.features.postmortems import events
from fireline.features.postmortems.facts import Facts
from fireline.features.postmortems.moments import Candidate
from fireline.features.postmortems.reads import Answers, Wrapup
from fireline.features.postmortems.rules import NEEDS_PEOPLE, TIER_WORDS
from fireline.features.postmortems.taxonomy import HEADINGS
from fireline.slack import kit, mrkdwn

LATE, EARLY = 18, 7  # hours of the declarer's day between which people go to bed


# the line in the channel --------------------------------------------------------------------------------------
def resolved_line(
    found: Incident, wrapup: Wrapup | None, now: datetime, zone: tzinfo, *, whose: str, is_told: bool
) -> kit.Message:
    """That it is over, what ended it, how long it hurt, and that nobody has to do anything now.

    `whose` is the name of the one who is asked to wrap up; `is_told`: stakeholders have heard that it is over.
    """
    assert found.resolved_at is not None
    lines = [f"*{found.heading} is resolved*{mrkdwn.due(found.resolved_at, now, zone_fallback=zone, lead=', ')}."]
    lines += [mrkdwn.quote(mrkdwn.inert(found.resolution, mentions=True))] if found.resolution else []
    lines += [_window(found, now, zone), f"Thank you. {_what_comes(found, wrapup, now, zone, whose)}"]
    is_open = found.status is Status.RESOLVED
    buttons = kit.actions(
        kit.button("Send last update", "updates:form", f"{found.id}:") if is_open and not is_told else None,
        kit.button("Correct times", "postmortems:times", f"{found.id}:"),
        kit.button("Reopen", "incidents:reopen", f"{found.id}:"),
        block_id="resolved",
    )
    return kit.message(f"{found.heading} is resolved.", [kit.section("\n".join(lines)), buttons])


def _window(found: Incident, now: datetime, zone: tzinfo) -> str:
    """`Impact 13:55 to 15:04; mitigated 15:04.` With the day where it is not today's."""

    def said(lead: str, moment: datetime) -> str:
        return mrkdwn.due(moment, now, zone_fallback=zone, lead=lead)

    if found.mitigated_at is None:
        began = f"Impact {said('from ', found.impact_since)}; when" if found.impact_since else "When"
        return f"{began} it was mitigated is not recorded."
    mitigated = said("mitigated ", found.mitigated_at)
    if found.impact_since is None:
        return f"Impact {said('until ', found.mitigated_at)}, its beginning is not recorded; {mitigated}."
    return f"Impact {said('from ', found.impact_since)} {said('to ', found.mitigated_at)}; {mitigated}."


def _what_comes(found: Incident, wrapup: Wrapup | None, now: datetime, zone: tzinfo, whose: str) -> str:
    if found.status is Status.CLOSED:
        return "It is closed."
    local = now.astimezone(zone)
    tonight = "tonight" if local.hour >= LATE or local.hour < EARLY else "now"
    if wrapup is None:
        return f"Nothing more is needed {tonight}."
    is_today = wrapup.due_at.astimezone(zone).date() == local.date()
    at = mrkdwn.due(wrapup.due_at, now, zone_fallback=zone, lead="" if is_today else "comes ")
    return f"Nothing more is needed {tonight}; the wrap-up for {whose} {'comes at ' if is_today else ''}{at}."


# the wrap-up --------------------------------------------------------------------------------------------------
def wrapup_asked(
    found: Incident,
    candidates: Sequence[Candidate],
    messages: int,
    answers: Answers,
    items: int,
    left: int,
    *,
    given_by: str = "",
) -> kit.Message:
    """Three parts, each optional; the button of the first that is still to be done stands out.

    `given_by` is the name of the one who handed it on.
    """
    picked = sum(1 for c in candidates if c.said.is_key)
    left_out = missing(answers)
    following = "moments" if candidates and not picked else "facts" if left_out else "close"
    styles: dict[str, kit.Style] = {following: "primary"}
    lines = [
        f"*Wrap up {found.heading}:* about 5 minutes, every part optional",
        *([f"{given_by} handed it to you."] if given_by else []),
        f"*1 Timeline:* {_moments(candidates, picked, messages)}",
        f"*2 Facts:* {'still open: ' if left_out and answers.answered_at else ''}{unanswered(answers)}",
        f"*3 Action items:* {items} so far{f'; tasks left open: {left}' if left else ''}",
    ]
    rows = [
        kit.actions(
            kit.button("Pick moments", "postmortems:moments", f"{found.id}:", style=styles.get("moments")),
            kit.button("Answer facts", "postmortems:facts", f"{found.id}:", style=styles.get("facts")),
            kit.button("Add items", "action_items:form", f"{found.id}:"),
            kit.button("Show open tasks", "tasks:list", f"{found.id}:") if left else None,
            kit.button(f"Close {found.reference}", "postmortems:close", f"{found.id}:", style=styles.get("close")),
            block_id="wrapup",
        ),
        kit.actions(
            kit.button("Tomorrow", "postmortems:tomorrow", f"{found.id}:"),
            kit.user_select("postmortems:someone", placeholder="Someone else"),
            block_id=f"i{found.id}:someone",
        ),
    ]
    text = f"Wrap up {found.heading}: about 5 minutes, every part optional."
    return kit.message(text, [kit.section("\n".join(lines)), *rows])


def _moments(candidates: Sequence[Candidate], picked: int, messages: int) -> str:
    """What was picked, and how many more would be proposed."""
    if not messages:
        return "nobody wrote a message"
    more = sum(1 for c in candidates if c.is_ticked) - picked
    look = f"{'looks' if more == 1 else 'look'} important"
    of = f"of {messages} {'message' if messages == 1 else 'messages'}"
    if picked:
        return f"{picked} {of} picked{f', {more} more {look}' if more else ''}"
    if more:
        return f"{more} {of} {look}"
    return f"{len(candidates)} {of} may matter" if candidates else f"none {of} stands out"


def unanswered(answers: Answers) -> str:
    """What the wrap-up still asks."""
    return ", ".join(missing(answers)) or "answered"


def missing(answers: Answers) -> list[str]:
    """The questions without an answer, in the order of the form."""
    asked = [
        ("how was it found", answers.found_by),
        ("which service", answers.services),
        ("what kind of failure", answers.failure_class),
        ("what changed before", answers.triggers),
    ]
    return [words for words, answer in asked if not answer]


def wrapup_postponed(found: Incident, at: datetime) -> kit.Message:
    text = f"The wrap-up of {found.heading} {mrkdwn.when(at, style='both', lead='comes back ')}."
    button = kit.button("Do it now", "postmortems:now", f"{found.id}:")
    return kit.message(text, [kit.section(text), kit.actions(button, block_id="wrapup")])


def wrapup_over(found: Incident) -> kit.Message:
    text = f"{found.heading} is wrapped up and closed."
    button = kit.button("Read draft", "postmortems:read", f"{found.id}:")
    return kit.message(text, [kit.section(text), kit.actions(button, block_id="wrapup")])


def given_away(found: Incident, to: str) -> str:
    return f"The wrap-up of {found.heading} goes to {mrkdwn.mention(to)}."


# the draft ----------------------------------------------------------------------------------------------------
def draft_ready(facts: Facts, zone: tzinfo) -> kit.Message:
    """What is in it, what only people can add, who leads the review."""
    found, reviewed = facts.incident, facts.record.postmortem
    text = f"{found.heading}: the postmortem draft is ready"
    lines = [f"*{text}*", f"From the record: {_from_record(facts)}.", f"Needs people: {needs_people(facts)}."]
    who = f"Facilitator {mrkdwn.mention(reviewed.facilitator_id)}" if reviewed.facilitator_id else "No facilitator yet"
    at = reviewed.review_at
    lead = "" if facts.record.of_kind(events.REVIEW_SET) else "proposed "
    when = f" Review {mrkdwn.when(at, zone_fallback=zone, style='both', lead=lead)}." if at else ""
    lines.append(f"{who}.{when}")
    buttons = draft_buttons(found)
    if reviewed.facilitator_id is None:
        buttons.append(kit.button("I'll facilitate", "postmortems:facilitate", f"{found.id}:"))
    return kit.message(text, [kit.section("\n".join(lines)), kit.actions(*buttons, block_id="draft")])


def draft_buttons(found: Incident) -> list[dict[str, Any]]:
    return [
        kit.button("Read draft", "postmortems:read", f"{found.id}:"),
        kit.button("Edit a section", "postmortems:edit", f"{found.id}:"),
        kit.button("Get a file", "postmortems:file", f"{found.id}:"),
    ]


def summary(facts: Facts, own: int) -> Reply:
    """The draft at a glance, for the person who asked; `own` are the open remarks on what they wrote."""
    found, reviewed = facts.incident, facts.record.postmortem
    who = mrkdwn.mention(reviewed.facilitator_id) if reviewed.facilitator_id else "nobody yet"
    review = mrkdwn.when(reviewed.review_at, style="both") if reviewed.review_at else "no date yet"
    text = f"Postmortem draft of {found.heading}: {TIER_WORDS[facts.tier]}"
    lines = [
        f"*Postmortem draft of {found.heading}:* {TIER_WORDS[facts.tier]}",
        f"From the record: {_from_record(facts)}.",
        f"Needs people: {needs_people(facts)}.",
        f"{'Not answered yet' if missing(facts.record.answers) else 'Facts'}: {unanswered(facts.record.answers)}.",
        f"Facilitator: {who}. Review: {review}.",
        f"Blameless check: {_checked(facts, own)}.",
    ]
    row = [*draft_buttons(found), kit.button("Answer facts", "postmortems:facts", f"{found.id}:")]
    row += [kit.button("Show remarks", "postmortems:remarks", f"{found.id}:")] if own else []
    return Reply(text, [kit.section("\n".join(lines)), kit.actions(*row, block_id="draft")])


def _checked(facts: Facts, own: int) -> str:
    """Remarks are for whoever wrote the words: others read how many there are."""
    count, waived = len(facts.open_findings), f"{len(facts.waived)} waived"
    if not count:
        return f"0 open, {waived}"
    whose = "all" if own == count else f"{own} of them" if own else "none"
    return f"{count} open, {whose} on your words; {waived}"


def section_saved(found: Incident, heading: str, *, is_empty: bool) -> Reply:
    """What became of the words, for whoever wrote them."""
    title = f"“{HEADINGS[heading][0]}”"
    text = f"{title} of {found.reference} is saved."
    if is_empty:
        text = f"{title} of {found.reference} is empty again; what the record says stays."
    row = kit.actions(
        kit.button("Read draft", "postmortems:read", f"{found.id}:"),
        kit.button("Edit a section", "postmortems:edit", f"{found.id}:"),
        block_id="saved",
    )
    return Reply(text, [kit.section(text), row])


def _from_record(facts: Facts) -> str:
    keys = sum(1 for entry in facts.record.entries if entry.is_key)
    parts = [f"timeline ({keys} {'entry' if keys == 1 else 'entries'})"]
    parts += ["impact"] if facts.incident.impact else []
    parts += ["roles"] if facts.response.stints else []
    parts += ["updates"] if facts.told else []
    parts += ["items"] if facts.record.items else []
    return ", ".join(parts)


def needs_people(facts: Facts) -> str:
    written = {heading for heading, said in facts.record.written.items() if said.text}
    written |= {"summary"} if facts.incident.summary else set()
    missing = [words for heading, words in NEEDS_PEOPLE[facts.tier].items() if heading not in written]
    return ", ".join(missing) or f"nothing more; anybody can still add to its {len(HEADINGS)} headings"


# silence ------------------------------------------------------------------------------------------------------
def asleep_question(found: Incident, ended_at: datetime, heard: str) -> kit.Message:
    """Still going, or did it end with the last message?"""
    ended = mrkdwn.when(ended_at, style="both", lead="end ")
    lines = [
        f"*Is {found.heading} still going?* {mrkdwn.inert(found.title)}",
        f"Or did it {ended} ({heard})?",
        "Without an answer it stays open and nothing is changed.",
    ]
    buttons = kit.actions(
        kit.button("Still going", "postmortems:still_going", f"{found.id}:"),
        kit.button("It ended then", "postmortems:ended_then", f"{found.id}:{ended_at.isoformat()}"),
        kit.button("It ended at another time", "incidents:resolve_form", f"{found.id}:"),
        block_id="asleep",
    )
    return kit.message(f"Is {found.heading} still going?", [kit.section("\n".join(lines)), buttons])


def asleep_going(found: Incident, now: datetime, zone: tzinfo) -> str:
    """It keeps standing there when it is over, and is still true."""
    going = mrkdwn.when(now, zone_fallback=zone, style="both", lead="going ")
    return f"{found.heading} was still {going}; you said so."


def asleep_over(found: Incident) -> str:
    return f"{found.heading} is {found.status.value}."


def facilitator_card(found: Incident, review_at: datetime | None, zone: tzinfo, *, is_proposed: bool) -> kit.Message:
    """What the review asks of whoever leads it; `is_proposed`: nobody has chosen the date."""
    when = mrkdwn.when(review_at, zone_fallback=zone, style="both") if review_at else "no date yet"
    lines = [
        f"*You facilitate the review of {found.heading}* {mrkdwn.inert(found.title)}",
        f"{'Proposed' if is_proposed else 'It is held'}: {when}. `postmortem date fri 15:00` in its channel moves it.",
        "The draft is filled from the record; what only people know is asked for in it.",
    ]
    text = f"You facilitate the review of {found.heading}."
    return kit.message(text, [kit.section("\n".join(lines)), kit.actions(*draft_buttons(found), block_id="draft")])
