"""Plays a scenario: moves the clock from one due time to the next, and lets people act in between."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from fireline.core.errors import Misconfigured
from fireline.replay.scenario import Scenario, Step
from fireline.replay.stage import Stage

HOME = "#incidents"
TRIES = 4
ROOM = re.compile(r"(?:inc|drill)-(\d+)(?:-(?!s\d+(?:-|$))|$)")  # not those of streams: inc-1-s2-database
REFERENCE = re.compile(r"INC-(\d+)", re.IGNORECASE)
PERSON = re.compile(r"@[a-z]+")
MOST_OFFERED = 8


@dataclass(frozen=True)
class Done:
    """One act as it was carried out. `outcome` is what the local Slack told of it."""

    step: Step
    at: datetime
    place: str
    outcome: dict[str, Any]


class NoForm(Misconfigured):
    """There is nothing to fill in."""


Watcher = Callable[[Done], Awaitable[None]]
ClockWatcher = Callable[[datetime], Awaitable[None]]


async def _nobody(_: Any) -> None:
    return None


class Player:
    """`play` runs the whole story.

    `before` is called before each step: the place where a test pulls the plug. It gives False when somebody else has
    done the step.
    """

    def __init__(
        self,
        stage: Stage,
        scenario: Scenario,
        *,
        watch: Watcher = _nobody,
        ticked: ClockWatcher = _nobody,
        before: Callable[[Step], Awaitable[bool | None]] = _nobody,
    ) -> None:
        self._stage = stage
        self._scenario = scenario
        self._watch = watch
        self._ticked = ticked
        self._before = before
        self.now = scenario.starts
        self.rooms: dict[int, str] = {}  # number of an incident → its channel

    async def play(self) -> None:
        await self._stage.settle()
        for number, step in enumerate(self._scenario.steps, 1):
            if await self._before(step) is False:
                continue
            await self.run_until(step.at)
            try:
                await self._do(step)
            except Misconfigured as problem:
                raise Misconfigured(f"step {number} ({step})", problem.problem) from None
        if self._scenario.ends:
            await self.run_until(self._scenario.ends)

    async def run_until(self, moment: datetime) -> None:
        """Lets every due time before the moment come at its own time; a bot that is slow is waited for."""
        while True:
            status = await self._stage.settle()
            due = _time(status.get("next_due_at"))
            if due is None or due > moment:
                break
            await self._move(max(due, self.now))
        await self._move(moment)
        await self._stage.settle()

    async def _move(self, to: datetime) -> None:
        if to == self.now:
            to += timedelta(microseconds=1)
        self.now = to
        await self._stage.jump(to)
        await self._stage.settle()
        await self._ticked(to)

    async def _do(self, step: Step) -> None:
        place = self._place(step)
        outcome = await self._act(step, place)
        await self._stage.settle()
        if step.types or step.fills or step.submits is not None:
            await self.find_rooms()
        await self._watch(Done(step, self.now, place, outcome))

    def _place(self, step: Step) -> str:
        """Where it happens: as the step says, else in the newest incident's channel."""
        if step.where and (named := REFERENCE.fullmatch(step.where)):
            if int(named[1]) not in self.rooms:
                raise Misconfigured("", f"{step.where} has no channel yet; there are {_listed(self.rooms.values())}")
            return self.rooms[int(named[1])]
        return step.where or (self.rooms[max(self.rooms)] if self.rooms else HOME)

    async def _act(self, step: Step, place: str) -> dict[str, Any]:
        """Acts and fills the forms that come up; a form that a restart of the bot took away is opened again."""
        for attempt in range(TRIES):
            outcome = await self._until_answered(lambda: self._act_once(step, place))
            try:
                for form in step.fills:
                    await self._stage.settle()
                    outcome = await self._submit(step.who, form)
                return outcome
            except NoForm as problem:
                if attempt == TRIES - 1:
                    raise Misconfigured("", f"no form comes up; {problem.problem}") from None
        return outcome

    async def _until_answered(self, act: Callable[[], Awaitable[dict[str, Any]]]) -> dict[str, Any]:
        """What the bot did not answer is done again once it is back, as a person would."""
        for attempt in range(TRIES):
            outcome = await act()
            if outcome.get("errors") and attempt == 0:  # later ones may stem from a first that did arrive
                said = "; ".join(f"{field}: {words}" for field, words in outcome["errors"].items())
                raise Misconfigured("", f"the form comes back: {said}")
            if outcome.get("error") is None or outcome.get("errors"):
                break
            await self._stage.settle()
        return outcome

    async def _submit(self, who: str, form: dict[str, Any]) -> dict[str, Any]:
        if await self._stage.see("modal", user=who) in (None, {"ok": True}):
            raise NoForm("", f"{who} has no form on screen")
        return await self._until_answered(lambda: self._stage.act("submit", user=who, values=entered(form)))

    async def _act_once(self, step: Step, place: str) -> dict[str, Any]:
        stage = self._stage
        if step.types is not None:
            return await stage.act("command", user=step.who, channel=place, line=step.types)
        if step.says is not None:
            return await self._say(step, place)
        if step.presses is not None:
            where = "modal" if place == "modal" else await self._message(step, place)
            return await stage.act("press", user=step.who, where=where, action=step.presses, value=step.value)
        if step.submits is not None:
            return await stage.act("submit", user=step.who, values=entered(step.submits))
        if step.reacts is not None:
            message = await self._message(step, place)
            return await stage.act("react", user=step.who, message=message, name=step.reacts)
        if step.joins:
            return await stage.act("join", user=step.who, channel=place)
        return {}

    async def _say(self, step: Step, place: str) -> dict[str, Any]:
        said = await self._stage.act("say", user=step.who, channel=place, text=step.says)
        if step.mark:
            await self._stage.settle()
            message = {"channel": said["channel"], "ts": said["ts"]}
            await self._stage.act("react", user=step.by or step.who, message=message, name=step.mark)
        return said

    async def _message(self, step: Step, place: str) -> dict[str, str]:
        """The newest message that this person sees with these words (and this button)."""
        if place == "dm":
            seen = await self._stage.see("dms", user=step.who)
        else:
            seen = await self._stage.see("messages", channel=place, viewer=step.who)
        meant = [m for m in seen if step.message is None or step.message in m["words"] or step.message in m["text"]]
        for message in reversed(meant):
            if step.presses is None or _has_button(message, step.presses):
                return {"channel": message["channel"], "ts": message["ts"]}
        raise Misconfigured("", _unseen(step, place, meant, seen))

    async def find_rooms(self) -> None:
        """Looks which incidents have a channel by now."""
        for channel in await self._stage.see("channels"):
            if found := ROOM.match(channel["name"]):
                self.rooms[int(found[1])] = "#" + channel["name"]


