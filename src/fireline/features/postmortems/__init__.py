"""After the end: the line that says so, the wrap-up, and a postmortem that fills itself from the record."""
