"""The demo in the browser: a visitor runs an incident, led by one hint at a time, with the real bot behind it.

`await Guided(stage, visitor).run()` leads once, on a stage that has just begun and whose clock stands 25 minutes before
the visitor comes. StartOver and Watch, which the visitor may want at any time, end it; see `fireline.replay.hosting`.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

from fireline.replay.colleagues import COLLEAGUES, PEOPLE_TALK, UNDER_WAY
from fireline.replay.stage import Stage
from fireline.replay.visitor import Visitor

FIRST = 41  # the incident that is under way when the visitor comes
THEIRS = f"INC-{FIRST + 1}"
LOOK = 0.3  # seconds between two looks at whether the visitor has done what was asked
PAUSE = 1.2  # seconds between two lines of a colleague, so that they can be read
BEFORE = 25  # minutes from the first declaration until the visitor comes
DOWN = 120  # seconds of the story for which the bot is down
DEADLINES = 12  # at most so many are passed on the way to the one that asks Bea
NO_NEWS = "no new information"


class Guided:
    """One visitor's way through the demo."""

    def __init__(self, stage: Stage, visitor: Visitor) -> None:
        self._stage = stage
        self._visitor = visitor
        self._wishes: list[str] = []

    async def run(self) -> None:
        await self._begin()
        room = await self._declared()
        await self._colleagues(room)
        if await self._prompt(room) != "over":
            await self._resolve(room)
        await self._close(room)
        await self._plug()

    # the stations -------------------------------------------------------------------------------------------
    async def _begin(self) -> None:
        """An incident is under way already, so that the lists are not empty."""
        stage = self._stage
        line = "/incident declare sev3 search answers slowly"
        await stage.act("command", user="dee", channel="#incidents", line=line)
        await stage.settle()
        room = (await self._rooms())[0]
        for who in ("cy", "eve"):
            await stage.act("join", user=who, channel=room)
        passed = 0
        for minute, who, said in UNDER_WAY:
            await stage.post("clock", forward=60 * (minute - passed))
            await stage.settle()
            passed = minute
            await self._do(who, room, said)
            await stage.settle()
        await stage.post("clock", forward=60 * (BEFORE - passed), running=True)
        await stage.settle()

    async def _do(self, who: str, room: str, said: str) -> None:
        """A line that begins with a slash is typed as a command."""
        act, what = ("command", "line") if said.startswith("/") else ("say", "text")
        await self._stage.act(act, user=who, channel=room, **{what: said})

    async def _declared(self) -> str:
        await self._show(
            "Something has broken. The line is typed already: press *Enter* or the arrow.",
            line="/incident declare sev2 checkout returns 500s",
            channel="incidents",
        )
        rooms = await self._until(self._second_room)
        return str(rooms)

    async def _second_room(self) -> str:
        rooms = await self._rooms()
        return rooms[1] if len(rooms) > 1 else ""

    async def _colleagues(self, room: str) -> None:
        there = room.lstrip("#")
        await self._show(
            f"Its channel is *{room}*. Bea and Cy come to help.",
            buttons=[{"label": "Open the channel", "go": there, "is_primary": True}],
        )
        await self._stage.settle()
        for who in dict.fromkeys(who for who, _ in COLLEAGUES):
            await self._stage.act("join", user=who, channel=room)
        for who, said in COLLEAGUES:
            await asyncio.sleep(PAUSE)
            await self._do(who, room, said)
        await self._show(
            "Point at or tap what Bea wrote, and react with 📌: the timeline gains a line.",
            buttons=[{"label": "Open the channel", "go": there}],
        )
        await self._until(lambda: self._is_marked_or_over(room))

    async def _is_marked_or_over(self, room: str) -> bool:
        messages = await self._stage.see("messages", channel=room)
        return any("pushpin" in message["reactions"] or "is resolved" in message["words"] for message in messages)

    async def _prompt(self, room: str) -> str:
        """Until stakeholders have heard from a person, or the visitor has ended it before: "over"."""
        hint = "Kept, and 📝 says so. Stakeholders expect news by a fixed time; go there."
        while not await self._says(room, "is resolved"):
            await self._show(hint, buttons=[{"label": "Skip to the next deadline", "do": "skip", "is_primary": True}])
            if await self._until(lambda: self._asked_or_over("skip", room)) == "over":
                return "over"
            await self._skip_to_prompt()
            await self._show(
                "The bot has asked Bea, who writes the updates, with a draft. Be Bea and press *Send update*.",
                buttons=[{"label": "You are now Bea", "as": "bea", "go": "app", "is_primary": True}],
            )
            if (heard := await self._until(lambda: self._heard(room))) != "automatic":
                return str(heard)
            hint = "Nobody wrote in time, so the bot said just that, and called it automatic. The next deadline comes."
        return "over"

    async def _asked_or_over(self, what: str, room: str) -> str:
        if await self._asked(what):
            return what
        return "over" if await self._says(room, "is resolved") else ""

    async def _skip_to_prompt(self) -> None:
        for _ in range(DEADLINES):
            if await self._is_prompted():
                return
            async with self._stage.session.post(f"{self._stage.slack_url}/page/travel", json={"to": "next"}):
                await self._stage.settle()

    async def _is_prompted(self) -> bool:
        told = await self._stage.see("dms", user="bea")
        return any(b["label"] == "Send update" for message in told for b in message["buttons"])

    async def _heard(self, room: str) -> str:
        """What stakeholders heard of it last: "sent" by a person, "automatic"; "over" when it is resolved."""
        messages = await self._stage.see("messages", channel="#stakeholders")
        of_it = [message for message in messages if THEIRS in message["words"]]
        if any(NO_NEWS not in message["words"] for message in of_it):
            return "sent"
        if await self._says(room, "is resolved"):
            return "over"
        return "automatic" if of_it and not await self._is_prompted() else ""

    async def _resolve(self, room: str) -> None:
        await self._show(
            "Sent, on time, to #stakeholders. Be Ana again and end it: the line stands ready.",
            line="/incident resolve pool size restored; 5xx back to baseline",
            channel=room.lstrip("#"),
            buttons=[{"label": "You are now Ana", "as": "ana", "go": room.lstrip("#"), "is_primary": True}],
        )
        await self._until(lambda: self._says(room, "is resolved"))

    async def _close(self, room: str) -> None:
        await self._show(
            "Over; *Send last update* tells stakeholders. Then close it: the draft comes, half written already.",
            line="/incident close",
            channel=room.lstrip("#"),
            buttons=[{"label": "Open the channel", "go": room.lstrip("#")}],
        )
        await self._until(lambda: self._says(room, "draft is ready"))

    async def _plug(self) -> None:
        room = (await self._rooms())[0]
        await self._show(
            "*Read draft* shows it. One thing more: what if the bot dies in the middle?",
            buttons=[{"label": "Pull the plug", "do": "plug", "go": room.lstrip("#"), "is_primary": True}],
        )
        await self._until(lambda: self._asked("plug"))
        await self._show(f"The bot is dead. For two minutes people talk in *{room}* all the same.")
        self._stage.kill_bot()
        texts = await self._talk(room)
        await self._stage.start_bot()
        await self._stage.post("hurry")
        await self._stage.settle()
        lost, doubled = await self._lost_and_doubled(texts)
        await self._show(
            f"Back. {len(texts)} marked messages came meanwhile: *{lost} lost, {doubled} doubled.* Look around.",
            buttons=[{"label": "Start over", "do": "start_over"}],
        )

    async def _talk(self, room: str) -> list[str]:
        for who, text in PEOPLE_TALK:
            said = await self._stage.act("say", user=who, channel=room, text=text)
            message = {"channel": said["channel"], "ts": said["ts"]}
            await self._stage.act("react", user=who, message=message, name="pushpin")
            await self._stage.post("clock", forward=DOWN / len(PEOPLE_TALK))
            await asyncio.sleep(PAUSE)
        return [text for _, text in PEOPLE_TALK]

    async def _lost_and_doubled(self, texts: list[str]) -> tuple[int, int]:
        """Counted in the record itself, by the command that an admin would type."""
        words = ["export", f"INC-{FIRST}", "--format", "json", "-o", "-"]
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "fireline", *words),
            env=self._stage.environment(),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        out, _ = await process.communicate()
        entries = Counter(text for entry in json.loads(out)["entries"] for text in texts if text in entry["text"])
        return sum(entries[text] == 0 for text in texts), sum(entries[text] > 1 for text in texts)

    # seeing and hearing -------------------------------------------------------------------------------------
    async def _rooms(self) -> list[str]:
        """The channels of incidents, the oldest first."""
        channels = await self._stage.see("channels")
        return sorted("#" + c["name"] for c in channels if c["name"].startswith("inc-"))

    async def _says(self, room: str, words: str) -> bool:
        messages = await self._stage.see("messages", channel=room)
        return any(words in message["words"] and not message["is_ephemeral"] for message in messages)

    async def _show(self, hint: str, *, line: str = "", channel: str = "", buttons: list[Any] | None = None) -> None:
        shown = {"hint": hint, "line": line, "channel": channel, "as": "ana" if line else "", "buttons": buttons or []}
        await self._visitor.show(**shown)

    async def _until(self, done: Callable[[], Awaitable[Any]]) -> Any:
        """Waits until the visitor has done it."""
        while not (found := await done()):
            await self._hear(LOOK)
        return found

    async def _asked(self, what: str) -> bool:
        await self._hear(0)
        if what not in self._wishes:
            return False
        self._wishes.remove(what)
        return True

    async def _hear(self, wait: float) -> None:
        """Takes in the wishes; returns at once when there is one, else after `wait` seconds."""
        self._wishes += [str(wish["do"]) for wish in await self._visitor.hear(wait)]
