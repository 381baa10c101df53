"""Doors of shadows: `shadow ic`, `ic shadow @bea`, and the buttons that do the same."""

from __future__ import annotations

from fireline.core.answers import Answer
from fireline.core.errors import Refused
from fireline.core.events import UserId
from fireline.core.feature import Context, Press
from fireline.core.grammar import Line
from fireline.features.incidents.blocks import receipt
from fireline.features.incidents.handlers import here
from fireline.features.roles import reads, shades, shadowing
from fireline.features.roles.acts import in_place, keyed, seen, taken
from fireline.features.roles.rules import Role, Roles
from fireline.features.roles.wording import NOBODY, people_in, sentence
from fireline.slack import mrkdwn


def shadow(ctx: Context, line: Line) -> Answer:
    """Lets you learn a role beside its holder, or somebody else do so"""
    known = ctx.unit.config(Roles)
    word = line.take_word(*known.words, where="any")
    return given(ctx, line, known.named(word) if word else None)


def given(ctx: Context, line: Line, meant: Role | None) -> Answer:
    """What is left of a line about shadows, when its role is known."""
    nobody = line.take_word(*NOBODY, where="any") is not None
    people = people_in(ctx, line)
    if line and not people:
        return sentence(ctx, _not_understood(ctx, line))
    if line:
        raise Refused(_not_understood(ctx, line), try_line=f"shadow {meant.key if meant else 'ic'} @name")
    if len(people) > 1:
        key = meant.key if meant else "ic"
        raise Refused(f"One person at a time learns; {len(people)} are named.", try_line=f"shadow {key} @name")
    who = people[0] if people else ctx.actor_id
    if nobody:
        return end(ctx, who, meant)
    if meant is None:
        return shades.which_role(seen(ctx), who, is_me=who == ctx.actor_id)
    return begin(ctx, meant, who)


def _not_understood(ctx: Context, line: Line) -> str:
    names = ", ".join(role.key for role in ctx.unit.config(Roles).root)
    said = mrkdwn.fit(mrkdwn.inert(line.rest, mentions=True), 80)
    return f"“{said}” names neither a role nor anybody; roles are {names}, and a person is named with @."


def begin(ctx: Context, role: Role, user_id: str) -> Answer:
    found = taken(ctx)
    shadowing.shadow(ctx.unit, found.id, role.key, UserId(user_id), by=ctx.actor_id)
    who = "You shadow" if user_id == ctx.actor_id else f"{mrkdwn.mention(user_id)} shadows"
    return receipt(
        ctx, found, f"{who} the {role.name} of {found.reference}.", "It is on record; a shadow holds no role."
    )


def end(ctx: Context, user_id: str, role: Role | None = None) -> Answer:
    found = taken(ctx)
    theirs = [s.role for s in reads.shadowed_by(ctx.unit, found.id, user_id)]
    ended = [role.key] if role else theirs
    shadowing.end(ctx.unit, found.id, ended, UserId(user_id), by=ctx.actor_id)
    who = "You no longer shadow" if user_id == ctx.actor_id else f"{mrkdwn.mention(user_id)} no longer shadows"
    return receipt(ctx, found, f"{who} the {seen(ctx).names(ended)} of {found.reference}.")


def learns_only(ctx: Context, user_id: str) -> bool:
    """Whether shadowing is all that this person does here."""
    found = here(ctx)
    return bool(reads.shadowed_by(ctx.unit, found.id, user_id)) and not reads.held_by(ctx.unit, found.id, user_id)


def press_shadow(ctx: Context, press: Press) -> Answer:
    key, _, user_id = press.value.partition(":")
    return in_place(begin(ctx, keyed(ctx, key), user_id))


def press_unshadow(ctx: Context, press: Press) -> Answer:
    return end(ctx, ctx.actor_id)
