"""How long Slack waits for its 200: events and commands through the real server, signed, over loopback."""

from __future__ import annotations

from dataclasses import dataclass, field

from benchmarks import wire
from benchmarks.figures import Figure, least, median, most, ms, percentile, ratio
from benchmarks.stage import bot_in, reference, room

PER_SECOND = 300
SECONDS = 3
COMMANDS = 60
FLOOD = 3000


@dataclass
class Samples:
    """One number a round, by name of the server."""

    p99: dict[str, list[float]] = field(default_factory=dict)
    rate: dict[str, list[float]] = field(default_factory=dict)
    command: dict[str, list[float]] = field(default_factory=dict)
    command_p99: dict[str, list[float]] = field(default_factory=dict)


async def measure(rounds: int) -> list[Figure]:
    async with reference("bare") as bare, reference("bolt") as bolt, room() as place, bot_in(place):
        channel = await place.declare("checkout returns 500s")
        servers = {"bare": bare, "bolt": bolt, "fireline": place.port}
        for port in servers.values():  # everything is imported, compiled and connected once
            await wire.flooded(port, [wire.message(channel) for _ in range(300)])
        await place.applied()
        samples = Samples()
        for number in range(rounds):
            for name, port in servers.items():
                await _commands(samples, name, port, channel, number)
            for name, port in servers.items():
                await _offered(samples, name, port, channel)
                await place.applied()
            for name, port in servers.items():
                await _flooded(samples, name, port, channel)
                await place.applied()
    return _figures(samples)


async def _commands(samples: Samples, name: str, port: int, channel: str, number: int) -> None:
    lines = [f"impact {number}.{n} % of EU checkouts fail since the release" for n in range(COMMANDS)]
    took = await wire.in_turn(port, [wire.command(channel, line) for line in lines], pause=0.01)
    samples.command.setdefault(name, []).append(median(took))
    samples.command_p99.setdefault(name, []).append(percentile(took, 0.99))


async def _offered(samples: Samples, name: str, port: int, channel: str) -> None:
    requests = [wire.message(channel) for _ in range(PER_SECOND * SECONDS)]
    took = await wire.offered(port, requests, per_second=PER_SECOND)
    samples.p99.setdefault(name, []).append(percentile(took, 0.99))


async def _flooded(samples: Samples, name: str, port: int, channel: str) -> None:
    requests = [wire.message(channel) for _ in range(FLOOD)]
    samples.rate.setdefault(name, []).append(await wire.flooded(port, requests))


def _figures(s: Samples) -> list[Figure]:
    return [
        most(
            "event ack p99 at 300/s, against bare aiohttp",
            2,
            ratio(s.p99["fireline"], s.p99["bare"]),
            _three(s.p99, ms),
        ),
        least(
            "highest acked and durable rate, against Bolt with an empty listener",
            0.9,
            ratio(s.rate["fireline"], s.rate["bolt"]),
            _three(s.rate, lambda rate: f"{rate:.0f}/s"),
        ),
        most(
            "command ack p50, against bare aiohttp",
            6,
            ratio(s.command["fireline"], s.command["bare"]),
            _three(s.command, ms) + f"; p99 {ms(median(s.command_p99['fireline']))}",
        ),
    ]


def _three(values: dict[str, list[float]], shown: object) -> str:
    assert callable(shown)
    return ", ".join(f"{name} {shown(median(found))}" for name, found in values.items())
