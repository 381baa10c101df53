"""The local Slack in one handle: start it, let people act, look at what they see, break things."""

import asyncio
import time
import uuid
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any, Self

from aiohttp import web

from fireline.sandbox.archive import write_archive
from fireline.sandbox.asking import Asking
from fireline.sandbox.clock import StoryClock, microseconds
from fireline.sandbox.control import add_control
from fireline.sandbox.dispatch import DeliveryFaults
from fireline.sandbox.faults import Rule
from fireline.sandbox.forms import Forms
from fireline.sandbox.journal import Journal
from fireline.sandbox.manifest import Manifest, load_manifest
from fireline.sandbox.page import add_page
from fireline.sandbox.people import People
from fireline.sandbox.reading import Reading
from fireline.sandbox.seed import seed_workspace
from fireline.sandbox.server import make_app
from fireline.sandbox.settings import Settings
from fireline.sandbox.settle import Settled, Settling
from fireline.sandbox.snapshot import load_file, save_file
from fireline.sandbox.socket import SocketTransport
from fireline.sandbox.state import Json, Workspace
from fireline.sandbox.transport import Ack, HttpTransport
from fireline.sandbox.webapi import WebApi
from fireline.sandbox.world import World

LOOPBACK, EVERYWHERE = "127.0.0.1", ("0.0.0.0", "::")


