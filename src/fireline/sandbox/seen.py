"""What a person has before their eyes: messages, ephemerals, modals, in words that a test can ask for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from fireline.sandbox.screens import elements_of
from fireline.sandbox.state import Channel, Ephemeral, Json, View, Workspace


@dataclass
class Button:
    """Something in a message or a view that can be pressed or chosen from."""

    label: str
    action_id: str
    block_id: str
    value: str | None
    kind: str


@dataclass
class Seen:
    """A message as somebody sees it; `words` is all of its text, blocks included, in reading order."""

    channel: str
    ts: str
    user: str
    text: str
    blocks: list[Json]
    words: str
    thread_ts: str | None = None
    is_ephemeral: bool = False
    is_edited: bool = False
    subtype: str | None = None
    reactions: dict[str, list[str]] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    metadata: Json | None = None
    buttons: list[Button] = field(default_factory=list)
    reply_count: int = 0
    pings: list[str] = field(default_factory=list)

    @property
    def labels(self) -> list[str]:
        """What its buttons say."""
        return [button.label for button in self.buttons]


@dataclass
class SeenView:
    """A modal or a home tab as somebody sees it."""

    id: str
    title: str
    blocks: list[Json]
    words: str
    errors: dict[str, str]
    buttons: list[Button]
    callback_id: str = ""
    submit: str | None = None
    private_metadata: str = ""

    @property
    def labels(self) -> list[str]:
        """What its buttons say."""
        return [button.label for button in self.buttons]


def see_message(ws: Workspace, channel: Channel, message: Json) -> Seen:
    blocks = message.get("blocks", [])
    return Seen(
        channel=channel.id,
        ts=message["ts"],
        user=name_of(ws, message.get("user", "")),
        text=message["text"],
        blocks=blocks,
        words=words_of(message["text"], blocks),
        thread_ts=message.get("thread_ts"),
        is_edited="edited" in message,
        subtype=message.get("subtype"),
        reactions={r["name"]: [name_of(ws, u) for u in r["users"]] for r in message.get("reactions", [])},
        files=[f["id"] for f in message.get("files", [])],
        metadata=message.get("metadata"),
        buttons=buttons_of(blocks),
        reply_count=message.get("reply_count", 0),
        pings=pings_of(ws, message["text"], blocks),
    )


def see_ephemeral(ws: Workspace, kept: Ephemeral) -> Seen:
    by = ws.users[ws.bot_user].name if kept.by == "app" else kept.by
    words = words_of(kept.text, kept.blocks)
    return Seen(
        kept.channel, kept.ts, by, kept.text, kept.blocks, words, kept.thread_ts, True, buttons=buttons_of(kept.blocks)
    )


def see_view(view: View) -> SeenView:
    body = view.body
    return SeenView(
        id=view.id,
        title=_text(body.get("title")),
        blocks=body["blocks"],
        words="\n".join(part for part in _parts(body["blocks"]) if part),
        errors=dict(view.errors),
        buttons=buttons_of(body["blocks"]),
        callback_id=body.get("callback_id", ""),
        submit=_text(body["submit"]) if body.get("submit") else None,
        private_metadata=body.get("private_metadata", ""),
    )


def name_of(ws: Workspace, user_id: str) -> str:
    return ws.users[user_id].name if user_id in ws.users else user_id


def words_of(text: str, blocks: list[Json]) -> str:
    """What stands on the screen: Slack shows the blocks instead of the text when there are blocks."""
    shown = "\n".join(part for part in _parts(blocks) if part)
    return shown if shown else text


def _parts(node: Any) -> list[str]:
    if isinstance(node, list):
        return [part for item in node for part in _parts(item)]
    if not isinstance(node, dict):
        return []
    if node.get("type") in ("plain_text", "mrkdwn", "text", "markdown") and isinstance(node.get("text"), str):
        return [node["text"]]
    if node.get("type") == "user":
        return [f"<@{node['user_id']}>"]
    keys = (
        "title",
        "text",
        "description",
        "label",
        "placeholder",
        "hint",
        "fields",
        "accessory",
        "element",
        "elements",
        "options",
        "rows",
    )
    return [part for key in keys if key in node for part in _parts(node[key])]


def _text(text: Any) -> str:
    return str(text.get("text", "")) if isinstance(text, dict) else ""


def buttons_of(blocks: list[Json]) -> list[Button]:
    """Everything in these blocks that a person can press or choose from."""
    found = []
    for block in blocks:
        if block["type"] not in ("section", "actions", "input"):
            continue
        for element in elements_of(block):
            label = _text(element.get("text") or element.get("placeholder") or block.get("label"))
            found.append(Button(label, element["action_id"], block["block_id"], element.get("value"), element["type"]))
    return found


TOKEN = re.compile(r"<@([UW]\w+)(?:\|[^>]*)?>|<!(here|channel|everyone)(?:\|[^>]*)?>|<!subteam\^\w+(?:\|@?([^>]*))?>")
BARE = re.compile(r"(?<![\w@<!])@(here|channel|everyone)\b")


def pings_of(ws: Workspace, text: str, blocks: list[Json]) -> list[str]:
    """Whom a message of an app calls: people by name, `@here`, `@channel`, `@everyone`, groups.

    Bare `@here` calls everybody from a mrkdwn text inside blocks that is not `verbatim`, and not from `text`.
    """
    marked = [(text, False)] if not blocks else list(_marked(blocks))
    called: list[str] = []
    for words, is_parsed in marked:
        for user, room, group in TOKEN.findall(words):
            called.append(name_of(ws, user) if user else f"@{room or group}")
        called += [f"@{room}" for room in BARE.findall(words) if is_parsed]
    return list(dict.fromkeys(called))


def _marked(node: Any) -> Iterator[tuple[str, bool]]:
    """Every text in blocks that may hold markup, and whether bare names in it are parsed."""
    if isinstance(node, list):
        for item in node:
            yield from _marked(item)
    elif isinstance(node, dict):
        if node.get("type") in ("mrkdwn", "markdown") and isinstance(node.get("text"), str):
            yield node["text"], not node.get("verbatim")
        elif node.get("type") == "user":
            yield f"<@{node.get('user_id')}>", False
        elif node.get("type") == "broadcast":
            yield f"<!{node.get('range')}>", False
        for value in node.values():
            yield from _marked(value)
