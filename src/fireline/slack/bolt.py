"""One Bolt app for both transports: reads Slack's payloads, hands them to frame and intake, speaks the answers.

Events are kept before Bolt looks at them (Bolt acks first and runs listeners after, so a fault there loses the
event); everything else runs in its listener, which finishes before the ack leaves.
"""

from __future__ import annotations

import asyncio
import json
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
from fireline.core.buttons import split_incident
from fireline.core.errors import RetryLater
from fireline.core.events import ChannelId, IncidentId, UserId, WorkspaceId
from fireline.core.feature import Press, Shortcut, Submission
from fireline.envelopes import MENTION, cleaned
from fireline.frame import Asked, Frame
from fireline.guard import Failure, Guard
from fireline.intake import Intake
from fireline.slack import kit, mrkdwn
from fireline.slack.directory import Directory
from fireline.slack.identity import Identity
from fireline.slack.speaker import Speaker

log = structlog.get_logger("fireline.slack")
ANYTHING = re.compile(".*", re.DOTALL)
KINDS = frozenset(
    {
        "block_suggestion",
        "event_callback",
        "message_action",
        "shortcut",
        "url_verification",
        "view_closed",
        "view_submission",
    }
)
ANSWER_WITHIN = 2.3  # seconds; Slack waits three, and the way there and back takes some of it
NOT_KEPT = BoltResponse(status=503, body="not kept, send it again")
AWAY = "Fireline cannot reach its database right now, so this was not taken in. Send it again in a minute."
USER_ID = re.compile(r"[UW][A-Z0-9]{4,}")


