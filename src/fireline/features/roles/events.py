"""Kinds of events of the roles. Every change carries `changes`, one for each role that it touched.

A change is {role, before: [holder], after: [holder]}; a holder is {user_id, acting, since}. So history is a fold over
the journal, and undo puts back what stood before. `settled` lists the offers that the event ended.
"""

ACTING = "roles.acting"  # {changes}: the declarer leads until somebody takes it
TAKEN = "roles.taken"  # {changes}: somebody took it, or confirmed that they lead
ASSIGNED = "roles.assigned"  # {changes}: given by somebody, in effect at once
ACCEPTED = "roles.accepted"  # {changes, offer_id, given_by}: an offered role was accepted
HANDED_OVER = "roles.handed_over"  # {changes, offer_id, given_by}: all roles of one person went to another
RELEASED = "roles.released"  # {changes}
OFFERED = "roles.offered"  # {offer_id, roles, user_id, is_handoff, is_rota}: nothing has changed hands yet
DECLINED = "roles.declined"  # {offer_id, roles, user_id, given_by}
WITHDRAWN = "roles.withdrawn"  # {offer_id, roles, user_id, given_by}
SHADOWED = "roles.shadowed"  # {roles, user_id}: learns them beside their holders; holds nothing
SHADOW_ENDED = "roles.shadow_ended"  # {roles, user_id}

CHANGES = (ACTING, TAKEN, ASSIGNED, ACCEPTED, HANDED_OVER, RELEASED)
