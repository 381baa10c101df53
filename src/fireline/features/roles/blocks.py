"""How the answers about roles look to the one who asked: lists, questions before what others notice, forms."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from fireline.core.answers import Blocks, Reply
from fireline.core.durations import in_words
from fireline.features.incidents import blocks as incidents
from fireline.features.roles.dms import ask_someone, hand_over, open_channel
from fireline.features.roles.offering import Offer
from fireline.features.roles.reads import Holder, Stint
from fireline.features.roles.rules import IC, FirstTask, Role, joined
from fireline.features.roles.scene import Scene, drilled
from fireline.slack import kit, mrkdwn

SHOWN_STINTS = 8
ALL = "*"  # no role has such a key


def shown(
    seen: Scene, viewer: str, role: Role | None = None, past: Sequence[Stint] = (), asked: Sequence[Offer] = ()
) -> Reply:
    """Who holds what since when and who is asked, with a button for each; one role when one was asked for."""
    listed = [role] if role else list(seen.roles.root)
    said = "; ".join(f"{r.name}: {seen.who(r.key)}" for r in listed)
    waiting = {r.key: [offer.user_id for offer in asked if r.key in offer.roles] for r in listed}
    parts: Blocks = [_line(seen, viewer, r, waiting[r.key]) for r in listed]
    if before := [stint for stint in past if stint.until and (role is None or stint.role == role.key)]:
        parts.append(kit.context("Before: " + "; ".join(_stint(seen, s) for s in before[-SHOWN_STINTS:])))
    unasked = [r for r in listed if not waiting[r.key]]
    ask, mine = ask_someone(seen.incident, role.key if role else IC), bool(seen.by(viewer))
    parts.append(kit.actions(ask, _ask_duty(seen, viewer, unasked), hand_over(seen.incident) if mine else None))
    return Reply(f"{drilled(seen.incident, seen.ref)}: {said}.", parts)


def _ask_duty(seen: Scene, viewer: str, listed: Sequence[Role]) -> dict[str, Any] | None:
    """For the first role that nobody has confirmed and somebody else is on duty for."""
    free = [role for role in listed if all(h.is_acting for h in seen.of(role.key)) and role.key in seen.duties]
    role = next((role for role in free if seen.duties[role.key].user_id != viewer), None)
    if role is None or not seen.incident.is_active:
        return None
    label = f"Ask the {role.name} on duty"[:75]
    return kit.button(label, "roles:ask_duty", f"{seen.incident.id}:{role.key}")


def _line(seen: Scene, viewer: str, role: Role, asked: Sequence[str]) -> dict[str, Any]:
    held = [
        f"{mrkdwn.mention(h.user_id)}{' (acting)' if h.is_acting else ''} since {seen.when(h.since)}"
        for h in seen.of(role.key)
    ]
    lines = [f"*{role.title}:* {', '.join(held) or 'nobody'}"]
    lines += [role.duties] if role.duties and not held else []
    duty = seen.duties.get(role.key)
    if duty and all(h.user_id != duty.user_id or h.is_acting for h in seen.of(role.key)):
        lines.append(f"On duty: {mrkdwn.mention(duty.user_id)} {seen.until(role.key)}")
    if asked:
        lines.append(f"Asked, no answer yet: {joined([mrkdwn.mention(user_id) for user_id in asked])}")
    if learned := [mrkdwn.mention(s.user_id) for s in seen.shadows_of(role.key)]:
        lines.append(f"Shadow: {joined(learned)}")
    return kit.section("\n".join(lines), accessory=_button(seen, viewer, role))


def _button(seen: Scene, viewer: str, role: Role) -> dict[str, Any]:
    value = f"{seen.incident.id}:{role.key}"
    if any(h.user_id == viewer and not h.is_acting for h in seen.of(role.key)):
        return kit.button("Step down", "roles:release", value)
    return kit.button("I'll lead" if role.key == IC else "I'll do it", "roles:take", value)


def _stint(seen: Scene, stint: Stint) -> str:
    until = seen.when(stint.until) if stint.until else "now"
    acting = "acting " if stint.is_acting else ""
    return f"{mrkdwn.mention(stint.user_id)} {acting}{seen.name(stint.role)} {seen.when(stint.since)} to {until}"


def first_tasks(seen: Scene, user_id: str, root: str) -> Reply:
    """What usually comes first, each to be taken on by one click."""
    left = seen.first_tasks(user_id)
    if not left:
        return Reply(f"Everything that usually comes first in {seen.ref} is somebody's task; `{root} tasks` lists it.")
    text = f"What usually comes first in your part of {seen.ref}. Nothing of it is a task yet."
    return Reply(text, [kit.section(f"*{text}*"), *(_first(seen, task) for task in left)])


def _first(seen: Scene, task: FirstTask) -> dict[str, Any]:
    what, minutes = mrkdwn.escape(task.what), task.within // timedelta(minutes=1) if task.within else ""
    length = f" ({in_words(task.within)})" if task.within else ""
    button = kit.button("Give me this task", "tasks:first", f"{seen.incident.id}:{minutes}:{what}")
    return kit.section(f"{what}{length}", accessory=button)


def which_role(seen: Scene, user_id: str) -> Reply:
    """`assign @bea`: which role is meant."""
    who = mrkdwn.mention(user_id)
    text = f"Which role of {seen.ref} is {who} to have? Nothing has changed yet."
    rows = [_offered(seen, role, user_id) for role in seen.roles.root]
    return Reply(text, [kit.section(f"*Which role is {who} to have?* Nothing has changed yet."), *rows])


def _offered(seen: Scene, role: Role, user_id: str) -> dict[str, Any]:
    how = "is asked first" if role.key == IC else "at once"
    text = f"*{role.title}* ({how}); now {seen.who(role.key)}"
    button = kit.button(f"Make {role.name}"[:75], "roles:give", f"{seen.incident.id}:{role.key}:{user_id}")
    return kit.section(text, accessory=button)


def take_over(seen: Scene, role: Role, held: Holder) -> Reply:
    """A role that somebody else holds: one click, and they are told."""
    who = mrkdwn.mention(held.user_id)
    value = f"{seen.incident.id}:{role.key}:{held.user_id}"
    return incidents.ask(
        f"Take over as {role.name} of {seen.ref}?",
        [f"{who} has had it since {seen.when(held.since)}, and is told."],
        kit.button("Take over", "roles:take_over", value, style="primary"),
        _keep(seen),
    )


def give_over(seen: Scene, role: Role, held: Holder, user_id: str) -> Reply:
    """Giving away what a third person holds."""
    new, who = mrkdwn.mention(user_id), mrkdwn.mention(held.user_id)
    then = f"{new} is asked; {who} goes on until then and is told." if role.key == IC else f"{who} is told."
    value = f"{seen.incident.id}:{role.key}:{user_id}:{held.user_id}"
    label = "Ask them" if role.key == IC else "Change it"
    return incidents.ask(
        f"{new} as {role.name} of {seen.ref}, in place of {who}?",
        [then],
        kit.button(label, "roles:give_over", value, style="primary"),
        _keep(seen),
    )


def release_of(seen: Scene, role: Role, held: Holder) -> Reply:
    """Ending what somebody else holds."""
    who = mrkdwn.mention(held.user_id)
    then = "Then nobody leads; the channel is asked for somebody." if role.key == IC else "Then nobody has it."
    return incidents.ask(
        f"End the role of {who} as {role.name} of {seen.ref}?",
        [f"{who} is told. {then}"],
        kit.button("End it", "roles:release_of", f"{seen.incident.id}:{role.key}:{held.user_id}", style="danger"),
        _keep(seen),
    )


def which_holder(seen: Scene, role: Role) -> Reply:
    """`ops none`, where several hold it: whose part ends."""
    text = f"Whose part as {role.name} of {seen.ref} is to end? Each is told."
    rows = [
        kit.section(
            f"{mrkdwn.mention(h.user_id)} since {seen.when(h.since)}",
            accessory=kit.button("End it", "roles:release_of", f"{seen.incident.id}:{role.key}:{h.user_id}"),
        )
        for h in seen.of(role.key)
    ]
    return Reply(text, [kit.section(f"*{text}*"), *rows])


def _keep(seen: Scene) -> dict[str, Any]:
    return kit.button("Leave it", "incidents:dismiss", f"{seen.incident.id}:")


def own_brief(seen: Scene, brief: Sequence[str]) -> Reply:
    """A hand-off to nobody: the brief, and the way to somebody."""
    head = f"Nobody was named: you keep your part in {seen.ref}."
    row = kit.actions(hand_over(seen.incident), open_channel(seen.incident))
    return Reply(head, [kit.section(f"*{head}* This is the brief:"), *kit.sections("\n".join(brief)), row])


def assign_form(seen: Scene, *, role: str, channel: str | None) -> kit.View:
    """Who shall have which role."""
    options = [kit.option(r.title, r.key) for r in seen.roles.root]
    initial = role if any(r.key == role for r in seen.roles.root) else IC
    hint = "Whoever is to lead is asked first; other roles hold at once."
    fields = [
        kit.select_input("role", "Role", options, initial=initial),
        kit.user_input("person", "Who", initial=seen.proposed([initial]), hint=hint),
    ]
    return kit.modal(
        f"A role in {seen.ref}",
        fields,
        callback_id="roles:assign",
        submit="Ask or assign",
        private_metadata=kit.metadata(channel=channel, incident=seen.incident.id),
    )


def handoff_form(seen: Scene, roles: Sequence[str], *, channel: str | None, part: str = "") -> kit.View:
    """To whom goes what I hold: all of it, or one of several roles."""
    fields = [
        kit.section(f"You hold *{seen.names(roles)}*. The brief is written from the record."),
        kit.user_input(
            "person", "To whom", initial=seen.proposed(roles), optional=True, hint="You keep it until they accept."
        ),
        *_parts(seen, roles, part),
        kit.text_input("note", "What they should know besides", multiline=True, optional=True),
    ]
    return kit.modal(
        f"Hand over {seen.ref}",
        fields,
        callback_id="roles:handoff",
        submit="Hand over",
        private_metadata=kit.metadata(channel=channel, incident=seen.incident.id),
    )


def _parts(seen: Scene, roles: Sequence[str], part: str) -> Blocks:
    """Which of them, where there is a choice."""
    if len(roles) < 2:
        return []
    options = [kit.option("All of it", ALL), *(kit.option(seen.name(role), role) for role in roles)]
    return [kit.select_input("part", "What", options, initial=part or ALL)]
