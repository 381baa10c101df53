"""Every verb by every word for it, with and without arguments, wherever it can be typed: each answer helps.

The lines come from the declarations, so that a new verb is driven by itself. They run through the frame, each in a
unit that is taken back, so that all meet the same incident.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from fireline.core.answers import Answer, Done, OpenModal, Reply
from fireline.core.events import ChannelId, UserId, WorkspaceId
from fireline.core.feature import Command
from fireline.core.limits import violations
from fireline.slack import kit
from fireline.store.unit import Unit
from fireline.whereabouts import Asked
from tests.room import Room, open_room

# It walks again through what other tests walk through: traced, it would take twice as long and show nothing new.
pytestmark = pytest.mark.no_cover

WRONG = ("%%% ?", "sev9 25:99 by 2027-02-29", "<@U0NOBODY> <@U0BEA> 0m", "INC-99999999999999999999", "off off off")


@dataclass(frozen=True)
class Place:
    """Who types where, with what in front, and what that person must never read."""

    name: str
    user: str
    channel: str
    before: str = ""
    hidden: tuple[str, ...] = ("keys leaked", "keys-leaked", "INC-2")
    ends: bool = False

    def __str__(self) -> str:
        return self.name


PLACES = (
    Place("in the incident's channel", "U0ANA", "inside"),
    Place("in the channel of one that is closed", "U0ANA", "inside", ends=True),
    Place("outside", "U0ANA", "#incidents"),
    Place("about a private one, without access", "U0CY", "#incidents", "INC-2 ", ("keys leaked", "keys-leaked")),
    Place("a guest, in the incident's channel", "U0GUS", "inside"),
    Place("a guest, outside", "U0GUS", "#general", hidden=("keys leaked", "INC-2", "basket loses", "INC-1")),
    Place("a guest, about one elsewhere", "U0GUS", "#general", "INC-1 ", ("keys leaked", "basket loses")),
)


class TakenBackError(Exception):
    """Ends a unit without a trace."""


@pytest.mark.parametrize("place", PLACES, ids=str)
async def test_every_line_gets_an_answer_that_helps(room: Room, place: Place) -> None:
    await _every_line(room, place, await room.opened("declare sev2 the basket loses goods"))


@pytest.mark.parametrize("user", ["U0ANA", "U0GUS"])
async def test_every_line_gets_an_answer_in_a_stream(migrated_sqlite_url: str, tmp_path: Path, user: str) -> None:
    async with open_room(migrated_sqlite_url, config={"streams": {"enabled": True}}, folder=tmp_path) as room:
        inside = await room.opened("declare sev2 the basket loses goods")
        await room.type("ana", inside, "/incident stream database @bea")
        await room.app.directory.know(user)
        hidden = ("keys leaked", "keys-leaked", "INC-2", *(("basket loses",) if user == "U0GUS" else ()))

        await _every_line(room, Place("in a stream", user, "#inc-1-s1-database", hidden=hidden), inside)


async def _every_line(room: Room, place: Place, inside: str) -> None:
    await room.type("bea", "#incidents", "/incident declare private sev1 keys leaked")
    for user in ("cy", "gus"):  # they are known, as whoever types a command is
        await room.app.directory.know(f"U0{user.upper()}")
    if place.ends:
        await room.forward(minutes=1)
        await room.type("ana", inside, "/incident resolve 1m ago pool restored")
        await room.type("ana", inside, "/incident status closed")
    channel = {c["name"]: c["id"] for c in room.sandbox.channels()}[
        (inside if place.channel == "inside" else place.channel).lstrip("#")
    ]

    wrong = []
    for number, line in enumerate(lines(room.app.registry.commands)):
        typed = place.before + line
        asked = Asked(
            workspace_id=WorkspaceId(room.app.units.home),
            user_id=UserId(place.user),
            channel_id=ChannelId(channel),
            key=f"every:{number}",
            root="/incident",
        )
        problem = problem_of(await answered(room, asked, typed), typed, place)
        if problem:
            wrong.append(f"{typed!r}: {problem}")

    assert not wrong, "\n".join(wrong)


def lines(commands: tuple[Command, ...]) -> Iterator[str]:
    """Each verb bare, with the arguments of its example, with several wrong ones; each synonym alike."""
    for command in commands:
        argument = command.example.removeprefix(command.name).strip() if command.example else "something"
        for word in (command.name, *command.synonyms):
            yield word
            yield f"{word} {argument}"
            yield from (f"{word} {each}" for each in WRONG)


async def answered(room: Room, asked: Asked, line: str) -> Answer | str:
    told: list[Answer] = []

    def hop(unit: Unit) -> None:
        told[:] = [room.app.frame.said(unit, asked, line, at=unit.now)]
        unit.finish()
        if isinstance(told[0], Done) and "outbox" in unit.bells:
            told[:] = [Reply("It shows as a message.")]
        raise TakenBackError

    with ExitStack() as stack:
        stack.push(_noting(line))
        try:
            await room.app.units.run(asked.workspace_id, hop)
        except TakenBackError:
            return told[0]
    return "the unit went on"


def _noting(line: str) -> Callable[..., None]:
    """Whatever goes wrong says with which line."""

    def note(kind: object, bug: BaseException | None, *_: object) -> None:
        if bug is not None:
            bug.add_note(f"The line was {line!r}.")

    return note


def problem_of(answer: Answer | str, line: str, place: Place) -> str:
    """What is wrong with an answer; nothing when it helps."""
    if isinstance(answer, str):
        return answer
    if isinstance(answer, OpenModal):
        return "; ".join(violations(answer.view, "modal")) or leaked(answer.view, place)
    if not isinstance(answer, Reply):
        return f"it is silent: {answer}"
    said = kit.message(answer.text, answer.blocks)
    payload = {"text": said.text, "blocks": said.blocks}
    if not answer.text.strip() or "came twice" in answer.text:
        return f"it says nothing: {answer.text!r}"
    return "; ".join(violations(payload, "message")) or leaked(payload, place)


def leaked(shown: object, place: Place) -> str:
    words = json.dumps(shown)
    return next((f"it tells of {each}" for each in place.hidden if each in words), "")
