"""Requests as anybody on the network may send them, signed by Slack or not."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import aiohttp

from fireline.sandbox.transport import signature
from tests.room import Room


@dataclass
class Got:
    """What came back, and how long it took."""

    status: int
    text: str
    seconds: float

    @property
    def json(self) -> Any:
        return json.loads(self.text)


class Wire:
    """The network in front of the bot."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self.secret = room.sandbox.settings.signing_secret

    async def post(
        self,
        body: bytes | Any,
        *,
        at: str | None = None,
        secret: str | None = None,
        sign: bool = True,
        headers: Mapping[str, str] | None = None,
        form: bool = False,
    ) -> Got:
        raw = body if isinstance(body, bytes) else b""
        when = str(int(time.time())) if at is None else at
        known = {"Content-Type": "application/x-www-form-urlencoded" if form else "application/json"}
        if sign:
            known |= {
                "X-Slack-Request-Timestamp": when,
                "X-Slack-Signature": signature(secret or self.secret, when, raw),
            }
        url = f"http://127.0.0.1:{self._room.app.server.port}/slack/events"
        since = time.monotonic()
        async with (
            aiohttp.ClientSession() as session,
            session.post(url, data=body, headers={**known, **(headers or {})}) as answer,
        ):
            return Got(answer.status, await answer.text(), time.monotonic() - since)

    async def event(self, event: Mapping[str, Any], **more: Any) -> Got:
        return await self.post(json.dumps(self.envelope(event)).encode(), **more)

    def envelope(self, event: Mapping[str, Any]) -> dict[str, Any]:
        team = self._room.app.identity.workspace_id
        return {
            "type": "event_callback",
            "team_id": team,
            "event_id": f"Ev{time.monotonic_ns()}",
            "authorizations": [{"team_id": team}],
            "event": dict(event),
        }

    async def command(self, line: str, *, trigger: str, user: str = "U0ANA", **more: Any) -> Got:
        return await self.post(self.command_body(line, trigger=trigger, user=user), form=True, **more)

    def command_body(self, line: str, *, trigger: str, user: str = "U0ANA") -> bytes:
        fields = {
            "command": "/incident",
            "text": line,
            "user_id": user,
            "channel_id": "C0INCIDENTS",
            "team_id": self._room.app.identity.workspace_id,
            "trigger_id": trigger,
        }
        return urlencode(fields, errors="surrogatepass").encode()

    async def interaction(self, payload: Mapping[str, Any], **more: Any) -> Got:
        team = self._room.app.identity.workspace_id
        full = {"team": {"id": team}, "user": {"id": "U0ANA", "team_id": team}, **payload}
        return await self.post(urlencode({"payload": json.dumps(full)}).encode(), form=True, **more)
