"""Buttons and forms live for years, and can be forged: whatever their values say, the answer is one calm sentence."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from fireline.core.answers import Answer, Reply
from fireline.core.buttons import RUN_LINE
from fireline.core.events import ChannelId, IncidentId, UserId, WorkspaceId
from fireline.core.feature import Press, Submission
from fireline.whereabouts import Asked
from tests.room import Room

# It walks again through what other tests walk through: traced, it would take twice as long and show nothing new.
pytestmark = pytest.mark.no_cover

HUGE = "9" * 25
# Where the value names INC-1, the rest is what the button's own part may have become.
RESTS = ("", "abc", "abc:def", HUGE, f"{HUGE}:{HUGE}", "-1", "0", "²", "1:2:3:4:5", "key:abc:last", "7+x")
VALUES = ("", "abc", ":", "abc:def", f"{HUGE}:1", "²:1", "2:1", "999999:1", *(f"1:{rest}" for rest in RESTS))
CHOSEN = ((), ("abc",), ("U0NOBODY",), ("2026-02-31",))
METADATA = (
    "", "{}", '{"incident": "abc"}', f'{{"incident": {HUGE}}}', '{"incident": 999999}',
    '{"incident": 1}', '{"incident": 1, "item": "abc", "entry": "abc", "task": "abc", "update": "abc", "offer": "abc"}',
    f'{{"incident": 1, "item": {HUGE}, "entry": {HUGE}, "task": {HUGE}, "update": {HUGE}}}',
)  # fmt: skip


class Filled(dict[str, object]):
    """Fields of a form: whichever is asked for holds the same."""

    def __init__(self, value: object) -> None:
        super().__init__()
        self.value = value

    def __missing__(self, key: str) -> object:
        return self.value

    def get(self, key: str, default: object = None) -> object:  # type: ignore[override]  # for any key
        return self.value


def asked(channel: str, number: int, workspace: str = "T0FIRELINE") -> Asked:
    return Asked(
        workspace_id=WorkspaceId(workspace),
        user_id=UserId("U0ANA"),
        channel_id=ChannelId(channel),
        key=f"hostile:{number}",
    )


def presses(room: Room) -> Iterator[Press]:
    for action_id in (*room.app.registry.actions, RUN_LINE):
        for number, value in enumerate(VALUES):
            yield Press(action_id=action_id, value=value, selected=CHOSEN[number % len(CHOSEN)])


def forms(room: Room) -> Iterator[Submission]:
    for callback_id in room.app.registry.views:
        for number, metadata in enumerate(METADATA):
            values = Filled(("abc", "U0NOBODY")[number % 2])
            yield Submission(callback_id=callback_id, values=values, metadata=metadata, view_id="V1")


def is_calm(answer: Answer) -> bool:
    texts = [answer.text] if isinstance(answer, Reply) else list(getattr(answer, "errors", {"": "ok"}).values())
    return all(text.strip() and "a fault in Fireline" not in text for text in texts)


async def test_no_damaged_button_is_a_fault(room: Room) -> None:
    await room.opened()
    channel = (await room.incident()).channel_id or ""
    wrong = []
    await room.type("bea", "#incidents", "/incident declare private sev1 keys leaked")

    for number, press in enumerate(presses(room)):
        answer = await room.app.frame.press(asked(channel, number), press)
        if not is_calm(answer) or "keys leaked" in repr(answer):
            wrong.append((press.action_id, press.value, press.selected))

    assert wrong == []
    assert room.app.guard.caught == 0
    room.app.frame.unfit = 0  # such were sent here


async def test_no_button_works_in_another_workspace(room: Room) -> None:
    await room.opened()
    channel = (await room.incident()).channel_id or ""
    before = await room.incident()

    told = [
        repr(await room.app.frame.press(asked(channel, number, "T0OTHER"), Press(action_id=action_id, value=f"1:{n}")))
        for number, (action_id, n) in enumerate((a, n) for a in room.app.registry.actions for n in range(3))
    ]

    assert [each for each in told if "checkout" in each] == []
    assert await room.incident() == before
    room.app.frame.unfit = 0


async def test_no_damaged_form_is_a_fault(room: Room) -> None:
    await room.opened()
    channel = (await room.incident()).channel_id or ""
    wrong = []

    for number, form in enumerate(forms(room)):
        told = _json(form.metadata).get("incident")
        about = IncidentId(told) if isinstance(told, int) else None
        answer = await room.app.frame.submit(asked(channel, number), form, about)
        if not is_calm(answer):
            wrong.append((form.callback_id, form.metadata))

    assert wrong == []
    assert room.app.guard.caught == 0
    room.app.frame.unfit = 0


def _json(text: str) -> dict[str, object]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
