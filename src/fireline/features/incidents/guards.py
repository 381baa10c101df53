"""Questions before an incident opens: a slip of the fingers, a test, one that is open already."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import timedelta

from fireline.core.answers import Reply
from fireline.core.feature import Command, Context
from fireline.core.line import REFERENCE
from fireline.core.tokens import key_of
from fireline.features.incidents import questions, reads
from fireline.features.incidents.reads import Incident
from fireline.features.incidents.rules import is_similar

LOOKS_LIKE_A_TEST = re.compile(r"(?:private\b[:,]? +)?(test|tests|testing|try|trying|ignore|drill)\b", re.IGNORECASE)
NOUNS = frozenset({"task", "tasks", "drill", "retro"})  # of ours: what is opened with these words is no incident
SIMILAR_FOR = timedelta(minutes=60)


@dataclass(frozen=True)
class Wish:
    """An incident that somebody wants to open. `origin` is channel and ts of the message it comes from."""

    title: str
    severity: str | None = None
    is_private: bool = False
    note: str | None = None
    origin: tuple[str, str] | None = None

    @property
    def drilled(self) -> Wish:
        """The same as a drill: `declare drill sev2 region failover` need not say so in its title."""
        return replace(self, title=re.sub(r"^drill\b[:,]? +", "", self.title, flags=re.IGNORECASE))

    def line(self, verb: str) -> str:
        """The line that opens it as it was wished, for a button."""
        private = "only-named" if self.is_private else ""
        origin = f"from:{self.origin[0]}:{self.origin[1]}" if self.origin else ""
        return " ".join(filter(None, (verb, private, origin, self.severity, self.title)))


def noun_question(ctx: Context, wish: Wish, verb: str) -> Reply | None:
    """`create task …` opens no incident."""
    if verb == "declare" or key_of(wish.title.split()[0]) not in NOUNS:
        return None
    return questions.meant_question(ctx, wish.title, wish.line("declare anyway"))


def question(ctx: Context, wish: Wish) -> Reply | None:
    """What is asked before this opens; None for a plain incident."""
    if LOOKS_LIKE_A_TEST.match(wish.title):
        return questions.drill_question(ctx, wish.drilled.line("declare as drill"), wish.line("declare anyway"))
    if REFERENCE.fullmatch(wish.title.lower()) or wish.title.isdigit():
        return questions.meant_question(ctx, wish.title, wish.line("declare anyway"))
    if _command(ctx, wish.title) is not None:
        return questions.meant_question(ctx, wish.title, wish.line("declare anyway"))
    open_one = _similar(ctx, wish.title)
    return questions.similar_question(ctx, open_one, wish.line("declare anyway")) if open_one else None


def _command(ctx: Context, title: str) -> Command | None:
    """The verb of ours that the whole title is: somebody meant to do that, not to open an incident called so."""
    key = "".join(key_of(word) for word in title.split())
    for each in ctx.unit.registry.commands:
        if key and key in {"".join(key_of(w) for w in phrase.split()) for phrase in (each.name, *each.synonyms)}:
            return each
    return None


def _similar(ctx: Context, title: str) -> Incident | None:
    """The newest open incident of the last hour, of those this person may see, that reads like this one."""
    for each in reads.active(ctx.unit, ctx.actor_id, limit=20):
        is_young = ctx.now - each.declared_at < SIMILAR_FOR
        if is_young and not each.is_drill and is_similar(title, each.title):
            return each
    return None
