"""Everything the overview brings."""

from __future__ import annotations

from fireline.core.feature import Command, Feature
from fireline.core.grammar import Kind, Place
from fireline.features.incidents import events as incidents
from fireline.features.incidents.rules import Severity
from fireline.features.overview import (
    announcements,
    asking,
    catchup,
    channels,
    handlers,
    help,
    home,
    home_handlers,
    opening,
)
from fireline.features.overview.rules import Responders
from fireline.features.timeline import events as timeline

STEPS = ("channel", "card", "pin", "invite", "topic")

COMMANDS = (
    Command(
        name="severity",
        handler=asking.severity,
        kind=Kind.ACT,
        place=Place.INCIDENT,
        addressed=True,
        synonyms=("sev",),
        usage="severity sev1-sev4 [why]",
        example="sev 1 all regions",
    ),
    Command(
        name="close",
        handler=asking.close,
        kind=Kind.ACT,
        place=Place.INCIDENT,
        addressed=True,
        synonyms=("end", "closed"),
        usage="close",
        example="close",
    ),
    Command(
        name="cancel",
        handler=asking.cancel,
        kind=Kind.ASK,
        place=Place.INCIDENT,
        addressed=True,
        synonyms=("false alarm", "stand down"),
        usage="cancel [why]",
        example="cancel it was the load test",
    ),
    Command(
        name="status",
        handler=handlers.status,
        kind=Kind.ACT,
        place=Place.ANYWHERE,
        usage="status [new status and why]",
        example="status",
    ),
    Command(
        name="show",
        handler=handlers.show,
        kind=Kind.SHOW,
        place=Place.ANYWHERE,
        usage="show <number>",
        example="show 42",
    ),
    Command(
        name="join",
        handler=handlers.join,
        kind=Kind.ACT,
        place=Place.ANYWHERE,
        usage="join <number>",
        example="join 42",
    ),
    Command(
        name="list",
        handler=handlers.list_incidents,
        kind=Kind.SHOW,
        place=Place.ANYWHERE,
        synonyms=("incidents",),
        usage="list [all | mine | sev1-sev4]",
        example="list sev1",
    ),
    Command(
        name="todo",
        handler=home_handlers.todo,
        kind=Kind.SHOW,
        place=Place.ANYWHERE,
        synonyms=("my", "mine"),
        usage="todo",
        example="todo",
    ),
    Command(
        name="catchup",
        handler=catchup.catch_up,
        kind=Kind.SHOW,
        place=Place.INCIDENT,
        addressed=True,
        synonyms=("catch up", "catch me up", "summarize", "summarise"),
        usage="catchup",
        example="catchup",
    ),
    Command(
        name="help",
        handler=help.help_here,
        kind=Kind.SHOW,
        place=Place.ANYWHERE,
        usage="help [verb]",
        example="help",
    ),
)

feature = Feature(
    name="overview",
    commands=COMMANDS,
    actions={
        **{f"overview:retry_{step}": handlers.press_retry for step in STEPS},
        "overview:join": handlers.press_join,
        "overview:more": handlers.press_more,
        "overview:cancel_ask": asking.press_cancel,
        "overview:close_sure": asking.press_close_sure,
        "overview:lower": asking.press_lower,
        **{f"incidents:severity_{s.value}": asking.press_severity for s in Severity},
        "incidents:close": asking.press_close,
        "overview:channels_create": home_handlers.press_create,
        "overview:channels_choose": home_handlers.press_choose,
        "overview:channels_later": home_handlers.press_later,
        "action_items:show_mine": home_handlers.press_todo,
    },
    views={"overview:channels": home_handlers.submit_choice},
    slack_events={"app_home_opened": home.on_opened},
    reactions={
        incidents.DECLARED: opening.on_declared,
        incidents.SEVERITY_CHANGED: announcements.on_change,
        incidents.STATUS_CHANGED: announcements.on_change,
        incidents.RESOLVED: announcements.on_change,
        incidents.REOPENED: announcements.on_change,
        incidents.CANCELLED: announcements.on_change,
        incidents.CLOSED: announcements.on_change,
        incidents.RENAMED: announcements.on_change,
        incidents.IMPACT_SET: announcements.refresh,
        incidents.CALL_SET: announcements.refresh,
        incidents.ORIGIN_FOUND: announcements.refresh,
        incidents.UNDONE: announcements.on_undone,
        incidents.MADE_PRIVATE: announcements.on_private,
        incidents.MADE_PUBLIC: announcements.refresh,
        incidents.ACCESS_GRANTED: home.on_event,
        timeline.CHANNEL_CHANGED: announcements.refresh,
        timeline.CHANNEL_LOST: announcements.refresh,
        "roles.": announcements.on_roles,
        "updates.": announcements.refresh,
        "tasks.": announcements.refresh,
        "action_items.": home.on_event,
    },
    due={announcements.DRAW: announcements.on_draw, home.DRAW: home.on_draw, home.FOLLOW: home.on_follow},
    settled={
        opening.CHANNEL: opening.on_channel,
        opening.CARD: opening.on_card,
        opening.STEP: opening.on_step,
        channels.MADE: home_handlers.on_made,
    },
    settings={"responders": Responders},
)
