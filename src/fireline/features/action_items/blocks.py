"""How items look: the day's message to an owner, lists, receipts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from fireline.core.answers import Blocks
from fireline.core.events import UserId
from fireline.features.action_items.buttons import item_button, owner_buttons, wont_button
from fireline.features.action_items.reads import Item
from fireline.features.action_items.rules import ItemStatus, shown
from fireline.features.action_items.stages import LATE_STAGES, Stage
from fireline.slack import kit, mrkdwn

MOST = 12  # items with buttons in one message; the rest is counted


@dataclass(frozen=True, kw_only=True)
class View:
    """One line of somebody's message, with what stands around it."""

    item: Item
    reference: str
    stage: Stage
    reader_id: UserId
    day: date
    is_visible: bool = True
    is_half_time: bool = False
    contact_id: UserId | None = None
    ask_on: date | None = None

    @property
    def is_theirs(self) -> bool:
        return self.item.is_open and self.item.owner_id == self.reader_id

    @property
    def title(self) -> str:
        return mrkdwn.inert(self.item.title)

    @property
    def due(self) -> str:
        return shown(self.item.due_on, near=self.day)


# the day's message --------------------------------------------------------------------------------------------
def day_message(views: Sequence[View], *, contact: UserId | None) -> kit.Message:
    """What one person hears on one day: each item with its buttons, then the rest of the week's list."""
    spoken = [view for view in views if view.stage is not Stage.DIGEST]
    listed = [view for view in views if view.stage is Stage.DIGEST]
    blocks = [_asking(spoken, contact)] if contact else []
    for view in spoken[:MOST]:
        blocks += _item(view)
    if len(spoken) > MOST:
        blocks.append(kit.context(f"and {len(spoken) - MOST} more in your list"))
    if listed or len(spoken) > MOST:
        blocks += _week(listed, also=bool(spoken))
    return kit.message(_lock_screen(spoken, listed), blocks)


def _lock_screen(spoken: Sequence[View], listed: Sequence[View]) -> str:
    if not spoken:
        return f"Your open action items: {len(listed)}."
    first = mrkdwn.inert(_said(spoken[0])[0].replace("*", "", 2))  # Slack names people there as elsewhere
    return first if len(spoken) == 1 else f"{first} (and {len(spoken) - 1} more)"


def _asking(spoken: Sequence[View], contact: UserId) -> dict[str, Any]:
    owner = spoken[0].reader_id
    what = "an action item" if len(spoken) == 1 else f"{len(spoken)} action items"
    return kit.section(
        f"*{mrkdwn.mention(contact)}, can you help {mrkdwn.mention(owner)} clear the way for {what}?*\n"
        "A smaller step, another owner, a new date or an honest no are all fine."
    )


def _item(view: View) -> Blocks:
    row = _buttons(view)
    lines = [kit.section("\n".join(_said(view)))]
    return [*lines, kit.actions(*row, block_id=f"item:{view.item.id}")] if row else lines


def _said(view: View) -> list[str]:
    """The lines about one item; the first carries the news."""
    if not view.is_visible:
        return ["*An item of a private incident* is not for you any more."]
    if not view.item.is_open:
        return ended(view.item, near=view.day)
    if view.item.owner_id == view.reader_id:
        return _to_owner(view)
    if view.item.offered_to == view.reader_id:
        return _to_offered(view)
    return _to_others(view)


def ended(item: Item, *, near: date) -> list[str]:
    """How it ended, and what was said of that."""
    title = mrkdwn.inert(item.title)
    on = f" {shown(item.ended_at.date(), near=near)}" if item.ended_at else ""
    if item.status is ItemStatus.DONE:
        proof = [kit.quoted(mrkdwn.inert(item.evidence))] if item.evidence else []
        proof += [mrkdwn.link(item.evidence_url)] if item.evidence_url else []
        return [f"*Done{on}:* {title}", *proof]
    if item.status is ItemStatus.DECLINED:
        return [f"*Won't do*, said{on}: {title}", kit.quoted(mrkdwn.inert(item.reason))]
    return [f"*Taken back:* {title}"]


def _to_owner(view: View) -> list[str]:
    item = view.item
    if item.due_on > view.day and view.stage in (Stage.DUE, *LATE_STAGES):
        return [f"*New date, {view.due}:* {view.title}", f"From {view.reference}.", *_offer(item)]
    speech = {
        Stage.ASSIGNED: _assigned,
        Stage.OFFERED: _assigned,
        Stage.RETURNED: _assigned,
        Stage.KEPT: _kept,
        Stage.SOON: _soon,
        Stage.DUE: _due,
        Stage.REVIEW: _review,
    }
    return [*speech.get(view.stage, _late)(view), *_offer(item)]


