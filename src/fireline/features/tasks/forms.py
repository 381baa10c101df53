"""The forms behind the buttons: a new task, its time box, its owner, how it went, why not."""

from __future__ import annotations

import json
from typing import Any

from fireline.core.feature import Submission
from fireline.features.incidents.reads import Incident
from fireline.features.tasks.reads import Task
from fireline.slack import kit, mrkdwn

BOX_HINT = "20m, 1h30 or until 15:30. Reminders come at half of it and at its end, to the owner alone."


def task_of_form(form: Submission) -> int:
    """Which task a form is about."""
    return int(json.loads(form.metadata)["task"])


def new_task(found: Incident, *, channel: str | None) -> kit.View:
    """A new task; only what it is must be said."""
    what = kit.text_input("title", "What", placeholder="restart the consumer", max_length=500)
    owner = kit.user_input("owner", "Who", optional=True, hint="Left empty, it needs an owner; nobody is guessed.")
    box = kit.text_input("box", "Time box", optional=True, placeholder="20m", hint=BOX_HINT)
    return kit.modal(
        f"Task of {found.reference}",
        [what, owner, box],
        callback_id="tasks:create",
        submit="Give task",
        private_metadata=kit.metadata(channel=channel, incident=found.id),
    )


def box(task: Task, *, channel: str | None) -> kit.View:
    field = kit.text_input("box", "Time box from now", placeholder="20m", hint=BOX_HINT)
    return _about(task, "More time", field, verb="box", submit="Set time", channel=channel)


def give(task: Task, *, channel: str | None) -> kit.View:
    field = kit.user_input("person", "To whom", hint="It is theirs at once; they get a message.")
    name, submit = ("Hand over", "Hand over") if task.owner_id else ("Give it to somebody", "Give task")
    return _about(task, name, field, verb="give", submit=submit, channel=channel)


def drop(task: Task, *, channel: str | None) -> kit.View:
    field = kit.text_input("reason", "Why not", placeholder="the rollback did it", hint="It goes on record.")
    return _about(task, "Drop task", field, verb="drop", submit="Drop task", channel=channel)


def outcome(task: Task, *, channel: str | None) -> kit.View:
    field = kit.text_input("outcome", "How it went", initial=task.outcome or None, placeholder="lag is back to zero")
    return _about(task, "How it went", field, verb="outcome", submit="Save", channel=channel)


def _about(task: Task, name: str, field: dict[str, Any], *, verb: str, submit: str, channel: str | None) -> kit.View:
    return kit.modal(
        name,
        [kit.section(mrkdwn.inert(task.title)), field],
        callback_id=f"tasks:{verb}",
        submit=submit,
        private_metadata=kit.metadata(channel=channel, incident=task.incident_id, task=task.id),
    )
