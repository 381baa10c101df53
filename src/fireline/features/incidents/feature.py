"""Everything the trunk brings."""

from __future__ import annotations

from fireline.core.events import Event
from fireline.core.feature import Command, Feature
from fireline.core.grammar import Kind, Place
from fireline.core.permissions import Act
from fireline.features.incidents import declaring, endings, events, handlers, undo, visibility
from fireline.features.incidents.rules import WORKING, Calls, Channels, Severity, Status


def turned(event: Event) -> Act:
    """What a change of severity is: a guess that is put right counts as neither, and is let through as a raise."""
    before, after = Severity(event.data["from"]), Severity(event.data["to"])
    return Act.LOWER_SEVERITY if before.is_worse_than(after) else Act.RAISE_SEVERITY


def ended(event: Event) -> Act | None:
    """A merge is judged at its door: who leads either of the two may."""
    return None if event.data.get("merged") else Act.CANCEL


COMMANDS = (
    Command(
        name="declare",
        handler=declaring.declare,
        kind=Kind.ACT,
        place=Place.ANYWHERE,
        synonyms=("new", "create", "start", "open", "new incident", "create incident", "open incident"),
        usage="declare [sev1-sev4] [private] <what is wrong>",
        example="declare sev2 checkout returns 500s",
    ),
    Command(
        name="declare anyway",
        handler=declaring.declare_anyway,
        kind=Kind.ACT,
        place=Place.ANYWHERE,
        hidden=True,
    ),
    Command(
        name="declare as drill",
        handler=declaring.declare_drill,
        kind=Kind.ACT,
        place=Place.ANYWHERE,
        hidden=True,
    ),
    Command(
        name="investigating",
        handler=handlers.investigating,
        kind=Kind.ACT,
        place=Place.INCIDENT,
        addressed=True,
        usage="investigating [note]",
        example="investigating logs of web-3",
    ),
    Command(
        name="identified",
        handler=handlers.identified,
        kind=Kind.ACT,
        place=Place.INCIDENT,
        addressed=True,
        usage="identified [what it is]",
        example="identified a bad deploy",
    ),
    Command(
        name="mitigating",
        handler=handlers.mitigating,
        kind=Kind.ACT,
        place=Place.INCIDENT,
        addressed=True,
        usage="mitigating [what is being done]",
        example="mitigating rolling back",
    ),
    Command(
        name="monitoring",
        handler=handlers.monitoring,
        kind=Kind.ACT,
        place=Place.INCIDENT,
        addressed=True,
        usage="monitoring [what is watched]",
        example="monitoring error rate after the rollback",
    ),
    Command(
        name="mitigate",
        handler=handlers.mitigate,
        kind=Kind.ACT,
        place=Place.INCIDENT,
        addressed=True,
        synonyms=("mitigated",),
        usage="mitigate [when] [how]",
        example="mitigate 03:20 traffic moved away",
    ),
    Command(
        name="impact",
        handler=handlers.impact,
        kind=Kind.ACT,
        place=Place.INCIDENT,
        usage="impact <who is hit, and how>",
        example="impact 12 % of EU checkouts fail",
    ),
    Command(
        name="rename",
        handler=handlers.rename,
        kind=Kind.ACT,
        place=Place.INCIDENT,
        synonyms=("title",),
        usage="rename <title>",
        example="rename checkout errors in the EU",
    ),
    Command(
        name="summary",
        handler=handlers.summary,
        kind=Kind.ACT,
        place=Place.INCIDENT,
        usage="summary <text>",
        example="summary a full disk stopped the queue",
    ),
    Command(
        name="resolve",
        handler=endings.resolve,
        kind=Kind.ACT,
        place=Place.INCIDENT,
        addressed=True,
        synonyms=("resolved",),
        usage="resolve [when it ended] [what ended it]",
        example="resolve 03:40 pool size restored",
    ),
    Command(
        name="fixed",
        handler=endings.fixed,
        kind=Kind.ASK,
        place=Place.INCIDENT,
        addressed=True,
        synonyms=("all clear", "all good"),
        usage="fixed [what ended it]",
        example="fixed pool size restored",
        hidden=True,
    ),
    Command(
        name="reopen",
        handler=endings.reopen,
        kind=Kind.ACT,
        place=Place.INCIDENT,
        addressed=True,
        usage="reopen [why]",
        example="reopen errors are back",
    ),
    Command(
        name="restart",
        handler=endings.restart,
        kind=Kind.ASK,
        place=Place.INCIDENT,
        usage="restart [what]",
        example="restart web pods",
        hidden=True,
    ),
    Command(
        name="private",
        handler=visibility.private,
        kind=Kind.ASK,
        place=Place.INCIDENT,
        addressed=True,
        synonyms=("restrict",),
        usage="private",
        example="private",
    ),
    Command(
        name="public",
        handler=visibility.public,
        kind=Kind.ASK,
        place=Place.INCIDENT,
        addressed=True,
        usage="public",
        example="public",
    ),
    Command(
        name="invite",
        handler=visibility.invite,
        kind=Kind.ACT,
        place=Place.INCIDENT,
        usage="invite @person",
        example="invite @bea",
    ),
    Command(
        name="access",
        handler=visibility.let_in,
        kind=Kind.ACT,
        place=Place.INCIDENT,
        usage="access @person",
        example="access @bea",
    ),
    Command(
        name="undo",
        handler=endings.undo_last,
        kind=Kind.ACT,
        place=Place.INCIDENT,
        addressed=True,
        usage="undo",
        example="undo",
    ),
)

