"""Slack: the only room that speaks to it. Features look in through `kit` and `mrkdwn`, free of any SDK."""
