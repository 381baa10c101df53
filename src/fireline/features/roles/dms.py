"""How the messages about roles look: the holder's card, an offer, what the giver hears, the reminders."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from fireline.core.durations import in_words
from fireline.features.incidents.reads import Incident
from fireline.features.roles.offering import Offer
from fireline.features.roles.rules import IC, joined
from fireline.features.roles.scene import Scene, drilled, state, where
from fireline.slack import kit, mrkdwn

SHOWN = 6  # lines of a card
FIRST = 200  # characters of what comes first
NO_EXPERT = "Being the expert is not needed."


def open_channel(found: Incident) -> kit.Element | None:
    """Leads into the incident's channel from anywhere."""
    if found.channel_id is None:
        return None
    url = f"https://slack.com/app_redirect?team={found.workspace_id}&channel={found.channel_id}"
    return kit.button("Open channel", "roles:open", f"{found.id}:", url=url)


def lead(found: Incident) -> kit.Element:
    return kit.button("I'll lead", "roles:lead", f"{found.id}:", style="primary")


def ask_someone(found: Incident, role: str = IC, label: str = "Ask someone") -> kit.Element:
    return kit.button(label, "roles:ask", f"{found.id}:{role}")


def hand_over(found: Incident) -> kit.Element:
    return kit.button("Hand over", "roles:handoff", f"{found.id}:")


def card(seen: Scene, user_id: str, root: str) -> kit.Message:
    """What somebody holds, what is true now, what comes next. `root` is the slash command that they know."""
    found, mine = seen.incident, seen.by(user_id)
    acting = any(h.is_acting for h in mine)
    names = ("acting " if acting else "") + seen.names([h.role for h in mine])
    head = f"You are {names} of {seen.ref}"
    duties = " ".join(d for h in mine if (d := seen.roles.keyed(h.role).duties))
    lines = [f"*{drilled(found, head)}* {seen.title}{where(found)}", *([duties] if duties else [])]
    lines += _first(seen, user_id)
    lines.append(f"*Now:* {state(seen)}; {_others(seen, user_id)}.")
    if seen.next_update_at:
        lines.append(f"*Next:* update {seen.due(seen.next_update_at)}.")
    if (learns := seen.learns(user_id)) and len(lines) < SHOWN - 1:
        lines.append(f"*Shadow* of the {seen.names(learns)}, besides.")
    lines.append(_way_out(seen, user_id, acting, root))
    return kit.message(
        f"{drilled(found, head)}: {seen.title}", [kit.section("\n".join(lines)), _card_row(seen, user_id)]
    )


def _first(seen: Scene, user_id: str) -> list[str]:
    """What usually comes first and is nobody's task yet."""
    left = " · ".join(mrkdwn.escape(task.what) for task in seen.first_tasks(user_id))
    return [f"*First:* {mrkdwn.fit(left, FIRST)}"] if left else []


def _others(seen: Scene, user_id: str) -> str:
    """The roles that this person does not hold alone, with who does."""
    others = [role.key for role in seen.roles.root if {h.user_id for h in seen.of(role.key)} != {user_id}]
    return ", ".join(f"{seen.name(role)} {seen.who_or_duty(role)}" for role in others) or "all roles are yours"


def _way_out(seen: Scene, user_id: str, acting: bool, root: str) -> str:
    if acting and seen.is_on_duty(IC, user_id):
        return "The rota has you on duty: *I'll lead* confirms it."
    if acting:
        return "The deadlines are yours until somebody leads."
    return f"Leaving? `{root} handoff @name` writes the brief."


def _card_row(seen: Scene, user_id: str) -> kit.Block:
    found, mine = seen.incident, seen.by(user_id)
    leads = any(h.role == IC for h in mine)
    wants_comms = leads and any(role.key == "comms" for role in seen.roles.root) and not seen.of("comms")
    return kit.actions(
        open_channel(found),
        lead(found) if any(h.is_acting for h in mine) else None,
        ask_someone(found, "comms", "Ask for comms") if wants_comms else None,
        kit.button("First tasks", "roles:first", f"{found.id}:") if seen.first_tasks(user_id) else None,
        hand_over(found),
        kit.button("Not me", "roles:leave", f"{found.id}:"),
    )


def card_over(seen: Scene) -> kit.Message:
    """The incident ended: the card says so and asks for nothing."""
    found = seen.incident
    head = drilled(found, f"{seen.ref} is {found.state}.")
    return kit.message(head, [kit.section(f"*{head}* {seen.title}{where(found)}\nYour role ended with it.")])


def card_ended(seen: Scene) -> kit.Message:
    """Somebody let go: who holds it now."""
    found = seen.incident
    head = drilled(found, f"You hold no role in {seen.ref} any more.")
    lines = [f"*{head}* {seen.title}{where(found)}", f"IC now: {seen.who(IC)}."]
    return kit.message(head, [kit.section("\n".join(lines))])


def replaced(seen: Scene, role: str, by: Sequence[str]) -> kit.Message:
    """Somebody took over, or it was ended by others: told to the one who held it."""
    found = seen.incident
    who = joined([mrkdwn.mention(user_id) for user_id in by])
    said = f"{who} {'is' if len(by) == 1 else 'are'} {seen.name(role)} of {seen.ref} now, in your place."
    head = drilled(found, said if by else f"You are no longer {seen.name(role)} of {seen.ref}.")
    row = kit.actions(open_channel(found))
    return kit.message(head, [kit.section(f"*{head}*\n{seen.title}{where(found)}"), row])


