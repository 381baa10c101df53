"""Action items: what was promised after an incident, by whom, until when, and how it ended."""
