"""The words of a typed line with their places, so that an argument can be handed on as it was typed."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass

from fireline.core.line import CHANNEL, REFERENCE, SEVERITY, number_in, without_leading_marks
from fireline.core.text import plain

POLITE = ("please", "pls", "plz", "kindly")
_WORD = re.compile(r"[a-z0-9'-]*[a-z?][a-z0-9'?-]*")
_MARKS = "\"'`*_~()[]{}:;,.!"
_NOUN_OF_DECLARE = re.compile(
    rf"(?P<articles>(?:(?:an?|new|the|another) +)*)(?P<keep>(?:(?:private|{SEVERITY})[:,]? +)*)"
    r"(?:incident|outage)(?P<end> *[:,-]+(?= |$|[^ ])| *$| +)"
)


@dataclass(frozen=True)
class Token:
    """One word: where it stands, and its plain twin."""

    start: int
    end: int
    text: str

    @property
    def key(self) -> str:
        """As it is looked up: without the marks around it and the hyphens within; empty for what is no word."""
        bare = self.text.strip(_MARKS).lstrip("-")
        bare = bare if bare == "?" else bare.rstrip("?").strip(_MARKS)
        return key_of(bare) if _WORD.fullmatch(bare) else ""

    @property
    def closes(self) -> bool:
        """Whether a phrase ends here (`post: mortem` is not one word)."""
        return self.text[-1] in ":;,.!?"


def key_of(word: str) -> str:
    """`hand over`, `hand-over` and `handover` are one."""
    return re.sub(r"[ '-]+", "", plain(word))


def tokens_of(line: str) -> list[Token]:
    return [Token(m.start(), m.end(), m[0]) for m in re.finditer(r"[^ ]+", plain(line))]


def skip(tokens: list[Token], position: int, words: Container[str]) -> int:
    """The first position from here on that holds none of the words."""
    while position < len(tokens) and (tokens[position].key in words or tokens[position].text in words):
        position += 1
    return position


def reference_at(line: str, tokens: list[Token], position: int) -> tuple[int, int | None, str | None]:
    """The token after a leading `INC-42`, `#42` or channel, and what it names. A bare 42 counts alone only."""
    if position == len(tokens):
        return position, None, None
    start = tokens[position].start
    if found := CHANNEL.match(line, start):
        return _token_after(tokens, found.end()), None, found["id"]
    if found := REFERENCE.match(plain(line), start):
        return _token_after(tokens, found.end()), number_in(found["number"]), None
    if len(tokens) == position + 1 and re.fullmatch(r"[0-9]+", tokens[position].text):
        return position + 1, number_in(tokens[position].text), None
    return position, None, None


def _token_after(tokens: list[Token], end: int) -> int:
    return sum(1 for t in tokens if t.start < end)


def argument(line: str, start: int) -> str:
    """The line from here on, in its own words; nothing when it is mere politeness or punctuation."""
    rest = without_leading_marks(line[start:])
    return "" if plain(rest).strip(" .,!?:;-") in ("", *POLITE) else rest


def without_noun(rest: str) -> str:
    """A title without the word incident that only names what is declared; severity and "private" stay."""
    found = _NOUN_OF_DECLARE.match(plain(rest))
    if found is None:
        return rest
    set_off = found["end"].strip() or found.end() == len(rest)
    if not (set_off or found["articles"] or found["keep"]):
        return rest
    return (rest[found.start("keep") : found.end("keep")] + without_leading_marks(rest[found.end() :])).strip()
