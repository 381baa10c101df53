"""Who leads, who speaks, who writes: roles, their hand-overs and the reminder that nobody leads."""
