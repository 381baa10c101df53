"""Slack's markup (mrkdwn): making other people's text safe in it, writing our own, and reading it back."""

import re

# What must never be cut in two: a mention, link or date, and an entity.
_WHOLE = re.compile(r"<(?:[@#!]|https?:|mailto:|tel:)[^<>\n]*>|&(?:amp|lt|gt);")
_UNSENDABLE = re.compile("[\x00\ud800-\udfff]")


def fit(text: str, limit: int) -> str:
    """`text` in at most `limit` characters, cut at a word with "…"; mentions, links and entities stay whole."""
    text = _UNSENDABLE.sub("", text).strip()
    if len(text) <= limit:
        return text
    return text[: _cut(text, limit - 1)].rstrip() + "…"


def parts(text: str, limit: int) -> list[str]:
    """`text` in pieces of at most `limit` characters, parted at a line if there is one, else at a word."""
    rest, found = _UNSENDABLE.sub("", text).strip(), []
    while len(rest) > limit:
        line = rest.rfind("\n", 0, limit)
        at = line if line > limit // 2 else _cut(rest, limit)
        found.append(rest[:at].rstrip())
        rest = rest[at:].lstrip()
    return [*found, rest]


def quote(text: str) -> str:
    """Every line with the quote bar."""
    return "\n".join(f"> {line}" for line in text.strip().splitlines())


def _cut(text: str, limit: int) -> int:
    """Where to cut at or before `limit`: at a space if one is near, never inside a token."""
    at = text.rfind(" ", limit // 2, limit + 1)
    at = limit if at < 0 else at
    inside = next((each for each in _WHOLE.finditer(text) if each.start() < at < each.end()), None)
    return inside.start() if inside else at
