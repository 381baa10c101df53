"""What the home tab tells an admin: which channels are missing, and what is off for now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fireline.core.answers import Blocks, Reply
from fireline.slack import kit, mrkdwn

ENOUGH = 10  # closed incidents, from which on something can be learned


@dataclass(frozen=True)
class Setup:
    """What an admin is told: channels that are missing; how many incidents are closed, while that matters."""

    missing: tuple[str, ...] = ()
    can_create: bool = True
    closed: int | None = None


def admins_part(setup: Setup) -> Blocks:
    """The part of the home tab that only admins see."""
    parts = [*_missing(setup), *_learning(setup)]
    return [kit.header("For admins"), *parts] if parts else []


def _missing(setup: Setup) -> Blocks:
    if not setup.missing:
        return []
    names = " and ".join(f"#{mrkdwn.escape(name)}" for name in setup.missing)
    is_one = len(setup.missing) == 1
    create = kit.button(f"Create #{setup.missing[0]}" if is_one else "Create both", "overview:channels_create", ":x")
    row = kit.actions(
        create if setup.can_create else None,
        kit.button("Choose", "overview:channels_choose", ":x"),
        kit.button("Later", "overview:channels_later", ":x"),
        block_id="channels",
    )
    text = f"*Fireline is not in {names}.*\nUntil it is, incidents run without {'it' if is_one else 'them'}: "
    return [kit.section(text + "nothing is announced, or updates stay in the incident's own channel."), row]


def _learning(setup: Setup) -> Blocks:
    if setup.closed is None or setup.closed >= ENOUGH:
        return []
    told = f"*{setup.closed} of {ENOUGH} incidents are closed.*"
    return [kit.section(f"{told} From {ENOUGH} on: throttle, patterns, drift audit, monthly review.")]


def choose_channels(missing: Sequence[str]) -> Reply:
    """How another channel is named: Slack lets nobody but people put the bot into one."""
    keys = ", ".join(f"`channels.{key}`" for key in ("digest", "stakeholders"))
    text = "Two steps, and Fireline speaks in the channel of your choice."
    lines = [
        f"*{text}*",
        "1. Type `/invite @fireline` in that channel.",
        f"2. If it is not called {' or '.join(f'#{mrkdwn.escape(name)}' for name in missing)}, name it in the "
        f"YAML file: {keys}.",
    ]
    return Reply(text, [kit.section("\n".join(lines))])
