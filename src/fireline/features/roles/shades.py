"""How shadows look: the card of whoever learns a role, its end, and the question which role is meant."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fireline.core.answers import Reply
from fireline.features.roles.dms import open_channel
from fireline.features.roles.rules import Role, joined
from fireline.features.roles.scene import Scene, drilled, state, where
from fireline.slack import kit, mrkdwn


def card(seen: Scene, user_id: str) -> kit.Message:
    """Whom to watch, and that nothing is asked."""
    found, learns = seen.incident, seen.learns(user_id)
    head = drilled(found, f"You shadow the {seen.names(learns)} of {seen.ref}")
    lines = [f"*{head}* {seen.title}{where(found)}", _beside(seen, learns)]
    lines += [f"The card of the {role.name} says: “{role.duties}”" for role in _roles(seen, learns) if role.duties]
    lines.append(f"*Now:* {state(seen)}.")
    if seen.next_update_at:
        lines.append(f"*Next:* update {seen.due(seen.next_update_at)}.")
    stop = kit.button("Stop shadowing", "roles:unshadow", f"{found.id}:")
    row = kit.actions(open_channel(found), stop)
    return kit.message(f"{head}: {seen.title}", [kit.section("\n".join(lines[:6])), row])


def _beside(seen: Scene, learns: Sequence[str]) -> str:
    who = list(dict.fromkeys(mrkdwn.mention(h.user_id) for role in learns for h in seen.of(role)))
    watch = f"Watch {joined(who)}; ask when it is quiet." if who else "Nobody has the role yet."
    return f"{watch} You hold no role by it, and nothing is asked of you."


def _roles(seen: Scene, keys: Sequence[str]) -> list[Role]:
    return [seen.roles.keyed(key) for key in keys]


def ended(seen: Scene, roles: Sequence[str]) -> kit.Message:
    """What stood here is over."""
    head = drilled(seen.incident, f"You no longer shadow the {seen.names(roles)} of {seen.ref}.")
    return kit.message(head, [kit.section(f"*{head}* {seen.title}{where(seen.incident)}")])


def which_role(seen: Scene, user_id: str, *, is_me: bool) -> Reply:
    """`shadow`, `shadow @bea`: which role is meant."""
    who = "you" if is_me else mrkdwn.mention(user_id)
    text = f"Which role of {seen.ref} {'do' if is_me else 'does'} {who} want to learn?"
    about = "A shadow watches beside the holder and gets the card, but holds no role."
    theirs = {h.role for h in seen.by(user_id)}
    rows = [_choice(seen, role, user_id) for role in seen.roles.root if role.key not in theirs]
    return Reply(text, [kit.section(f"*{text}*\n{about}"), *rows])


def _choice(seen: Scene, role: Role, user_id: str) -> dict[str, Any]:
    label = f"Shadow the {role.name}"[:75]
    button = kit.button(label, "roles:shadow", f"{seen.incident.id}:{role.key}:{user_id}")
    return kit.section(f"*{role.title}*; now {seen.who(role.key)}", accessory=button)
