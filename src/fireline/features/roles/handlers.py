"""Doors to roles: what people type to see, take and give them, and the buttons that do the same."""

from __future__ import annotations

from fireline.core.answers import Answer, CloseModals, Done, OpenModal, Reply
from fireline.core.errors import Refused
from fireline.core.feature import Context, Press, Submission
from fireline.core.grammar import Line
from fireline.features.incidents.handlers import here
from fireline.features.roles import acts, blocks, reads, shadow_doors
from fireline.features.roles.acts import in_place, keyed, seen
from fireline.features.roles.rules import IC, Role, Roles
from fireline.features.roles.wording import NOBODY, SHADOWS, people_in
from fireline.slack import mrkdwn


def role(ctx: Context, line: Line) -> Answer:
    """Shows who holds a role, takes it or gives it to somebody"""
    meant = _role_in(ctx, line)
    if line.take_word(*SHADOWS):
        return shadow_doors.given(ctx, line, meant)
    if not line:
        return _bare(ctx, line, meant)
    return _given(ctx, line, meant)


def assign(ctx: Context, line: Line) -> Answer:
    """Gives a role to somebody, or takes it"""
    return role(ctx, line)


def _bare(ctx: Context, line: Line, meant: Role | None) -> Answer:
    """A bare `ic` asks, a bare `take over` acts, a bare `assign` opens the form."""
    if line.word in ("take", "take over"):
        return acts.take(ctx, meant or keyed(ctx, IC))
    if line.word == "assign":
        return OpenModal(blocks.assign_form(seen(ctx), role=meant.key if meant else IC, channel=ctx.channel_id))
    return _shown(ctx, meant)


def roles(ctx: Context, line: Line) -> Answer:
    """Shows who holds which role since when, and who did before"""
    return _shown(ctx, _role_in(ctx, line))


def _shown(ctx: Context, meant: Role | None) -> Reply:
    found = here(ctx)
    past, asked = reads.history(ctx.unit, found.id), reads.asked(ctx.unit, found.id)
    return blocks.shown(seen(ctx), ctx.actor_id, meant, past, asked)


def _role_in(ctx: Context, line: Line) -> Role | None:
    """The role that the verb is (`ic`), or the one named in its argument (`assign ic to @bea`)."""
    known = ctx.unit.config(Roles)
    meant = known.named(line.word)
    if meant is None and (word := line.take_word(*known.words, where="any")):
        meant = known.named(word)
    return meant


def _given(ctx: Context, line: Line, meant: Role | None) -> Answer:
    people = people_in(ctx, line)
    nobody = line.take_word(*NOBODY) is not None
    _demand_nothing_left(ctx, line, meant)
    if nobody:
        return _nobody(ctx, meant or keyed(ctx, IC), people)
    if not people:
        return _bare(ctx, line, meant)
    if meant is None:
        return acts.take(ctx, keyed(ctx, IC)) if line.word == "take over" else blocks.which_role(seen(ctx), people[0])
    if len(people) > 1 and not meant.several:
        raise Refused(f"Only one person can be {meant.name}; {len(people)} are named.", try_line=f"{meant.key} @name")
    return acts.give(ctx, meant, people[0]) if len(people) == 1 else acts.give_each(ctx, meant, people)


def _demand_nothing_left(ctx: Context, line: Line, meant: Role | None) -> None:
    if not line:
        return
    name = meant.key if meant else "assign ic to"
    said = mrkdwn.fit(mrkdwn.inert(line.rest, mentions=True), 80)
    raise Refused(f"“{said}” names nobody here; a person is named with @.", try_line=f"{name} @name")


def _nobody(ctx: Context, meant: Role, people: list[str]) -> Answer:
    """`ic none`: mine if it is mine, else whose it is; of several others it has to be said whose."""
    held = [h.user_id for h in reads.holders_of(ctx.unit, here(ctx).id, meant.key)]
    if not held:
        raise Refused(f"Nobody is {meant.name} of {here(ctx).reference}.", try_line=f"{meant.key} me")
    if people:
        return acts.release(ctx, [meant], people[0])
    if ctx.actor_id in held or len(held) == 1:
        return acts.release(ctx, [meant], ctx.actor_id if ctx.actor_id in held else held[0])
    return blocks.which_holder(seen(ctx), meant)


def release(ctx: Context, line: Line) -> Answer:
    """Lets go of your roles, or of one of them"""
    meant = _role_in(ctx, line)
    people = people_in(ctx, line)
    _demand_nothing_left(ctx, line, meant)
    who = people[0] if people else ctx.actor_id
    if not meant and shadow_doors.learns_only(ctx, who):
        return shadow_doors.end(ctx, who)
    wanted = [meant] if meant else [keyed(ctx, h.role) for h in reads.held_by(ctx.unit, here(ctx).id, who)]
    return acts.release(ctx, wanted, who)


# buttons and the form ------------------------------------------------------------------------------------------
def press_lead(ctx: Context, press: Press) -> Answer:
    return acts.take(ctx, keyed(ctx, IC))


def press_take(ctx: Context, press: Press) -> Answer:
    return acts.take(ctx, keyed(ctx, press.value))


def press_take_over(ctx: Context, press: Press) -> Answer:
    key, _, over = press.value.partition(":")
    return in_place(acts.take(ctx, keyed(ctx, key), over=over))


def press_give(ctx: Context, press: Press) -> Answer:
    key, _, user_id = press.value.partition(":")
    return in_place(acts.give(ctx, keyed(ctx, key), user_id))


def press_give_over(ctx: Context, press: Press) -> Answer:
    key, user_id, over = press.value.split(":")
    return in_place(acts.give(ctx, keyed(ctx, key), user_id, over=over))


def press_release(ctx: Context, press: Press) -> Answer:
    return acts.release(ctx, [keyed(ctx, press.value)], ctx.actor_id)


def press_release_of(ctx: Context, press: Press) -> Answer:
    key, _, user_id = press.value.partition(":")
    return in_place(acts.release(ctx, [keyed(ctx, key)], user_id, sure=True))


def press_leave(ctx: Context, press: Press) -> Answer:
    held = reads.held_by(ctx.unit, here(ctx).id, ctx.actor_id)
    return acts.release(ctx, [keyed(ctx, h.role) for h in held], ctx.actor_id)


def press_ask(ctx: Context, press: Press) -> Answer:
    return OpenModal(blocks.assign_form(seen(ctx), role=press.value or IC, channel=ctx.channel_id))


def press_open(ctx: Context, press: Press) -> Answer:
    """The button leads there by itself."""
    return Done()


def press_first(ctx: Context, press: Press) -> Answer:
    """*First tasks*, on the card."""
    return blocks.first_tasks(seen(ctx), ctx.actor_id, ctx.root)


def submit_assign(ctx: Context, form: Submission) -> Answer:
    answer = acts.give(ctx, keyed(ctx, form.values["role"]), form.values["person"])
    return CloseModals(then=answer) if isinstance(answer, Reply) else answer
