"""Kinds of events about updates, and what their `data` holds."""

SENT = "updates.sent"  # {update_id, number, stage, automatic, audience, next_at, is_last}
CORRECTED = "updates.corrected"  # {update_id, number, from, to}
STOPPED = "updates.stopped"  # {update_id}
MISSED = "updates.missed"  # {due_at, misses}: about the process, not the person
REPLANNED = "updates.replanned"  # {from, to, why}: seen on the card only
CADENCE_SET = "updates.cadence_set"  # {from, to} in seconds; None is what the severity says
CADENCE_OFF = "updates.cadence_off"  # {until, why}
CADENCE_ON = "updates.cadence_on"  # {}
QUIETED = "updates.quieted"  # {until}
