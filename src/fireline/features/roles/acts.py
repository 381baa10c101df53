"""What every door to roles does: act and give a receipt, or ask first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from fireline.core.answers import Answer, Reply
from fireline.core.errors import Refused
from fireline.core.events import UserId
from fireline.core.feature import Context
from fireline.core.permissions import Act
from fireline.features.incidents import reads as incidents
from fireline.features.incidents.blocks import receipt
from fireline.features.incidents.handlers import here
from fireline.features.incidents.reads import Incident
from fireline.features.roles import blocks, permits, reads, service
from fireline.features.roles.demands import demand_able
from fireline.features.roles.reads import Holder
from fireline.features.roles.rules import IC, Role, Roles, joined
from fireline.features.roles.scene import Scene, scene
from fireline.slack import mrkdwn


def seen(ctx: Context) -> Scene:
    return scene(ctx.unit, here(ctx).id)


def taken(ctx: Context) -> Incident:
    """The incident, held from the first look on: what a question was asked about cannot change before the act."""
    return incidents.take(ctx.unit, here(ctx).id)


def keyed(ctx: Context, key: str) -> Role:
    return ctx.unit.config(Roles).keyed(key)


def in_the_way(ctx: Context, role: Role, *wanted: str) -> Holder | None:
    """Who holds it, confirmed, and is neither the one who acts nor one of those wanted."""
    if role.several:
        return None
    held = reads.holder_of(ctx.unit, here(ctx).id, role.key)
    if held is None or held.is_acting or held.user_id in (ctx.actor_id, *wanted):
        return None
    return held


def take(ctx: Context, role: Role, *, over: str = "") -> Answer:
    """Mine now, unless somebody holds it; `over` is who may be replaced: whom the question named."""
    found = taken(ctx)
    held = in_the_way(ctx, role)
    if held is not None and held.user_id != over:
        _demand_over(ctx, ctx.actor_id)
        return blocks.take_over(seen(ctx), role, held)
    service.take(ctx.unit, found.id, role.key, by=ctx.actor_id)
    told = f" {mrkdwn.mention(held.user_id)} is told." if held else ""
    return receipt(ctx, found, f"You are {role.name} of {found.reference}.{told}", *_duties(role))


def give(ctx: Context, role: Role, user_id: str, *, over: str = "") -> Answer:
    """To somebody: an IC is asked, others hold it at once; in place of a third person only after a click."""
    if user_id == ctx.actor_id:
        return take(ctx, role, over=over)
    taken(ctx)
    held, to = in_the_way(ctx, role, user_id), UserId(user_id)
    if held is not None and held.user_id != over:
        _demand_over(ctx, to)
        return blocks.give_over(seen(ctx), role, held, user_id)
    if role.key == IC:
        return _offer_lead(ctx, to)
    return give_each(ctx, role, [to])


def _demand_over(ctx: Context, to: UserId) -> None:
    """Before it is asked whether somebody is to be replaced: what is refused anyway is not asked."""
    demand_able(ctx.unit, to)
    permits.demand(ctx.unit, ctx.actor_id, Act.REPLACE_HOLDER, here(ctx).id)


def give_each(ctx: Context, role: Role, people: Sequence[str]) -> Answer:
    """To one or several at once: one act, which one *Undo* takes back."""
    found = taken(ctx)
    service.assign(ctx.unit, found.id, role.key, [UserId(each) for each in people], by=ctx.actor_id)
    return receipt(ctx, found, f"{service.are(people)} {role.name} of {found.reference}, and told so by DM.")


def _offer_lead(ctx: Context, to: UserId) -> Answer:
    found, held = here(ctx), reads.commander(ctx.unit, here(ctx).id)
    if held is not None and held.is_acting and held.user_id == to:
        raise Refused(
            f"{mrkdwn.mention(to)} is acting IC of {found.reference} already; they confirm it with *I'll lead*. "
            f"To lead it yourself, type `{ctx.root} ic me`."
        )
    service.offer(ctx.unit, found.id, [IC], to, by=ctx.actor_id)
    return receipt(ctx, found, f"{mrkdwn.mention(to)} is asked to be IC of {found.reference}.", _meanwhile(ctx))


def _meanwhile(ctx: Context) -> str:
    held = reads.commander(ctx.unit, here(ctx).id)
    if held is None:
        return "Nobody leads until they accept."
    who = "You lead" if held.user_id == ctx.actor_id else f"{mrkdwn.mention(held.user_id)} leads"
    return f"{who} until they accept; after 3 minutes without an answer you hear of it."


def release(ctx: Context, roles: list[Role], user_id: str, *, sure: bool = False) -> Answer:
    """Ends roles; those of somebody else only after a click."""
    found, who = taken(ctx), UserId(user_id)
    held = [h for h in reads.held_by(ctx.unit, found.id, who) if h.role in {r.key for r in roles}]
    if held and who != ctx.actor_id and not sure:
        return blocks.release_of(seen(ctx), keyed(ctx, held[0].role), held[0])
    if not held:
        raise Refused(_holds_none(ctx, roles, who), try_line="roles")
    names = seen(ctx).names([h.role for h in held])
    service.release(ctx.unit, found.id, [h.role for h in held], who, by=ctx.actor_id)
    subject = "You are" if who == ctx.actor_id else f"{mrkdwn.mention(who)} is"
    return receipt(ctx, found, f"{subject} no longer {names} of {found.reference}.", *_left(ctx, held))


def _holds_none(ctx: Context, roles: list[Role], who: UserId) -> str:
    is_me, reference = who == ctx.actor_id, here(ctx).reference
    if len(roles) == 1:
        return f"{'You are' if is_me else f'{mrkdwn.mention(who)} is'} not {roles[0].name} of {reference}."
    return f"{'You hold' if is_me else f'{mrkdwn.mention(who)} holds'} no role in {reference}."


def _left(ctx: Context, held: list[Holder]) -> list[str]:
    if all(h.role != IC for h in held) or not here(ctx).is_active:
        return []
    learned = [mrkdwn.mention(s.user_id) for s in seen(ctx).shadows_of(IC)]
    more = f" {joined(learned)} {'has' if len(learned) == 1 else 'have'} shadowed the IC." if learned else ""
    return [f"Nobody leads now; `{ctx.root} ic @name` asks somebody.{more}"]


def _duties(role: Role) -> list[str]:
    return [role.duties] if role.duties else []


def in_place(answer: Answer) -> Answer:
    """The answer stands where the question stood."""
    return replace(answer, replace=True) if isinstance(answer, Reply) else answer
