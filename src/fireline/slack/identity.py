"""Who the bot is in its workspace, asked once at the start."""

from __future__ import annotations

from dataclasses import dataclass

from slack_sdk.web.async_client import AsyncWebClient

from fireline.core.events import UserId, WorkspaceId


@dataclass(frozen=True)
class Identity:
    workspace_id: WorkspaceId
    workspace_name: str
    bot_user_id: UserId
    bot_id: str
    token: str


async def identify(client: AsyncWebClient, token: str) -> Identity:
    """Asks `auth.test`; raises slack_sdk's SlackApiError when the token is refused."""
    me = await client.auth_test(token=token)
    return Identity(
        workspace_id=WorkspaceId(me["team_id"]),
        workspace_name=me.get("team") or "",
        bot_user_id=UserId(me["user_id"]),
        bot_id=me.get("bot_id") or "",
        token=token,
    )
