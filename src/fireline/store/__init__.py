"""Everything that is kept: units, journal, inbox, outbox, schedule, on SQLite and PostgreSQL."""
