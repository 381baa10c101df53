"""The workspace together with its clock, its manifest and the way to the app: what every act needs."""

import asyncio
import time
import uuid
from dataclasses import dataclass

from fireline.sandbox.clock import StoryClock, iso, microseconds
from fireline.sandbox.dispatch import Dispatcher
from fireline.sandbox.journal import Journal
from fireline.sandbox.rates import Rates
from fireline.sandbox.settings import Settings
from fireline.sandbox.shapes import user_shape
from fireline.sandbox.state import Channel, Json, User, Workspace
from fireline.sandbox.subscriptions import is_sent


@dataclass
class Trigger:
    """A `trigger_id`: for one person, for three machine seconds, for one use."""

    user: str
    made: float
    view: str | None = None
    is_used: bool = False


@dataclass
class ResponseUrl:
    """A `response_url`: five uses in thirty machine minutes."""

    user: str
    channel: str
    made: float
    origin: str
    message_ts: str | None = None
    is_ephemeral: bool = False
    uses: int = 0


class World:
    """One running workspace. Nothing here awaits: an act is done when it returns, its events are on their way."""

    def __init__(self, settings: Settings, ws: Workspace, clock: StoryClock) -> None:
        self.settings = settings
        self.manifest = settings.manifest
        self.ws = ws
        self.clock = clock
        self.journal = Journal()
        self.dispatcher = Dispatcher(settings, self.journal)
        self.triggers: dict[str, Trigger] = {}
        self.response_urls: dict[str, ResponseUrl] = {}
        self.base_url = ""
        self.version = 0
        self._changed = asyncio.Event()
        self.rates = Rates()
        self.is_installed = True

    def stamp(self, channel: Channel) -> str:
        """The `ts` of something that happens in this conversation now."""
        return channel.stamp(microseconds(self.clock.now()))

    def seconds(self) -> int:
        """The story's second since 1970."""
        return microseconds(self.clock.now()) // 1_000_000

    def story(self) -> str:
        return iso(self.clock.now())

    def emit(self, event: Json, channel: Channel | None = None) -> None:
        """Tells the app, if Slack would; `event_ts` is added when it is missing."""
        self.changed()
        if not is_sent(self.manifest, event, channel, self.ws.bot_user):
            return
        event.setdefault("event_ts", self._event_ts())
        # Of a channel shared with another workspace Slack may send one event in several envelopes.
        for _ in range(2 if channel is not None and channel.is_ext_shared else 1):
            self.dispatcher.event(_what(event), self._wrapped(event, channel), self.story())

    def _event_ts(self) -> str:
        self.ws.counter += 1
        return f"{self.seconds():010d}.{self.ws.counter % 1_000_000:06d}"

    def _wrapped(self, event: Json, channel: Channel | None) -> Json:
        ws = self.ws
        return {
            "token": self.settings.verification_token,
            "team_id": ws.team_id,
            "context_team_id": ws.team_id,
            "context_enterprise_id": None,
            "api_app_id": ws.app_id,
            "event": event,
            "type": "event_callback",
            "event_id": ws.new_id("Ev"),
            "event_time": self.seconds(),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": ws.team_id,
                    "user_id": ws.bot_user,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": channel is not None and channel.is_ext_shared,
            "event_context": "4-" + uuid.uuid4().hex,
        }

    def changed(self) -> None:
        """Something in the workspace is different: whoever watches looks again."""
        self.version += 1
        self._changed.set()
        self._changed = asyncio.Event()

    async def beyond(self, version: int, wait: float) -> None:
        """Returns as soon as `version` is behind, or after `wait` machine seconds."""
        if self.version > version:
            return
        try:
            await asyncio.wait_for(self._changed.wait(), wait)
        except TimeoutError:
            return

    def uninstall(self) -> None:
        """An administrator takes the app out of the workspace: its token is dead, then it is told."""
        self.is_installed = False
        self.emit({"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [self.ws.bot_user]}})
        self.emit({"type": "app_uninstalled"})

    def tell_user_change(self, user: User) -> None:
        shape = user_shape(self.ws, user, self.clock.now())
        self.emit({"type": "user_change", "user": shape, "cache_ts": self.seconds()})

    def new_trigger(self, user: User, view: str | None = None) -> str:
        """A fresh trigger in Slack's form, three numbers or words between points."""
        self.ws.counter += 1
        trigger_id = f"{self.seconds()}.{self.ws.counter:013d}.{uuid.uuid4().hex}"
        self.triggers[trigger_id] = Trigger(user.id, time.monotonic(), view)
        return trigger_id

    def new_response_url(
        self, user: User, channel: Channel, origin: str, message_ts: str | None = None, is_ephemeral: bool = False
    ) -> str:
        token = uuid.uuid4().hex
        self.response_urls[token] = ResponseUrl(user.id, channel.id, time.monotonic(), origin, message_ts, is_ephemeral)
        return f"{self.base_url}/response/{self.ws.team_id}/{token}"


def _what(event: Json) -> str:
    return str(event["type"]) + (f".{event['subtype']}" if "subtype" in event else "")
