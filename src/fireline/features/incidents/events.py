"""Kinds of events of the trunk. Their `data` is given beside each; upper floors react to them."""

DECLARED = "incidents.declared"  # {title, severity, assumed, private}
ORIGIN_FOUND = "incidents.origin_found"  # {url}: the message from which it was declared
CHANNEL_OPENED = "incidents.channel_opened"  # {channel_id, name}
CHANNEL_MOVED = "incidents.channel_moved"  # {from, to, name}: it goes on in another channel
SEVERITY_CHANGED = "incidents.severity_changed"  # {from, to}
STATUS_CHANGED = "incidents.status_changed"  # {from, to}
IMPACT_SET = "incidents.impact_set"  # {from, to, since_before: its beginning before, where that changed}
SUMMARY_SET = "incidents.summary_set"  # {from, to}
RENAMED = "incidents.renamed"  # {from, to}
CALL_SET = "incidents.call_set"  # {from, to}
RESOLVED = "incidents.resolved"  # {from, to: "resolved", mitigated_at before, text}
CLOSED = "incidents.closed"  # {from}
REOPENED = "incidents.reopened"  # {from}
CANCELLED = "incidents.cancelled"  # {from, reason}; of one that was merged: merged: true, absorbed: entry id
ABSORBED = "incidents.absorbed"  # {incident_id}: that one is part of this now; a private one is not named
PARTED = "incidents.parted"  # {merged_at}: it runs by itself again
LINKED = "incidents.linked"  # {other_id}
UNLINKED = "incidents.unlinked"  # {other_id}
MADE_PRIVATE = "incidents.made_private"  # {}
MADE_REAL = "incidents.made_real"  # {}: it was a drill
MADE_PUBLIC = "incidents.made_public"  # {}
ACCESS_GRANTED = "incidents.access_granted"  # {user_id}
ACCESS_ENDED = "incidents.access_ended"  # {user_id}
UNDONE = "incidents.undone"  # {entry_id, kind}
