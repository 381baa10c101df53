"""The record: notes, the timeline, marks, catching up, lines said in messages and threads."""

from __future__ import annotations

from fireline.sandbox.seen import Seen
from tests.browser.sheet import Sheet, Theme


async def notes(at: Sheet) -> None:
    await at.declare()
    await at.quietly("ana", "ic me")
    await at.types("ana", "note")
    noted = await at.types("ana", "note 13:40 a deploy of payments went out")
    await at.presses("ana", noted.shown, "Undo")
    await at.types("ana", "note 23:58 rolled back web")
    await at.types("ana", "note 500s back to 2 %")
    said = await at.room.say("bea", at.channel, "the pool is exhausted")
    await at.room.sandbox.react("bea", said, "pushpin")
    await at.room.say("cy", at.channel, "the key is AKIAIOSFODNN7EXAMPLE")
    out = await at.room.say("cy", at.channel, "lunch?")
    await at.room.sandbox.react("cy", out, "scissors")
    gone = await at.room.say("cy", at.channel, "wrong window")
    await at.room.sandbox.delete("cy", gone)
    await at.room.settle()
    await at.told("ana", "the pool is exhausted", "A message with 📌 gets a receipt")
    shown = (await at.types("ana", "timeline")).shown
    assert shown is not None
    await _chooses(at, shown, "the pool", "unkey")
    await _chooses(at, shown, "500s back", "retime")
    await at.types("ana", "timeline key")
    await at.types("ana", "timeline notes by @ana since 13:00")
    await at.types("ana", "timeline decisions")
    await at.types("ana", "timeline purple")
    await at.types("ana", "timeline since tomorrow")
    await at.types("ana", "timeline all 3")


async def _chooses(at: Sheet, shown: Seen, words: str, verb: str) -> None:
    """Chooses from the menu of the entry that has these words."""
    entry = next(e for e in await at.room.timeline(with_hidden=True) if words in e.text)
    block = next(b for b in shown.blocks if b.get("block_id") == f"entry:{entry.id}")
    option = next(o for o in block["accessory"]["options"] if f":{verb}:" in o["value"])
    outcome = await at.room.press("ana", shown, "timeline:entry", option["value"], block_id=block["block_id"])
    await at.answered("ana", outcome, f"Ana chooses *{option['text']['text']}* in the menu of “{words}”")


async def catching_up(at: Sheet) -> None:
    await at.declare()
    await at.types("bea", "catchup")
    await at.quietly("ana", "ic me", "impact 12 % of EU checkouts fail", "task @cy restart the consumer in 20m")
    await at.room.forward(minutes=9)
    await at.quietly("cy", "scribe me", "identified the pool of payment workers is exhausted")
    await at.quietly("ana", "update The cause is found; a rollback is under way.")
    await at.room.forward(minutes=3)
    await at.quietly("ana", "mitigating rolling back")
    await at.types("bea", "catchup")
    await at.types("dee", "catch up", "#general")
    await at.types("dee", "catchup 1", "#general")
    await at.types("bea", "postmortem")
    await at.types("bea", "similar")
    await at.types("bea", "page @dee")
    await at.types("bea", "learnings")
    await at.types("bea", "who broke it")


async def said(at: Sheet) -> None:
    await at.declare()
    parent = await at.room.say("bea", at.channel, "web-3 is back to the old version")
    await at.room.say("bea", at.channel, "@fireline resolve")
    await at.told("bea", "opens a form", "Bea writes “@fireline resolve”")
    await at.room.say("bea", at.channel, "@fireline")
    await at.told("bea", "INC-1 checkout", "Bea writes “@fireline”")
    await at.room.say("bea", at.channel, "@fireline dance")
    await at.told("bea", "That is no command", "Bea writes “@fireline dance”")
    await at.room.say("bea", at.channel, "@fireline severity 9")
    await at.told("bea", "no severity", "Bea writes “@fireline severity 9”")
    await at.room.sandbox.dm("bea", "INC-1 note rolled back web")
    await at.room.settle()
    await at.dm("bea", "Noted for INC-1", "Bea wrote “INC-1 note rolled back web” to it")
    await at.room.sandbox.dm("bea", "thanks")
    await at.room.settle()
    await at.dm("bea", "That is no command", "Bea wrote “thanks”")
    for what in ("mark_key", "propose_update", "make_item"):
        outcome = await at.room.sandbox.message_shortcut("cy", f"overview:{what}", parent)
        await at.room.settle()
        await at.answered("cy", outcome, f"Cy chooses *{what.replace('_', ' ')}* in the menu of a message")
    elsewhere = await at.room.say("cy", "#incidents", "payments fail too")
    outcome = await at.room.sandbox.message_shortcut("cy", "overview:mark_key", elsewhere)
    await at.room.settle()
    await at.answered("cy", outcome, "The same outside an incident's channel")


THEMES = (
    Theme(name="timeline", about="Notes, marks, the list and its filters.", story=notes),
    Theme(name="catch-up", about="Catching up, and verbs that are not there yet.", story=catching_up),
    Theme(name="said-in-messages", about="Lines said to the bot, and the menu of a message.", story=said),
)
