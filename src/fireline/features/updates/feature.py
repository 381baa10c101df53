"""Everything that updates bring."""

from __future__ import annotations

from fireline.core.feature import Command, Feature
from fireline.core.grammar import Kind, Place
from fireline.core.permissions import Act
from fireline.features.incidents import events as turns
from fireline.features.timeline import events as timeline
from fireline.features.updates import (
    deadlines,
    events,
    handlers,
    members,
    planning,
    prompting,
    reactions,
    rhythms,
    service,
    showing,
    subscriptions,
    undelivered,
)
from fireline.features.updates.rules import Cadence

COMMANDS = (
    Command(
        name="update",
        handler=handlers.update,
        kind=Kind.ACT,
        place=Place.INCIDENT,
        synonyms=("post",),
        usage="update <what is new> [next update 14:30]",
        example="update Rolling back; next word 14:30",
    ),
    Command(
        name="cadence",
        handler=rhythms.cadence,
        kind=Kind.ACT,
        place=Place.INCIDENT,
        synonyms=("every",),
        usage="cadence [20m | off <why> | on]",
        example="cadence 20m",
    ),
    Command(
        name="subscribe",
        handler=subscriptions.subscribe,
        kind=Kind.ACT,
        place=Place.ANYWHERE,
        synonyms=("follow updates",),
        usage="subscribe [sev1-sev4 | INC-42 | all]",
        example="subscribe sev1",
    ),
    Command(
        name="unsubscribe",
        handler=subscriptions.unsubscribe,
        kind=Kind.ACT,
        place=Place.ANYWHERE,
        usage="unsubscribe [sev1-sev4 | INC-42 | all]",
        example="unsubscribe",
    ),
    Command(
        name="quiet",
        handler=rhythms.quiet,
        kind=Kind.ACT,
        place=Place.INCIDENT,
        usage="quiet [30m | off]",
        example="quiet 30m",
    ),
    Command(
        name="pause",
        handler=rhythms.pause,
        kind=Kind.ASK,
        place=Place.INCIDENT,
        synonyms=("mute", "snooze"),
        usage="pause [30m]",
        example="pause",
    ),
)

feature = Feature(
    name="updates",
    commands=COMMANDS,
    actions={
        "updates:form": handlers.press_form,
        "updates:send": handlers.press_send,
        "updates:stop": handlers.press_stop,
        "updates:edit": handlers.press_edit,
        "updates:drop": handlers.press_drop,
        "updates:correct": handlers.press_correct,
        "updates:prompt_send": handlers.press_prompt_send,
        "updates:prompt_edit": handlers.press_prompt_edit,
        "updates:prompt_more": handlers.press_prompt_more,
        "updates:quiet": rhythms.press_quiet,
        "updates:pause_form": rhythms.press_pause_form,
    },
    views={
        "updates:write": handlers.submit,
        "updates:correct": handlers.submit_correction,
        "updates:pause": rhythms.submit_pause,
    },
    reactions={
        turns.DECLARED: reactions.on_declared,
        turns.SEVERITY_CHANGED: reactions.on_severity,
        turns.STATUS_CHANGED: reactions.on_status,
        turns.RESOLVED: reactions.on_resolved,
        turns.REOPENED: reactions.on_reopened,
        turns.CANCELLED: reactions.on_cancelled,
        turns.PARTED: reactions.on_parted,
        turns.CLOSED: reactions.on_closed,
        turns.MADE_PRIVATE: reactions.on_private,
        turns.MADE_PUBLIC: reactions.on_public,
        turns.MADE_REAL: reactions.on_real,
        turns.UNDONE: reactions.on_undone,
        turns.IMPACT_SET: reactions.on_fact,
        "roles.": reactions.on_roles,
        timeline.MARKED: reactions.on_marked,
        timeline.UNMARKED: reactions.on_unmarked,
        timeline.DELETED: reactions.on_deleted,
        events.SENT: reactions.on_sent,
    },
    due={
        planning.PROMPT: prompting.on_prompt,
        planning.DEADLINE: deadlines.on_deadline,
        planning.BACK: deadlines.on_back,
        service.LEAVE: deadlines.on_leave,
    },
    settled={members.TOPIC: members.on_members, showing.SETTLED: undelivered.on_settled},
    undo={events.CADENCE_SET: rhythms.undo_cadence},
    settings={"cadence": Cadence},
    permissions={
        **dict.fromkeys((events.SENT, events.CORRECTED), Act.SEND_UPDATE),
        **dict.fromkeys((events.CADENCE_SET, events.CADENCE_OFF, events.CADENCE_ON), Act.SEND_UPDATE),
        events.QUIETED: Act.CONTRIBUTE,
        **dict.fromkeys(("update", "updates:form", "updates:send", "updates:correct"), Act.SEND_UPDATE),
        **dict.fromkeys(("updates:prompt_send", "updates:prompt_edit", "updates:write"), Act.SEND_UPDATE),
        **dict.fromkeys(("updates:prompt_more", "updates:edit", "updates:pause"), Act.SEND_UPDATE),
    },
)