feature = Feature(
    name="incidents",
    commands=COMMANDS,
    actions={
        **{f"incidents:status_{s.value}": handlers.press_status for s in Status},
        "incidents:declare_form": declaring.press_declare,
        "incidents:impact_form": handlers.press_impact,
        "incidents:link_form": handlers.press_link,
        "incidents:resolve_form": endings.press_resolve_form,
        "incidents:resolve_now": endings.press_resolve_now,
        "incidents:resolve_early": endings.press_resolve_early,
        "incidents:reopen": endings.press_reopen,
        "incidents:cancel": endings.press_cancel,
        "incidents:dismiss": endings.dismiss,
        "incidents:undo": endings.press_undo,
        "incidents:private": visibility.press_private,
        "incidents:public": visibility.press_public,
    },
    views={
        "incidents:declare": declaring.submit_declare,
        "incidents:resolve": endings.submit_resolve,
        "incidents:impact": handlers.submit_impact,
        "incidents:rename": handlers.submit_rename,
        "incidents:summary": handlers.submit_summary,
        "incidents:link": handlers.submit_link,
    },
    shortcuts={
        "incidents:declare": declaring.shortcut_declare,
        "incidents:declare_from_message": declaring.shortcut_declare_from_message,
    },
    settled={declaring.ORIGIN: declaring.on_origin},
    undo={
        events.SEVERITY_CHANGED: undo.undo_severity,
        events.STATUS_CHANGED: undo.undo_status,
        events.RESOLVED: undo.undo_status,
        events.CLOSED: undo.undo_status,
        events.REOPENED: undo.undo_status,
        events.CANCELLED: undo.undo_status,
        events.IMPACT_SET: undo.undo_impact,
        events.RENAMED: undo.undo_title,
        events.SUMMARY_SET: undo.undo_summary,
        events.CALL_SET: undo.undo_call,
    },
    settings={"channels": Channels, "call": Calls},
    permissions={
        **dict.fromkeys(("declare", "declare anyway", "declare as drill"), Act.DECLARE),
        **dict.fromkeys(("incidents:declare_form", "incidents:declare", "incidents:declare_from_message"), Act.DECLARE),
        events.DECLARED: Act.DECLARE,
        events.SEVERITY_CHANGED: turned,
        **dict.fromkeys((*(s.value for s in WORKING), "mitigate", "resolve", "reopen"), Act.CHANGE_STATUS),
        **dict.fromkeys(("incidents:resolve_form", "incidents:resolve_now", "incidents:reopen"), Act.CHANGE_STATUS),
        **dict.fromkeys(("impact", "rename", "summary", "link"), Act.CONTRIBUTE),
        **dict.fromkeys(("incidents:impact_form", "incidents:link_form"), Act.CONTRIBUTE),
        **dict.fromkeys(
            ("incidents:impact", "incidents:rename", "incidents:summary", "incidents:link"), Act.CONTRIBUTE
        ),
        "incidents:resolve": Act.CHANGE_STATUS,
        **dict.fromkeys((events.STATUS_CHANGED, events.RESOLVED, events.REOPENED), Act.CHANGE_STATUS),
        **dict.fromkeys((events.IMPACT_SET, events.SUMMARY_SET, events.RENAMED, events.CALL_SET), Act.CONTRIBUTE),
        events.UNDONE: Act.CONTRIBUTE,
        events.CLOSED: Act.CLOSE,
        events.CANCELLED: ended,
        **dict.fromkeys((events.LINKED, events.UNLINKED), Act.CONTRIBUTE),
        events.MADE_REAL: Act.DECLARE,
        "invite": Act.CONTRIBUTE,
        "incidents:cancel": Act.CANCEL,
        **dict.fromkeys((events.MADE_PRIVATE, events.MADE_PUBLIC), Act.VISIBILITY),
        **dict.fromkeys(("private", "public", "access"), Act.VISIBILITY),
    },
)
