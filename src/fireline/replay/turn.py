"""A step of a story that a visitor does: what asks them for it, and whether the local Slack's log shows it done.

`Turn(stage, step)`, then `await turn.begin()` when they are asked, and `await turn.is_done()` as often as wanted.
"""

from __future__ import annotations

import sys
from typing import Any

from fireline.replay.player import entered
from fireline.replay.scenario import Step
from fireline.replay.stage import Stage

Envelope = dict[str, Any]


class Turn:
    """One step, and what its person has done since they were asked."""

    def __init__(self, stage: Stage, step: Step) -> None:
        self._stage, self._step = stage, step
        self._since = 0

    async def begin(self) -> None:
        self._since = (await self._stage.log(sys.maxsize))["seq"]

    async def is_done(self) -> bool:
        """Every form that belongs to it is sent, and what was said has the reaction that the story puts there."""
        done = [e for e in (await self._stage.log(self._since))["envelopes"] if is_it(self._step, e)]
        if len(done) < max(len(self._step.fills), 1) or await self._has_form():
            return False
        if self._step.mark:
            await self._mark(done[-1]["body"]["event"])
        return True

    async def _has_form(self) -> bool:
        return bool(await self._stage.see("modal", user=self._step.who) not in (None, {"ok": True}))

    async def _mark(self, said: dict[str, Any]) -> None:
        message = {"channel": said["channel"], "ts": said["ts"]}
        by = self._step.by or self._step.who
        await self._stage.act("react", user=by, message=message, name=self._step.mark)


def is_it(step: Step, envelope: Envelope) -> bool:
    """Whether this is what the step's person does there, or the end of it: in other words, with other contents."""
    body, (who,) = envelope["body"], entered({"": f"@{step.who}"}).values()
    event = body.get("event", {})
    if who not in (body.get("user_id"), event.get("user"), body.get("user", {}).get("id")):
        return False
    if step.fills or step.submits is not None:
        return bool(body.get("type") == "view_submission")
    if step.types is not None:
        return _verb(f"{body.get('command')} {body.get('text')}") == _verb(step.types)
    if step.presses is not None:
        return step.presses in {a.get("text", {}).get("text") for a in body.get("actions", [])}
    awaited = "message" if step.says is not None else "reaction_added" if step.reacts else "member_joined_channel"
    return envelope["kind"] == "event" and event.get("type") == awaited and not event.get("subtype")


def _verb(line: str) -> list[str]:
    return line.split()[:2]


def asked(step: Step) -> str:
    """What the story has this person do here, as a sentence that asks for it."""
    meant = f" under “{step.message}”" if step.message else ""
    form = ", fill in the form and send it" if step.fills else ""
    if step.types or step.says:
        return f"The line stands ready: press *Enter*{form}."
    if step.presses:
        return f"Press *{step.presses}*{meant}{form}."
    if step.reacts:
        return f"React with :{step.reacts}:{meant}."
    return "Come into the channel." if step.joins else "Fill in the form that is open."
