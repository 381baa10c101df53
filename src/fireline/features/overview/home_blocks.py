"""How the home tab and `todo` look: what needs somebody first, then what is theirs, then what is going on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from fireline.core.answers import Blocks, Reply
from fireline.features.action_items.buttons import item_button, owner_buttons
from fireline.features.action_items.reads import Item
from fireline.features.action_items.rules import shown
from fireline.features.action_items.stages import Stage
from fireline.features.incidents.reads import Incident
from fireline.features.overview import blocks
from fireline.features.overview.home_setup import Setup, admins_part
from fireline.features.overview.mine import Active, Duty, Mine, OwnItem, OwnStream, OwnTask, RoleOffer
from fireline.features.tasks.blocks import box_end
from fireline.features.tasks.blocks import owner_buttons as task_buttons
from fireline.slack import kit, mrkdwn

NUMBERS = dict(enumerate(("Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine"), 2))
MOST = 7  # of a kind, with buttons; the rest is counted
WAIT = kit.home([kit.section("*Fireline is looking up who you are.* Open this tab again in a moment.")])


def home(mine: Mine, setup: Setup) -> kit.View:
    """The home tab of one person."""
    if mine.person.is_guest:
        return kit.home(_of_guest(mine))
    parts = [
        kit.section(f"*{_news(mine)}*", accessory=kit.button("Declare an incident", "incidents:declare_form")),
        *needs(mine),
        *own(mine),
        *_going_on(mine),
        *admins_part(setup),
        kit.context(f"Drawn anew whenever you open it. `{mine.root} help` says what can be typed."),
    ]
    return kit.home(_with_one_primary(parts))


def todo(mine: Mine) -> Reply:
    """The same facts as a private answer."""
    waiting = needs(mine)
    parts = [*([kit.header("Needs you")] if waiting else []), *waiting, *own(mine)]
    if not parts:
        return Reply("Nothing is yours right now: no role, no task, no action item.")
    counts = [(len(mine.duties), "role"), (len(mine.streams), "stream"), (len(mine.tasks), "task")]
    counts += [(len(mine.items), "open action item")]
    said = ", ".join(f"{n} {what}{'' if n == 1 else 's'}" for n, what in counts if n)
    return Reply(f"Yours: {said or 'an offer'}.", _with_one_primary(parts))


def _news(mine: Mine) -> str:
    """The first line: how much waits, or that nothing does."""
    count = mine.waiting
    if count:
        return "One thing needs you." if count == 1 else f"{NUMBERS.get(count, count)} things need you."
    is_quiet = not mine.active and not own(mine)
    return "Nothing is going on, and nothing needs you." if is_quiet else "Nothing needs you right now."


def _of_guest(mine: Mine) -> Blocks:
    """Guests read along where they were let in; what they do, they do in the channel."""
    told = [*own(mine, can_act=False), *_going_on(mine)]
    return told or [kit.section("*No incident of yours is going on.*\nOne shows here once you are in its channel.")]


# what needs me ------------------------------------------------------------------------------------------------
def needs(mine: Mine) -> Blocks:
    """Questions and deadlines, the most urgent first; [] when nobody waits for this person."""
    return [
        *(b for offer in mine.role_offers[:MOST] for b in _role_offer(offer)),
        *(b for duty in mine.duties if duty.is_asked for b in _update(duty)),
        *(b for duty in mine.duties if duty.is_acting for b in _unconfirmed(duty)),
        *_tasks(mine.late_tasks, "Time is up"),
        *(b for found in mine.wrapups[:MOST] for b in _wrapup(found)),
        *_items(mine, mine.pressing_items),
        *(b for owned in mine.item_offers[:MOST] for b in _item_offer(mine, owned)),
    ]


def _role_offer(offer: RoleOffer) -> Blocks:
    giver, found = mrkdwn.mention(offer.given_by) if offer.given_by else "The rota", offer.incident
    asks = f"hands you {offer.names}" if offer.is_handoff else f"asks you to be {offer.names}"
    row = kit.actions(
        kit.button("Accept", "roles:accept", f"{found.id}:{offer.id}", style="primary"),
        kit.button("Not me", "roles:decline", f"{found.id}:{offer.id}"),
        block_id=f"role:{offer.id}",
    )
    return [kit.section(f"*{giver} {asks}* of {_named(found)}\n{_state(found)}"), row]


def _update(duty: Duty) -> Blocks:
    found = duty.incident
    due = f" by {_at(found, duty.update_at)}" if duty.update_at else ""
    text = f"*Update due{due}:* {_named(found)}\nIf nothing is sent, I post only that there is no news."
    button = kit.button("Send update", "updates:form", f"{found.id}:", style="primary")
    return [kit.section(text), kit.actions(button, block_id=f"update:{found.id}")]


def _unconfirmed(duty: Duty) -> Blocks:
    found = duty.incident
    row = kit.actions(
        kit.button("I'll lead", "roles:lead", f"{found.id}:", style="primary"),
        kit.button("Ask someone", "roles:ask", f"{found.id}:ic"),
        block_id=f"lead:{found.id}",
    )
    return [kit.section(f"*No confirmed IC:* {_named(found)}\nYou are acting IC until someone takes it."), row]


def _wrapup(found: Incident) -> Blocks:
    row = kit.actions(
        kit.button("Pick moments", "postmortems:moments", f"{found.id}:", style="primary"),
        kit.button("Answer facts", "postmortems:facts", f"{found.id}:"),
        kit.button("Add items", "action_items:form", f"{found.id}:"),
        kit.button(f"Close {found.reference}", "postmortems:close", f"{found.id}:"),
        kit.button("Tomorrow", "postmortems:tomorrow", f"{found.id}:"),
        block_id=f"wrapup:{found.id}",
    )
    return [kit.section(f"*Wrap up:* {_named(found)}\nAbout 5 minutes, every part optional."), row]


def _item_offer(mine: Mine, owned: OwnItem) -> Blocks:
    item = owned.item
    giver = mrkdwn.mention(item.offered_by) if item.offered_by else "Somebody"
    lines = [f"*{giver} wants to hand you an action item:* {mrkdwn.inert(item.title)}", _facts(mine, owned)]
    row = [item_button(item, "Accept", "take_over", style="primary"), item_button(item, "No", "refuse")]
    return [kit.section("\n".join(lines)), kit.actions(*row, block_id=f"offer:{item.id}")]


# what is mine ---------------------------------------------------------------------------------------------------
def own(mine: Mine, *, can_act: bool = True) -> Blocks:
    """Roles, tasks and the action items that can wait."""
    duties = [_duty(duty, can_act) for duty in mine.duties]
    tasks = _tasks(mine.other_tasks if can_act else mine.tasks, can_act=can_act)
    items = _items(mine, mine.other_items if can_act else mine.items, can_act=can_act)
    return [
        *([kit.header("Your roles"), *duties] if duties else []),
        *([kit.header("Your streams"), *map(_stream, mine.streams[:MOST])] if mine.streams else []),
        *([kit.header("Your tasks"), *tasks] if tasks else []),
        *([kit.header("Your action items"), *items] if items else []),
    ]


def _duty(duty: Duty, can_act: bool) -> kit.Block:
    found = duty.incident
    due = f" · update by {_at(found, duty.update_at)}" if duty.update_at else ""
    show = kit.button("Show", "overview:more", f"{found.id}:") if can_act else None
    head = f"*{_begun(duty.in_words)} of {found.heading}* {_title(found)}"
    return kit.section(f"{head}\n{_state(found)}{due}", accessory=show)


def _stream(owned: OwnStream) -> kit.Block:
    stream, found = owned.stream, owned.incident
    word = f"\n{blocks.calm(mrkdwn.fit(stream.word, 150))}" if stream.word else ""
    where = f" · {mrkdwn.channel(stream.channel_id)}" if stream.place and stream.channel_id else ""
    return kit.section(f"*{blocks.calm(stream.name)}* of {_named(found)}{word}\n{found.status.label}{where}")


def _tasks(tasks: Sequence[OwnTask], news: str = "", *, can_act: bool = True) -> Blocks:
    parts: Blocks = []
    for owned in tasks[:MOST]:
        parts.append(kit.section(_task(owned, news)))
        if can_act:
            parts.append(kit.actions(*task_buttons(owned.task), block_id=f"task:{owned.task.id}"))
    return [*parts, *_more(len(tasks) - MOST)]


def _task(owned: OwnTask, news: str) -> str:
    task, found = owned.task, owned.incident
    due = box_end(found, task, "Until ") or "No time box"
    head = f"*{news}:* {mrkdwn.inert(task.title)}" if news else mrkdwn.inert(task.title)
    return f"{head}\n{due} · {found.heading} · {blocks.place_of(found)}"


def _items(mine: Mine, items: Sequence[OwnItem], *, can_act: bool = True) -> Blocks:
    parts: Blocks = []
    for owned in items[:MOST]:
        parts.append(kit.section("\n".join([_head(mine, owned.item), _facts(mine, owned)])))
        if can_act:
            stage = Stage.ASSIGNED if mine.is_new(owned.item) else Stage.DUE
            parts.append(kit.actions(*owner_buttons(owned.item, stage), block_id=f"item:{owned.item.id}"))
    return [*parts, *_more(len(items) - MOST)]


def _head(mine: Mine, item: Item) -> str:
    title = mrkdwn.inert(item.title)
    if item.due_on < mine.today:
        return f"*Was due {shown(item.due_on, near=mine.today)}:* {title}"
    if item.due_on == mine.today:
        return f"*Due today:* {title}"
    return f"*New for you:* {title}" if mine.is_new(item) else title


def _facts(mine: Mine, owned: OwnItem) -> str:
    item = owned.item
    due = f"due {shown(item.due_on, near=mine.today)}" if item.due_on > mine.today else ""
    is_offered = item.offered_to is not None and item.offered_to != mine.person.user_id
    offered = f"offered to {mrkdwn.mention(item.offered_to or '')}" if is_offered else ""
    facts = (due, item.category, f"from {owned.incident.reference}", offered)
    return _begun(" · ".join(fact for fact in facts if fact))


def _more(rest: int) -> Blocks:
    return [kit.context(f"and {rest} more")] if rest > 0 else []


# what is going on -----------------------------------------------------------------------------------------------
def _going_on(mine: Mine) -> Blocks:
    """What they hold a role in stands among their roles already."""
    held = {duty.incident.id for duty in mine.duties}
    lines = [_active(each, can_join=not mine.person.is_guest) for each in mine.active if each.incident.id not in held]
    more = [kit.context(f"More are going on: `{mine.root} list`")] if mine.is_more_active else []
    return [kit.header("Also going on" if held else "Going on"), *lines, *more] if lines else []


def _active(each: Active, *, can_join: bool) -> kit.Block:
    found = each.incident
    private = " · private" if found.is_private else ""
    lines = [f"*{blocks.title_of(found)}*", f"{_state(found)} · IC {each.commander.in_words}{private}"]
    is_open = can_join and not each.is_inside and found.channel_id is not None and not found.is_channel_gone
    join = kit.button("Join", "overview:join", f"{found.id}:") if is_open else None
    return kit.section("\n".join(lines), accessory=join)


def _begun(text: str) -> str:
    """With a capital, as lines begin."""
    return text[:1].upper() + text[1:]


def _with_one_primary(parts: Blocks) -> Blocks:
    """One button stands out: that of whatever is the most urgent."""
    rows = [element for part in parts for element in part.get("elements", ())]
    for element in [each for each in rows if each.get("style") == "primary"][1:]:
        del element["style"]
    return parts


def _named(found: Incident) -> str:
    return f"{found.heading} {_title(found)}"


def _title(found: Incident) -> str:
    return blocks.calm(mrkdwn.fit(found.title, 150))


def _state(found: Incident) -> str:
    return f"{blocks.severity_of(found)} · {found.status.label} · {blocks.place_of(found)}"


def _at(found: Incident, moment: datetime) -> str:
    return mrkdwn.when(moment, zone_fallback=blocks.zone_of(found))
