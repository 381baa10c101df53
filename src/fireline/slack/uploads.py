"""Uploads a file in Slack's three steps, so that an interruption at any of them shows the file once.

`files.upload` is our own pseudo-method. Arguments: channel, filename, title, content (text) or path, and optionally
initial_comment and thread_ts. An uploaded file is seen by nobody until the last step, so everything before it may be
done again; the file's id is noted before that step, and its shares decide afterwards.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fireline.core.couriers import Found, Note, Parcel
from fireline.core.errors import GiveUp, RetryLater
from fireline.slack.client import Slack
from fireline.slack.endings import SlackRefused

GONE = frozenset({"file_not_found", "file_deleted", "file_not_available"})


async def upload(slack: Slack, parcel: Parcel, channel: str, note: Note) -> dict[str, Any]:
    """Uploads and shares it; the answer has the file's id, and its permalink when Slack tells it."""
    file_id = (parcel.progress or {}).get("file")
    if not file_id:
        file_id = await _hand_over(slack, parcel)
        await note({"file": file_id})
    return await _share(slack, parcel, channel, file_id, note)


async def find_upload(slack: Slack, parcel: Parcel, channel: str) -> Found | None:
    """The file, if it is shared in its channel already."""
    file_id = (parcel.progress or {}).get("file")
    if not file_id:
        return None
    try:
        answer = await slack.call(parcel.workspace_id, "files.info", {"file": file_id})
    except SlackRefused as refused:
        if refused.error in GONE:
            return None
        raise
    return _shared(answer["file"], channel)


def _shared(file: Mapping[str, Any], channel: str) -> Found | None:
    shares = file.get("shares") or {}
    for by_channel in shares.values():
        for share in by_channel.get(channel, []):
            return Found(_result(file) | {"channel": channel, "ts": share.get("ts")})
    return None


async def _hand_over(slack: Slack, parcel: Parcel) -> str:
    content = await asyncio.to_thread(_content, parcel.arguments)
    asked = {"filename": parcel.arguments["filename"], "length": len(content)}
    try:
        place = await slack.call(parcel.workspace_id, "files.getUploadURLExternal", asked)
        await slack.post(place["upload_url"], what="files.upload", data=content)
    except RetryLater as later:
        raise _invisible(later) from later
    return str(place["file_id"])


def _invisible(later: RetryLater) -> RetryLater:
    """Whatever happened, nobody saw it."""
    return later if not later.unknown else RetryLater(later.reason, after=later.after)


def _content(arguments: Mapping[str, Any]) -> bytes:
    if "content" in arguments:
        return str(arguments["content"]).encode()
    try:
        return Path(arguments["path"]).read_bytes()
    except OSError as error:
        raise GiveUp(f"files.upload: {arguments['filename']} cannot be read ({error.strerror})") from error


async def _share(slack: Slack, parcel: Parcel, channel: str, file_id: str, note: Note) -> dict[str, Any]:
    arguments = parcel.arguments
    asked = {
        "files": [{"id": file_id, "title": arguments.get("title") or arguments["filename"]}],
        "channel_id": channel,
        "initial_comment": arguments.get("initial_comment"),
        "thread_ts": arguments.get("thread_ts"),
    }
    try:
        answer = await slack.call(parcel.workspace_id, "files.completeUploadExternal", asked)
    except SlackRefused as refused:
        if refused.error not in GONE:
            raise
        await note({"file": None})
        raise RetryLater("files.upload: Slack lost the file before it was shared") from refused
    return _result((answer.get("files") or [{"id": file_id}])[0])


def _result(file: Mapping[str, Any]) -> dict[str, Any]:
    return {"file": file["id"], "permalink": file.get("permalink")}
