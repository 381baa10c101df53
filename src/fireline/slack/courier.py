"""Carries deliveries to Slack: one method and its arguments become one call, and its ending a word to the loop.

Pseudo-methods beside Slack's own:
- `files.upload`: see `uploads.py`.
- `respond`: arguments `response_url` and what is posted there; at most once.
- `conversations.invite` invites whom it can: `errors` in the answer tells the rest.
- `conversations.create` takes `names` (candidates, best first; or Slack's single `name`) and `is_private`. A name that
  is taken by others leads to the next one; when all are taken the delivery dies with `name_taken`. A channel that our
  own interrupted attempt made is found again and kept. The answer's `channel.name` is the name that it got.
Wherever `channel` is a user's id, the message goes to that person's DM.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from fireline.core.couriers import Found, Lapsed, Note, Parcel
from fireline.core.errors import RetryLater
from fireline.slack.client import Slack
from fireline.slack.endings import SlackRefused
from fireline.slack.lookup import IsTaken, candidates, find_bookmark, find_channel, find_message
from fireline.slack.methods import IfUnknown, method_named
from fireline.slack.uploads import find_upload, upload

STEPWISE = frozenset({"conversations.create", "files.upload"})
MARKED_REPEAT = "_(may be a repeat)_"


class Directory(Protocol):
    """Knows the DM of a person."""

    async def dm(self, workspace_id: str, user_id: str) -> str:
        """The id of the conversation between this person and the bot; opened when there is none yet."""
        ...


class SlackCourier:
    """The courier for Slack."""

    def __init__(self, slack: Slack, *, directory: Directory, is_taken: IsTaken) -> None:
        self._slack = slack
        self._directory = directory
        self._is_taken = is_taken

    async def ready(self, parcel: Parcel) -> None:
        """Waits for this call's turn."""
        if parcel.method in STEPWISE:
            return  # its calls take their turns one by one
        await self._slack.turn(parcel.workspace_id, parcel.method, parcel.arguments.get("channel"))

    async def send(self, parcel: Parcel, note: Note) -> Mapping[str, Any]:
        """Makes the call and gives what is worth keeping of its answer."""
        try:
            return await self._send(parcel, note)
        except SlackRefused as refused:
            if _is_so_already(parcel.method, refused):
                return {"already": refused.error}
            raise
        except RetryLater as later:
            if later.unknown and method_named(parcel.method).if_unknown is IfUnknown.NEVER:
                raise Lapsed(f"{later.reason}; it is never sent twice") from later
            raise

    async def find(self, parcel: Parcel) -> Found | None:
        """What an earlier attempt left in Slack."""
        match method_named(parcel.method).if_unknown:
            case IfUnknown.REPEAT:
                return None
            case IfUnknown.NEVER:
                raise Lapsed(f"{parcel.method}: its end is unknown, and it is never sent twice")
            case IfUnknown.LOOK_UP:
                return await self._look_up(parcel)

    async def _send(self, parcel: Parcel, note: Note) -> Mapping[str, Any]:
        match parcel.method:
            case "respond":
                return await self._respond(parcel)
            case "conversations.create":
                return await self._create(parcel)
            case "files.upload":
                return await upload(self._slack, parcel, await self._channel(parcel), note)
        return await self._call(parcel)

    async def _call(self, parcel: Parcel) -> Mapping[str, Any]:
        arguments = dict(parcel.arguments)
        if "channel" in arguments:
            arguments["channel"] = await self._channel(parcel)
        if (parcel.progress or {}).get("marked"):
            arguments = marked(arguments)
        if parcel.method == "conversations.invite":
            arguments.setdefault("force", True)  # else one who cannot be invited keeps everybody out
        answer = await self._slack.call(parcel.workspace_id, parcel.method, arguments, in_turn=True)
        return _worth_keeping(answer)

    async def _respond(self, parcel: Parcel) -> Mapping[str, Any]:
        body = {key: value for key, value in parcel.arguments.items() if key != "response_url"}
        await self._slack.post(parcel.arguments["response_url"], what="respond", json=body)
        return {}

    async def _create(self, parcel: Parcel) -> Mapping[str, Any]:
        fixed = {k: v for k, v in parcel.arguments.items() if k not in ("name", "names")}
        for name in candidates(parcel.arguments):
            try:
                asked = {**fixed, "name": name}
                return _worth_keeping(await self._slack.call(parcel.workspace_id, "conversations.create", asked))
            except SlackRefused as refused:
                if refused.error != "name_taken":
                    raise
                taken = refused
            if parcel.attempts > 1 and (found := await self._look_up(parcel)):
                return found.result  # an attempt whose effect came late
        raise taken

    async def _look_up(self, parcel: Parcel) -> Found | None:
        match parcel.method:
            case "conversations.create":
                return await find_channel(self._slack, parcel, is_taken=self._is_taken)
            case "files.upload":
                return await find_upload(self._slack, parcel, await self._channel(parcel))
            case "bookmarks.add":
                return await find_bookmark(self._slack, parcel)
        return await find_message(self._slack, parcel, await self._channel(parcel))

    async def _channel(self, parcel: Parcel) -> str:
        channel = str(parcel.arguments["channel"])
        if channel.startswith(("U", "W")):
            return await self._directory.dm(parcel.workspace_id, channel)
        return channel


def _is_so_already(method: str, refused: SlackRefused) -> bool:
    """Whether all that was refused is as it was wanted. An invitation of several says it for each person."""
    each = [str(one.get("error")) for one in refused.answer.get("errors") or [] if isinstance(one, Mapping)]
    return all(error in method_named(method).done for error in [refused.error, *each])


def marked(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The same message, saying that it may be the second one."""
    mark = {"type": "context", "elements": [{"type": "mrkdwn", "text": MARKED_REPEAT, "verbatim": True}]}
    blocks = list(arguments.get("blocks") or [])
    return {
        **arguments,
        "text": f"{arguments.get('text', '')} {MARKED_REPEAT}".strip(),
        **({"blocks": [*blocks, mark]} if blocks else {}),
    }


def _worth_keeping(answer: Mapping[str, Any]) -> dict[str, Any]:
    """The answer without the text of the message, which is not ours to keep twice."""
    return {k: v for k, v in answer.items() if k not in ("ok", "message", "response_metadata", "text", "view")}
