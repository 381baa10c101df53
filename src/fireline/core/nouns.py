"""Words like "create" and "update" before one of our nouns: `create task`, `set severity`, `update status`."""

from __future__ import annotations

ARTICLES = ("a", "an", "the", "another", "new", "our", "my", "me")
OPENING = ("create", "new", "open", "start")  # helpers that mean declare when no noun of ours follows
HELPERS = ("add", "set", "update", "show", "my", *OPENING)
INCIDENT = ("incident", "outage", "inc")

# `new log shipper broken` is a title: these make a verb after an opening helper only when nothing follows them.
_TITLE_WORDS = frozenset(
    {"log", "post", "test", "call", "bridge", "zoom", "lead", "release", "every", "end", "restart", "fixed", "report"}
    | {"list", "link", "service", "affects", "seen", "mine", "my", "review", "comms", "close", "title", "rename"}
    | {"quiet", "pause", "mute", "snooze", "show", "join", "update", "undo", "patterns", "subscribe", "leave"}
    | {"rota", "shadow", "shadowing"}
)
# `update mitigated, watching` is an update: only these nouns are set by "update".
_UPDATED = frozenset(
    {"status", "severity", "sev", "impact", "summary", "title", "cadence", "task", "action", "actionitem"}
    | {"postmortem", "pm"}
)
# `update impact is growing` tells something about a noun; it sets nothing.
_SAYS = frozenset(
    {"is", "are", "was", "were", "isnt", "has", "have", "had", "will", "seems", "looks", "keeps", "still", "not"}
    | {"back", "broken", "failing", "fails", "failed", "goes", "went", "does", "doesnt", "cannot", "cant"}
)


# `service is down` is a title, `call is dropped` a note: a noun of ours and what is said of it is no command.
_SUBJECTS = frozenset({"service", "services", "call", "bridge", "page", "link", "zoom"})
_SAYS_OF = _SAYS - {"back", "not", "still", "failed", "does", "had", "has", "have"} | {"down", "dead", "broken", "slow"}


def is_sentence(noun: str, following: str | None) -> bool:
    """Whether a noun of ours begins a sentence about such a thing."""
    return noun in _SUBJECTS and following in _SAYS_OF


def is_meant(helper: str, noun: str, following: str | None, *, helper_is_verb: bool, asks_first: bool) -> bool:
    """Whether helper and noun are a verb, rather than the beginning of a title or of an update.

    `following` is the word after them, None at the end of the line. All words are keys (`tokens.key_of`).
    """
    if not helper_is_verb or following is None:
        return helper != "update" or noun in _UPDATED
    if asks_first or following in _SAYS or (noun == "status" and following == "page"):
        return False
    if helper == "update":
        return noun in _UPDATED
    return helper not in OPENING or noun not in _TITLE_WORDS
