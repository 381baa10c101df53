"""How a question about roles ended: for whoever was asked, and for whoever asked."""

from __future__ import annotations

from collections.abc import Sequence

from fireline.core.events import UserId
from fireline.features.roles.dms import ask_someone, leads_meanwhile
from fireline.features.roles.offering import Offer
from fireline.features.roles.rules import joined
from fireline.features.roles.scene import Scene, drilled
from fireline.slack import kit, mrkdwn


def ended(seen: Scene, offered: Offer, roles: Sequence[str], instead: UserId | None) -> kit.Message:
    """The question that stood here is settled; `instead` is who is asked now."""
    head = drilled(seen.incident, _end(seen, offered, seen.names(roles), instead))
    lines = [f"*{head}* {seen.title}"]
    if seen.incident.is_active:
        lines += [f"{seen.roles.keyed(role).title} now: {seen.who(role)}." for role in roles]
    return kit.message(head, [kit.section("\n".join(lines))])


def _end(seen: Scene, offered: Offer, names: str, instead: UserId | None) -> str:
    if offered.outcome == "over":
        return f"{seen.ref} is {seen.incident.state}; nothing is asked of you."
    if offered.outcome == "declined":
        return f"You passed on being {names} of {seen.ref}."
    if instead == offered.user_id:
        return f"You are asked anew, further down, to be {names} of {seen.ref}."
    return f"You are no longer asked to be {names} of {seen.ref}."


def accepted(seen: Scene, offered: Offer, brief: Sequence[str]) -> kit.Message:
    """A hand-over that was accepted: what has to be known stays where it was read."""
    head = drilled(seen.incident, f"{seen.ref}: taken over from {mrkdwn.mention(offered.given_by)}")
    parts = [kit.section(f"*{head}* at {seen.when(seen.now)}. The brief:"), *kit.sections("\n".join(brief))]
    return kit.message(f"{head}.", parts)


def answer(seen: Scene, offered: Offer, roles: Sequence[str], instead: UserId | None = None) -> kit.Message:
    """What the giver hears: silence after three minutes, a no, and what came of it."""
    found, asked, names = seen.incident, mrkdwn.mention(offered.user_id), seen.names(roles)
    said = {
        "": f"{asked} has not answered yet",
        "declined": f"{asked} passed on being {names}",
        "accepted": f"{asked} accepted: {names}",
        "withdrawn": f"{asked} is not asked any more",
        "overtaken": _overtaken(seen, offered, roles, instead),
        "over": f"{seen.ref} is {found.status.value}",
    }[offered.outcome]
    head = drilled(found, said)
    lines = [f"*{head}* ({seen.ref} {seen.title})"]
    row = []
    if offered.outcome in ("", "declined") and found.is_active:
        lines.append(f"{leads_meanwhile(seen, offered.given_by)}{' until then' if not offered.outcome else ''}.")
        take_back = kit.button("Take it back", "roles:withdraw", f"{found.id}:{offered.id}")
        row = [kit.actions(ask_someone(found, label="Ask someone else"), None if offered.outcome else take_back)]
    return kit.message(f"{head}: {seen.ref}.", [kit.section("\n".join(lines)), *row])


def _overtaken(seen: Scene, offered: Offer, roles: Sequence[str], instead: UserId | None) -> str:
    """Somebody else is asked, or has it."""
    asked = mrkdwn.mention(offered.user_id)
    if instead == offered.user_id:
        return f"{asked} is asked anew"
    if instead is not None:
        return f"{asked} is not asked any more: {mrkdwn.mention(instead)} is"
    has = list(dict.fromkeys(h.user_id for role in roles for h in seen.of(role)))
    who = joined(["you" if user_id == offered.given_by else mrkdwn.mention(user_id) for user_id in has])
    is_one = len(has) == 1 and has[0] != offered.given_by
    return f"{asked} is not asked any more: {who} {'is' if is_one else 'are'} {seen.names(roles)} now"
