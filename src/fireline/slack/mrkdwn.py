"""Slack's markup (mrkdwn): other people's text made safe in it, our own written, both read back.

Two kinds of text come in, and each has its door. `escape` is for text from elsewhere: a vendor's alert, a file, a
form (Slack does not escape what is typed into a modal). `inert` is for the text of messages and commands, which
Slack has escaped already and in which `<!here>` is live. Neither stops a bare `@here`; the kit's verbatim does.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from typing import Literal

from fireline.slack.markdown import escape_markdown, to_markdown
from fireline.slack.tokens import Token, each, guard, is_web, plain

__all__ = [
    "channel",
    "channel_named",
    "due",
    "escape",
    "escape_markdown",
    "fit",
    "inert",
    "is_web",
    "link",
    "mention",
    "parts",
    "plain",
    "quote",
    "to_markdown",
    "when",
]

_WHOLE = re.compile(r"<(?:[@#!]|https?:|mailto:|tel:)[^<>\n]*>|&(?:amp|lt|gt);")  # never cut in two
_UNSENDABLE = re.compile("[\x00\ud800-\udfff]")
_CHANNEL_ID = re.compile(r"[CG][A-Z0-9]{6,}")
_NOT_IN_ID = re.compile(r"[^\w-]")


def escape(text: str) -> str:
    """Text from outside Slack, shown as it is written: exactly `&`, `<` and `>` are replaced."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def inert(text: str, *, mentions: bool = False, names: Mapping[str, str] | None = None) -> str:
    """Text that came from Slack, with nothing left in it that wakes anybody.

    Calls to here, channel, everyone and user groups become plain words; people too, with `mentions`. Channels, dates
    and links (http, https, mailto) stay; what is escaped is not escaped again; a stray `<` or `&` is.
    """

    def tamed(token: Token, raw: str) -> str:
        keeps = token.kind in ("channel", "date", "link") or (token.kind == "user" and not mentions)
        return raw if keeps else guard(token.words(names or {}))

    return each(text, tamed, guard)


def channel_named(name_or_id: str) -> str:
    """A channel of the settings: an id as a link, a name as it is read."""
    return channel(name_or_id) if _CHANNEL_ID.fullmatch(name_or_id) else f"#{escape(name_or_id.lstrip('#'))}"


def mention(user_id: str) -> str:
    """A live mention: only for who is asked to act."""
    return f"<@{_NOT_IN_ID.sub('', user_id)}>"


def channel(channel_id: str) -> str:
    """A channel's name, as a link to it."""
    return f"<#{_NOT_IN_ID.sub('', channel_id)}>"


def link(url: str, label: str = "") -> str:
    """`label` leading to `url`; with a scheme other than http, https and mailto, only the words."""
    words = guard(each(label or url, lambda token, _: token.words({}), str)).replace("\n", " ")
    if not is_web(url):
        return words
    return f"<{guard(url)}|{words}>"


Style = Literal["time", "date", "both"]
_DATES: Mapping[Style, tuple[str, str]] = {
    "time": ("{time}", "%H:%M %Z"),
    "date": ("{date_short_pretty}", "%a %-d %b %Y"),
    "both": ("{date_short_pretty} {time}", "%a %-d %b %Y %H:%M %Z"),
}


def when(moment: datetime, *, zone_fallback: tzinfo = UTC, style: Style = "time", lead: str = "") -> str:
    """A moment in the reader's own zone; where Slack cannot tell it, in `zone_fallback`, named.

    Slack writes "Today" large where its pattern begins with it: `lead` is what stands before it in the sentence.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment without a zone")
    shown, fallback = _DATES[style]
    said = moment.astimezone(zone_fallback).strftime(fallback)
    return f"<!date^{int(moment.timestamp())}^{lead}{shown}|{lead}{said}>"


def due(moment: datetime, now: datetime, *, zone_fallback: tzinfo = UTC, lead: str = "by ") -> str:
    """A moment that is waited for: the time alone where it comes today, else with its day."""
    is_today = moment.astimezone(zone_fallback).date() == now.astimezone(zone_fallback).date()
    return when(moment, zone_fallback=zone_fallback, style="time" if is_today else "both", lead=lead)


def quote(text: str) -> str:
    """Every line with the quote bar."""
    return "\n".join(f"> {line}" for line in text.strip().splitlines())


def fit(text: str, limit: int) -> str:
    """`text` in at most `limit` characters, cut at a word with "…"; mentions, links, entities stay whole."""
    text = _UNSENDABLE.sub("", text).strip()
    if len(text) <= limit:
        return text
    return text[: _cut(text, limit - 1)].rstrip() + "…"


def parts(text: str, limit: int) -> list[str]:
    """`text` in pieces of at most `limit` characters, parted at a line if there is one, else at a word."""
    rest, found = _UNSENDABLE.sub("", text).strip(), []
    while len(rest) > limit:
        line = rest.rfind("\n", 0, limit)
        at = (line if line > limit // 2 else _cut(rest, limit)) or limit
        found.append(rest[:at].rstrip())
        rest = rest[at:].lstrip()
    return [*found, rest]


def _cut(text: str, limit: int) -> int:
    """Where to cut at or before `limit`: at a space if one is near, never inside a token."""
    space = max(text.rfind(blank, limit // 2, limit + 1) for blank in " \n")
    at = space if space > 0 else limit
    inside = next((each for each in _WHOLE.finditer(text) if each.start() < at < each.end()), None)
    return inside.start() if inside else at
