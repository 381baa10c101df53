"""Kinds of events about what happens after an incident, and what their `data` holds."""

TIMES_CORRECTED = "postmortems.times_corrected"  # {from, to}: column -> ISO time or None
SERVICES_SET = "postmortems.services_set"  # {from, to}: names
FACTS_ANSWERED = "postmortems.facts_answered"  # {from, to}: the answers
MOMENTS_PICKED = "postmortems.moments_picked"  # {picked: [entry id], dropped: [entry id]}
SECTION_EDITED = "postmortems.section_edited"  # {heading, from, to}
REMARK_WAIVED = "postmortems.remark_waived"  # {finding, reason}
FACILITATOR_SET = "postmortems.facilitator_set"  # {from, to, review_at}
REVIEW_SET = "postmortems.review_set"  # {from, to}
TIER_SET = "postmortems.tier_set"  # {from, why_before, to, why}
DRAFT_READY = "postmortems.draft_ready"  # {}
WRAPUP_GIVEN = "postmortems.wrapup_given"  # {from, to}
ASKED_IF_OVER = "postmortems.asked_if_over"  # {last_message_at, user_id, message}
STILL_GOING = "postmortems.still_going"  # {}
