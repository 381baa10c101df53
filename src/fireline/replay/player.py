"""Plays a scenario: moves the clock from one due time to the next, and lets people act in between."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from fireline.core.errors import Misconfigured
from fireline.replay.scenario import Scenario, Step
from fireline.replay.stage import Stage

HOME = "#incidents"
TRIES = 4


@dataclass(frozen=True)
class Done:
    """One act as it was carried out. `outcome` is what the local Slack told of it."""

    step: Step
    at: datetime
    place: str
    outcome: dict[str, Any]


Watcher = Callable[[Done], Awaitable[None]]
ClockWatcher = Callable[[datetime], Awaitable[None]]


async def _nobody(_: Any) -> None:
    return None


class Player:
    """`play` runs the whole story. `before` is called before each step: the place where a test pulls the plug."""

    def __init__(
        self,
        stage: Stage,
        scenario: Scenario,
        *,
        watch: Watcher = _nobody,
        ticked: ClockWatcher = _nobody,
        before: Callable[[Step], Awaitable[None]] = _nobody,
    ) -> None:
        self._stage = stage
        self._scenario = scenario
        self._watch = watch
        self._ticked = ticked
        self._before = before
        self._now = scenario.starts
        self.channel = ""

    async def play(self) -> None:
        await self._stage.settle()
        for step in self._scenario.steps:
            await self._before(step)
            await self.run_until(step.at)
            await self._do(step)
        if self._scenario.ends:
            await self.run_until(self._scenario.ends)

    async def run_until(self, moment: datetime) -> None:
        """Lets every due time before the moment come at its own time; a bot that is slow is waited for."""
        while True:
            status = await self._stage.settle()
            due = _time(status.get("next_due_at"))
            if due is None or due > moment:
                break
            await self._move(max(due, self._now))
        await self._move(moment)
        await self._stage.settle()

    async def _move(self, to: datetime) -> None:
        if to == self._now:
            to += timedelta(microseconds=1)
        self._now = to
        await self._stage.jump(to)
        await self._stage.settle()
        await self._ticked(to)

    async def _do(self, step: Step) -> None:
        place = step.where or self.channel or HOME
        outcome = await self._act(step, place)
        await self._stage.settle()
        if step.types and not self.channel:
            self.channel = await self._incident_channel()
        await self._watch(Done(step, self._now, place, outcome))

    async def _act(self, step: Step, place: str) -> dict[str, Any]:
        """Acts; what the bot did not answer is done again once it is back, as a person would."""
        for _ in range(TRIES):
            outcome = await self._act_once(step, place)
            if outcome.get("error") is None or outcome.get("errors"):
                break
            await self._stage.settle()
        return outcome

    async def _act_once(self, step: Step, place: str) -> dict[str, Any]:
        stage = self._stage
        if step.types is not None:
            return await stage.act("command", user=step.who, channel=place, line=step.types)
        if step.says is not None:
            return await self._say(step, place)
        if step.presses is not None:
            where = "modal" if step.where == "modal" else await self._message(step, place)
            return await stage.act("press", user=step.who, where=where, action=step.presses, value=step.value)
        if step.submits is not None:
            return await stage.act("submit", user=step.who, values=step.submits)
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
        for message in reversed(seen):
            has_words = step.message is None or step.message in message["words"] or step.message in message["text"]
            if has_words and (step.presses is None or _has_button(message, step.presses)):
                return {"channel": message["channel"], "ts": message["ts"]}
        raise Misconfigured(
            f"step at {step.at:%d %b %H:%M}", f"{step.who} sees no message with {step.message!r} and {step.presses!r}"
        )

    async def _incident_channel(self) -> str:
        channels = await self._stage.see("channels")
        names = [c["name"] for c in channels if c["name"].startswith(("inc-", "drill-"))]
        return "#" + names[0] if names else ""


def _has_button(message: dict[str, Any], label: str) -> bool:
    return any(label in (b["label"], b["action_id"]) for b in message["buttons"])


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
