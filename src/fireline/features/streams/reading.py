"""What a line about streams means: which stream, what is to become of it, in which words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fireline.core.grammar import Line
from fireline.features.incidents.streams import Stream
from fireline.features.streams import rules
from fireline.features.streams.rules import key_of

# By the first of their words each: what is done.
ACTS = {
    **dict.fromkeys(rules.STATUS, "status"),
    **dict.fromkeys(rules.DONE, "done"),
    **dict.fromkeys(rules.LEAD, "lead"),
    **dict.fromkeys(rules.REOPEN, "reopen"),
    **dict.fromkeys(rules.JOIN, "join"),
    **dict.fromkeys(rules.OPEN, "open"),
    **dict.fromkeys(rules.LIST, "list"),
}
MORE = ("and", "with")
WORDED, NAMED = ("status", "done"), ("lead", "reopen", "join")


@dataclass(frozen=True)
class Wish:
    """`act` is one of the values of `ACTS`, or "" when none was typed. `people` are those named, in their order."""

    act: str
    stream: Stream | None
    text: str
    people: tuple[str, ...] = ()


def read(line: Line, known: Sequence[Stream], here: Stream | None, *, me: str) -> Wish:
    """`here` is the stream in whose channel it was typed: it needs no name there, and what follows the verb is words.

    Only the bare name of another one (`done network`) means that one.
    """
    named = _named(line, known)
    act = ACTS.get(line.take_word(*ACTS) or "", "")
    if act in WORDED:
        named = named or (here if here is None or not _is_name(line, known) else None) or _named(line, known)
        return Wish(act, named, " ".join(line.rest.split()))
    if act in NAMED and named is None:
        named = _named(line, known) or here
    people = tuple(_people(line, me))
    name = line.title
    while people and (word := name.rpartition(" ")[2].casefold()) in (*MORE, "by", "to"):
        name = name[: -len(word)].rstrip()
    return Wish(act, named, name, people)


def _named(line: Line, known: Sequence[Stream]) -> Stream | None:
    """A stream by its name or its number (`s1`), in front."""
    words = {f"s{each.number}": each for each in known} | {each.name: each for each in known}
    found = line.take_word(*words) if words else None
    return words[found] if found else None


def _is_name(line: Line, known: Sequence[Stream]) -> bool:
    return key_of(line.title) in {key_of(each.name) for each in known}


def _people(line: Line, me: str) -> list[str]:
    found = []
    while (user := line.take_user("any")) is not None:
        found.append(user)
    if not found and line.take_word("me", where="last"):
        found.append(me)
    return list(dict.fromkeys(found))
