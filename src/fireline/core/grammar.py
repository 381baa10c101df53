"""How a line after the root becomes a verb and its argument.

The features declare the verbs; this reads. Nothing typed is lost: `Reading.typed` is the line as it came.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import Enum
from typing import Generic, Protocol, TypeVar

from fireline.core.line import CHANNEL, REFERENCE, SEVERITY, USER, Line, Where, shows_bare, without_leading_marks
from fireline.core.spelling import allowed, distance
from fireline.core.text import echo, plain, unquoted

__all__ = ["Kind", "Line", "Place", "Reading", "Verb", "VerbLike", "Vocabulary", "Where", "echo", "unquoted"]


class Kind(Enum):
    """What a verb does when it is typed."""

    SHOW = "show"
    ACT = "act"
    ASK = "ask first"


class Place(Enum):
    """Where a verb makes sense."""

    ANYWHERE = "anywhere"
    INCIDENT = "incident"


class VerbLike(Protocol):
    """What the grammar needs to know of a verb; a feature's command carries more."""

    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> Kind: ...
    @property
    def place(self) -> Place: ...
    @property
    def synonyms(self) -> tuple[str, ...]: ...


@dataclass(frozen=True)
class Verb:
    """The least that can be declared of a verb."""

    name: str
    kind: Kind
    place: Place = Place.ANYWHERE
    synonyms: tuple[str, ...] = ()


V = TypeVar("V", bound=VerbLike)


@dataclass(frozen=True)
class Reading(Generic[V]):
    """A line, read.

    `verb` is None for a line that is no verb; `rest` is then the whole line but for a leading reference. `word` is
    the declared name or synonym that was met ("ic" for the verb role, "monitoring" for status), `helper` the word
    before it (`create` task). `near` are verbs that may have been meant: offer them, run none. `corrected`: a
    misspelt show verb that is run. `implied`: the verb was read off its argument (`sev1 login broken`), which
    `rest` still holds.
    """

    typed: str
    verb: V | None = None
    word: str = ""
    rest: str = ""
    helper: str = ""
    incident_number: int | None = None
    channel_id: str | None = None
    near: tuple[V, ...] = ()
    corrected: bool = False
    implied: bool = False

    @property
    def rest_incident(self) -> int | None:
        """The incident that is the whole argument (`status INC-42`): what the line is about, typed elsewhere."""
        found = REFERENCE.fullmatch(plain(self.rest))
        return int(found["number"]) if found else None

    def line(self, *, now: datetime, zone: tzinfo) -> Line:
        """The argument, for a handler to take apart."""
        return Line(self.rest, now=now, zone=zone, word=self.word, helper=self.helper)


_ROOTS = ("/fireline", "/incident", "/inc")
_POLITE = ("please", "pls", "plz", "kindly")
_ARTICLES = ("a", "an", "the", "another", "new", "our", "my")
_OPENING = ("create", "new", "open", "start")  # helpers that mean declare when no noun of ours follows
_HELPERS = ("add", "set", "update", "show", "my", *_OPENING)
_INCIDENT = ("incident", "outage", "inc")
_LONGEST = 4  # words in a synonym