def offer(seen: Scene, offered: Offer, brief: Sequence[str]) -> kit.Message:
    """Somebody is asked; nothing is theirs until they accept."""
    found, giver = seen.incident, "The rota" if offered.is_from_rota else mrkdwn.mention(offered.given_by)
    names = seen.names(offered.roles)
    asks = f"{giver} hands you {names}" if offered.is_handoff else f"{giver} asks you to be {names}"
    head = drilled(found, f"{asks} of {seen.ref}" if not offered.is_handoff else f"{asks}: {seen.ref}")
    duties = " ".join(d for role in offered.roles if (d := seen.roles.keyed(role).duties))
    lines = [f"*{head}* {seen.title}{where(found)}", f"{duties} {NO_EXPERT}".strip()]
    lines += [] if brief else [f"*Now:* {state(seen)}."]
    duty = _turn(seen, offered) if offered.is_from_rota else ""
    lines.append(f"{duty}{_meanwhile(seen, offered)} until you accept.")
    row = kit.actions(
        kit.button("Accept", "roles:accept", f"{found.id}:{offered.id}", style="primary"),
        kit.button("Not me", "roles:decline", f"{found.id}:{offered.id}"),
        open_channel(found),
    )
    parts = [kit.section("\n".join(lines)), *(kit.sections("\n".join(brief)) if brief else []), row]
    return kit.message(f"{head}: {seen.title}", parts)


def _turn(seen: Scene, offered: Offer) -> str:
    """Why the rota asks just this person."""
    role = offered.roles[0]
    if seen.is_on_duty(role, offered.user_id):
        return f"You are on duty {seen.until(role)}. "
    return "Whoever is on duty passed; you are next in turn. "


def _meanwhile(seen: Scene, offered: Offer) -> str:
    """Who does it while the question is open; of the lead it is always said."""
    if IC in offered.roles:
        return leads_meanwhile(seen)
    if offered.is_handoff:
        return f"{mrkdwn.mention(offered.given_by)} keeps it"
    free = [role for role in offered.roles if not seen.of(role)]
    return f"Nobody is {seen.names(free)}" if free else "Nothing changes"


def leads_meanwhile(seen: Scene, reader: str = "") -> str:
    """Who has the lead while a question is open."""
    held = seen.commander
    if held is None:
        return "Nobody is IC"
    who = "You are" if held.user_id == reader else f"{mrkdwn.mention(held.user_id)} is"
    return f"{who} {'acting ' if held.is_acting else ''}IC"


def nag(seen: Scene, acting: str, asked: str, passed: timedelta) -> kit.Message:
    """In the channel, for everybody: somebody has to say that they lead. `acting`, `asked`: names, nobody's call."""
    found = seen.incident
    head = drilled(found, f"{seen.ref} has no confirmed IC")
    lines = [
        f"*{head}* ({found.severity.label}, {in_words(passed)}).",
        f"The IC decides and keeps the clock; others fix. {NO_EXPERT}",
    ]
    more = f" {asked} was asked and has not answered yet." if asked else ""
    lines.append(f"{acting} is acting IC until then.{more}" if acting else f"Nobody is acting IC.{more}")
    return kit.message(f"{head}.", [kit.section("\n".join(lines)), kit.actions(lead(found), ask_someone(found))])


def escalation(seen: Scene, passed: timedelta) -> kit.Message:
    """To the escalation contact: nobody has taken it."""
    found = seen.incident
    head = drilled(found, f"{seen.ref} has had no confirmed IC for {in_words(passed)}")
    lines = [f"*{head}* {seen.title}{where(found)}", f"*Now:* {state(seen)}; IC {seen.who(IC)}."]
    lines.append("Its channel was asked; nobody has said that they lead.")
    row = kit.actions(open_channel(found), lead(found), ask_someone(found))
    return kit.message(f"{head}.", [kit.section("\n".join(lines)), row])


def settled(seen: Scene) -> kit.Message:
    """What the escalation contact was told is true no more."""
    found = seen.incident
    led = found.is_active and seen.commander is not None
    head = drilled(found, f"{seen.ref}: IC {seen.who(IC)}." if led else f"{seen.ref} is {found.status.value}.")
    return kit.message(head, [kit.section(f"*{head}* {seen.title}{where(found)}\nNothing is asked of you any more.")])


def hidden(seen: Scene) -> kit.Message:
    """What stands with somebody for whom it is not to be seen any more: neither its title nor its people."""
    head = drilled(seen.incident, f"{seen.ref} is private now.")
    return kit.message(head, [kit.section(f"*{head}* Nothing is asked of you any more.")])


def tired(seen: Scene) -> kit.Message:
    """After hours of it: a hand-over is no weakness."""
    found = seen.incident
    head = drilled(found, f"Hand {seen.ref} over?")
    lines = [f"*{head}* It has been {found.severity.label} for four hours with you as IC.", f"*Now:* {state(seen)}."]
    lines.append("Fresh eyes see more. Nothing changes unless you hand over.")
    row = kit.actions(hand_over(found), open_channel(found))
    return kit.message(head, [kit.section("\n".join(lines)), row])
