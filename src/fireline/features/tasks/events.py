"""Kinds of events of the tasks.

Each carries `task_id`, `owner_id` (now, or None) and `before`: the columns that it changed as they were, so that undo
can put them back.
"""

CREATED = "tasks.created"  # {task_id, owner_id, title, due_at: ISO or None}
ASSIGNED = "tasks.assigned"  # {..., to: user id or None}: somebody has it now, or it needs an owner
BOXED = "tasks.boxed"  # {..., due_at: ISO or None}: a new time box
DONE = "tasks.done"  # {..., outcome}
DROPPED = "tasks.dropped"  # {..., reason}
REOPENED = "tasks.reopened"  # {...}: the last ✅ on its message was taken away
KEPT = "tasks.kept"  # {..., title}: left over when the incident ended, it became an action item
OUTCOME_SET = "tasks.outcome_set"  # {..., outcome}: how a task that is done went
OVERRAN = "tasks.overran"  # {...}: its time box ended and nobody has said how it went
