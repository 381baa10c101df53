"""The page for who has no mouse, reads by ear, sees little contrast, wants nothing to move or has little room."""

from __future__ import annotations

from playwright.async_api import expect

from fireline.commands.demo import SHELF
from fireline.replay.hosting import offer
from fireline.replay.scenario import read
from tests.browser.access import BROKEN, CONTRAST, MOVING, NAMELESS, SHOWS_FOCUS
from tests.browser.conftest import Look
from tests.browser.window import Window
from tests.room import Room

SCENARIO = {"title": "A night", "at": 3, "of": 40, "speed": 10, "is_paused": True, "parts": ["ana"], "taken": []}
GUIDE = {"hint": "*Bea* noted it.", "scenario": SCENARIO, "buttons": [{"label": "Go on by hand", "do": "by_hand"}]}


async def faults(window: Window) -> list[str]:
    """Everything that is wrong with the page as it stands."""
    return [fault for look in (CONTRAST, NAMELESS, BROKEN) for fault in await window.page.evaluate(look)]


def demo(room: Room) -> None:
    """What a demo has besides: scenarios to watch, a story under way."""
    room.sandbox.page.guide.offers = {"scenarios": [offer(file.stem, read(file)) for file in SHELF.glob("*.yml")]}
    room.sandbox.page.guide.show(GUIDE)


async def test_every_state_can_be_read_and_every_part_has_a_name(room: Room, look: Look) -> None:
    demo(room)
    channel = await room.declare()
    ana = await look("ana")
    await ana.go(channel.lstrip("#"))
    await expect(ana.page.locator(".guide")).to_contain_text("noted it")
    found = {"a channel": await faults(ana)}

    await ana.press("Watch an incident")
    found["incidents to watch"] = await faults(ana)
    await ana.page.keyboard.press("Escape")
    await ana.press("Set impact", "Impact:")
    await ana.submit()
    await expect(ana.modal.locator(".error")).to_be_visible()
    found["a form with an error"] = await faults(ana)
    await ana.page.keyboard.press("Escape")
    await expect(ana.modal).to_have_count(0)
    await ana.page.get_by_role("button", name="You are Ana").click()
    found["the people"] = await faults(ana)
    await ana.page.keyboard.press("Escape")
    await ana.page.get_by_role("button", name="1 pinned").click()
    found["the pins"] = await faults(ana)
    await ana.page.keyboard.press("Escape")
    await ana.composer.press_sequentially("/incident ")
    found["suggestions"] = await faults(ana)
    await ana.composer.fill("")
    await ana.go("Fireline")
    await ana.page.get_by_role("tab", name="Home").click()
    await expect(ana.page.locator(".home")).to_be_visible()
    found["the home tab"] = await faults(ana)

    assert {where: what for where, what in found.items() if what} == {}


async def test_an_incident_to_watch_is_chosen_by_keyboard_and_focus_always_shows(room: Room, look: Look) -> None:
    demo(room)
    ana = await look("ana")
    await ana.page.get_by_role("button", name="Watch an incident").focus()

    for key in ("Enter", "ArrowDown", "Tab", "ArrowRight", "Tab", "Tab"):
        await ana.page.keyboard.press(key)
        assert await ana.page.evaluate(SHOWS_FOCUS), key
    await ana.page.keyboard.press("Enter")

    (wish,) = await room.sandbox.page.guide.wishes(0, 5)
    second = room.sandbox.page.guide.offers["scenarios"][1]["name"]
    assert (wish["do"], wish["name"], wish["speed"]) == ("watch", second, 60)
    await expect(ana.page.locator("dialog")).to_have_count(0)


async def test_one_goes_around_the_page_by_tab_and_focus_always_shows(room: Room, look: Look) -> None:
    demo(room)
    await room.say("bea", "#incidents", "checkout is broken")
    ana = await look("ana")
    await expect(ana.message("checkout is broken")).to_be_visible()
    await ana.page.locator(".skip").focus()

    passed = set()
    for _ in range(40):
        await ana.page.keyboard.press("Tab")
        if await ana.page.evaluate("document.activeElement === document.body"):
            break  # once around
        assert await ana.page.evaluate(SHOWS_FOCUS), await ana.page.evaluate("document.activeElement.outerHTML")
        passed.add(
            await ana.page.evaluate(
                "document.activeElement.closest('nav, header, [role=log], .guide, .composer')?.className"
            )
        )

    assert {"sidebar", "head", "guide", "composer"} <= {str(name).split(" ")[0] for name in passed}
    assert any("messages" in str(name) for name in passed)


async def test_nothing_moves_for_who_wants_no_motion(room: Room, look: Look) -> None:
    ana = await look("ana", width=360, height=640)

    await ana.page.get_by_role("button", name="Conversations").click()

    assert await ana.page.evaluate(MOVING) == 0


async def test_a_story_is_steered_in_a_narrow_window_without_sideways_scroll(room: Room, look: Look) -> None:
    demo(room)
    ana = await look("ana", width=320, height=640)

    await expect(ana.page.get_by_role("button", name="Go on", exact=True)).to_be_in_viewport()
    await expect(ana.composer).to_be_in_viewport()
    assert await ana.page.evaluate("document.documentElement.scrollWidth") == 320
    await ana.page.get_by_role("button", name="Conversations").click()
    await ana.press("Watch an incident")
    await expect(ana.page.get_by_role("button", name="Watch it")).to_be_in_viewport()
