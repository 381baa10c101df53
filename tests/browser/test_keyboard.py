"""The page for who has no mouse, or only a finger: the focus is never lost, nothing small, nothing covered."""

from __future__ import annotations

from playwright.async_api import expect

from tests.browser.access import SHOWS_FOCUS
from tests.browser.conftest import Look
from tests.browser.window import Window
from tests.room import Room

PLACE = "document.activeElement.closest('nav, .head, [role=log], .guide, .composer')?.className.split(' ')[0]"
SMALL = """() => [...document.querySelectorAll("button, .place, summary, [type=checkbox]")]
  .filter((n) => n.checkVisibility({ visibilityProperty: true }) && !n.closest("[inert]"))
  .map((n) => [n.ariaLabel || n.textContent, n.closest("label") ?? n])
  .filter(([, n]) => n.getBoundingClientRect().height < 34).map(([name]) => name)"""


async def keys(window: Window, *names: str) -> None:
    """Presses them one after the other; after each the focus must show."""
    for name in names:
        await window.page.keyboard.press(name)
        assert await window.page.evaluate(SHOWS_FOCUS), name


async def to_button(window: Window, label: str) -> None:
    """Goes on by Tab to the next button of that name."""
    wanted = "(label) => document.activeElement.textContent === label || document.activeElement.ariaLabel === label"
    for _ in range(20):
        await keys(window, "Tab")
        if await window.page.evaluate(wanted, label):
            return
    raise AssertionError(f"No {label} within 20 stops")


async def test_who_presses_by_keyboard_goes_on_at_the_answer(room: Room, look: Look) -> None:
    channel = await room.declare()
    ana = await look("ana")
    await ana.go(channel.lstrip("#"))
    await expect(ana.message("Impact:")).to_be_visible()
    await ana.message("Impact:").focus()

    await to_button(ana, "I'll lead")
    await ana.page.keyboard.press("Enter")
    await expect(ana.message("You decide, delegate")).to_be_focused()

    await ana.message("Impact:").focus()
    await to_button(ana, "Set impact")
    await ana.page.keyboard.press("Enter")
    await expect(ana.modal.locator("textarea")).to_be_focused()
    await ana.page.keyboard.type("12 % of EU checkouts fail")
    await ana.page.keyboard.press("Control+Enter")
    await expect(ana.message("Impact of INC-1")).to_be_focused()

    await ana.page.keyboard.press("Escape")
    await expect(ana.composer).to_be_focused()


async def test_the_focus_is_not_lost_with_what_goes_away(room: Room, look: Look) -> None:
    said = await room.say("bea", "#incidents", "checkout is broken")
    ana = await look("ana")
    await expect(ana.message("checkout is broken")).to_be_visible()
    await keys(ana, "Shift+Tab", "Shift+Tab")
    await expect(ana.message("checkout is broken")).to_be_focused()

    await to_button(ana, "React with eyes")
    await room.sandbox.react("cy", said, "tada")
    await expect(ana.message("checkout is broken").locator(".reaction")).to_have_count(1)
    await expect(ana.page.get_by_label("React with eyes")).to_be_focused()

    await to_button(ana, "Reply in a thread")
    await keys(ana, "Enter")
    await expect(ana.page.locator("#thread-text")).to_be_focused()
    await keys(ana, "Escape")
    await expect(ana.page.locator("#conversation").get_by_label("Reply in a thread")).to_be_focused()

    await room.say("bea", "#incidents", "it is back")
    await expect(ana.page.locator("#announcer")).to_have_text("Bea Brandt: it is back")
    await keys(ana, "Escape")
    await ana.write("/incident help")
    await keys(ana, "Shift+F6")
    await expect(ana.message("Only visible to you")).to_be_focused()
    await to_button(ana, "Dismiss")
    await ana.page.keyboard.press("Enter")
    await expect(ana.message("it is back")).to_be_focused()


async def test_f6_goes_from_part_to_part(room: Room, look: Look) -> None:
    room.sandbox.page.guide.show({"hint": "Look.", "buttons": [{"label": "Pull the plug", "do": "plug"}]})
    await room.say("bea", "#incidents", "checkout is broken")
    ana = await look("ana")
    await expect(ana.message("checkout is broken")).to_be_visible()

    passed = [await ana.page.evaluate(PLACE)]
    for _ in range(5):
        await keys(ana, "F6")
        passed.append(await ana.page.evaluate(PLACE))

    assert passed == ["composer", "sidebar", "head", "messages", "guide", "composer"]


async def test_a_finger_finds_everything_in_a_narrow_window(room: Room, look: Look) -> None:
    channel = await room.declare()
    await room.say("ana", channel, "the pool on web-3 is exhausted")
    ana = await look("ana", width=360, height=640, touch=True)
    assert await ana.page.evaluate("document.activeElement === document.body")  # no keyboard slides over the page
    await ana.page.get_by_role("button", name="Conversations").tap()
    assert await ana.page.evaluate(SMALL) == []
    await ana.place(channel.lstrip("#")).tap()
    await expect(ana.message("the pool on web-3")).to_be_visible()

    await ana.message("the pool on web-3").tap()
    assert await ana.page.evaluate(SMALL) == []
    await ana.page.get_by_label("Reply in a thread").tap()

    await expect(ana.page.locator("#thread-text")).to_be_in_viewport()
    assert await ana.page.evaluate("document.querySelector('#conversation').inert")
    assert await ana.page.evaluate("document.documentElement.scrollWidth") == 360
    await ana.page.get_by_label("Close the thread").tap()
    assert not await ana.page.evaluate("document.querySelector('#conversation').inert")
