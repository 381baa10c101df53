"""What stands between `<` and `>` in Slack's text: a person, a channel, a call to many, a date, a link."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

TOKEN = re.compile(r"<([^<>]+)>")
_WEB = re.compile(r"(?:https?://|mailto:)[^\s<>|]+", re.IGNORECASE)
_STRAY_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt);)")

Kind = Literal["user", "channel", "broadcast", "date", "link", "other"]
_SHAPES: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("user", re.compile(r"@([\w-]+)")),
    ("channel", re.compile(r"#([\w-]+)")),
    ("date", re.compile(r"!date\^(-?\d+\^[^|]*)")),
    ("broadcast", re.compile(r"!(?:subteam\^)?(.*)", re.DOTALL)),
    ("link", re.compile(f"({_WEB.pattern})", re.IGNORECASE)),
    ("other", re.compile(r"(.*)", re.DOTALL)),
)


@dataclass(frozen=True)
class Token:
    """One `<…>`: `subject` is an id, an address or a word, `label` what its author wanted shown."""

    kind: Kind
    subject: str
    label: str

    def words(self, names: Mapping[str, str], *, with_url: bool = False) -> str:
        """What is read in its place, entities left alone. A date says its fallback, which names its zone."""
        if self.kind in ("user", "broadcast", "channel"):
            sign = "#" if self.kind == "channel" else "@"
            return sign + (names.get(self.subject) or self.label or self.subject).lstrip("@#")
        if self.kind == "other":
            return self.label or f"<{self.subject}>"
        if self.kind == "link" and with_url and self.label not in ("", self.subject, self.bare):
            return f"{self.label} ({self.subject})"
        return self.label or self.bare

    @property
    def bare(self) -> str:
        """The subject without `mailto:`."""
        return self.subject.removeprefix("mailto:")


def read(body: str) -> Token:
    """The token with this text between its brackets. Anything unknown is `other`: words, never live."""
    subject, _, label = body.partition("|")
    for kind, shape in _SHAPES:
        if match := shape.fullmatch(subject):
            return Token(kind, match[1], label)
    raise AssertionError("the last shape matches everything")


def is_web(url: str) -> bool:
    """Whether a link may lead there."""
    return _WEB.fullmatch(url) is not None


def guard(text: str) -> str:
    """`text` with nothing live in it; what is escaped already is not escaped again."""
    return _STRAY_AMPERSAND.sub("&amp;", text).replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """The three entities as the characters they stand for."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def each(text: str, tokens: Callable[[Token, str], str], rest: Callable[[str], str]) -> str:
    """`text` with every `<token>`, and everything between them, put through its own function once."""
    done, last = [], 0
    for match in TOKEN.finditer(text):
        done += [rest(text[last : match.start()]), tokens(read(match[1]), match[0])]
        last = match.end()
    return "".join([*done, rest(text[last:])])


def plain(text: str, names: Mapping[str, str] | None = None) -> str:
    """What a reader of `text` sees, as plain text; marks such as `*` stay as typed.

    `names` maps the ids of people and channels to names; an id without one is shown itself.
    """
    known = names or {}
    return each(text, lambda token, _: unescape(token.words(known, with_url=True)), unescape)