class SlackApp:
    """The Bolt app; `dispatch` is the one code path of HTTP and Socket Mode."""

    def __init__(
        self,
        *,
        frame: Frame,
        intake: Intake,
        directory: Directory,
        identity: Identity,
        client: AsyncWebClient,
        guard: Guard,
    ) -> None:
        self._frame = frame
        self._intake = intake
        self._directory = directory
        self._identity = identity
        self._guard = guard
        self._speaker = Speaker(client)
        self._bolt = self._listening(client)

    async def dispatch(self, request: AsyncBoltRequest) -> BoltResponse:
        """200 only for what is kept or done; 503 makes Slack send an event again."""
        if request.body.get("type") != "event_callback":  # those are cleaned when they are kept
            request.body = cleaned(request.body)
        if not _is_known(request.body):
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
        for kind in ("block_actions",):
            bolt.action({"type": kind, "action_id": ANYTHING})(self._on_action)
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
        if isinstance(event, dict) and event.get("type") in (MENTION, "app_home_opened"):
            await self._meet(event)
        try:
            await self._intake.accept(body)
        except RetryLater as away:
            log.warning("An event was not kept; Slack sends it again.", reason=away.reason)
            return NOT_KEPT
        return BoltResponse(status=200, body="")

    async def _meet(self, event: Mapping[str, Any]) -> None:
        """Who says a line is known before it runs, for the times in it are meant in their zone; who looks, as well."""
        self._directory.notice(str(event.get("text", "")))
        if event.get("user"):
            await self._directory.know(str(event["user"]))

    async def _on_command(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        asked = _asked(body, root=str(body.get("command", "/fireline")))
        line = str(body.get("text", ""))
        self._directory.notice(line)
        answer = await self._in_time(asked, lambda: self._frame.command(asked, line), Reply(f"{AWAY} `{line}`"))
        await self._speaker.answer_command(ack, asked, answer)

    async def _on_action(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        asked = _asked(body)
        press = _press(body)
        self._directory.notice_users(_people_in(press.selected))
        answer = await self._in_time(asked, lambda: self._frame.press(asked, press), Reply(AWAY))
        await self._speaker.answer_press(ack, asked, body, answer)

    async def _on_view(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        view = body["view"]
        metadata = _json(view.get("private_metadata"))
        asked = _asked(body, channel_id=metadata.get("channel"))
        submission = Submission(
            callback_id=view["callback_id"],
            values=_escaped(kit.values(view.get("state", {}))),
            metadata=view.get("private_metadata", ""),
            view_id=view["id"],
        )
        self._directory.notice_users(_people_in(submission.values.values()))
        incident_id = metadata.get("incident")
        about = IncidentId(incident_id) if isinstance(incident_id, int) and incident_id else None
        answer = await self._in_time(
            asked, lambda: self._frame.submit(asked, submission, about), FieldErrors({"": AWAY})
        )
        await self._speaker.answer_form(ack, asked, view, answer)

    async def _on_closed(self, ack: AsyncAck) -> None:
        await ack()

    async def _on_options(self, ack: AsyncAck) -> None:
        await ack(options=[])

    async def _on_shortcut(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        asked = _asked(body)
        shortcut = Shortcut(callback_id=body["callback_id"], message=body.get("message"))
        answer = await self._in_time(asked, lambda: self._frame.shortcut(asked, shortcut), Reply(AWAY))
        await self._speaker.answer_press(ack, asked, body, answer)

    async def _in_time(self, asked: Asked, ask: Callable[[], Awaitable[Answer]], away: Answer) -> Answer:
        """The frame's answer, or `away` while Slack still listens: after three seconds it would show its own error."""
        try:
            async with asyncio.timeout(ANSWER_WITHIN):
                await self._directory.know(asked.user_id)
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


def _escaped(values: dict[str, Any]) -> dict[str, Any]:
    """Text of forms, in the form in which the text of commands and messages arrives: escaped."""
    return {k: mrkdwn.escape(v) if isinstance(v, str) else v for k, v in values.items()}


def _people_in(values: Iterable[Any]) -> list[str]:
    """The ids of people who were picked in selects: whoever is new gets looked up before they are needed."""
    flat = [v for value in values for v in (value if isinstance(value, list | tuple) else [value])]
    return [v for v in flat if isinstance(v, str) and USER_ID.fullmatch(v)]


def _passed_over(body: Mapping[str, Any]) -> BoltResponse:
    """Slack counts a 404 as a failure of the app; what we do not know is not ours to refuse."""
    log.info("A request that nobody takes was passed over.", kind=str(body.get("type")))
    return BoltResponse(status=200, body="")


def _is_known(body: Mapping[str, Any]) -> bool:
    kind = body.get("type")
    if kind == "block_actions":
        return bool(body.get("actions"))
    return kind in KINDS or "command" in body or "ssl_check" in body


def _asked(body: Mapping[str, Any], *, root: str | None = None, channel_id: str | None = None) -> Asked:
    """The same facts, from a command's flat form or an interaction's nested one."""
    user = body.get("user") or {}
    channel = channel_id or body.get("channel_id") or (body.get("channel") or {}).get("id")
    view = body.get("view") or {}
    team = body.get("team_id") or (body.get("team") or {}).get("id") or user.get("team_id")
    return Asked(
        workspace_id=WorkspaceId(str(team)),
        user_id=UserId(str(body.get("user_id") or user.get("id"))),
        channel_id=ChannelId(channel) if channel else None,
        key=_key(body),
        trigger_id=body.get("trigger_id"),
        response_url=body.get("response_url"),
        view_id=view.get("id") if view.get("type") == "modal" else None,
        root=root,
    )


def _key(body: Mapping[str, Any]) -> str:
    """What makes this request one request, however often it arrives."""
    if body.get("type") == "view_submission":
        return f"view:{body['view']['id']}:{body['view'].get('hash', '')}"
    if body.get("actions"):
        action = body["actions"][0]
        where = (body.get("container") or {}).get("message_ts") or (body.get("view") or {}).get("id") or ""
        return f"act:{body['user']['id']}:{where}:{action.get('action_id')}:{action.get('action_ts')}"
    return f"trigger:{body.get('trigger_id') or body.get('action_ts')}"


def _press(body: Mapping[str, Any]) -> Press:
    action = body["actions"][0]
    chosen = _chosen(action)
    value = action.get("value") or (chosen[0] if chosen else "")
    named, _ = split_incident(value)
    block = str(action.get("block_id", ""))
    if named is None and re.match(r"i\d+(:|$)", block):
        # Selects of people and dates carry no value of ours: their block says which incident (and item).
        value = block[1:] if ":" in block else block[1:] + ":"
    view = body.get("view") or {}
    return Press(
        action_id=action["action_id"],
        value=value,
        selected=chosen,
        message=body.get("message"),
        ephemeral=bool((body.get("container") or {}).get("is_ephemeral")) or kit.is_answer(body.get("view")),
        view=view or None,
        metadata=view.get("private_metadata", ""),
    )


def _chosen(action: Mapping[str, Any]) -> tuple[str, ...]:
    """The values of whatever kind of select it was."""
    for key in ("selected_user", "selected_channel", "selected_conversation", "selected_date", "selected_time"):
        if action.get(key):
            return (str(action[key]),)
    for key in ("selected_users", "selected_channels", "selected_conversations"):
        if key in action:
            return tuple(action[key])
    if action.get("selected_option"):
        return (str(action["selected_option"]["value"]),)
    return tuple(str(option["value"]) for option in action.get("selected_options") or ())


def _json(text: str | None) -> dict[str, Any]:
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
