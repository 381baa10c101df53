"""Kinds of events: what a report became in the record of an incident."""

REPORTED = "triage.reported"  # {report_id, is_said}: the incident was declared from it, or it belongs to it