class Sandbox:
    """A running local Slack.

    People act by `say`, `dm`, `command`, `press`, `submit` and the rest of `People`, `Asking` and `Forms`; what is
    seen comes from `messages`, `modal`, `home`, `dms` and the rest of `Reading`. Users and channels go by name
    (`"ana"`, `"#incidents"`) or id. `connect` says where the app listens, `settle` waits for rest.
    """

    def __init__(self, settings: Settings, at: datetime | None = None) -> None:
        self.settings = settings
        self.clock = StoryClock(at, running=at is None)
        self.world = World(settings, self._seeded(), self.clock)
        if settings.state_file is not None and settings.state_file.exists():
            self.world.ws = load_file(settings.state_file, self.clock)
        self.sockets = SocketTransport(settings, self.world.ws.app_id)
        self.api = WebApi(self.world, self.sockets)
        self._settling = Settling(self.clock, self.world.dispatcher, self.world.journal, self.api)
        self.world.dispatcher.transport = HttpTransport(settings) if settings.mode == "http" else self.sockets
        self._runner: web.AppRunner | None = None
        self._name_acts()

    def _seeded(self) -> Workspace:
        at = microseconds(self.clock.now()) // 1_000_000
        return seed_workspace(at, self.settings.manifest.bot_name, self.settings.bot_channels)

    def _name_acts(self) -> None:
        people, asking, forms, reading = People(self.world), Asking(self.world), Forms(self.world), Reading(self.world)
        self.people, self.asking, self.forms, self.reading = people, asking, forms, reading
        self.say, self.dm, self.me, self.edit = people.say, people.dm, people.me, people.edit
        self.delete, self.unfurl = people.delete, people.unfurl
        self.react, self.unreact, self.pin, self.unpin = people.react, people.unreact, people.pin, people.unpin
        self.join, self.leave, self.invite, self.kick = people.join, people.leave, people.invite, people.kick
        self.create_channel, self.delete_channel = people.create_channel, people.delete_channel
        self.set_topic, self.archive, self.unarchive = people.topic, people.archive, people.unarchive
        self.rename, self.add_user, self.change_user = people.rename, people.add_user, people.change_user
        self.command, self.press, self.open_home = asking.command, asking.press, asking.open_home
        self.shortcut, self.message_shortcut = asking.shortcut, asking.message_shortcut
        self.fill, self.submit, self.close_view = forms.fill, forms.submit, forms.close_view
        self.channels, self.channel, self.messages, self.thread = (
            reading.channels, reading.channel, reading.messages, reading.thread,
        )  # fmt: skip
        self.dms, self.modal, self.home, self.files = reading.dms, reading.modal, reading.home, reading.files
        self.pins, self.bookmarks, self.topic, self.members = (
            reading.pins, reading.bookmarks, reading.topic, reading.members,
        )  # fmt: skip
        self.calls, self.envelopes = reading.calls, reading.envelopes

    @classmethod
    async def start(
        cls,
        manifest: Manifest | Path | str = Path("manifest.yml"),
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        at: datetime | None = None,
        **options: Any,
    ) -> Self:
        """Starts one. `at` freezes story time there; `options` are fields of `Settings`."""
        if not isinstance(manifest, Manifest):
            manifest = load_manifest(Path(manifest))
        sandbox = cls(Settings(manifest=manifest, **options), at)
        await sandbox.listen(host, port)
        return sandbox

    async def listen(self, host: str, port: int) -> None:
        """Opens the doors; port 0 takes a free one."""
        app = make_app(self.world, self.api, self.sockets)
        add_control(app, self)
        self.page = add_page(app, self)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port)
        await site.start()
        # Who listens everywhere is reached from here by loopback, where alone the bot follows this clock.
        name = LOOPBACK if host in EVERYWHERE else host
        self.world.base_url = f"http://{name}:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        """Closes the doors and forgets what is under way; a state file is written."""
        if self.settings.state_file is not None:
            self.save(self.settings.state_file)
        self.api.faults.clear()
        await self.world.dispatcher.close()
        await self._settling.close()
        await self.sockets.close()
        if self._runner is not None:
            await self._runner.cleanup()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    @property
    def url(self) -> str:
        """Where it listens, without a slash at the end."""
        return self.world.base_url

    @property
    def api_url(self) -> str:
        """The base of the Web API, for `SLACK_API_URL`."""
        return f"{self.url}/api/"

    def connect(self, events_url: str | None) -> None:
        """Says where the app listens from now on; None is an app that is down."""
        self.settings.events_url = events_url

    async def verify_url(self) -> bool:
        """`url_verification`, as Slack does it when a URL is entered: the app must give back the challenge."""
        challenge = uuid.uuid4().hex
        body: Json = {"token": self.settings.verification_token, "challenge": challenge, "type": "url_verification"}
        transport = self.world.dispatcher.transport
        assert transport is not None
        ack: Ack = await transport.send("event", body, 0, "")
        told = ack.answer.get("challenge") if isinstance(ack.answer, dict) else ack.answer
        return ack.ok and told == challenge

    def set_clock(self, now: datetime) -> int:
        """Freezes story time at this moment; gives the clock step."""
        self.clock.change(now=now.astimezone(UTC), running=False)
        return self.clock.step

    def forward(self, seconds: float = 0, *, minutes: float = 0, hours: float = 0, days: float = 0) -> int:
        """Jumps story time; gives the clock step."""
        self.clock.change(forward=seconds + 60 * minutes + 3600 * hours + 86400 * days)
        return self.clock.step

    def watch_bot(self, status_url: str | None) -> None:
        """Where `settle` asks the bot whether it has anything left to do."""
        self._settling.status_url = status_url

    async def bot_status(self) -> Json:
        """The bot's own word on what is pending and when it is next due; empty without a bot."""
        return await self._settling.status()

    async def settle(self, within: float = 10.0) -> Settled:
        """Waits for rest: see `Settling`."""
        return await self._settling.settle(within)

    async def wait_for(self, what: Callable[[], Any], within: float = 5.0) -> Any:
        """Gives what `what` gives as soon as it gives something; TimeoutError after `within` machine seconds."""
        begun = time.monotonic()
        while not (found := what()):
            if time.monotonic() - begun > within:
                raise TimeoutError(f"nothing after {within} s")
            await asyncio.sleep(0.005)
        return found

    def fault(self, kind: str, method: str = "*", when: str = "before", **more: Any) -> int:
        """Puts a fault of the Web API in force; the fields are those of `faults.Rule`. Gives its id."""
        return self.api.faults.add(Rule(kind, method, when, **more))

    def clear_faults(self) -> None:
        """Ends every fault, on the Web API and on deliveries, and lets held calls go."""
        self.api.faults.clear()
        self.world.dispatcher.faults = DeliveryFaults()

    def delivery_faults(self, **fields: Any) -> None:
        """What goes wrong on the way to the app; the fields are those of `dispatch.DeliveryFaults`."""
        self.world.dispatcher.faults = DeliveryFaults(**fields)

    async def held(self, within: float = 5.0) -> int:
        """Waits for a call that a `hold` holds; gives its id for `release`."""
        await asyncio.wait_for(self.api.faults.holding.wait(), within)
        return self.api.faults.held[0].id

    def release(self, held_id: int | None = None) -> int:
        """Lets one held call, or all, go on."""
        return self.api.faults.release(held_id)

    def redeliver(self, which: Iterable[int] | None = None, shuffle_seed: int | None = None) -> int:
        """Sends recorded payloads again (all events, or those with these `seq`), in order or shuffled."""
        wanted = set(which) if which is not None else None
        chosen = [e for e in self.world.journal.envelopes if (e.kind == "event" if wanted is None else e.seq in wanted)]
        if shuffle_seed is not None:
            Random(shuffle_seed).shuffle(chosen)
        return self.world.dispatcher.again(chosen)

    def limit_rates(self, on: bool = True, *, slow_history: bool = False, minute: float = 60.0) -> None:
        """Slack's rate limits in machine time; `slow_history` is 1 call a minute of 15 messages.

        `minute` is how many seconds a minute of these limits has.
        """
        self.world.rates.is_on, self.world.rates.is_history_slow = on, slow_history
        self.world.rates.minute = minute
        self.world.rates.forget()

    def uninstall(self) -> None:
        """The app is taken out of the workspace: `tokens_revoked`, `app_uninstalled`, and a dead token."""
        self.world.uninstall()

    def save(self, path: Path) -> None:
        save_file(path, self.world.ws, self.clock)

    def export_archive(self, path: Path) -> None:
        """Writes the workspace as Slack exports one (`fireline import-export` reads it)."""
        write_archive(path, self.world.ws, self.clock)

    def restore(self, path: Path) -> None:
        self.world.ws = load_file(path, self.clock)

    def reset(self) -> None:
        """Back to the seeded workspace, with an empty journal and no faults."""
        self.clear_faults()
        self.world.dispatcher.forget()
        self.world.ws = self._seeded()
        self.world.triggers.clear()
        self.world.response_urls.clear()
        journal: Journal = self.world.journal
        journal.calls.clear()
        journal.envelopes.clear()
