"""Who the bot is in its workspace, asked once at the start."""

from __future__ import annotations

from dataclasses import dataclass

from fireline.core.errors import GiveUp, Misconfigured, RetryLater
from fireline.core.events import UserId, WorkspaceId
from fireline.slack.client import Slack


@dataclass(frozen=True)
class Identity:
    workspace_id: WorkspaceId
    workspace_name: str
    bot_user_id: UserId
    bot_id: str
    token: str


async def identify(slack: Slack, token: str) -> Identity:
    """Asks `auth.test`; raises Misconfigured when the token is refused or Slack does not answer."""
    try:
        me = await slack.call("", "auth.test", {})
    except (GiveUp, RetryLater) as refused:
        raise Misconfigured("SLACK_BOT_TOKEN", f"Slack does not take it ({refused.reason})") from None
    return Identity(
        workspace_id=WorkspaceId(me["team_id"]),
        workspace_name=me.get("team") or "",
        bot_user_id=UserId(me["user_id"]),
        bot_id=me.get("bot_id") or "",
        token=token,
    )
