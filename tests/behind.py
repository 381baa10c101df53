"""Presses on what a screen still shows after it has changed elsewhere, and on values that nobody was shown."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from fireline.sandbox import ephemeral
from fireline.sandbox.outcome import Outcome
from fireline.sandbox.seen import Seen
from fireline.sandbox.whereabouts import find_message, find_user
from tests.room import Room


def with_value(seen: Seen, before: str, after: str) -> Seen:
    """The message with another value behind its buttons, as only a forger has it."""
    return replace(seen, blocks=json.loads(json.dumps(seen.blocks).replace(f'"{before}', f'"{after}')))


async def press(room: Room, who: str, seen: Seen, label: str, value: Any = None, **more: Any) -> Outcome:
    """Presses what the message offered when it was seen; how it stands now is put back unless the press changed it."""
    world = room.sandbox.world
    kept = ephemeral.find(world, find_user(world, who).id, seen.channel, seen.ts)
    if kept is not None:
        kept.blocks = seen.blocks
        return await room.press(who, seen, label, value, **more)
    _, message = find_message(world, find_user(world, who), seen)
    now, message["blocks"] = message["blocks"], seen.blocks
    outcome = await room.press(who, seen, label, value, **more)
    if message["blocks"] is seen.blocks:
        message["blocks"] = now
    return outcome
