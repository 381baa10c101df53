"""The outbox: every call to Slack that was decided, written in the transaction of the change that it announces.

`ready → sending → sent`, or `→ ambiguous → looked up → sent | ready`, or `dead`; `dropped` was taken back before it
left. `deliveries` puts them in and claims them, `settling` ends them, `lanes` keeps their order, `surfaces` the shown
messages.
"""

from __future__ import annotations

from fireline.store.burying import bury_followers
from fireline.store.deliveries import (
    Claimed,
    claim,
    enqueue,
    mark_of,
    read_mark,
)
from fireline.store.lanes import next_wakeup, pending_count
from fireline.store.settling import (
    Seen,
    dead_letters,
    expire,
    note_progress,
    retry_dead,
    settle_ambiguous,
    settle_dead,
    settle_retry,
    settle_seen,
    settle_sent,
    sweep,
)
from fireline.store.surfaces import Surface
from fireline.store.surfaces import find as find_surface
from fireline.store.surfaces import named as surface

__all__ = [
    "Claimed",
    "Seen",
    "Surface",
    "bury_followers",
    "claim",
    "dead_letters",
    "enqueue",
    "expire",
    "find_surface",
    "mark_of",
    "next_wakeup",
    "note_progress",
    "pending_count",
    "read_mark",
    "retry_dead",
    "settle_ambiguous",
    "settle_dead",
    "settle_retry",
    "settle_seen",
    "settle_sent",
    "surface",
    "sweep",
]
