"""Doors of the people feature: Slack's news about people and conversations."""

from __future__ import annotations

from fireline.core.feature import SlackEvent
from fireline.features.people import service
from fireline.store.unit import Unit


def on_user_change(unit: Unit, event: SlackEvent) -> None:
    service.remember_person(unit, event.payload["user"])


def on_rename(unit: Unit, event: SlackEvent) -> None:
    channel = event.payload["channel"]
    service.change_conversation(unit, channel["id"], name=channel["name"])


def on_archive(unit: Unit, event: SlackEvent) -> None:
    service.change_conversation(unit, event.payload["channel"], is_archived=True)


def on_unarchive(unit: Unit, event: SlackEvent) -> None:
    service.change_conversation(unit, event.payload["channel"], is_archived=False)


def on_left(unit: Unit, event: SlackEvent) -> None:
    service.change_conversation(unit, event.payload["channel"], is_member=False)


def on_deleted(unit: Unit, event: SlackEvent) -> None:
    service.forget_conversation(unit, event.payload["channel"])
