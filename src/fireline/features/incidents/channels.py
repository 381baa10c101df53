"""Asking Slack for a channel of an incident: its own, a private one to move to, one of a stream."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fireline.features.incidents.reads import Incident
from fireline.features.incidents.rules import Channels, channel_name, next_name
from fireline.store.unit import Unit

TRIES = 9  # names that are tried, from `inc-42-checkout` to `inc-42-checkout-9`


def pattern_of(unit: Unit, found: Incident) -> str:
    """How the settings want channels of such an incident to be named."""
    names = unit.config(Channels)
    return names.drill_name if found.is_drill else names.name


def name_of(unit: Unit, found: Incident, title: str) -> str:
    """The name of its own channel, with its title as plain text."""
    return channel_name(pattern_of(unit, found), found.number, title)


def ask(
    unit: Unit, found: Incident, name: str, *, topic: str, lane: str, key: str, data: Mapping[str, Any] | None = None
) -> None:
    """Asks for the channel, under the next name when one is taken; private when the incident is."""
    unit.call(
        "conversations.create",
        {"names": [name, *(next_name(name, n) for n in range(2, TRIES + 1))], "is_private": found.is_private},
        lane=lane,
        key=key,
        topic=topic,
        data={"incident_id": found.id, **(data or {})},
        incident_id=found.id,
    )
