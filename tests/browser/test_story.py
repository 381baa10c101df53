"""An incident run in the page alone, from the declaration to a finished action item, with the real bot behind it."""

from __future__ import annotations

from playwright.async_api import expect

from fireline.features.action_items import reads as action_items
from fireline.features.action_items.rules import ItemStatus
from tests.browser.conftest import Look
from tests.browser.window import Window
from tests.room import Room


async def declared(room: Room, ana: Window) -> str:
    """Ana declares by the form, which the bare command opens, and goes into the new channel."""
    await ana.write("/incident declare")
    await expect(ana.modal).to_contain_text("Declare an incident")
    await ana.modal.get_by_label("What is wrong").fill("checkout returns 500s")
    await ana.choose("How bad", "SEV2")
    await ana.submit()
    await expect(ana.place("inc-1-checkout")).to_be_visible()
    await room.settle()
    channel = (await room.incident()).channel_name
    await ana.go(channel)
    return channel


async def test_an_incident_is_declared_by_a_form_and_its_channel_comes_by_itself(room: Room, look: Look) -> None:
    ana = await look("ana")

    await declared(room, ana)

    await expect(ana.message("Impact:")).to_contain_text("INC-1 checkout returns 500s")
    await expect(ana.message("Impact:")).to_contain_text("Pinned")
    await expect(ana.message("Impact:")).to_contain_text("SEV2")
    assert (await room.incident()).severity == "sev2"


async def test_how_fast_the_bot_answered_stands_beside_the_composer(room: Room, look: Look) -> None:
    ana = await look("ana")

    await ana.write("/incident help")

    await expect(ana.page.locator("#conversation .composer-status")).to_contain_text("answered in")
    (asked,) = room.sandbox.envelopes("command")
    assert asked.is_acked


async def test_an_incident_is_run_and_closed_with_what_the_screen_offers(room: Room, look: Look) -> None:
    ana = await look("ana")
    channel = await declared(room, ana)

    # A role from a button.
    await ana.press("I'll lead", "Impact:")
    await expect(ana.message("You decide, delegate")).to_contain_text("Only visible to you")
    await expect(ana.message("Impact:")).not_to_contain_text("(acting)")

    # A message becomes a line of the timeline by a pin; the bot says so with its own reaction.
    await ana.write("the pool on web-3 is exhausted")
    bar = await ana.offer("the pool on web-3")
    await bar.get_by_role("button", name="React with pushpin").click()
    await expect(ana.message("the pool on web-3").locator(".reaction")).to_have_count(2)

    # An update, which leaves after its ten seconds of grace.
    await ana.press("Send update", "Impact:")
    await ana.modal.get_by_label("What is new").fill("The cause is found; a rollback is under way.")
    await ana.modal.get_by_label("Impact").fill("12 % of EU checkouts fail")
    await ana.submit()
    await expect(ana.message("An update leaves")).to_be_visible()
    await ana.press("Inspector")
    await ana.press("To the next deadline")
    await expect(ana.place("stakeholders")).to_have_attribute("aria-label", "stakeholders, channel, 1 unread")
    await ana.go("stakeholders")
    await expect(ana.message("a rollback is under way")).to_contain_text("12 % of EU checkouts fail")

    # Over; an item is made of what was learned.
    await ana.go(channel)
    await ana.write("/incident resolve pool size restored; 5xx back to baseline")
    await expect(ana.message("pool size restored")).to_contain_text("INC-1 is resolved")
    await ana.write("/incident action @ana detection alert on queue depth by 2026-03-20")
    await expect(ana.message("Action item for @ana")).to_contain_text("alert on queue depth")

    # Closed, and the draft is read where it was announced.
    await ana.write("/incident close")
    await ana.press("Read draft", "draft is ready")
    await expect(ana.modal).to_contain_text("pool size restored; 5xx back to baseline")
    await ana.page.keyboard.press("Escape")
    await expect(ana.modal).to_have_count(0)

    # The item is accepted and finished where it was handed out.
    await ana.go("Fireline")
    await ana.press("Accept", "alert on queue depth")
    await ana.press("Done", "alert on queue depth")
    await ana.modal.get_by_label("What shows it").fill("it fired in staging at 14:02")
    await ana.submit()
    await expect(ana.modal).to_have_count(0)
    await room.settle()
    found = await room.incident()
    (item,) = await room.unit(lambda unit: action_items.items_of(unit, found.id))
    assert item.status is ItemStatus.DONE


async def test_the_draft_that_was_posted_opens_as_a_file(room: Room, look: Look) -> None:
    channel = await room.declare("declare sev3 search is slow")
    await room.type("ana", channel, "/incident resolve index rebuilt")
    await room.type("ana", channel, "/incident close")
    ana = await look("ana")
    await ana.go(channel.lstrip("#"))

    await ana.page.locator("button.file").last.click()

    await expect(ana.page.locator("dialog .file-text")).to_contain_text("index rebuilt")