def entered(values: dict[str, Any]) -> dict[str, Any]:
    """What is entered in a form, as Slack's own inputs tell it: seconds for a moment, ISO for a day, ids for people."""
    return {field: _picked(value) for field, value in values.items()}


def _picked(value: Any) -> Any:
    if isinstance(value, datetime):
        return int(value.timestamp())
    if isinstance(value, str) and PERSON.fullmatch(value):
        return f"U0{value[1:].upper()}"  # how the local Slack makes its people's ids
    return value.isoformat() if isinstance(value, date) else value


def _unseen(step: Step, place: str, meant: list[dict[str, Any]], seen: list[dict[str, Any]]) -> str:
    """Why no message fits, and what can be pressed there."""
    where = "their direct messages" if place == "dm" else place
    if step.message is not None and not meant:
        said = f"{step.who} sees no message with “{step.message}” in {where}"
        return f"{said}; {len(seen)} others are there" if seen else f"{said}; nothing is there"
    labels = [b["label"] for m in reversed(meant) for b in m["buttons"]]
    wanted = f"{step.who} sees no button “{step.presses}” in {where}" if step.presses else f"{where} is empty"
    return f"{wanted}; {_listed(labels)} are there" if labels else f"{wanted}; none is there"


def _listed(words: Any) -> str:
    named = list(dict.fromkeys(words))[:MOST_OFFERED]
    return ", ".join(named) or "none"


def _has_button(message: dict[str, Any], label: str) -> bool:
    return any(label in (b["label"], b["action_id"]) for b in message["buttons"])


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
