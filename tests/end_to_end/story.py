"""The whole story with real processes: what is left when it ends, in a form in which two runs can be compared."""

from __future__ import annotations

import asyncio
import json
import re
import sys
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from fireline.replay.player import Player
from fireline.replay.programs import Programs
from fireline.replay.scenario import Scenario, Step, read
from fireline.replay.stage import Stage, Transport

SCENARIO = Path(__file__).parents[2] / "templates" / "drills" / "gitlab-2017-01-31.yml"
PEOPLE = ("ana", "bea", "cy", "dee", "eve", "finn")
Before = Callable[[Step], Awaitable[None]]
Beside = Callable[[Stage], Awaitable[None]]


async def _nothing(_: Any) -> None:
    return None


@dataclass
class Ending:
    """Where a story ended. `said` holds every channel and DM: what is shown there, and how often."""

    said: dict[str, Counter[str]]
    pins: list[str]
    topic: str
    channels: list[str]
    markdown: str
    record: dict[str, Any]
    log: str

    def unlike(self, other: Ending) -> list[str]:
        """In which ways the two differ; nothing when they are the same."""
        found = [] if self.channels == other.channels else [f"channels: {self.channels} / {other.channels}"]
        for place in sorted(self.said.keys() | other.said.keys()):
            mine, theirs = self.said.get(place, Counter()), other.said.get(place, Counter())
            found += [f"{place}: {n} more of {text!r}" for text, n in (mine - theirs).items()]
            found += [f"{place}: {n} less of {text!r}" for text, n in (theirs - mine).items()]
        if self.topic != other.topic:
            found.append(f"topic {self.topic!r} / {other.topic!r}")
        found += [f"{n} more moments {m}" for m, n in (self.moments - other.moments).items()]
        found += [f"{n} less moments {m}" for m, n in (other.moments - self.moments).items()]
        return found

    @property
    def moments(self) -> Counter[tuple[str, str, str]]:
        """Every entry of the record: when, of what kind, what it says."""
        return Counter((e["happened_at"], e["kind"], e["text"]) for e in self.record["entries"])


async def live_through(
    folder: Path,
    *,
    transport: Transport = "http",
    database_url: str = "",
    before: Before = _nothing,
    beside: Beside = _nothing,
    prepare: Beside = _nothing,
    at_end: Beside = _nothing,
    until: datetime | None = None,
    with_record: bool = True,
    programs: Programs | None = None,
) -> Ending:
    """Plays the story. `prepare` runs before it begins, `beside` while it goes on (a killer, a second process)."""
    scenario = _cut(read(SCENARIO), until)
    stage = Stage(folder, at=scenario.starts, transport=transport, database_url=database_url, programs=programs)
    try:
        await stage.open()
        await prepare(stage)
        other = asyncio.ensure_future(beside(stage))
        await Player(stage, scenario, before=before).play()
        other.cancel()
        await asyncio.gather(other, return_exceptions=True)
        await stage.settle()
        await at_end(stage)
        return await ending(stage, with_record=with_record)
    finally:
        await stage.close()


def _cut(scenario: Scenario, until: datetime | None) -> Scenario:
    if until is None:
        return scenario
    steps = [step for step in scenario.steps if step.at <= until]
    return scenario.model_copy(update={"steps": steps, "ends": until})


async def ending(stage: Stage, *, with_record: bool = True) -> Ending:
    """Looks at everything that people can see, and exports the record (two processes, some seconds)."""
    found = await stage.see("channels")
    channels = [c["name"] for c in found]
    names = {c["id"]: c["name"] for c in found}
    said = {f"#{name}": _shown(await stage.see("messages", channel=f"#{name}"), names) for name in channels}
    said |= {f"DM {who}": _shown(await stage.see("dms", user=who), names) for who in PEOPLE}
    room = next((name for name in channels if name.startswith("inc-")), "")
    return Ending(
        said=said,
        pins=[p["words"] for p in await stage.see("pins", channel=f"#{room}")],
        topic=str(await stage.see("topic", channel=f"#{room}")),
        channels=sorted(channels),
        markdown=await export(stage, "md") if with_record else "",
        record=json.loads(await export(stage, "json")) if with_record else {"entries": []},
        log=(stage.folder / "fireline.log").read_text(),
    )


async def export(stage: Stage, form: str) -> str:
    """`fireline export INC-1`, beside the running bot."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "fireline", "export", "INC-1", "--format", form, "-o", "-"),
        env=stage.environment(),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    assert process.returncode == 0, err.decode()
    return out.decode()


def _shown(messages: list[dict[str, Any]], names: dict[str, str]) -> Counter[str]:
    """What everybody sees; ids of channels differ from run to run, so their names stand for them."""

    def named(words: str) -> str:
        return re.sub(r"<#(C[A-Z0-9]+)>", lambda found: f"#{names.get(found[1], found[1])}", words)

    return Counter(f"{m['user']}: {named(m['words'])}" for m in messages if not m["is_ephemeral"])
