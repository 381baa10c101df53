"""An incident run in the page alone, from the declaration to a finished action item, with the real bot behind it."""

from __future__ import annotations

from playwright.async_api import expect

from fireline.features.action_items import reads as action_items
from tests.browser.conftest import Look
from tests.browser.window import Window
from tests.room import Room


async def declared(room: Room, ana: Window) -> str:
    """Ana declares by the form, which the bare command opens; gives the channel's name."""
    await ana.write("/incident declare")
    await expect(ana.modal).to_contain_text("Declare an incident")
    await ana.modal.get_by_label("What is wrong").fill("checkout returns 500s")
    await ana.choose("How bad", "SEV2")
    await ana.submit()
    await expect(ana.place("inc-1-checkout")).to_be_visible()
    await room.settle()
    return (await room.incident()).channel_name


async def test_an_incident_is_run_and_closed_with_what_the_screen_offers(room: Room, look: Look) -> None:
    ana = await look("ana")

    # Declared from the composer: the bot's time stands beside it, and the channel comes by itself.
    channel = await declared(room, ana)
    await expect(ana.page.locator(".composer-status").first).to_contain_text("answered in")
    await ana.go(channel)
    await expect(ana.message("Impact:")).to_contain_text("Pinned")

    # A role from a button, and the card says so.
    await ana.press("I'll lead", "Impact:")
    await expect(ana.message("You decide, delegate")).to_contain_text("Only visible to you")
    await expect(ana.message("Impact:")).not_to_contain_text("(acting)")

    # A message is kept for the timeline by the pin reaction.
    await ana.write("the pool on web-3 is exhausted")
    bar = await ana.offer("the pool on web-3")
    await bar.get_by_role("button", name="React with pushpin").click()
    await expect(ana.message("the pool on web-3").locator(".reaction")).to_have_count(2)

    # An update for the stakeholders.
    await ana.press("Send update", "Impact:")
    await ana.modal.get_by_label("What is new").fill("The cause is found; a rollback is under way.")
    await ana.modal.get_by_label("Impact").fill("12 % of EU checkouts fail")
    await ana.submit()
    await expect(ana.modal).to_have_count(0)
    await ana.go("stakeholders")
    await expect(ana.message("a rollback is under way")).to_contain_text("12 % of EU checkouts fail")

    # Over.
    await ana.go(channel)
    await ana.write("/incident resolve pool size restored; 5xx back to baseline")
    await expect(ana.message("is resolved")).to_contain_text("pool size restored")

    # An item, made, and closing.
    await ana.write("/incident action @ana detection alert on queue depth by 2026-03-20")
    await expect(ana.message("Action item for")).to_contain_text("alert on queue depth")
    await ana.write("/incident close")
    await expect(ana.message("draft is ready")).to_be_visible()

    # The draft is read where it was announced.
    await ana.press("Read draft", "draft is ready")
    await expect(ana.modal).to_contain_text("checkout returns 500s")
    await ana.page.keyboard.press("Escape")
    await expect(ana.modal).to_have_count(0)

    # The item is finished where it was handed out: in a direct message of the app.
    await ana.go("Fireline")
    await ana.press("Done", "alert on queue depth")
    if await ana.modal.count():
        await ana.submit()
    await room.settle()
    found = await room.incident()
    (item,) = await room.unit(lambda unit: action_items.items_of(unit, found.id))
    assert not item.is_open
