"""Everything the roles bring."""

from __future__ import annotations

from fireline.core.feature import Command, Feature
from fireline.core.grammar import Kind, Place
from fireline.core.permissions import REFUSED, Act
from fireline.features.incidents import events as incidents
from fireline.features.roles import (
    asking,
    events,
    handing,
    handlers,
    leaving,
    offering,
    permits,
    reactions,
    shadow_doors,
    undo,
    watch,
    weeks,
)
from fireline.features.roles.rotation import Rotas
from fireline.features.roles.rules import Escalation, Roles
from fireline.features.tasks import events as tasks

# The words of the default roles are verbs; a line that begins with a role of the settings is read in `wording.py`.
COMMANDS = (
    Command(
        name="role",
        handler=handlers.role,
        kind=Kind.ACT,
        place=Place.INCIDENT,
        synonyms=(
            *("ic", "commander", "lead", "incident commander", "take over"),
            *("comms", "communications lead", "comms lead", "scribe"),
        ),
        usage="ic | comms | scribe [me | @name | none]",
        example="ic me",
    ),
    Command(
        name="roles",
        handler=handlers.roles,
        kind=Kind.SHOW,
        place=Place.INCIDENT,
        usage="roles",
        example="roles",
    ),
    Command(
        name="shadow",
        handler=shadow_doors.shadow,
        kind=Kind.ACT,
        place=Place.INCIDENT,
        synonyms=("shadows", "shadowing"),
        usage="shadow <role> [@name | none]",
        example="shadow ic",
    ),
    Command(
        name="rota",
        handler=weeks.rota,
        kind=Kind.SHOW,
        place=Place.ANYWHERE,
        synonyms=("on call", "on duty", "who is on call", "who is on duty"),
        usage="rota [role]",
        example="rota",
    ),
    Command(
        name="assign",
        handler=handlers.assign,
        kind=Kind.ACT,
        place=Place.INCIDENT,
        usage="assign <role> to @name",
        example="assign scribe to me",
    ),
    Command(
        name="release",
        handler=handlers.release,
        kind=Kind.ACT,
        place=Place.INCIDENT,
        synonyms=("leave", "step down"),
        usage="release [role]",
        example="release scribe",
    ),
    Command(
        name="handoff",
        handler=handing.handoff,
        kind=Kind.ACT,
        place=Place.INCIDENT,
        synonyms=("handover", "hand over"),
        usage="handoff [role to] @name [what they should know]",
        example="handoff",
    ),
)

feature = Feature(
    name="roles",
    commands=COMMANDS,
    actions={
        "roles:lead": handlers.press_lead,
        "roles:take": handlers.press_take,
        "roles:take_over": handlers.press_take_over,
        "roles:give": handlers.press_give,
        "roles:give_over": handlers.press_give_over,
        "roles:release": handlers.press_release,
        "roles:release_of": handlers.press_release_of,
        "roles:leave": handlers.press_leave,
        "roles:ask": handlers.press_ask,
        "roles:ask_duty": weeks.press_ask,
        "roles:shadow": shadow_doors.press_shadow,
        "roles:unshadow": shadow_doors.press_unshadow,
        "roles:open": handlers.press_open,
        "roles:first": handlers.press_first,
        "roles:handoff": handing.press_handoff,
        "roles:accept": handing.press_accept,
        "roles:decline": handing.press_decline,
        "roles:withdraw": handing.press_withdraw,
    },
    views={
        "roles:assign": handlers.submit_assign,
        "roles:handoff": handing.submit_handoff,
    },
    slack_events={"user_change": leaving.on_user_change},
    reactions={
        incidents.DECLARED: reactions.on_declared,
        incidents.CHANNEL_OPENED: reactions.on_opened,
        incidents.STATUS_CHANGED: reactions.on_news,
        incidents.IMPACT_SET: reactions.on_news,
        incidents.RENAMED: reactions.on_news,
        incidents.SEVERITY_CHANGED: reactions.on_severity,
        incidents.RESOLVED: reactions.on_over_or_back,
        incidents.CLOSED: reactions.on_over_or_back,
        incidents.CANCELLED: reactions.on_over_or_back,
        incidents.REOPENED: reactions.on_over_or_back,
        incidents.MADE_PRIVATE: reactions.on_private,
        incidents.MADE_REAL: reactions.on_news,
        incidents.CHANNEL_MOVED: reactions.on_news,
        incidents.UNDONE: reactions.on_undone,
        "updates.": reactions.on_news,
        tasks.CREATED: reactions.on_news,
        **dict.fromkeys(events.CHANGES, reactions.on_change),
        events.OFFERED: reactions.on_offered,
        events.DECLINED: reactions.on_offer_ended,
        events.WITHDRAWN: reactions.on_offer_ended,
        events.SHADOWED: reactions.on_shadowed,
        events.SHADOW_ENDED: reactions.on_shadow_ended,
        REFUSED: permits.on_refused,
    },
    due={
        watch.NAG: watch.on_nag,
        watch.TIRED: watch.on_tired,
        offering.UNANSWERED: asking.on_unanswered,
    },
    undo={
        events.TAKEN: undo.undo_change,
        events.ASSIGNED: undo.undo_change,
        events.ACCEPTED: undo.undo_change,
        events.HANDED_OVER: undo.undo_change,
        events.RELEASED: undo.undo_change,
        events.OFFERED: undo.undo_offer,
        events.SHADOWED: undo.undo_shadow,
        events.SHADOW_ENDED: undo.undo_shadow_end,
    },
    permissions={
        **dict.fromkeys((events.TAKEN, events.ASSIGNED, events.RELEASED), permits.taking),
        events.OFFERED: permits.giving,
        **dict.fromkeys((events.SHADOWED, events.SHADOW_ENDED), permits.shadowing),
        **dict.fromkeys(("assign", "roles:ask", "roles:assign"), Act.TAKE_ROLE),
    },
    settings={"roles": Roles, "rota": Rotas, "escalation": Escalation},
)
