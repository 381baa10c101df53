"""What people type, as Slack writes it into messages and commands: escaped, with names turned into tokens."""

import re

from fireline.sandbox.state import Json, Workspace

MENTION = re.compile(r"(?<![\w@<])@([a-z0-9._-]*[a-z0-9_])")
CHANNEL = re.compile(r"(?<![\w#&<])#([a-z0-9_-]+)")
LINK = re.compile(r"(?<![<|\w])(https?://[^\s<>|]+)")
ROOM = {"here": "<!here>", "channel": "<!channel>", "everyone": "<!everyone>"}
# A token that the writer gave ready made, such as <@U0BEA>, stays one.
TOKEN = re.compile(r"&lt;([@#!][^&<>]*)&gt;")


def escape(text: str) -> str:
    """Slack escapes exactly three characters."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def in_message(ws: Workspace, text: str) -> str:
    """The text of a message: `@bea` is `<@U…>`, `#general` is `<#C…|>`, a link stands in angle brackets."""
    return _tokens(ws, text, with_names=False)


def in_command(ws: Workspace, text: str, should_escape: bool) -> str:
    """The text of a slash command; names become `<@U…|bea>` and `<#C…|general>` only with `should_escape`."""
    return _tokens(ws, text, with_names=True) if should_escape else escape(text)


def _tokens(ws: Workspace, text: str, with_names: bool) -> str:
    text = TOKEN.sub(r"<\1>", escape(text))

    def mention(found: re.Match[str]) -> str:
        name = found.group(1)
        user = ws.user_named(name)
        if user is not None:
            return f"<@{user.id}|{name}>" if with_names else f"<@{user.id}>"
        group = next((g for g in ws.usergroups.values() if g.handle == name), None)
        if group is not None:
            return f"<!subteam^{group.id}|@{name}>" if with_names else f"<!subteam^{group.id}>"
        return ROOM.get(name, found.group(0))

    def channel(found: re.Match[str]) -> str:
        known = ws.channel_named(found.group(1))
        return f"<#{known.id}|{known.name if with_names else ''}>" if known else found.group(0)

    return CHANNEL.sub(channel, MENTION.sub(mention, LINK.sub(r"<\1>", text)))


def rich_text(text: str, block_id: str) -> list[Json]:
    """The block that Slack's own client puts beside a person's text."""
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return [{"type": "rich_text", "block_id": block_id, "elements": [section]}]
