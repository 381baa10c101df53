"""The record: what it says of channels, marks and times, and what it refuses."""

from __future__ import annotations

from typing import Any

from fireline.sandbox.outcome import Outcome
from fireline.sandbox.seen import Seen
from tests import behind
from tests.browser.sheet import Sheet, Theme


async def _listed(at: Sheet, line: str = "timeline all") -> Seen:
    shown = (await at.room.type("ana", at.channel, f"/incident {line}")).shown
    assert shown is not None
    return shown


async def _chooses(at: Sheet, shown: Seen, words: str, verb: str) -> Outcome:
    """Chooses from the menu of the entry that has these words; what was forged is pressed as it stands."""
    block = next(b for b in shown.blocks if words in str(b.get("text")))
    option = next(o for o in block["accessory"]["options"] if f":{verb}:" in o["value"])
    press = {"block_id": block["block_id"]}
    return await behind.press(at.room, "ana", shown, "timeline:entry", option["value"], **press)


async def _hears(at: Sheet, subtype: str, **more: Any) -> None:
    """Slack tells of something that people do in the settings of a channel."""
    place = at.room.sandbox.channel(at.channel)["id"]
    ts = f"{at.room.clock.now().timestamp():.6f}"
    event = {"type": "message", "subtype": subtype, "channel": place, "user": "U0ANA", "ts": ts, "text": "", **more}
    event_id = f"Ev{subtype}{len(more)}"
    await at.room.app.keeper.accept(
        {"event_id": event_id, "team_id": at.room.app.identity.workspace_id, "event": event}
    )
    await at.room.settle()


async def channels(at: Sheet) -> None:
    box = at.room.sandbox
    await at.declare()
    await box.set_topic("ana", at.channel, "all hands on payments")
    await _hears(at, "channel_topic", topic="")
    await at.room.forward(seconds=1)
    await _hears(at, "channel_purpose", purpose="")
    await box.rename("ana", at.channel, "payments-down")
    at.channel = "#payments-down"
    await box.archive("ana", at.channel)
    await box.unarchive("ana", at.channel)
    await box.kick("ana", at.channel, "fireline")
    await at.room.forward(minutes=5)
    await box.invite("ana", at.channel, "fireline")
    await at.room.settle()
    await _hears(at, "channel_convert_to_private")
    await at.room.forward(minutes=1)
    await _hears(at, "channel_convert_to_public")
    await box.leave("cy", at.channel)
    await at.room.settle()
    await at.types("ana", "timeline 20")
    await at.types("ana", "timeline people")
    await at.types("ana", "timeline changes by @bea")
    await box.delete_channel("ana", at.channel)
    await at.room.settle()
    await at.types("ana", "INC-1 timeline 1", "#general")


async def set_right(at: Sheet) -> None:
    await at.declare()
    await at.quietly("ana", "ic me", "note rolled back web", "note lunch is here")
    for words, verb, label in (
        ("rolled back web", "unkey", "Not a key moment"),
        ("rolled back web", "key", "Key moment"),
        ("lunch is here", "leave_out", "Leave out"),
        ("lunch is here", "take_in", "Put back"),
    ):
        await _chooses(at, await _listed(at), words, verb)
        await at.types("ana", "undo", as_well=f", after *{label}* in the menu of “{words}”")
        if verb in ("unkey", "leave_out"):
            await _chooses(at, await _listed(at), words, verb)
    await _chooses(at, await _listed(at), "rolled back", "retime")
    moved = await at.submits("ana", at="12:40")
    await at.presses("ana", moved.shown, "Undo")
    said = await at.room.say("bea", at.channel, "wrong window")
    shown = await _listed(at)
    await at.room.sandbox.delete("bea", said)
    await at.room.settle()
    await at.answered("ana", await _chooses(at, shown, "wrong window", "key"), "Ana marks what was deleted meanwhile")
    entry = (await at.room.timeline("incidents.declared"))[0]
    forged = behind.with_value(await _listed(at, "timeline key"), f"1:unkey:{entry.id}", f"1:retime:{entry.id}")
    await at.answered(
        "ana", await _chooses(at, forged, "declared as", "retime"), "Ana presses a value that somebody made up"
    )
    await at.types("ana", "timeline 20")
    await at.declare("declare sev3 search is slow")
    forged = behind.with_value(await _listed(at), "2:unkey", "1:unkey")
    await at.answered("ana", await _chooses(at, forged, "declared as", "unkey"), "The same, of another incident")


async def kept(at: Sheet) -> None:
    await at.declare()
    await at.room.say("bea", at.channel, "the pool is exhausted")
    await at.quietly("ana", "resolve pool restored", "close")
    await at.room.forward(days=7)
    await at.types("ana", "timeline messages")


THEMES: tuple[Theme, ...] = (
    Theme(name="record-of-channels", about="What happens to a channel and who comes and goes.", story=channels),
    Theme(name="record-set-right", about="Marks and times, taken back and refused.", story=set_right),
    Theme(
        name="record-kept",
        about="What is left when words are kept no longer.",
        story=kept,
        config={"retention": {"days": 5}},
    ),
)
