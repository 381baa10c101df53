"""Everything the tasks bring."""

from __future__ import annotations

from fireline.core.feature import Command, Feature, SubmitHandler
from fireline.core.grammar import Kind, Place
from fireline.core.permissions import Act
from fireline.features.incidents import events as incidents
from fireline.features.tasks import events, following, forms, handlers, lines, notes, presses, reminders
from fireline.features.tasks.rules import EXAMPLE
from fireline.features.timeline import events as timeline

COMMANDS = (
    Command(
        name="task",
        handler=handlers.task,
        kind=Kind.ACT,
        place=Place.ANYWHERE,
        synonyms=("tasks",),
        usage="task [@owner] <what> [in <time box>]",
        example=EXAMPLE,
    ),
)

UNDOABLE = (
    events.CREATED,
    events.ASSIGNED,
    events.BOXED,
    events.DONE,
    events.OUTCOME_SET,
    events.DROPPED,
    events.REOPENED,
    events.KEPT,
)
VIEWS: dict[str, SubmitHandler] = {
    "tasks:create": handlers.submit_create,
    "tasks:give": presses.submit_give,
    "tasks:box": presses.submit_box,
    "tasks:drop": presses.submit_drop,
    "tasks:outcome": presses.submit_outcome,
}
TURNS = (incidents.RESOLVED, incidents.CLOSED, incidents.REOPENED, incidents.CANCELLED, incidents.UNDONE)

feature = Feature(
    name="tasks",
    commands=COMMANDS,
    actions={
        "tasks:form": handlers.press_form,
        "tasks:list": handlers.press_list,
        "tasks:done": presses.press_done,
        "tasks:mine": presses.press_mine,
        "tasks:first": presses.press_first,
        "tasks:keep": presses.press_keep,
        "tasks:give": presses.opening(forms.give),
        "tasks:box": presses.opening(forms.box),
        "tasks:drop": presses.opening(forms.drop),
        "tasks:outcome": presses.opening(forms.outcome),
    },
    views=VIEWS,
    slack_events={"user_change": following.on_user_change, "reaction_added": following.on_reaction},
    reactions={
        "tasks.": following.on_event,
        **dict.fromkeys(TURNS, following.on_turn),
        **dict.fromkeys((incidents.MADE_PRIVATE, incidents.ACCESS_ENDED), following.on_private),
        timeline.MARKED: following.on_marked,
        timeline.UNMARKED: following.on_unmarked,
    },
    due={reminders.REMIND: reminders.on_due, notes.RING: notes.on_ring, lines.SAY: lines.on_due},
    undo=dict.fromkeys(UNDOABLE, following.undo),
    permissions=dict.fromkeys(("tasks.", "task", "tasks:mine", *VIEWS), Act.CONTRIBUTE),
)
