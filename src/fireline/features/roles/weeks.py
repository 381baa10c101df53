"""The verb `rota`: who is on duty now and in the weeks to come, and the button that asks them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo

from fireline.core.answers import Answer, Blocks, Reply
from fireline.core.errors import Refused
from fireline.core.events import UserId
from fireline.core.feature import Context, Press
from fireline.core.grammar import Line
from fireline.features.incidents.blocks import receipt
from fireline.features.incidents.handlers import here
from fireline.features.people import reads as people
from fireline.features.roles import duty, service
from fireline.features.roles.rotation import Duty
from fireline.features.roles.rules import Role, Roles, joined
from fireline.features.roles.wording import sentence
from fireline.slack import kit, mrkdwn

NONE = "Nobody is on duty: no rota is set."
SHOWN = 5  # turns of one role, the present one among them


def rota(ctx: Context, line: Line) -> Answer:
    """Shows who is on duty for which role, now and in the weeks to come"""
    known, scheduled = ctx.unit.config(Roles), duty.scheduled(ctx.unit)
    if not scheduled:
        return _none() if not line else sentence(ctx, NONE)
    word = line.take_word(*known.words)
    meant = known.named(word) if word else None
    if line and ctx.incident_id:
        return sentence(ctx, _no_rota_of(scheduled, line, meant))
    if line or (meant and meant not in scheduled):
        raise Refused(_no_rota_of(scheduled, line, meant), try_line="rota")
    return _shown(ctx, [meant] if meant else scheduled, in_full=meant is not None or len(scheduled) == 1)


def _no_rota_of(scheduled: Sequence[Role], line: Line, meant: Role | None) -> str:
    names = joined([role.name for role in scheduled])
    what = meant.name if meant and not line else f"“{mrkdwn.fit(mrkdwn.inert(line.rest, mentions=True), 80)}”"
    return f"There is no rota of {what}; there is one of {names}."


def _none() -> Reply:
    how = "An admin sets one in the YAML file, section `rota`: people in turn, a week each."
    return Reply(NONE, [kit.section(f"*{NONE}*\n{how}")])


def _shown(ctx: Context, roles: Sequence[Role], *, in_full: bool) -> Reply:
    """One role with the weeks to come; of several only who is on duty and who is next."""
    turns = {role.key: duty.rota(ctx.unit).coming(role.key, ctx.now, SHOWN) for role in roles}
    tell = _role if in_full else _in_a_line
    blocks: Blocks = [kit.section("\n".join(line for role in roles for line in tell(ctx, role, turns[role.key])))]
    said = "; ".join(f"{role.name}: {_now(ctx, turns[role.key])}" for role in roles)
    note = "Whoever is on duty is asked at SEV1 and SEV2, and has the role only after accepting."
    more = "" if in_full else f" `{ctx.root} rota {roles[0].key}` shows the weeks to come."
    return Reply(f"On duty now: {said}.", [*blocks, kit.context(note + more)])


def _now(ctx: Context, turns: Sequence[Duty]) -> str:
    return mrkdwn.mention(turns[0].user_id) if turns and turns[0].since <= ctx.now else "nobody"


def _role(ctx: Context, role: Role, turns: Sequence[Duty]) -> list[str]:
    """The present turn, then the next ones, each with the moment at which it begins."""
    runs = bool(turns) and turns[0].since <= ctx.now
    until = f" {_at(turns[0], ctx.zone, end=True, lead='until ')}{_remark(ctx, turns[0])}" if runs else ""
    later = turns[1:] if runs else turns
    said = [f"{_at(turn, ctx.zone)}: {mrkdwn.mention(turn.user_id)}{_remark(ctx, turn)}" for turn in later]
    return [f"*{role.title}:* {_now(ctx, turns)}{until}", *said]


def _in_a_line(ctx: Context, role: Role, turns: Sequence[Duty]) -> list[str]:
    """Until when, and who is next."""
    first, *later = _role(ctx, role, turns)
    runs = bool(turns) and turns[0].since <= ctx.now
    following = turns[1:2] if runs else turns[:1]
    if not later or not following:
        return [first]
    then = "" if runs else f" {_at(following[0], ctx.zone, lead='from ')}"
    return [f"{first}, then {mrkdwn.mention(following[0].user_id)}{_remark(ctx, following[0])}{then}"]


def _at(turn: Duty, zone: tzinfo, *, end: bool = False, lead: str = "") -> str:
    return mrkdwn.when(turn.until if end else turn.since, zone_fallback=zone, style="both", lead=lead)


def _remark(ctx: Context, turn: Duty) -> str:
    person = people.person_of(ctx.unit, turn.user_id)
    if not person.is_member:
        why = "an app" if person.is_bot else "deactivated" if person.is_deleted else "a guest"
        return f" (cannot hold a role: {why})"
    return " (stands in)" if turn.stands_in else ""


def press_ask(ctx: Context, press: Press) -> Answer:
    """*Ask who is on duty*: whoever it is by now."""
    found, role = here(ctx), ctx.unit.config(Roles).keyed(press.value)
    turn = duty.rota(ctx.unit).on_duty(role.key, ctx.now)
    if turn is None:
        raise Refused(f"Nobody is on duty as {role.name} now.", try_line="rota")
    service.offer(ctx.unit, found.id, [role.key], UserId(turn.user_id), by=ctx.actor_id)
    asked = f"{mrkdwn.mention(turn.user_id)} is asked to be {role.name} of {found.reference}."
    return receipt(ctx, found, asked, "After 3 minutes without an answer you hear of it.")
