"""A whole Fireline and a local Slack in one process: people type and press, the clock moves, and we look.

Everything is real: Bolt over HTTP or Socket Mode, the database, the wire. Only story time stands still until a test
moves it. `Room.close` holds every payload that left against Slack's limits.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import yaml

from fireline.app import App
from fireline.catalogue import FEATURES
from fireline.core.buttons import RUN_LINE
from fireline.core.events import UserId
from fireline.core.limits import violations
from fireline.features.incidents import reads as incidents
from fireline.features.incidents.reads import Incident
from fireline.features.timeline import reads as timeline
from fireline.features.timeline.reads import Entry
from fireline.sandbox.outcome import Outcome
from fireline.sandbox.sandbox import Sandbox
from fireline.sandbox.seen import Seen
from fireline.settings import load
from fireline.store.sqlite import Engines
from fireline.store.unit import Unit
from tests.house.rendered import action_ids_in

T = TypeVar("T")
# Every room on SQLite has the same file, one after the other (see `tests.databases`): compiling what is asked of it
# takes a sixth of the time otherwise.
ENGINES = Engines()
MANIFEST = Path(__file__).parents[1] / "manifest.yml"
WEDNESDAY = datetime(2026, 3, 4, 14, 2, tzinfo=UTC)  # 15:02 in Berlin, 09:02 in New York, 23:02 in Tokyo


class SandboxClock:
    """The bot's clock is the local Slack's: one story for both. `forward(minutes=5)`."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    @property
    def step(self) -> int:
        return self._sandbox.clock.step

    def now(self) -> datetime:
        return self._sandbox.clock.now()

    def forward(self, **amount: float) -> None:
        self._sandbox.forward(**amount)

    def jump(self, to: datetime) -> None:
        self._sandbox.set_clock(to)


class Room:
    """`type`, `say`, `press`, `submit`; `clock.forward`, `tick`, `settle`; `sees`, `dms`, `card`, `incident`."""

    def __init__(self, sandbox: Sandbox, app: App, clock: SandboxClock) -> None:
        self.sandbox, self.app, self.clock = sandbox, app, clock
        self._answers: list[Any] = []
        self.bygone: set[str] = set()  # action ids of an older version, which a test shows

    # acting -------------------------------------------------------------------------------------------------
    async def type(self, user: str, channel: str, line: str) -> Outcome:
        """Types a slash command; comes back when everything that it set off has come to rest."""
        outcome = await self.sandbox.command(user, channel, line)
        return await self._come_to_rest(outcome)

    async def say(self, user: str, channel: str, text: str, **more: Any) -> Seen:
        """Posts a message. Events that it sets off have been applied when this returns."""
        seen = await self.sandbox.say(user, channel, text, **more)
        await self.settle()
        return seen

    async def press(self, user: str, where: Any, button: str, value: Any = None, **more: Any) -> Outcome:
        """Presses a button (its words or action id) of a message, of "modal" or of "home"."""
        place = (where.channel, where.ts) if isinstance(where, Seen) else where
        outcome = await self.sandbox.press(user, place, button, value, **more)
        return await self._come_to_rest(outcome)

    async def submit(self, user: str, **values: Any) -> Outcome:
        """Fills the form on this person's screen and sends it."""
        outcome = await self.sandbox.submit(user, values)
        return await self._come_to_rest(outcome)

    async def declare(self, line: str = "declare sev2 checkout returns 500s", by: str = "ana") -> str:
        """Declares from #incidents; gives the incident channel as `#name`."""
        await self.type(by, "#incidents", f"/incident {line}")
        return "#" + (await self.incident()).channel_name

    async def opened(self, line: str = "declare sev2 checkout returns 500s") -> str:
        """Declares; gives the channel, with ana, bea and cy in it."""
        channel = await self.declare(line)
        await self.sandbox.join("bea", channel)
        await self.sandbox.join("cy", channel)
        await self.settle()
        return channel

    async def _come_to_rest(self, outcome: Outcome) -> Outcome:
        self._answers.append(outcome.answer)
        await self.settle()
        return outcome

    # time ---------------------------------------------------------------------------------------------------
    async def forward(self, **amount: float) -> None:
        """Moves the story on, fires what has come due, waits for rest."""
        self.clock.forward(**amount)
        await self.tick()

    async def tick(self) -> None:
        """Fires what is due now and waits for rest."""
        self.app.ticker.wake()
        await self.settle()

    async def settle(self) -> None:
        """Waits until nothing moves: no payload under way, nothing to apply, to send or to fire."""
        settled = await self.sandbox.settle()
        assert settled.ok, settled.why

    # looking ------------------------------------------------------------------------------------------------
    def sees(self, user: str, channel: str) -> list[Seen]:
        """Everything this person sees there, private answers included."""
        return self.sandbox.messages(channel, user)

    def bot_lines(self, channel: str) -> list[Seen]:
        """What the bot says there for all to see."""
        shown = self.sandbox.messages(channel)
        return [m for m in shown if m.user == "fireline" and not m.is_ephemeral and not m.subtype]

    def dms(self, user: str) -> list[Seen]:
        """What the bot wrote to this person alone."""
        return [m for m in self.sandbox.dms(user) if m.user == "fireline"]

    def find(self, user: str, channel: str, words: str) -> Seen:
        """The latest message there that holds these words."""
        found = [m for m in self.sees(user, channel) if words in m.words or words in m.text]
        assert found, f"nothing says {words!r} in {channel}: {[m.words for m in self.sees(user, channel)]}"
        return found[-1]

    def dm(self, user: str, words: str) -> Seen:
        """The latest direct message of the bot that holds these words."""
        found = [m for m in self.dms(user) if words in m.words or words in m.text]
        assert found, f"no DM to {user} says {words!r}: {[m.words for m in self.dms(user)]}"
        return found[-1]

    def card(self, channel: str) -> Seen:
        """The pinned card."""
        pins = self.sandbox.pins(channel)
        assert len(pins) == 1, [p.words for p in pins]
        return pins[0]

    async def incident(self, number: int = 1) -> Incident:
        def read(unit: Unit) -> Incident:
            found = [i for i in incidents.listed(unit, UserId("U0ANA")) if i.number == number]
            return found[0]

        return await self.unit(read)

    async def timeline(self, *kinds: str, with_hidden: bool = False) -> tuple[Entry, ...]:
        """What the first incident's timeline has of these kinds (or prefixes ending in `.`), or all of it."""
        found = await self.incident()
        return await self.unit(lambda unit: timeline.entries(unit, found.id, kinds=kinds, with_hidden=with_hidden))

    async def texts(self, *kinds: str, with_hidden: bool = False) -> list[str]:
        """The same, as it reads."""
        return [entry.text for entry in await self.timeline(*kinds, with_hidden=with_hidden)]

    async def unit(self, fn: Callable[[Unit], T]) -> T:
        """Runs something in a unit of the bot's own database."""
        return await self.app.units.run(self.app.units.home, fn)

    # life ---------------------------------------------------------------------------------------------------
    async def restart(self) -> None:
        """Stops the bot and starts it again on the same database; Slack goes on meanwhile."""
        await self.stop_bot()
        await self.start_bot()

    async def stop_bot(self) -> None:
        await self.app.close()
        self.sandbox.watch_bot(None)
        self.sandbox.connect(None)

    async def start_bot(self) -> None:
        self.app = App(self.app.settings, clock=self.clock, engines=ENGINES)
        await self._open()

    async def _open(self) -> None:
        await self.app.open()
        address = f"http://127.0.0.1:{self.app.server.port}"
        self.sandbox.connect(f"{address}/slack/events")
        self.sandbox.watch_bot(f"{address}/status")
        await self.settle()

    # judging ------------------------------------------------------------------------------------------------
    def faults_were_meant(self) -> None:
        """What was caught so far was set off by the test."""
        self.app.guard.caught = 0

    def check_payloads(self) -> None:
        """Everything that left holds to Slack's limits, and every button in it reaches a handler."""
        calls = self.sandbox.calls()
        wrong = [v for call in calls for v in _problems(call.method, call.args)]
        wrong += [v for answer in self._answers for v in _answer_problems(answer)]
        shown = action_ids_in([_json(call.args.get(part)) for call in calls for part in ("blocks", "view")])
        dead = sorted(a for a in shown | action_ids_in(self._answers) if not self._is_handled(a))
        assert not wrong, wrong
        assert not dead, dead

    def _is_handled(self, action_id: str) -> bool:
        return action_id.startswith(RUN_LINE) or action_id in {*self.app.registry.actions, *self.bygone}


