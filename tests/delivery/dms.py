"""A directory for senders that have no store of people."""

from __future__ import annotations

from fireline.slack.client import Slack


class OpenDms:
    """Opens each DM once while the process lives."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack
        self._known: dict[tuple[str, str], str] = {}

    async def dm(self, workspace_id: str, user_id: str) -> str:
        known = self._known.get((workspace_id, user_id))
        if known is None:
            answer = await self._slack.call(workspace_id, "conversations.open", {"users": user_id})
            known = self._known[(workspace_id, user_id)] = str(answer["channel"]["id"])
        return known
