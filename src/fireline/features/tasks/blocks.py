"""How tasks look: the line in the channel, the owner's message, lists, receipts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from fireline.core.answers import Blocks
from fireline.core.durations import in_words
from fireline.features.incidents.reads import Incident
from fireline.features.people.rules import zone_named
from fireline.features.tasks.reads import Task
from fireline.features.tasks.rules import EXAMPLE, Stage, TaskStatus
from fireline.slack import kit, mrkdwn

MOST = 12  # tasks with buttons in one message; the rest is counted


def title(task: Task) -> str:
    return mrkdwn.inert(task.title, mentions=True)


def at(found: Incident, moment: datetime) -> str:
    return mrkdwn.when(moment, zone_fallback=zone_named(found.zone))


def until(found: Incident, task: Task) -> str:
    """`, until 14:22`, or nothing without a time box."""
    return f", {box_end(found, task)}" if task.due_at else ""


def box_end(found: Incident, task: Task, lead: str = "until ") -> str:
    """`until 14:22`; with its day where the time box runs beyond the day on which it was set."""
    return ends(found, task.due_at, task.boxed_at or task.created_at, lead) if task.due_at else ""


def ends(found: Incident, moment: datetime, since: datetime, lead: str = "until ") -> str:
    zone = zone_named(found.zone)
    if moment.astimezone(zone).date() == since.astimezone(zone).date():
        return f"{lead}{at(found, moment)}"
    return mrkdwn.when(moment, zone_fallback=zone, style="both", lead=lead)


# the line in the channel ----------------------------------------------------------------------------------------
def line(found: Incident, task: Task) -> kit.Message:
    """The one line about a task that all see; what becomes of it is an edit."""
    said = "\n".join(_line(found, task))
    return kit.message(said.replace("*", ""), [kit.section(said), kit.actions(*_line_buttons(task))])


def _line(found: Incident, task: Task) -> list[str]:
    mark, took = found.drill_mark, _took(task)
    if task.status is TaskStatus.DONE:
        return [f"*{mark}Task done{took}:* {title(task)}", *_quoted(task.outcome)]
    if task.status is TaskStatus.DROPPED:
        return [f"*{mark}Task dropped:* {title(task)}", *_quoted(task.reason)]
    if task.status is TaskStatus.KEPT:
        return [f"*{mark}Task left over, an action item now:* {title(task)}"]
    if task.owner_id is None:
        return [f"*{mark}Task, needs an owner{until(found, task)}:* {title(task)}"]
    return [f"*{mark}Task for {mrkdwn.mention(task.owner_id)}{until(found, task)}:* {title(task)}"]


def _took(task: Task) -> str:
    given = task.assigned_at or task.created_at
    took = task.ended_at - given if task.ended_at else timedelta()
    return f" after {in_words(took)}" if took >= timedelta(minutes=1) else ""


def _quoted(text: str) -> list[str]:
    return [kit.quoted(mrkdwn.inert(text, mentions=True))] if text else []


def _line_buttons(task: Task) -> list[dict[str, Any]]:
    if not task.is_open:
        return []
    if task.owner_id is None:
        return [task_button(task, "I'll take it", "mine", style="primary"), task_button(task, "Give it to …", "give")]
    return [task_button(task, "Done", "done"), task_button(task, "Hand over", "give")]


# the owner's message --------------------------------------------------------------------------------------------
def note(found: Incident, mine: Sequence[Task], now: datetime, root: str) -> kit.Message:
    """What somebody has to do in one incident: the most pressing first, each with its buttons."""
    ordered = sorted(mine, key=lambda t: (-_pressing(t), t.due_at is None, t.due_at or t.created_at, t.id))
    blocks: Blocks = []
    for task in ordered[:MOST]:
        blocks.append(kit.section("\n".join(_reminder(found, task, now))))
        blocks.append(kit.actions(*owner_buttons(task), block_id=f"task:{task.id}"))
    if len(ordered) > MOST:
        blocks.append(kit.context(f"And {len(ordered) - MOST} more: `{root} tasks` in the channel lists all."))
    first = _reminder(found, ordered[0], now)[0].replace("*", "")
    return kit.message(first if len(ordered) == 1 else f"{first} (and {len(ordered) - 1} more)", blocks)


def _pressing(task: Task) -> int:
    return (Stage.NONE, Stage.HALF, Stage.ASKED, Stage.END).index(task.told)


def _reminder(found: Incident, task: Task, now: datetime) -> list[str]:
    where = f", {mrkdwn.channel(found.channel_id)}" if found.channel_id else ""
    said, mark = title(task), found.drill_mark
    if task.told is Stage.END and task.due_at:
        return [
            f"*{mark}Time is up:* {said}",
            f"{found.reference}{where}; the time box ended {at(found, task.due_at)}.",
            "Done, more time or somebody else are all fine answers. The card counts it; nobody is named.",
        ]
    if task.told is Stage.HALF and task.due_at:
        left = in_words(max(task.due_at - now, timedelta()))
        return [
            f"*{mark}Half of the time is over:* {said}",
            f"{found.reference}{where}; {left} left{until(found, task)}.",
        ]
    if task.told is Stage.ASKED:
        since = at(found, task.assigned_at or task.created_at)
        return [
            f"*{mark}Still on it?* {said}",
            f"{found.reference}{where}; yours since {since}, without a time box. It is asked once.",
        ]
    if task.boxed_at and task.assigned_at and task.boxed_at > task.assigned_at:
        return [f"*{mark}New time box{until(found, task)}:* {said}", f"{found.reference}{where}."]
    giver = task.assigned_by if task.assigned_by != task.owner_id else None
    by = f"From {mrkdwn.mention(giver)}" if giver else "Yours"
    return [f"*{mark}A task for you in {found.reference}:* {said}", f"{by}{until(found, task)}{where}."]


def nothing_left(found: Incident, ended: Sequence[Task]) -> kit.Message:
    """What this message asked for is settled."""
    head = f"{found.drill_mark}Nothing is left for you in {found.reference}."
    return kit.message(head, [kit.section("\n".join([f"*{head}*", *(_ended(task) for task in ended[-4:])]))])


def _ended(task: Task) -> str:
    more = task.outcome or task.reason
    said = f" ({mrkdwn.inert(more, mentions=True)})" if more else ""
    return f"{task.status.label.capitalize()}: {title(task)}{said}"


def over(found: Incident, mine: Sequence[Task]) -> kit.Message:
    """The incident ended: nothing is asked of its owners any more."""
    head = f"{found.heading} is {found.state}; nothing is asked of you any more."
    left = [f"Left open: {title(task)}" for task in mine[:4]]
    return kit.message(head, [kit.section("\n".join([f"*{head}*", *left]))])


def hidden(found: Incident) -> kit.Message:
    """Somebody may not see the incident any more."""
    head = f"{found.heading} is private now; nothing is asked of you any more."
    return kit.message(head, [kit.section(f"*{head}*")])


# lists ----------------------------------------------------------------------------------------------------------
def heading(found: Incident, tasks: Sequence[Task], now: datetime) -> str:
    late = sum(task.is_late(now) for task in tasks)
    past = f", {late} past {'its' if late == 1 else 'their'} time" if late and found.is_active else ""
    return f"{found.heading}: {counted(sum(task.is_open for task in tasks))}{past}"


def counted(number: int) -> str:
    """`1 task open`, `2 tasks open`."""
    return f"{number} {'task' if number == 1 else 'tasks'} open"


def listed(found: Incident, tasks: Sequence[Task], now: datetime) -> Blocks:
    """The open ones with their buttons, the latest first; then what is over."""
    ordered = sorted(tasks, key=lambda t: (not t.is_open, not t.is_late(now), t.due_at is None, t.due_at or now, t.id))
    blocks: Blocks = [kit.section(f"*{heading(found, tasks, now)}*")]
    for task in ordered[:MOST]:
        blocks.append(kit.section(in_a_line(found, task, now)))
        if task.is_open:
            blocks.append(kit.actions(*_list_buttons(found, task), block_id=f"task:{task.id}"))
    blocks += [kit.context(f"And {len(ordered) - MOST} more.")] if len(ordered) > MOST else []
    return [*blocks, kit.actions(_give(found))] if found.is_active else blocks


def in_a_line(found: Incident, task: Task, now: datetime) -> str:
    """What, who, until when; or how it ended."""
    if not task.is_open:
        who = f" by {mrkdwn.mention(task.ended_by)}" if task.ended_by and task.status is TaskStatus.DONE else ""
        more = task.outcome or task.reason
        said = f" ({mrkdwn.inert(more)})" if more else ""
        return f"_{task.status.label.capitalize()}{who}:_ {title(task)}{said}"
    who = mrkdwn.mention(task.owner_id) if task.owner_id else "*needs an owner*"
    late = " · *past its time*" if task.is_late(now) and found.is_active else ""
    return f"{title(task)}\n{who}{until(found, task)}{late}"


def empty(found: Incident, root: str) -> kit.Message:
    text = f"{found.heading} has no tasks."
    row = [kit.actions(_give(found))] if found.is_active else []
    return kit.message(text, [kit.section(f"*{text}*\n`{root} {EXAMPLE}` gives one."), *row])


# buttons --------------------------------------------------------------------------------------------------------
def owner_buttons(task: Task) -> list[dict[str, Any]]:
    done = task_button(task, "Done", "done", style="primary")
    return [
        done,
        task_button(task, "More time", "box"),
        task_button(task, "Hand over", "give"),
        task_button(task, "Drop", "drop"),
    ]


def _list_buttons(found: Incident, task: Task) -> list[dict[str, Any]]:
    done, drop = task_button(task, "Done", "done"), task_button(task, "Drop", "drop")
    if not found.is_active:
        return [task_button(task, "Make it an action item", "keep"), done, drop]
    if task.owner_id is None:
        return [task_button(task, "I'll take it", "mine"), task_button(task, "Give it to …", "give"), done, drop]
    return [done, task_button(task, "More time", "box"), task_button(task, "Hand over", "give"), drop]


def _give(found: Incident) -> dict[str, Any]:
    return kit.button("Give a task", "tasks:form", f"{found.id}:")


def task_button(task: Task, label: str, verb: str, **more: Any) -> dict[str, Any]:
    return kit.button(label, f"tasks:{verb}", f"{task.incident_id}:{task.id}", **more)