# `new log shipper broken` is a title: these make a verb after an opening helper only when nothing follows them.
_TITLE_WORDS = frozenset(
    {"log", "post", "test", "call", "bridge", "zoom", "lead", "release", "every", "end", "restart", "fixed", "report"}
    | {"list", "link", "service", "affects", "seen", "mine", "my", "review", "comms", "close", "title", "rename"}
    | {"quiet", "pause", "mute", "snooze", "show", "join", "update", "undo", "every", "patterns", "subscribe"}
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
_LINKING = frozenset({"is", "as", "to", "for", "takes", "take", "the", "be"})  # between @bea and a role
_WORD = re.compile(r"[a-z0-9'-]*[a-z?][a-z0-9'?-]*")
_MARKS = "\"'`*_~()[]{}:;,.!"
_GLUED = re.compile(r"[\"'*`]*(?P<head>[a-z-]{2,}):(?=[^\s/])")
_SEVERITY_FIRST = re.compile(rf"[\"'(\[*]?{SEVERITY}[\"')\]*]?[:;,.!?]*(?= |$)")
_NOUN_OF_DECLARE = re.compile(
    rf"(?P<articles>(?:(?:an?|new|the|another) +)*)(?P<keep>(?:(?:private|{SEVERITY})[:,]? +)*)"
    r"(?:incident|outage)(?P<end> *[:,-]+(?= |$|[^ ])| *$| +)"
)
_ARGUMENT_OF_SHOW = re.compile(r"#?[0-9]+|inc-?[0-9]+|all|mine|<[@#].*|sev-?[0-4]|me")


@dataclass(frozen=True)
class _Token:
    start: int
    end: int
    text: str  # plain

    @property
    def key(self) -> str:
        """As it is looked up: without the marks around it and the hyphens within."""
        bare = self.text.strip(_MARKS).lstrip("-")
        bare = bare if bare == "?" else bare.rstrip("?").strip(_MARKS)
        return bare.replace("-", "").replace("'", "") if _WORD.fullmatch(bare) else ""

    @property
    def closes(self) -> bool:
        return self.text[-1] in ":;,.!?"


@dataclass(frozen=True)
class _Match(Generic[V]):
    verb: V
    word: str
    next: int  # token after it
    start_of_rest: int
    helper: str = ""


class Vocabulary(Generic[V]):
    """All declared verbs, and the reading of lines by them."""

    def __init__(self, verbs: Iterable[V]) -> None:
        """Raises ValueError, naming both verbs, when a name or synonym belongs to two."""
        self._index: dict[str, tuple[V, str]] = {}
        self._named: dict[str, V] = {}
        for verb in verbs:
            self._named[verb.name] = verb
            for word in (verb.name, *verb.synonyms):
                self._claim(verb, word)

    def _claim(self, verb: V, word: str) -> None:
        key = _key_of(word)
        owner, first = self._index.setdefault(key, (verb, word))
        if not key or owner.name != verb.name or owner.kind is not verb.kind:
            raise ValueError(f"“{word}” of {verb.name} is claimed by {owner.name} already (as “{first}”).")

    def read(self, line: str) -> Reading[V]:
        """The verb, its argument and what it is about; never raises."""
        tokens = _tokens(line)
        position = _skip(tokens, 0, _ROOTS) if tokens and tokens[0].text in _ROOTS else 0
        position = _skip(tokens, position, _POLITE)
        after, number, channel = _reference(line, tokens, position)
        about = Reading[V](typed=line, incident_number=number, channel_id=channel)
        after = _skip(tokens, after, _POLITE) if after > position else after
        if after == len(tokens):
            return self._only_reference(about)
        return self._read_from(about, line, tokens, after)

    def _only_reference(self, about: Reading[V]) -> Reading[V]:
        show = self._named.get("show")
        if show is None or (about.incident_number is None and about.channel_id is None):
            return about
        return _with(about, verb=show, word="show")

    def _read_from(self, about: Reading[V], line: str, tokens: list[_Token], position: int) -> Reading[V]:
        match = self._match(tokens, position)
        if match:
            rest = _rest(line, match.start_of_rest)
            rest = _without_noun(rest, bool(match.helper)) if match.verb.name == "declare" else rest
            return _with(about, verb=match.verb, word=match.word, helper=match.helper, rest=rest)
        whole = _rest(line, tokens[position].start)
        severity = self._named.get("severity")
        if severity and _SEVERITY_FIRST.match(plain(whole)):
            return _with(about, verb=severity, word=severity.name, rest=whole, implied=True)
        return self._someone(about, whole, tokens, position) or self._misspelt(about, line, whole, tokens, position)

    def _match(self, tokens: list[_Token], position: int) -> _Match[V] | None:
        """The longest declared phrase here; a helper and a noun of ours come before a helper alone."""
        direct = self._phrase(tokens, position)
        if direct and direct.next > position + 1:
            return direct
        return self._helped(tokens, position, direct) or direct

    def _phrase(self, tokens: list[_Token], position: int) -> _Match[V] | None:
        for count in range(min(_LONGEST, len(tokens) - position), 0, -1):
            used = tokens[position : position + count]
            keys = [t.key for t in used]
            found = self._index.get("".join(keys)) if all(keys) else None
            if found and not any(t.closes for t in used[:-1]):
                end = position + count
                return _Match(*found, next=end, start_of_rest=used[-1].end)
        return self._glued(tokens, position)

    def _glued(self, tokens: list[_Token], position: int) -> _Match[V] | None:
        """`declare:checkout down`, without the space."""
        head = _GLUED.match(tokens[position].text) if position < len(tokens) else None
        found = self._index.get(head["head"].replace("-", "")) if head else None
        if head is None or found is None:
            return None
        return _Match(*found, next=position, start_of_rest=tokens[position].start + head.end())

    def _helped(self, tokens: list[_Token], position: int, direct: _Match[V] | None) -> _Match[V] | None:
        helper = tokens[position].key
        if helper not in _HELPERS or tokens[position].closes:
            return None
        noun_at = _skip(tokens, position + 1, _ARTICLES + _POLITE)
        for at in range(noun_at, position, -1):  # "my", skipped as an article, may be the noun itself
            noun = self._phrase(tokens, at)
            if noun and self._is_noun(noun, helper, tokens, direct):
                return _Match(noun.verb, noun.word, noun.next, noun.start_of_rest, helper)
        return self._opened(tokens, noun_at, helper)

    def _is_noun(self, noun: _Match[V], helper: str, tokens: list[_Token], direct: _Match[V] | None) -> bool:
        word, following = _key_of(noun.word), tokens[noun.next].key if noun.next < len(tokens) else ""
        if direct and noun.verb.name == direct.verb.name:
            return False
        if direct is None or noun.next >= len(tokens):
            return helper != "update" or word in _UPDATED
        if noun.verb.kind is Kind.ASK or following in _SAYS or (word == "status" and following == "page"):
            return False
        return word in _UPDATED if helper == "update" else helper not in _OPENING or word not in _TITLE_WORDS

    def _opened(self, tokens: list[_Token], position: int, helper: str) -> _Match[V] | None:
        """`new incident: login down`, `create an outage`."""
        declare = self._named.get("declare")
        if declare is None or helper not in (*_OPENING, "add") or position >= len(tokens):
            return None
        token = tokens[position]
        if token.key not in _INCIDENT:
            return None
        return _Match(declare, declare.name, position + 1, token.end, helper)

    def _someone(self, about: Reading[V], whole: str, tokens: list[_Token], position: int) -> Reading[V] | None:
        """`@bea ic`: a person, a role, and nothing else."""
        people = position
        while people < len(tokens) and USER.match(whole, tokens[people].start - tokens[position].start):
            people += 1
        match = self._phrase(tokens, _skip(tokens, people, tuple(_LINKING))) if people > position else None
        if match is None or match.verb.kind is Kind.ASK or match.verb.name != "role" or match.next < len(tokens):
            return None
        mentions = whole[: tokens[people - 1].end - tokens[position].start]
        return _with(about, verb=match.verb, word=match.word, rest=mentions)

    def _misspelt(self, about: Reading[V], line: str, whole: str, tokens: list[_Token], position: int) -> Reading[V]:
        near = self._near(tokens[position].key)
        argument = tokens[position + 1].text if position + 1 < len(tokens) else ""
        shown = [(verb, word) for slips, verb, word in near if slips == 1 and _is_show(verb, word, bool(argument))]
        if len(shown) == 1 and (not argument or _ARGUMENT_OF_SHOW.fullmatch(argument)):
            verb, word = shown[0]
            rest = _rest(line, tokens[position].end)
            return _with(about, verb=verb, word=word, rest=rest, corrected=True)
        return _with(about, rest=whole, near=tuple(verb for _, verb, _ in near)[:3])

    def _near(self, typed: str) -> list[tuple[int, V, str]]:
        """Verbs by slips, the nearest word of each; what asks first is never guessed at."""
        best: dict[str, tuple[int, V, str]] = {}
        for key, (verb, word) in self._index.items():
            slips = distance(typed, key)
            if slips <= min(allowed(typed), allowed(key)) and verb.kind is not Kind.ASK:
                best[verb.name] = min(best.get(verb.name, (9, verb, word)), (slips, verb, word), key=lambda b: b[0])
        return sorted(best.values(), key=lambda b: b[0])


def _is_show(verb: VerbLike, word: str, has_argument: bool) -> bool:
    return verb.kind is Kind.SHOW or (not has_argument and shows_bare(word))


def _with(reading: Reading[V], **changes: object) -> Reading[V]:
    return Reading(**{**reading.__dict__, **changes})


def _key_of(word: str) -> str:
    return re.sub(r"[ '-]+", "", plain(word))


def _tokens(line: str) -> list[_Token]:
    return [_Token(m.start(), m.end(), m[0]) for m in re.finditer(r"[^ ]+", plain(line))]


def _skip(tokens: list[_Token], position: int, words: tuple[str, ...]) -> int:
    while position < len(tokens) and (tokens[position].key in words or tokens[position].text in words):
        position += 1
    return position


def _reference(line: str, tokens: list[_Token], position: int) -> tuple[int, int | None, str | None]:
    """The token after a leading `INC-42`, `#42` or channel, and what it names. A bare 42 counts alone only."""
    if position == len(tokens):
        return position, None, None
    start = tokens[position].start
    if found := CHANNEL.match(line, start):
        return _token_after(tokens, found.end()), None, found["id"]
    if found := REFERENCE.match(plain(line), start):
        return _token_after(tokens, found.end()), int(found["number"]), None
    if len(tokens) == position + 1 and re.fullmatch(r"[0-9]{1,9}", tokens[position].text):
        return position + 1, int(tokens[position].text), None
    return position, None, None


def _token_after(tokens: list[_Token], end: int) -> int:
    return sum(1 for t in tokens if t.start < end)


def _rest(line: str, start: int) -> str:
    """The argument in its own words; nothing when it is mere politeness or punctuation."""
    rest = without_leading_marks(line[start:])
    return "" if plain(rest).strip(" .,!?:;-") in ("", *_POLITE) else rest


def _without_noun(rest: str, helped: bool) -> str:
    """A title without the word incident that only names what is declared; severity and "private" stay."""
    found = _NOUN_OF_DECLARE.match(plain(rest))
    if found is None:
        return rest
    set_off = found["end"].strip() or found.end() == len(rest)
    if not (set_off or found["articles"] or found["keep"] or helped):
        return rest
    return (rest[found.start("keep") : found.end("keep")] + without_leading_marks(rest[found.end() :])).strip()
