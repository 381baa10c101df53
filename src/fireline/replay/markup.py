"""Slack's markup as a terminal shows it: bold is bold, people have colours, clock times are UTC, tokens are gone."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from rich.style import Style
from rich.text import Text

BOT = "fireline"
BOT_STYLE = "bold red"
COLOURS = ("cyan", "magenta", "green", "yellow", "bright_blue", "bright_green", "bright_cyan", "bright_magenta")
# Each as wide as terminals think it is: no variation selectors.
EMOJI = {"pushpin": "📌", "bulb": "💡", "adhesive_bandage": "🩹", "eyes": "👀", "scales": "⚖", "scissors": "✂"}
# What is said of the kinds of due times; the longest that fits counts.
WAITS = {
    "roles.": "asks who leads",
    "roles.tired": "asks: hand over?",
    "roles.unanswered": "tells of no answer",
    "updates.": "looks after the updates",
    "updates.prompt": "asks for an update",
    "updates.deadline": "an update is due",
    "updates.leave": "an update leaves",
    "action_items.": "reminds an owner",
    "postmortems.wrapup": "asks for the wrap-up",
    "postmortems.asleep": "asks: still going?",
}
_DATE = re.compile(r"<!date\^(\d+)\^([^|>^]*)(?:\^[^|>]*)?\|[^>]*>")
_MENTION = re.compile(r"<([@#])([A-Z0-9]+)(?:\|([^>]*))?>")
_CALL = re.compile(r"<!(here|channel|everyone)(?:\|[^>]*)?>")
_LINK = re.compile(r"<([^|<>]+)\|([^<>]+)>")
_BARE_LINK = re.compile(r"<((?:https?|mailto|tel):[^<>|]+)>")
_EMOJI = re.compile(r":(\w+):")
_TWICE = re.compile(r"(\b\d\d:\d\d) \(\1 UTC\)")
_STYLED = re.compile(
    r"(?<![\w*])\*(?=\S)(?P<bold>[^*\n]+)(?<=\S)\*(?![\w*])"
    r"|(?<![\w_])_(?=\S)(?P<italic>[^_\n]+)(?<=\S)_(?![\w_])"
    r"|`(?P<code>[^`\n]+)`"
    r"|(?P<person>@\w+)"
)


class Markup:
    """Knows what channels are called and which colour a person has."""

    def __init__(self, people: Sequence[str]) -> None:
        self.colours = {name: COLOURS[n % len(COLOURS)] for n, name in enumerate(people)}
        self.places: dict[str, str] = {}

    def plain(self, text: str) -> str:
        """Without tokens; bold and italic marks stay."""
        text = _DATE.sub(lambda m: _moment(int(m[1]), m[2]), text)
        text = _MENTION.sub(lambda m: m[3] or self._named(m[1], m[2]), text)
        text = _LINK.sub(r"\2", _BARE_LINK.sub(r"\1", _CALL.sub(r"@\1", text)))
        text = _EMOJI.sub(lambda m: EMOJI.get(m[1], m[0]), text).replace("\ufe0f", "")
        text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
        return _TWICE.sub(r"\1 UTC", text)

    def text(self, marked: str, style: str = "") -> Text:
        """As Slack shows it."""
        said = self.plain(marked)
        shown, at = Text(style=style), 0
        for found in _STYLED.finditer(said):
            shown.append(said[at : found.start()])
            self._styled(shown, found)
            at = found.end()
        return shown.append(said[at:])

    def line(self, marked: str, style: str = "") -> Text:
        """As Slack shows it, on one line."""
        return self.text(" ".join(marked.replace("\n&gt; ", "\n").replace("\n> ", "\n").split()), style)

    def _styled(self, shown: Text, found: re.Match[str]) -> None:
        if found["bold"] is not None:
            bold = self.text(found["bold"])
            bold.stylize("bold")
            shown.append_text(bold)
        elif found["italic"] is not None:
            shown.append(found["italic"], "italic dim")
        elif found["code"] is not None:
            shown.append(found["code"], "bold cyan")
        else:
            shown.append(found["person"], Style.parse(self.colours.get(found["person"][1:], "bold")))

    def _named(self, kind: str, identifier: str) -> str:
        if kind == "#":
            return self.places.get(identifier, f"#{identifier}")
        return "@" + identifier[2:].lower() if identifier.startswith("U0") else f"@{identifier}"


def _moment(seconds: int, pattern: str) -> str:
    at = datetime.fromtimestamp(seconds, UTC)
    day = "{time}" not in pattern or "{date" in pattern
    clock = f"{at:%H:%M}" if "{time}" in pattern else ""
    return " ".join(part for part in (f"{at:%a} {at.day} {at:%b}" if day else "", clock) if part)


def spoken(message: Mapping[str, Any]) -> str:
    """The words of a message without its buttons."""
    said = [_words(block) for block in message.get("blocks", []) if block.get("type") != "actions"]
    return "\n".join(part for part in said if part) or str(message.get("text", ""))


def _words(block: Mapping[str, Any]) -> str:
    texts = [block.get("text"), *block.get("fields", []), *block.get("elements", [])]
    return "\n".join(t["text"] for t in texts if isinstance(t, dict) and isinstance(t.get("text"), str))


def buttons(message: Mapping[str, Any]) -> str:
    """The labels of what can be pressed, as `[I'll lead] [Hand over]`."""
    return " ".join(f"[{b['label']}]" for b in message.get("buttons", []) if b.get("label"))


def wait_in_words(kind: str) -> str:
    """What a kind of due time means to a person."""
    fitting = [start for start in WAITS if kind.startswith(start)]
    return WAITS[max(fitting, key=len)] if fitting else kind.replace(".", ": ").replace("_", " ")


def passed(seconds: float) -> str:
    """`3 h later`, `4 days later`."""
    hours = round(seconds / 3600)
    if seconds < 3600:
        return f"{round(seconds / 60)} min later"
    if hours < 24:
        return f"{hours} h later"
    days = round(seconds / 86400)
    return f"{days} day{'' if days == 1 else 's'} later"
