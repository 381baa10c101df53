"""Says a handler's answer to the person who asked, and to nobody else, after the commit.

An answer is tried once: a private answer that arrives a minute late is worse than none, and the change it speaks of
shows on the card anyway.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Mapping
from typing import Any

import aiohttp
import structlog
from slack_bolt.async_app import AsyncAck
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from fireline.core.answers import (
    Answer,
    CloseModals,
    Done,
    FieldErrors,
    OpenModal,
    RemoveMessage,
    Reply,
    UpdateModal,
)
from fireline.slack import kit
from fireline.whereabouts import Asked

log = structlog.get_logger("fireline.slack")
UNREACHED = (SlackApiError, aiohttp.ClientError, TimeoutError)
NOT_A_MEMBER = ("not_in_channel", "channel_not_found")


class Speaker:
    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client
        self._speaking: set[asyncio.Task[None]] = set()

    @property
    def under_way(self) -> int:
        return len(self._speaking)

    async def drain(self) -> None:
        if self._speaking:
            await asyncio.wait(self._speaking, timeout=5)

    async def answer_command(self, ack: AsyncAck, asked: Asked, answer: Answer) -> None:
        if isinstance(answer, OpenModal):
            opened = await self._open(asked, answer)
            await (ack() if opened else ack(_private(_too_late())))
        elif isinstance(answer, Reply):
            await ack(_private(answer))
        else:
            await ack()

    async def answer_press(self, ack: AsyncAck, asked: Asked, body: Mapping[str, Any], answer: Answer) -> None:
        view = body.get("view") or {}
        if kit.is_answer(view):
            answer = _in_dialog(answer)
        elif view.get("type") == "home" and isinstance(answer, Reply):
            opened = await self._open(asked, OpenModal(kit.answer(answer.text, answer.blocks)))
            answer = Done() if opened else answer
        if isinstance(answer, OpenModal):
            opened = await self._open(asked, answer)
            answer = Done() if opened else _too_late()
        if isinstance(answer, UpdateModal) and body.get("view"):
            await self._update(body["view"], answer)
        await ack()
        if isinstance(answer, Reply):
            self._later(self._reply(asked, body, answer))
        elif isinstance(answer, RemoveMessage) and asked.response_url:
            self._later(self._respond(asked.response_url, {"delete_original": True}))

    async def answer_form(self, ack: AsyncAck, asked: Asked, view: Mapping[str, Any], answer: Answer) -> None:
        if asked.channel_id is None:
            answer = _in_form(view, answer)
        if isinstance(answer, FieldErrors):
            await ack(response_action="errors", errors=_on_fields(view, answer.errors))
        elif isinstance(answer, UpdateModal):
            await ack(response_action="update", view=answer.view)
        elif isinstance(answer, OpenModal):
            await ack(response_action="push", view=answer.view)
        elif isinstance(answer, CloseModals):
            await ack(response_action="clear")
            if answer.then:
                self._later(self._private_message(asked, answer.then))
        else:
            await ack()
            if isinstance(answer, Reply):
                self._later(self._private_message(asked, answer))

    def _later(self, words: Awaitable[None]) -> None:
        task = asyncio.ensure_future(words)
        self._speaking.add(task)
        task.add_done_callback(self._speaking.discard)

    async def _open(self, asked: Asked, answer: OpenModal) -> bool:
        method = self._client.views_push if answer.push else self._client.views_open
        try:
            await method(trigger_id=asked.trigger_id or "", view=answer.view)
        except UNREACHED as error:
            log.warning("A form did not open.", error=_name(error))
            return False
        return True

    async def _update(self, view: Mapping[str, Any], answer: UpdateModal) -> None:
        try:
            await self._client.views_update(view_id=view["id"], hash=view.get("hash"), view=answer.view)
        except UNREACHED as error:
            log.warning("A form could not be changed.", error=_name(error))

    async def _reply(self, asked: Asked, body: Mapping[str, Any], reply: Reply) -> None:
        if asked.response_url is None:
            await self._private_message(asked, reply)
            return
        is_private = bool((body.get("container") or {}).get("is_ephemeral"))
        words = _private(reply) | {"replace_original": reply.replace and is_private} | _thread(body)
        await self._respond(asked.response_url, words)

    async def _respond(self, url: str, words: Mapping[str, Any]) -> None:
        session = self._client.session
        assert session is not None  # slack/client.py always hands one in
        try:
            async with session.post(url, json=dict(words)) as response:
                if response.status != 200:
                    log.warning("A private answer was refused.", status=response.status)
        except UNREACHED as error:
            log.warning("A private answer did not arrive.", error=_name(error))

    async def _private_message(self, asked: Asked, reply: Reply) -> None:
        said = kit.message(reply.text, reply.blocks)
        words: dict[str, Any] = {"text": said.text, "blocks": said.blocks or None}
        try:
            await self._whisper(asked, words)
        except UNREACHED as error:
            log.warning("A private answer did not arrive.", error=_name(error))

    async def _whisper(self, asked: Asked, words: Mapping[str, Any]) -> None:
        """Where it was asked; where the bot is no member, by direct message."""
        if asked.channel_id:
            try:
                await self._client.chat_postEphemeral(channel=asked.channel_id, user=asked.user_id, **words)
                return
            except SlackApiError as error:
                if _name(error) not in NOT_A_MEMBER:
                    raise
        await self._client.chat_postMessage(channel=asked.user_id, **words)


def _private(reply: Reply) -> dict[str, Any]:
    said = kit.message(reply.text, reply.blocks)
    words: dict[str, Any] = {"response_type": "ephemeral", "text": said.text}
    return words | ({"blocks": said.blocks} if said.blocks else {})


def _thread(body: Mapping[str, Any]) -> dict[str, str]:
    """An answer stands where the button or the message stood that was used."""
    thread_ts = (body.get("container") or body.get("message") or {}).get("thread_ts")
    return {"thread_ts": str(thread_ts)} if thread_ts else {}


def _in_dialog(answer: Answer) -> Answer:
    """An answer to a button of an answer takes its place; a form too, so that nothing old stands behind it."""
    if isinstance(answer, OpenModal):
        return UpdateModal(answer.view)
    if isinstance(answer, Reply):
        return UpdateModal(kit.answer(answer.text, answer.blocks))
    return UpdateModal(kit.answer("Done.")) if isinstance(answer, Done | RemoveMessage) else answer


def _in_form(view: Mapping[str, Any], answer: Answer) -> Answer:
    """A form that was opened from the home tab: its answer stands where the form stood."""
    said = answer.then if isinstance(answer, CloseModals) else answer
    if isinstance(said, Reply) and not view.get("previous_view_id"):
        return UpdateModal(kit.answer(said.text, said.blocks))
    return answer


def _too_late() -> Reply:
    return Reply("Slack closed the window for this form before it could open. The same again, or one line, works.")


def _on_fields(view: Mapping[str, Any], errors: Mapping[str, str]) -> dict[str, str]:
    inputs = [b["block_id"] for b in view.get("blocks", ()) if b.get("type") == "input"]
    return {(key or (inputs[0] if inputs else "")): text for key, text in errors.items()}


def _name(error: BaseException) -> str:
    return str(error.response.get("error")) if isinstance(error, SlackApiError) else type(error).__name__
