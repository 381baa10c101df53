"""The demo in the browser: a visitor runs an incident, led by one hint at a time, with the real bot behind it.

`await Guided(stage).run()` leads until it is cancelled, over and over when *Start over* is pressed. Open
`f"{stage.slack_url}/?as=ana"` in a browser. The stage wants long retries (`retries=RETRIES`), for the bot is killed on
the way; its clock runs from the moment at which `run` begins.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

from fireline.replay.stage import Stage
from fireline.replay.visitor import Visitor

RETRIES = "0,3,10,30,60"
LOOK = 0.3  # seconds between two looks at whether the visitor has done what was asked
PAUSE = 1.2  # seconds between two lines of a colleague, so that they can be read
DOWN = 120  # seconds of the story for which the bot is down
PEOPLE_TALK = (
    ("cy", "search is slow in the shop as well"),
    ("eve", "the new index is built, checking"),
    ("cy", "latency is at 900 ms, was 4 s"),
    ("eve", "switched every shard to the new index"),
)
COLLEAGUES = (
    ("bea", "5xx since 13:55, all of them from the payment pool"),
    ("cy", "web-3 has run out of connections; restarting its pool"),
)


class StartOver(Exception):
    """The visitor wants it all from the beginning."""


class Guided:
    """One visitor's way through the demo."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._visitor = Visitor(stage)
        self._wishes: list[str] = []

    async def run(self) -> None:
        while True:
            try:
                await self._begin()
                await self._lead()
                await self._until(lambda: self._asked("start_over"))
            except StartOver:
                await self._clear()

    async def _lead(self) -> None:
        room = await self._declared()
        await self._colleagues(room)
        await self._prompt(room)
        await self._ended(room)
        await self._plug()

    # the stations -------------------------------------------------------------------------------------------
    async def _begin(self) -> None:
        """An incident is under way already, so that the lists are not empty."""
        stage = self._stage
        await stage.act(
            "command", user="dee", channel="#incidents", line="/incident declare sev3 search answers slowly"
        )
        await stage.settle()
        room = (await self._rooms())[0]
        for who in ("cy", "eve"):
            await stage.act("join", user=who, channel=room)
        await stage.act("command", user="dee", channel=room, line="/incident ic me")
        await stage.act("command", user="dee", channel=room, line="/incident impact search takes 4 s in the EU shop")
        await stage.settle()
        await stage.post("clock", running=True)

    async def _declared(self) -> str:
        await self._show(
            "Something has broken. The line is typed already: press *Enter*.",
            line="/incident declare sev2 checkout returns 500s",
            channel="incidents",
        )
        rooms = await self._until(self._second_room)
        return str(rooms)

    async def _second_room(self) -> str:
        rooms = await self._rooms()
        return rooms[1] if len(rooms) > 1 else ""

    async def _colleagues(self, room: str) -> None:
        await self._show(f"Its channel is *{room}*, at the left: open it. Bea and Cy come to help.")
        await self._stage.settle()
        said = []
        for who, text in COLLEAGUES:
            await self._stage.act("join", user=who, channel=room)
            await asyncio.sleep(PAUSE)
            said.append(await self._stage.act("say", user=who, channel=room, text=text))
        await self._stage.act("command", user="bea", channel=room, line="/incident comms me")
        await self._show(f"In *{room}*, point at what Bea wrote and react with 📌: the timeline gains a line.")
        await self._until(lambda: self._has_reaction(room))

    async def _has_reaction(self, room: str) -> bool:
        messages = await self._stage.see("messages", channel=room)
        return any("pushpin" in message["reactions"] for message in messages)

    async def _prompt(self, room: str) -> None:
        await self._show(
            "Kept, and 📝 says so. Stakeholders expect news by a fixed time; go there.",
            buttons=[{"label": "Skip to the next deadline", "do": "skip", "is_primary": True}],
        )
        await self._until(lambda: self._asked("skip"))
        await self._skip_to_prompt()
        await self._show(
            "The bot has asked Bea, who writes the updates. Be Bea, open *Fireline* at the left, press *Send update*.",
            buttons=[{"label": "You are now Bea", "as": "bea", "is_primary": True}],
        )
        await self._until(self._has_update)

    async def _skip_to_prompt(self) -> None:
        for _ in range(12):
            if await self._is_prompted():
                return
            async with self._stage.session.post(f"{self._stage.slack_url}/page/travel", json={"to": "next"}):
                await self._stage.settle()

    async def _is_prompted(self) -> bool:
        told = await self._stage.see("dms", user="bea")
        return any(b["label"] == "Send update" for message in told for b in message["buttons"])

    async def _has_update(self) -> bool:
        messages = await self._stage.see("messages", channel="#stakeholders")
        return any("checkout" in message["words"] and "INC-2" in message["words"] for message in messages)

    async def _ended(self, room: str) -> None:
        await self._show(
            f"Sent, on time, in #stakeholders. Be Ana again, go to *{room}* and end it: the line is ready.",
            line="/incident resolve pool size restored; 5xx back to baseline",
            channel=room.lstrip("#"),
            buttons=[{"label": "You are now Ana", "as": "ana", "is_primary": True}],
        )
        await self._until(lambda: self._says(room, "is resolved"))
        await self._show(
            f"Close it in *{room}*: the postmortem's draft comes, half written from what you all did.",
            line="/incident close",
            channel=room.lstrip("#"),
        )
        await self._until(lambda: self._says(room, "draft is ready"))

    async def _plug(self) -> None:
        await self._show(
            "*Read draft* shows it. One thing more: what if the bot dies in the middle?",
            buttons=[{"label": "Pull the plug", "do": "plug", "is_primary": True}],
        )
        await self._until(lambda: self._asked("plug"))
        room = (await self._rooms())[0]
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
        words = ["export", "INC-1", "--format", "json", "-o", "-"]
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
        """Waits until the visitor has done it; *Start over* ends the waiting."""
        while not (found := await done()):
            await self._hear(LOOK)
        return found

    async def _asked(self, what: str) -> bool:
        await self._hear(0)
        return what in self._wishes

    async def _hear(self, wait: float) -> None:
        """Takes in the wishes; returns at once when there is one, else after `wait` seconds."""
        self._wishes += [str(wish["do"]) for wish in await self._visitor.hear(wait)]
        if "start_over" in self._wishes:
            raise StartOver

    async def _clear(self) -> None:
        """A new database, a cleared workspace, the same page."""
        stage = self._stage
        self._wishes.clear()
        await self._visitor.show()
        stage.kill_bot()
        if stage.bot is not None:
            await stage.bot.wait()
        for part in ("", "-wal", "-shm"):
            (stage.folder / f"fireline.db{part}").unlink(missing_ok=True)
        await stage.post("clock", running=False)
        async with stage.session.post(f"{stage.slack_url}/page/reset", json={}):
            await stage.start_bot()
