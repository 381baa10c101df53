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

from fireline.core.line import REFERENCE, SEVERITY, USER, Line, Where, number_in, shows_bare
from fireline.core.nouns import ARTICLES, HELPERS, INCIDENT, OPENING, is_meant, is_sentence
from fireline.core.spelling import allowed, distance
from fireline.core.text import echo, plain, unquoted
from fireline.core.tokens import POLITE, Token, argument, key_of, reference_at, skip, tokens_of, without_noun

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
    before it (`create` task). `near` are verbs that may have been meant: offer them, run none; `near_lines` are the
    lines they would make, in the same order. `corrected`: a misspelt show verb that is run. `implied`: the verb was
    read off its argument (`sev1 login broken`), which `rest` still holds.
    """

    typed: str
    verb: V | None = None
    word: str = ""
    rest: str = ""
    helper: str = ""
    incident_number: int | None = None
    channel_id: str | None = None
    near: tuple[V, ...] = ()
    near_lines: tuple[str, ...] = ()
    corrected: bool = False
    implied: bool = False

    @property
    def rest_incident(self) -> int | None:
        """The incident that is the whole argument (`status INC-42`): what the line is about, typed elsewhere."""
        found = REFERENCE.fullmatch(plain(self.rest))
        return number_in(found["number"]) if found else None

    def line(self, *, now: datetime, zone: tzinfo) -> Line:
        """The argument, for a handler to take apart."""
        return Line(self.rest, now=now, zone=zone, word=self.word, helper=self.helper)


_ROOTS = ("/fireline", "/incident", "/inc")
_LEAD = (*POLITE, "-", "--", "•", "*", ":", ">", "&gt;")  # before the verb: politeness and bullets
_LONGEST = 4  # words in a phrase, at least: `post mortem` may be declared as one
_LINKING = frozenset({"is", "as", "to", "for", "takes", "take", "the", "be"})  # between @bea and a role
_GLUED = re.compile(r"[\"'*`]*(?P<head>[a-z-]{2,}):(?=[^\s/])")
_SEVERITY_FIRST = re.compile(rf"[\"'(\[*]?{SEVERITY}[\"')\]*]?[:;,.!?]*(?= |$)")
_ARGUMENT_OF_SHOW = re.compile(r"#?[0-9]+|inc-?[0-9]+|all|mine|<[@#].*|sev-?[0-4]|me")


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
        self._longest = _LONGEST
        for verb in verbs:
            self._named[verb.name] = verb
            for word in (verb.name, *verb.synonyms):
                self._claim(verb, word)

    def _claim(self, verb: V, word: str) -> None:
        key = key_of(word)
        if not key:
            raise ValueError(f"{verb.name} declares a word without letters.")
        owner, first = self._index.setdefault(key, (verb, word))
        if owner is not verb:
            raise ValueError(f"“{word}” of {verb.name} is claimed by {owner.name} already (as “{first}”).")
        self._longest = max(self._longest, len(word.split()))

    def read(self, line: str) -> Reading[V]:
        """The verb, its argument and what it is about; never raises."""
        tokens = tokens_of(line)
        position = skip(tokens, 0, _ROOTS) if tokens and tokens[0].text in _ROOTS else 0
        position = skip(tokens, position, _LEAD)
        after, number, channel = reference_at(line, tokens, position)
        about = Reading[V](typed=line, incident_number=number, channel_id=channel)
        after = skip(tokens, after, _LEAD) if after > position else after
        if after == len(tokens):
            return self._only_reference(about)
        return self._read_from(about, line, tokens, after)

    def _only_reference(self, about: Reading[V]) -> Reading[V]:
        show = self._named.get("show")
        if show is None or (about.incident_number is None and about.channel_id is None):
            return about
        return _with(about, verb=show, word="show")

    def _read_from(self, about: Reading[V], line: str, tokens: list[Token], position: int) -> Reading[V]:
        match = self._match(tokens, position)
        if match and not self._is_sentence(match, tokens):
            rest = argument(line, match.start_of_rest)
            rest = without_noun(rest) if match.verb.name == "declare" else rest
            return _with(about, verb=match.verb, word=match.word, helper=match.helper, rest=rest)
        whole = argument(line, tokens[position].start)
        severity = self._named.get("severity")
        if severity and _SEVERITY_FIRST.match(plain(whole)):
            return _with(about, verb=severity, word=severity.name, rest=whole, implied=True)
        return self._someone(about, line, tokens, position) or self._misspelt(about, line, whole, tokens, position)

    @staticmethod
    def _is_sentence(match: _Match[V], tokens: list[Token]) -> bool:
        following = tokens[match.next].key if match.next < len(tokens) else None
        return not match.helper and is_sentence(key_of(match.word), following)

    def _match(self, tokens: list[Token], position: int) -> _Match[V] | None:
        """The longest declared phrase here; a helper and a noun of ours come before a helper alone."""
        direct = self._phrase(tokens, position)
        if direct and direct.next > position + 1:
            return direct
        return self._helped(tokens, position, direct) or direct

    def _phrase(self, tokens: list[Token], position: int) -> _Match[V] | None:
        for count in range(min(self._longest, len(tokens) - position), 0, -1):
            used = tokens[position : position + count]
            keys = [t.key for t in used]
            found = self._index.get("".join(keys)) if all(keys) else None
            if found and not any(t.closes for t in used[:-1]):
                end = position + count
                return _Match(*found, next=end, start_of_rest=used[-1].end)
        return self._glued(tokens, position)

    def _glued(self, tokens: list[Token], position: int) -> _Match[V] | None:
        """`declare:checkout down`, without the space."""
        head = _GLUED.match(tokens[position].text) if position < len(tokens) else None
        found = self._index.get(head["head"].replace("-", "")) if head else None
        if head is None or found is None:
            return None
        return _Match(*found, next=position, start_of_rest=tokens[position].start + head.end())

    def _helped(self, tokens: list[Token], position: int, direct: _Match[V] | None) -> _Match[V] | None:
        helper = tokens[position].key
        if helper not in HELPERS or tokens[position].closes:
            return None
        noun_at = skip(tokens, position + 1, ARTICLES + POLITE)
        for at in range(noun_at, position, -1):  # "my", skipped as an article, may be the noun itself
            noun = self._phrase(tokens, at)
            if noun and self._is_noun(noun, helper, tokens, direct):
                return _Match(noun.verb, noun.word, noun.next, noun.start_of_rest, helper)
        return self._opened(tokens, noun_at, helper)

    def _is_noun(self, noun: _Match[V], helper: str, tokens: list[Token], direct: _Match[V] | None) -> bool:
        if direct and noun.verb.name == direct.verb.name:
            return False
        return is_meant(
            helper,
            key_of(noun.word),
            tokens[noun.next].key if noun.next < len(tokens) else None,
            helper_is_verb=direct is not None,
            asks_first=noun.verb.kind is Kind.ASK,
        )

    def _opened(self, tokens: list[Token], position: int, helper: str) -> _Match[V] | None:
        """`new incident: login down`, `create an outage`."""
        declare = self._named.get("declare")
        if declare is None or helper not in (*OPENING, "add") or position >= len(tokens):
            return None
        token = tokens[position]
        if token.key not in INCIDENT:
            return None
        return _Match(declare, declare.name, position + 1, token.end, helper)

    def _someone(self, about: Reading[V], line: str, tokens: list[Token], position: int) -> Reading[V] | None:
        """`@bea ic`: a person, a role, and nothing else."""
        people = position
        while people < len(tokens) and USER.match(line, tokens[people].start):
            people += 1
        match = self._phrase(tokens, skip(tokens, people, tuple(_LINKING))) if people > position else None
        if match is None or match.verb.kind is Kind.ASK or match.verb.name != "role" or match.next < len(tokens):
            return None
        mentions = line[tokens[position].start : tokens[people - 1].end]
        return _with(about, verb=match.verb, word=match.word, rest=mentions)

    def _misspelt(self, about: Reading[V], line: str, whole: str, tokens: list[Token], position: int) -> Reading[V]:
        near = self._near(tokens[position].key)
        following = tokens[position + 1].text if position + 1 < len(tokens) else ""
        after = argument(line, tokens[position].end)
        shown = [(verb, word) for slips, verb, word in near if slips == 1 and _is_show(verb, word, bool(following))]
        if len(shown) == 1 and (not following or _ARGUMENT_OF_SHOW.fullmatch(following)):
            verb, word = shown[0]
            return _with(about, verb=verb, word=word, rest=after, corrected=True)
        lines = tuple(f"{word} {after}".strip() for _, _, word in near)
        return _with(about, rest=whole, near=tuple(verb for _, verb, _ in near), near_lines=lines)

    def _near(self, typed: str) -> list[tuple[int, V, str]]:
        """Verbs by slips, the nearest word of each; what asks first is never guessed at."""
        best: dict[str, tuple[int, V, str]] = {}
        for key, (verb, word) in self._index.items():
            slips = distance(typed, key)
            if slips <= min(allowed(typed), allowed(key)) and verb.kind is not Kind.ASK:
                rank = (slips, not shows_bare(word))
                if verb.name not in best or rank < (best[verb.name][0], not shows_bare(best[verb.name][2])):
                    best[verb.name] = (slips, verb, word)
        return sorted(best.values(), key=lambda b: b[0])[:3]


def _is_show(verb: VerbLike, word: str, has_argument: bool) -> bool:
    return verb.kind is Kind.SHOW or (not has_argument and shows_bare(word))


def _with(reading: Reading[V], **changes: object) -> Reading[V]:
    return Reading(**{**reading.__dict__, **changes})
