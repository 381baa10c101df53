"""Kinds of events of the action items.

Each carries `item_id`, `owner_id` (now, or None) and `before`: the columns that it changed as they were, so that undo
can put them back.
"""

CREATED = "action_items.created"  # {item_id, owner_id, title, due_on}
ASSIGNED = "action_items.assigned"  # {..., to: user id or None}: given to somebody, or back to *needs an owner*
ACCEPTED = "action_items.accepted"  # {...}: the owner said yes
CHANGED = "action_items.changed"  # {...}: wording, category, priority, links
EMPTIED = "action_items.emptied"  # {...}: its message was deleted in Slack, and its words with it; no undo
DONE = "action_items.done"  # {..., evidence, evidence_url}
DECLINED = "action_items.declined"  # {..., reason}: on screen "won't do"
OFFERED = "action_items.offered"  # {..., to}: a hand-over that waits for its answer
HANDED_OVER = "action_items.handed_over"  # {..., from, to}
KEPT = "action_items.kept"  # {..., by}: an offered hand-over was not taken
DATE_CHANGED = "action_items.date_changed"  # {..., from, to, reason}
