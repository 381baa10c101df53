"""Everything the action items bring."""

from __future__ import annotations

from fireline.core.feature import Command, Feature, SubmitHandler
from fireline.core.grammar import Kind, Place
from fireline.core.permissions import Act
from fireline.features.action_items import events, following, forms, handlers, leftovers, presses, reminders
from fireline.features.action_items.rules import Nags
from fireline.features.incidents import events as incidents
from fireline.features.tasks import events as tasks
from fireline.features.timeline import events as timeline

FACILITATOR_SET = "postmortems.facilitator_set"  # said by the floor above, which this one does not import

COMMANDS = (
    Command(
        name="action",
        handler=handlers.action,
        kind=Kind.ACT,
        place=Place.ANYWHERE,
        synonyms=("actions", "action item", "action items", "follow up", "followup"),
        usage="action [@owner] [detection | response | capacity] <what> [by <day>]",
        example=handlers.EXAMPLE,
    ),
)

UNDOABLE = (
    events.CREATED,
    events.ASSIGNED,
    events.ACCEPTED,
    events.CHANGED,
    events.DONE,
    events.DECLINED,
    events.OFFERED,
    events.HANDED_OVER,
    events.KEPT,
    events.DATE_CHANGED,
)

VIEWS: dict[str, SubmitHandler] = {
    "action_items:create": handlers.submit_create,
    "action_items:edit": presses.submit_edit,
    "action_items:done": presses.submit_done,
    "action_items:new_date": presses.submit_new_date,
    "action_items:hand_over": presses.submit_hand_over,
    "action_items:decline": presses.submit_decline,
}

feature = Feature(
    name="action_items",
    commands=COMMANDS,
    actions={
        "action_items:form": handlers.press_form,
        "action_items:accept": presses.press_accept,
        "action_items:not_mine": presses.press_not_mine,
        "action_items:mine": presses.press_mine,
        "action_items:take_over": presses.press_take_over,
        "action_items:refuse": presses.press_refuse,
        "action_items:done": presses.opening(forms.done),
        "action_items:new_date": presses.opening(forms.new_date),
        "action_items:hand_over": presses.opening(forms.person),
        "action_items:give": presses.opening(forms.person),
        "action_items:decline": presses.opening(forms.decline),
        "action_items:edit": presses.opening(forms.edit),
    },
    views=VIEWS,
    slack_events={"user_change": following.on_user_change, "reaction_added": following.on_reaction},
    reactions={
        "action_items.": reminders.on_event,
        timeline.MARKED: following.on_marked,
        timeline.UNMARKED: following.on_unmarked,
        timeline.DELETED: following.on_deleted,
        tasks.KEPT: leftovers.on_kept,
        incidents.UNDONE: leftovers.on_undone,
        **dict.fromkeys((incidents.MADE_PRIVATE, incidents.ACCESS_ENDED), reminders.shut_out),
        FACILITATOR_SET: following.on_facilitator,
    },
    due={reminders.REMIND: reminders.on_due},
    settled={reminders.GROUP_OPENED: reminders.on_group_opened},
    undo=dict.fromkeys(UNDOABLE, following.undo),
    settings={"nags": Nags},
    permissions=dict.fromkeys(("action_items.", "action", "action_items:mine", *VIEWS), Act.CONTRIBUTE),
)
