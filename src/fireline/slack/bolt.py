"""One Bolt app for both transports: reads Slack's payloads, hands them to frame and intake, speaks the answers.

Events are kept before Bolt looks at them (Bolt acks first and runs listeners after, so a fault there loses the
event); everything else runs in its listener, which finishes before the ack leaves.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from fireline.core.answers import Answer, FieldErrors, Reply
from fireline.core.errors import RetryLater
from fireline.core.feature import Shortcut
from fireline.envelopes import MENTION, cleaned
from fireline.frame import Frame
from fireline.guard import Failure, Guard
from fireline.keeping import Keeper
from fireline.slack import payloads
from fireline.slack.directory import Directory, named_in
from fireline.slack.identity import Identity
from fireline.slack.speaker import Speaker
from fireline.whereabouts import Asked

log = structlog.get_logger("fireline.slack")
ANYTHING = re.compile(".*", re.DOTALL)
ANSWER_WITHIN = 2.3  # seconds; Slack waits three, and the way there and back takes some of it
NOT_KEPT = BoltResponse(status=503, body="not kept, send it again")
AWAY = "Fireline cannot reach its database right now, so this was not taken in. Send it again in a minute."


class SlackApp:
    """The Bolt app; `dispatch` is the one code path of HTTP and Socket Mode."""

    def __init__(
        self,
        *,
        frame: Frame,
        keeper: Keeper,
        directory: Directory,
        identity: Identity,
        client: AsyncWebClient,
        guard: Guard,
    ) -> None:
        self._frame = frame
        self._keeper = keeper
        self._directory = directory
        self._identity = identity
        self._guard = guard
        self._speaker = Speaker(client)
        self._bolt = self._listening(client)

    async def dispatch(self, request: AsyncBoltRequest) -> BoltResponse:
        """200 only for what is kept or done; 503 makes Slack send an event again."""
        if request.body.get("type") != "event_callback":  # those are cleaned when they are kept
            request.body = cleaned(request.body)
        if not payloads.is_known(request.body):
            return _passed_over(request.body)  # Bolt looks into kinds that it knows without asking whether it may
        try:
            outcome = await self._guard.run("dispatch", lambda: self._bolt.async_dispatch(request))
        except RetryLater:
            return NOT_KEPT
        if isinstance(outcome, Failure):
            return BoltResponse(status=503, body=f"fault {outcome.reference}")
        return _passed_over(request.body) if outcome.status == 404 else outcome

    @property
    def under_way(self) -> int:
        """How many answers have not arrived yet."""
        return self._speaker.under_way

    async def drain(self) -> None:
        """Waits for the words that are still on their way to the people who asked."""
        await self._speaker.drain()

    def _listening(self, client: AsyncWebClient) -> AsyncApp:
        bolt = AsyncApp(
            name="fireline",  # given no name, Bolt reads the source of the whole call stack to find one
            client=client,
            authorize=_authorizing(self._identity),
            before_authorize=self._keep_events,
            process_before_response=True,
            request_verification_enabled=False,  # slack/edge.py verified the raw bytes
            ignoring_self_events_enabled=False,
            attaching_function_token_enabled=False,
            raise_error_for_unhandled_request=False,
        )
        bolt.command(ANYTHING)(self._on_command)
        bolt.action({"type": "block_actions", "action_id": ANYTHING})(self._on_action)
        bolt.view(ANYTHING)(self._on_view)
        bolt.view_closed(ANYTHING)(self._on_closed)
        bolt.shortcut(ANYTHING)(self._on_shortcut)
        bolt.options(ANYTHING)(self._on_options)
        return bolt

    async def _keep_events(
        self, body: dict[str, Any], next: Callable[[], Awaitable[BoltResponse]]
    ) -> BoltResponse | None:
        if body.get("type") == "event_callback":
            return await self._kept(body)
        await next()
        return None

    async def _kept(self, body: dict[str, Any]) -> BoltResponse:
        """Said here: what a middleware raises, Bolt turns into a 500 with a traceback, for each event."""
        event = body.get("event")
        if isinstance(event, dict) and _is_to_us(event):
            await self._meet(event)
        try:
            await self._keeper.accept(body)
        except RetryLater as away:
            log.warning("An event was not kept; Slack sends it again.", reason=away.reason)
            return NOT_KEPT
        return BoltResponse(status=200, body="")

    async def _meet(self, event: Mapping[str, Any]) -> None:
        """Who says a line is known before it runs, for the times in it are meant in their zone; who looks, as well."""
        named = named_in(str(event.get("text", "")))
        await self._directory.know(*named, *([str(event["user"])] if event.get("user") else []))

    async def _on_command(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        asked = payloads.asked(body, root=str(body.get("command", "/fireline")))
        line = str(body.get("text", ""))
        away, named = Reply(f"{AWAY} `{line}`"), named_in(line)
        answer = await self._in_time(asked, lambda: self._frame.command(asked, line), away, named)
        await self._speaker.answer_command(ack, asked, answer)

    async def _on_action(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        asked = payloads.asked(body)
        press = payloads.press(body)
        named = payloads.people_in(press.selected)
        answer = await self._in_time(asked, lambda: self._frame.press(asked, press), Reply(AWAY), named)
        await self._speaker.answer_press(ack, asked, body, answer)

    async def _on_view(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        asked, submission, about = payloads.form(body)
        away, named = FieldErrors({"": AWAY}), payloads.people_in(submission.values.values())
        answer = await self._in_time(asked, lambda: self._frame.submit(asked, submission, about), away, named)
        await self._speaker.answer_form(ack, asked, body["view"], answer)

    async def _on_closed(self, ack: AsyncAck) -> None:
        await ack()

    async def _on_options(self, ack: AsyncAck) -> None:
        await ack(options=[])

    async def _on_shortcut(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        asked = payloads.asked(body)
        shortcut = Shortcut(callback_id=body["callback_id"], message=body.get("message"))
        answer = await self._in_time(asked, lambda: self._frame.shortcut(asked, shortcut), Reply(AWAY))
        await self._speaker.answer_press(ack, asked, body, answer)

    async def _in_time(
        self, asked: Asked, ask: Callable[[], Awaitable[Answer]], away: Answer, named: Iterable[str] = ()
    ) -> Answer:
        """The frame's answer, or `away` while Slack still listens: after three seconds it would show its own error.

        Whoever asks and whoever is named is known before: a guest can do and be given less.
        """
        try:
            async with asyncio.timeout(ANSWER_WITHIN):
                await self._directory.know(asked.user_id, *named)
                return await ask()
        except (RetryLater, TimeoutError) as late:
            log.warning("The store is away; somebody was told so.", reason=str(late) or "no answer in time")
            return away


def _authorizing(me: Identity) -> Callable[..., Awaitable[AuthorizeResult]]:
    """Who we are, from memory: Bolt's own way asks Slack on every request, and loses events when that fails."""
    result = AuthorizeResult(
        enterprise_id=None,
        team_id=me.workspace_id,
        bot_user_id=me.bot_user_id,
        bot_id=me.bot_id,
        bot_token=me.token,
    )

    async def authorize(logger: object) -> AuthorizeResult:  # Bolt calls by the names of parameters; one must be known
        return result

    return authorize


def _passed_over(body: Mapping[str, Any]) -> BoltResponse:
    """Slack counts a 404 as a failure of the app; what we do not know is not ours to refuse."""
    log.info("A request that nobody takes was passed over.", kind=str(body.get("type")))
    return BoltResponse(status=200, body="")


def _is_to_us(event: Mapping[str, Any]) -> bool:
    return event.get("type") in (MENTION, "app_home_opened") or event.get("channel_type") == "im"