def _problems(method: str, args: Mapping[str, Any]) -> list[str]:
    surfaces = {"views.open": "modal", "views.push": "modal", "views.update": "modal", "views.publish": "home"}
    if method in surfaces:
        view = _json(args.get("view"))
        return [f"{method}: {v}" for v in violations(view, "home" if view.get("type") == "home" else "modal")]
    if method not in ("chat.postMessage", "chat.update", "chat.postEphemeral"):
        return []
    payload = {**args, "blocks": _json(args.get("blocks")) or []}
    return [f"{method}: {v}" for v in violations(payload, "message")]


def _answer_problems(answer: Any) -> list[str]:
    if not isinstance(answer, dict):
        return []
    if isinstance(answer.get("view"), dict):
        return [f"answer: {v}" for v in violations(answer["view"], "modal")]
    return [f"answer: {v}" for v in violations(answer, "message")] if "blocks" in answer else []


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) and value else value


@asynccontextmanager
async def open_room(
    url: str,
    *,
    at: datetime = WEDNESDAY,
    transport: str = "http",
    config: Mapping[str, Any] | None = None,
    folder: Path | None = None,
    **options: Any,
) -> AsyncIterator[Room]:
    """A room on a migrated database. `config` is the YAML file as a mapping (needs `folder`)."""
    options.setdefault("retries", (0.0, 0.2, 0.5))
    sandbox = await Sandbox.start(MANIFEST, at=at, mode=transport, **options)
    environ = {
        "SLACK_BOT_TOKEN": sandbox.settings.bot_token,
        "SLACK_API_URL": sandbox.api_url,
        "DATABASE_URL": url,
        "FIRELINE_PORT": "0",
        "FIRELINE_PACE": "0",
        "FIRELINE_SETTLE_SECONDS": "0.1",
        "SLACK_SIGNING_SECRET" if transport == "http" else "SLACK_APP_TOKEN": (
            sandbox.settings.signing_secret if transport == "http" else sandbox.settings.app_token
        ),
    }
    if config is not None:
        assert folder is not None
        path = folder / "fireline.yml"
        path.write_text(yaml.safe_dump(dict(config)))
        environ["FIRELINE_CONFIG"] = str(path)
    clock = SandboxClock(sandbox)
    room = Room(sandbox, App(load(environ, FEATURES), clock=clock, engines=ENGINES), clock)
    try:
        await room._open()
        yield room
        room.check_payloads()
        assert room.app.guard.caught == 0, "a bug was caught; the log has its traceback"
        assert room.app.frame.unfit == 0, "a button's or form's value could not be read; the log has its traceback"
    finally:
        await room.app.close()
        await sandbox.stop()
