"""Watches the local Slack for the audience: calls, answers for one alone and the card become lines of the show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from rich.text import Text

from fireline.replay.markup import BOT, EMOJI, Markup, buttons, passed, spoken
from fireline.replay.player import ROOM, Done
from fireline.replay.show import Line, Sent, Show
from fireline.replay.stage import Stage

STAKEHOLDERS = "#stakeholders"


class Watch:
    """Turns what happened since the last look into lines."""

    def __init__(self, stage: Stage, markup: Markup, show: Show) -> None:
        self._stage, self._markup, self._show = stage, markup, show
        self._seq = 0
        self._seen: set[tuple[str, str]] = set()  # who saw which answer already

    def acted(self, done: Done) -> list[Line]:
        """What one person did, in the words of the interface."""
        step, line = done.step, None
        if step.joins:
            line = Text("joins the channel", "dim")
        elif step.presses:
            line = Text.assemble("presses ", (f"[{step.presses}]", "reverse"), (_filled(step.fills), "dim"))
        elif step.submits is not None:
            line = Text("sends the form") + Text(_filled([step.submits]), "dim")
        elif step.reacts:
            line = Text(f"marks a message with {_emoji(step.reacts)}")
        elif step.types:
            line = Text(step.types, "bold") + Text(_filled(step.fills), "dim")
        elif step.says:
            by = f"  {_emoji(step.mark)} {step.by or step.who}" if step.mark else ""
            line = self._markup.line(step.says) + Text(by, "dim")
        return [Line(done.at, step.who, line, place=self._elsewhere(done.place))] if line else []

    def _elsewhere(self, place: str) -> str:
        """Where it is, unless it is in the room that the feed shows."""
        if place in (self._show.room, "modal"):
            return ""
        return "in DM:" if place == "dm" else f"in {place}:"

    async def calls(self) -> list[Line]:
        """What the bot said since the last look."""
        log = await self._stage.log(self._seq)
        self._seq = int(log["seq"])
        lines = []
        for call in log["calls"]:
            at = datetime.fromisoformat(call["story"])
            if call["ok"] and (line := await self._line(at, call["method"], call["args"])):
                lines.append(line)
        return lines

    async def _line(self, now: datetime, method: str, args: Mapping[str, Any]) -> Line | None:
        if method == "conversations.create" and args.get("name"):
            return self._bot(now, Text(f"opens the channel #{args['name']}", "dim"))
        if method == "files.completeUploadExternal":
            return self._bot(now, Text("a file: the postmortem draft"), await self._place(args.get("channel_id")))
        if method != "chat.postMessage":
            return None
        place = await self._place(args.get("channel"))
        text = str(args.get("text", ""))
        line = self._bot(now, self._markup.line(text), place)
        if place == STAKEHOLDERS:
            whole = self._markup.text(_quoted(spoken({"text": text, "blocks": args.get("blocks") or []})))
            self._show.updates.append(Sent(now, line.text, whole))
            return replace(line, has_pane=True)
        return line

    def _bot(self, now: datetime, text: Text, place: str = "") -> Line:
        is_room = place == self._show.room
        is_private = place.startswith(("DM", "group"))
        return Line(now, BOT, text, "" if is_room or not place else f"{place}:", is_bot=True, is_private=is_private)

    async def _place(self, channel: Any) -> str:
        """A channel's name; people's names for direct messages."""
        identifier = str(channel or "")
        if identifier not in self._markup.places:
            await self._learn(identifier)
        place = self._markup.places.get(identifier, "")
        if _number(place) > _number(self._show.room):
            self._show.room = place
        return place

    async def _learn(self, identifier: str) -> None:
        for channel in await self._stage.see("channels"):
            self._markup.places[channel["id"]] = "#" + channel["name"]
        if identifier and identifier not in self._markup.places:
            names = [name for name in await self._stage.see("members", channel=identifier) if name in self._people]
            kind = "DM to" if len(names) < 2 else "group DM to"
            self._markup.places[identifier] = f"{kind} {' and '.join(names)}"

    @property
    def _people(self) -> Mapping[str, str]:
        return self._markup.colours

    async def answers(self, done: Done) -> list[Line]:
        """What this person alone was told, as it reads now: an answer may have been replaced by a later one."""
        who = done.step.who
        fresh = [m for m in await self._alone(done) if (who, m["ts"]) not in self._seen] if who else []
        self._seen.update((who, m["ts"]) for m in fresh)
        if not fresh or (done.step.joins and not self._show.is_new(fresh[-1]["text"])):
            return []  # everybody who comes in is told the same
        text = self._markup.line(spoken(fresh[-1])) + Text(f" {buttons(fresh[-1])}", "dim")
        return [Line(done.at, BOT, text, f"only {who} sees:", is_bot=True, is_private=True)]

    async def _alone(self, done: Done) -> list[dict[str, Any]]:
        place = self._show.room if done.place == "modal" else f"@{done.step.who}" if done.place == "dm" else done.place
        seen = await self._stage.see("messages", channel=place, viewer=done.step.who)
        return [m for m in seen if m["is_ephemeral"]] if isinstance(seen, list) else []

    async def card(self) -> None:
        """The pinned card of the room that is shown."""
        if not self._show.room:
            return
        pins = await self._stage.see("pins", channel=self._show.room)
        if isinstance(pins, list) and pins:
            self._show.card = self._markup.text(spoken(pins[0])) + Text(f"\n{buttons(pins[0])}", "dim")


def gap(before: datetime, now: datetime) -> str:
    """How much time went by, in words."""
    return passed((now - before).total_seconds())


def _number(place: str) -> int:
    """Of which incident this is the channel; 0 when of none."""
    found = ROOM.match(place.lstrip("#"))
    return int(found[1]) if found else 0


def _quoted(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if line.strip())


def _filled(forms: list[dict[str, Any]]) -> str:
    """What was entered, in short: the last form counts most."""
    if not forms:
        return ""
    said = "; ".join(_entry(name, value) for form in forms for name, value in form.items())
    said = " ".join(said.split())
    return f" {said}" if len(said) <= 140 else f" {said[:139]}…"


def _entry(name: str, value: Any) -> str:
    shown = ", ".join(value) if isinstance(value, list) else value
    shown = f"{value:%d %b %H:%M}" if isinstance(value, datetime) else shown
    return f"{name.replace('_', ' ')}: {shown}"


def _emoji(name: str) -> str:
    return EMOJI.get(name, f":{name}:")
