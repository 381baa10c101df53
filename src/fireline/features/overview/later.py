"""Verbs that people know from elsewhere and that are not built yet: said plainly, with the nearest thing that works."""

from __future__ import annotations

from collections.abc import Mapping

from fireline.core.answers import Answer, Reply
from fireline.core.feature import Context
from fireline.core.tokens import key_of
from fireline.features.incidents.blocks import Button, line_button
from fireline.features.roles import reads as roles
from fireline.slack import kit, mrkdwn

PAGE, OTHER = "page", "other"

WORDS: Mapping[str, str] = {
    **dict.fromkeys(("page", "escalate"), PAGE),
    **dict.fromkeys(("similar", "seen", "learnings", "patterns"), OTHER),
}


def answer(ctx: Context, line: str) -> Answer | None:
    """What is said to a line that begins with such a verb; None for any other line."""
    word, _, rest = line.partition(" ")
    meant = WORDS.get(key_of(word.strip(":,.")))
    if meant is None or (meant == OTHER and rest and not _is_reference(rest)):
        return None  # `report server is slow` is a title
    buttons = _kept(ctx, line)
    lines = [f"*{_news(meant, word)}*", *_more(ctx, meant), kit.quoted(f"{ctx.root} {mrkdwn.inert(ctx.typed)}")]
    parts = [kit.section("\n".join(lines))]
    return Reply(_news(meant, word), [*parts, kit.actions(*buttons)] if buttons else parts)


def _is_reference(rest: str) -> bool:
    return rest.strip().lower().removeprefix("inc-").removeprefix("#").isdigit()


def _news(meant: str, word: str) -> str:
    if meant == PAGE:
        return "Nobody was paged: no paging tool is connected."
    return f"Fireline has no `{mrkdwn.inert(word)}` yet; nothing was done."


def _more(ctx: Context, meant: str) -> list[str]:
    if meant != PAGE:
        return []
    contacts = roles.escalation_contacts(ctx.unit)
    return [f"To call: {', '.join(mrkdwn.mention(u) for u in contacts)}." if contacts else "Call them yourself."]


def _kept(ctx: Context, line: str) -> list[Button]:
    if ctx.incident_id is None or " " not in line:
        return []
    return [line_button(ctx, "Add as a note", f"note {line}", number=1, incident_id=ctx.incident_id)]
