"""The little words of lines about roles, and whom such a line names."""

from __future__ import annotations

from fireline.core.answers import Reply
from fireline.core.errors import Refused
from fireline.core.feature import Context
from fireline.core.grammar import Line
from fireline.features.incidents.blocks import line_button
from fireline.features.roles.rules import Roles
from fireline.slack import kit, mrkdwn

ME = ("me", "myself", "mine")
NOBODY = ("none", "nobody", "no one", "noone", "no-one")
SHADOWS = ("shadow", "shadows", "shadowing", "shadowed by")
FILLERS = ("is", "as", "to", "for", "be", "the", "takes", "take", "role", "of", "from", "now", "and")


def people_in(ctx: Context, line: Line) -> list[str]:
    """Whom the line names, in any order with the little words around them."""
    people: list[str] = []
    while user_id := line.take_user():
        people.append(user_id)
    _drop_fillers(line)
    if line.take_word(*ME):
        people.append(ctx.actor_id)
    _drop_fillers(line)
    return list(dict.fromkeys(people))


def role_line(ctx: Context, text: str) -> str | None:
    """`ops @bea`, `@bea ops`, `ops none`: the line that was meant, where a word of the settings is a role and no verb.

    None when more is said than whom: `network is slow` is a sentence.
    """
    line = Line(text, now=ctx.now, zone=ctx.zone)
    people_in(ctx, line)
    if line.take_word(*ctx.unit.config(Roles).words) is None:
        return None
    people_in(ctx, line)
    line.take_word(*NOBODY, *SHADOWS)
    people_in(ctx, line)
    return None if line else f"role {text}"


def _drop_fillers(line: Line) -> None:
    while line.take_word(*FILLERS) is not None:
        continue


def sentence(ctx: Context, why: str) -> Reply:
    """A line that begins with one of our words and goes on as a sentence: what was typed can still be kept."""
    lines = [f"*{why}*", kit.quoted(mrkdwn.inert(ctx.typed))]
    if ctx.incident_id is None:
        raise Refused(why)
    note = line_button(ctx, "Add as a note", f"note {ctx.typed}", number=0, incident_id=ctx.incident_id)
    return Reply(why, [kit.section("\n".join(lines)), kit.actions(note)])
