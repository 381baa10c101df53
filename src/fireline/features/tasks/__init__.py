"""Tasks: what somebody does during an incident, for how long, and how it ended."""