def _assigned(view: View) -> list[str]:
    item = view.item
    category = f" ({item.category})" if item.category else ""
    head = "Yours" if item.accepted_at else "An action item for you"
    lines = [f"*{head}, from {view.reference}:* {view.title}{category}", _due_and_done(view)]
    lines += [f"Why: {mrkdwn.inert(item.why)}"] if item.why else []
    return [*lines, *([f"Ticket: {mrkdwn.link(item.ticket_url)}"] if item.ticket_url else [])]


def _due_and_done(view: View) -> str:
    return f"Due {view.due}.{_done_when(view.item)}"


def _kept(view: View) -> list[str]:
    by = f"{mrkdwn.mention(view.item.refused_by)} did not take it over." if view.item.refused_by else ""
    return [f"*Still yours:* {view.title}", f"{by} Due {view.due}.".strip()]


def _soon(view: View) -> list[str]:
    return [f"*Due {view.due}:* {view.title}", f"From {view.reference}.{_done_when(view.item)}"]


def _due(view: View) -> list[str]:
    when = "Due today" if view.item.due_on == view.day else f"Was due {view.due}"
    return [f"*{when}:* {view.title}", f"From {view.reference}.{_done_when(view.item)}"]


def _done_when(item: Item) -> str:
    return f" Done when {mrkdwn.inert(item.done_when)}" if item.done_when else ""


def _late(view: View) -> list[str]:
    lines = [f"*Was due {view.due}:* {view.title}"]
    if view.stage is not Stage.ASKED:
        lines.append(f"From {view.reference}. Only you have been told.")
    else:
        lines.append(f"From {view.reference}.")
    if view.contact_id and view.ask_on and view.stage is Stage.LAST_CALL:
        on = shown(view.ask_on, near=view.day)
        lines.append(f"Without an answer I ask {mrkdwn.mention(view.contact_id)} on {on} to help clear the way.")
    return [*lines, "A new date, or “won't do” with a reason, is a fine answer."]


def _review(view: View) -> list[str]:
    return [
        f"*Keep, shrink, hand over or won't do?* {view.title}",
        f"From {view.reference}, was due {view.due}.",
        "Three weeks late mostly means that something else matters more. All four are fine answers.",
    ]


def _offer(item: Item) -> list[str]:
    return [f"_Offered to {mrkdwn.mention(item.offered_to)}; yours until they accept._"] if item.offered_to else []


def _to_offered(view: View) -> list[str]:
    giver = mrkdwn.mention(view.item.offered_by) if view.item.offered_by else "Somebody"
    lines = [f"*{giver} wants to hand you an action item* from {view.reference}: {view.title}", _due_and_done(view)]
    return [*lines, "Until you accept, it stays where it is."]


def _to_others(view: View) -> list[str]:
    if view.item.owner_id is None:
        lines = [f"*Needs an owner:* {view.title}", f"From {view.reference}, due {view.due}."]
        return [*lines, "Whoever had it says that it is not theirs."] if view.stage is Stage.RETURNED else lines
    has = "keeps it" if view.item.refused_by == view.reader_id else "has it now"
    return [f"*{mrkdwn.mention(view.item.owner_id)} {has}:* {view.title}", f"From {view.reference}."]


def _buttons(view: View) -> list[dict[str, Any]]:
    item = view.item
    if not item.is_open or not view.is_visible:
        return []
    if view.is_theirs:
        return owner_buttons(item, view.stage)
    if item.offered_to == view.reader_id:
        return [item_button(item, "Accept", "take_over", style="primary"), item_button(item, "No", "refuse")]
    if item.owner_id is None and view.stage is Stage.RETURNED:
        return [item_button(item, "I'll take it", "mine"), item_button(item, "Give it to …", "give"), wont_button(item)]
    return []


# the week --------------------------------------------------------------------------------------------------------
def _week(listed: Sequence[View], *, also: bool) -> Blocks:
    kept = [view for view in listed if view.is_visible and view.item.owner_id == view.reader_id]
    lines = [f"• {_in_a_line(view)}" for view in listed] if kept or not also else []
    heading = [f"*Your {'other ' if also else ''}{'open ' if _all_theirs(listed) else ''}action items*"] if kept else []
    blocks = kit.sections("\n".join([*heading, *lines])) if lines else []
    return [*blocks, kit.actions(kit.button("Show my items", "action_items:show_mine", ""), block_id="week")]


def _all_theirs(listed: Sequence[View]) -> bool:
    return all(view.is_visible and view.is_theirs for view in listed)


def _in_a_line(view: View) -> str:
    if not view.is_visible:
        return "an item of a private incident, not yours any more"
    if not view.item.is_open:
        return " ".join(ended(view.item, near=view.day)[:1])
    if not view.is_theirs:
        return f"{view.title}: not yours any more"
    half = " Half of its time has passed." if view.is_half_time else ""
    word = "due" if view.item.due_on >= view.day else "was due"
    return f"{view.title}, {word} {view.due}, {view.reference}.{half}"
