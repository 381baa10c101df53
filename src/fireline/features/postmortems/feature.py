"""Everything that postmortems bring."""

from __future__ import annotations

from fireline.core.feature import Command, Feature
from fireline.core.grammar import Kind, Place
from fireline.core.permissions import Act
from fireline.features.incidents import events as incidents
from fireline.features.postmortems import affected, asleep, ended, events, handlers, ready, reviewing, wrapping, wrapup
from fireline.features.postmortems.rules import Afterwards
from fireline.features.updates import events as updates

COMMANDS = (
    Command(
        name="service",
        handler=affected.services,
        kind=Kind.ACT,
        place=Place.INCIDENT,
        synonyms=("services", "affects"),
        usage="service <name>, <name> | none",
        example="service checkout, payments",
    ),
    Command(
        name="postmortem",
        handler=handlers.postmortem,
        kind=Kind.SHOW,
        place=Place.INCIDENT,
        addressed=True,
        synonyms=("pm", "review"),
        usage="postmortem",
        example="postmortem",
    ),
    Command(
        name="postmortem export",
        handler=handlers.export,
        kind=Kind.ACT,
        place=Place.INCIDENT,
        synonyms=("pm export", "review export"),
        usage="postmortem export [md | json]",
        example="postmortem export md",
    ),
    Command(
        name="postmortem facilitator",
        handler=handlers.facilitator,
        kind=Kind.ACT,
        place=Place.INCIDENT,
        synonyms=("pm facilitator", "review facilitator", "facilitator"),
        usage="postmortem facilitator @name",
        example="postmortem facilitator @dee",
    ),
    Command(
        name="postmortem date",
        handler=handlers.review_date,
        kind=Kind.ACT,
        place=Place.INCIDENT,
        synonyms=("pm date", "review date"),
        usage="postmortem date <when>",
        example="postmortem date fri 15:00",
    ),
    Command(
        name="postmortem tier",
        handler=handlers.tier,
        kind=Kind.ACT,
        place=Place.INCIDENT,
        synonyms=("pm tier", "review tier"),
        usage="postmortem tier full | light | note [why]",
        example="postmortem tier full the second one this week",
    ),
    Command(
        name="postmortem edit",
        handler=handlers.edit,
        kind=Kind.ACT,
        place=Place.INCIDENT,
        synonyms=("pm edit", "edit postmortem"),
        usage="postmortem edit",
        example="postmortem edit",
    ),
)

feature = Feature(
    name="postmortems",
    commands=COMMANDS,
    actions={
        "postmortems:read": handlers.press_read,
        "postmortems:file": handlers.press_file,
        "postmortems:facilitate": handlers.press_facilitate,
        "postmortems:still_going": handlers.press_still_going,
        "postmortems:ended_then": handlers.press_ended_then,
        "postmortems:moments": wrapping.press_moments,
        "postmortems:facts": wrapping.press_facts,
        "postmortems:close": wrapping.press_close,
        "postmortems:tomorrow": wrapping.press_tomorrow,
        "postmortems:now": wrapping.press_now,
        "postmortems:someone": wrapping.press_someone,
        "postmortems:times": wrapping.press_times,
        "postmortems:edit": wrapping.press_edit,
        "postmortems:waive_form": wrapping.press_waive,
    },
    views={
        "postmortems:moments": wrapping.submit_moments,
        "postmortems:facts": wrapping.submit_facts,
        "postmortems:times": wrapping.submit_times,
        "postmortems:choose": wrapping.submit_choice,
        "postmortems:edit": wrapping.submit_section,
        "postmortems:waive": wrapping.submit_waiver,
    },
    reactions={
        incidents.DECLARED: asleep.watch,
        incidents.SEVERITY_CHANGED: asleep.watch,
        incidents.RESOLVED: ended.on_resolved,
        incidents.REOPENED: ended.on_taken_up,
        incidents.CANCELLED: ended.on_cancelled,
        incidents.CLOSED: ended.on_closed,
        incidents.UNDONE: ended.on_undone,
        incidents.IMPACT_SET: ended.refresh,
        "action_items.": wrapup.refresh,
        "tasks.": wrapup.refresh,
        events.TIMES_CORRECTED: ended.refresh,
        events.FACTS_ANSWERED: wrapup.refresh,
        events.SERVICES_SET: wrapup.refresh,
        events.MOMENTS_PICKED: reviewing.on_changed,
        events.SECTION_EDITED: ready.refresh,
        events.FACILITATOR_SET: reviewing.on_facilitator,
        events.REVIEW_SET: ready.refresh,
        events.TIER_SET: ready.refresh,
        events.WRAPUP_GIVEN: ended.refresh,
        updates.SENT: ended.refresh,
    },
    undo={events.SERVICES_SET: affected.undo},
    due={
        wrapup.DUE: wrapup.on_due,
        asleep.DUE: asleep.on_due,
    },
    settled={ready.SHOWN: ready.on_shown},
    settings={"afterwards": Afterwards},
    permissions={
        "postmortems.": Act.CONTRIBUTE,
        "postmortem export": Act.EXPORT,
        "postmortems:file": Act.EXPORT,
        "postmortems:close": Act.CLOSE,
        **dict.fromkeys(("postmortems:moments", "postmortems:facts", "postmortems:times"), Act.CONTRIBUTE),
        **dict.fromkeys(("postmortems:choose", "postmortems:edit", "postmortems:waive"), Act.CONTRIBUTE),
    },
)
