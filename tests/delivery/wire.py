"""A small Slack at the wire: the methods that deliveries use, and everything that can go wrong around an effect."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

Json = dict[str, Any]


@dataclass
class Fault:
    """What goes wrong with the next `times` calls of a method (in a channel): before the effect, or after it.

    `how`: reset, cut (half a body), hang, 429, a status, or an error word of Slack's.
    """

    method: str
    how: str
    after_effect: bool = False
    times: int = 1
    channel: str | None = None
    retry_after: str = "1"


@dataclass
class Message:
    channel: str
    ts: str
    text: str
    metadata: Json
    thread_ts: str | None = None
    ephemeral_to: str | None = None

    def shown(self) -> Json:
        return {"type": "message", "ts": self.ts, "text": self.text, "metadata": self.metadata}


@dataclass
class Call:
    method: str
    arguments: Json
    at: float


@dataclass
class FakeSlack:
    """What a person would see is in `messages`, `channels` and `files`; what we asked is in `calls`."""

    now: Callable[[], float]
    messages: list[Message] = field(default_factory=list)
    channels: dict[str, Json] = field(default_factory=dict)
    files: dict[str, Json] = field(default_factory=dict)
    bookmarks: list[Json] = field(default_factory=list)
    responses: list[Json] = field(default_factory=list)
    pinned: set[tuple[str, str]] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    dms: dict[str, str] = field(default_factory=dict)
    once_answered: dict[str, Callable[[], Any]] = field(default_factory=dict)
    url: str = ""
    _runner: web.AppRunner | None = None
    _stamps: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))

    # going wrong --------------------------------------------------------------------------------------------
    def fails(self, method: str, how: str, **more: Any) -> None:
        self.faults.append(Fault(method, how, **more))

    def _fault(self, method: str, arguments: Json, *, after_effect: bool) -> Fault | None:
        for fault in self.faults:
            here = fault.channel in (None, arguments.get("channel"))
            if fault.times and fault.method == method and fault.after_effect is after_effect and here:
                fault.times -= 1
                return fault
        return None

    async def _strike(self, request: web.Request, fault: Fault) -> web.StreamResponse:
        match fault.how:
            case "reset":
                assert request.transport is not None
                request.transport.abort()
                return web.Response()
            case "hang":
                await asyncio.sleep(30)
                return web.Response()
            case "cut":
                return await self._cut(request)
            case "429":
                return web.json_response(
                    {"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": fault.retry_after}
                )
            case status if status.isdigit():
                return web.Response(status=int(status), text="upstream is unwell")
        return web.json_response({"ok": False, "error": fault.how})

    async def _cut(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": "500"})
        await response.prepare(request)
        await response.write(b'{"ok": true, "ts"')
        assert request.transport is not None
        request.transport.abort()
        return response

    # answering ----------------------------------------------------------------------------------------------
    async def _api(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        arguments = {key: _value(str(value)) for key, value in (await request.post()).items()}
        self.calls.append(Call(method, arguments, asyncio.get_running_loop().time()))
        if fault := self._fault(method, arguments, after_effect=False):
            return await self._strike(request, fault)
        answer = self._act(method, arguments)
        if then := self.once_answered.pop(method, None):
            then()
        if fault := self._fault(method, arguments, after_effect=True):
            return await self._strike(request, fault)
        return web.json_response(answer)

    def _act(self, method: str, a: Json) -> Json:
        if error := self.refused.get(a.get("channel", "")) or self.refused.get(method):
            return {"ok": False, "error": error}
        act = getattr(self, "_" + method.replace(".", "_"), None)
        return {"ok": False, "error": "unknown_method"} if act is None else {"ok": True, **act(a)}

    def _auth_test(self, a: Json) -> Json:
        return {"user_id": "UBOT", "bot_id": "BBOT", "team_id": "T1"}

    def _chat_postMessage(self, a: Json) -> Json:  # noqa: N802
        message = Message(a["channel"], self._stamp(a["channel"]), a["text"], a.get("metadata", {}), a.get("thread_ts"))
        self.messages.append(message)
        return {"channel": message.channel, "ts": message.ts, "message": message.shown()}

    def _chat_postEphemeral(self, a: Json) -> Json:  # noqa: N802
        ts = self._stamp(a["channel"])
        self.messages.append(Message(a["channel"], ts, a["text"], {}, ephemeral_to=a["user"]))
        return {"message_ts": ts}

    def _chat_update(self, a: Json) -> Json:
        found = next((m for m in self.messages if (m.channel, m.ts) == (a["channel"], a["ts"])), None)
        if found is None:
            return {"ok": False, "error": "message_not_found"}
        found.text = a["text"]
        return {"channel": found.channel, "ts": found.ts, "text": found.text}

    def _chat_delete(self, a: Json) -> Json:
        kept = [m for m in self.messages if (m.channel, m.ts) != (a["channel"], a["ts"])]
        if len(kept) == len(self.messages):
            return {"ok": False, "error": "message_not_found"}
        self.messages = kept
        return {"channel": a["channel"], "ts": a["ts"]}

    def _pins_add(self, a: Json) -> Json:
        pin = (a["channel"], a["timestamp"])
        if pin in self.pinned:
            return {"ok": False, "error": "already_pinned"}
        self.pinned.add(pin)
        return {}

    def _conversations_history(self, a: Json) -> Json:
        return self._page(a, [m for m in self.messages if m.channel == a["channel"] and m.thread_ts is None])

    def _conversations_replies(self, a: Json) -> Json:
        return self._page(a, [m for m in self.messages if m.channel == a["channel"] and m.thread_ts == a["ts"]])

    def _page(self, a: Json, messages: list[Message]) -> Json:
        """Two on a page, newest first, metadata only when asked for: so the look-up has to turn pages and ask."""
        listed = [m.shown() for m in reversed(messages) if float(m.ts) >= float(a["oldest"])]
        start = int(a.get("cursor") or 0)
        rest = str(start + 2) if start + 2 < len(listed) else ""
        if a.get("include_all_metadata") is not True:
            listed = [{**m, "metadata": {}} for m in listed]
        return {"messages": listed[start : start + 2], "response_metadata": {"next_cursor": rest}}

    def _conversations_open(self, a: Json) -> Json:
        channel = self.dms.setdefault(a["users"], f"D{len(self.dms) + 1}")
        return {"channel": {"id": channel}}

    def _conversations_create(self, a: Json) -> Json:
        if any(c["name"] == a["name"] for c in self.channels.values()):
            return {"ok": False, "error": "name_taken"}
        return {"channel": self.has_channel(a["name"], creator="UBOT")}

    def _users_conversations(self, a: Json) -> Json:
        return {"channels": [*self.channels.values()]}

    def _bookmarks_add(self, a: Json) -> Json:
        bookmark = {"id": f"Bk{len(self.bookmarks)}", "title": a["title"], "link": a["link"]}
        self.bookmarks.append(bookmark)
        return {"bookmark": bookmark}

    def _bookmarks_list(self, a: Json) -> Json:
        return {"bookmarks": self.bookmarks}

    def _files_getUploadURLExternal(self, a: Json) -> Json:  # noqa: N802
        file = {"id": f"F{len(self.files) + 1}", "length": a["length"], "shares": {}, "content": None}
        self.files[file["id"]] = file
        return {"upload_url": f"{self.url}/upload/{file['id']}", "file_id": file["id"]}

    def _files_completeUploadExternal(self, a: Json) -> Json:  # noqa: N802
        file = self.files[a["files"][0]["id"]]
        ts = self._stamp(a["channel_id"])
        file["shares"].setdefault("public", {}).setdefault(a["channel_id"], []).append({"ts": ts})
        self.messages.append(Message(a["channel_id"], ts, f"file {file['id']}", {}))
        return {"files": [{"id": file["id"], "permalink": f"https://files/{file['id']}"}]}

    def _files_info(self, a: Json) -> Json:
        file = {k: v for k, v in self.files[a["file"]].items() if k != "content"}
        return {"file": {**file, "permalink": f"https://files/{a['file']}"}}

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        if fault := self._fault("upload", {}, after_effect=False):
            return await self._strike(request, fault)
        file = self.files[request.match_info["file"]]
        file["content"] = await request.read()
        assert len(file["content"]) == file["length"]
        return web.Response(text="OK - 1")

    async def _respond(self, request: web.Request) -> web.StreamResponse:
        self.responses.append(await request.json())
        if fault := self._fault("respond", {}, after_effect=True):
            return await self._strike(request, fault)
        return web.Response(text="ok")

    # looking ------------------------------------------------------------------------------------------------
    def has_channel(self, name: str, *, creator: str, created: float | None = None) -> Json:
        channel = {
            "id": f"C{len(self.channels) + 100}",
            "name": name,
            "creator": creator,
            "created": int(self.now() if created is None else created),
        }
        self.channels[channel["id"]] = channel
        return channel

    def texts(self, channel: str) -> list[str]:
        return [m.text for m in self.messages if m.channel == channel]

    def asked(self, method: str) -> list[Json]:
        return [call.arguments for call in self.calls if call.method == method]

    def _stamp(self, channel: str) -> str:
        self._stamps[channel] += 1
        return f"{int(self.now())}.{self._stamps[channel]:06d}"

    # living -------------------------------------------------------------------------------------------------
    async def start(self) -> FakeSlack:
        app = web.Application()
        app.router.add_post("/api/{method}", self._api)
        app.router.add_post("/upload/{file}", self._upload)
        app.router.add_post("/respond", self._respond)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def stop(self) -> None:
        assert self._runner is not None
        await self._runner.cleanup()


def _value(raw: str) -> Any:
    if raw in ("true", "false"):
        return raw == "true"
    if raw.isdigit():
        return int(raw)
    return json.loads(raw) if raw[:1] in "[{" else raw
