"""Fireline: runs an incident in Slack, from the first alarm to the last finished action item."""
