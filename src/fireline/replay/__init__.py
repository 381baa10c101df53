"""Plays a written incident with the real program on a local Slack: for the demo, for tests, for drills."""
