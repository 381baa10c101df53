"""A line said to the bot: `@fireline note 14:02 rolled back`, or any line in a direct message to it. It works in
threads, where slash commands do not.

The message is an event like any other: kept before it is acknowledged, applied once. Its line runs as a typed one
does, in the unit that applies the event, and the answer is for whoever said it alone. A message has no trigger, so a
form is offered by a button.
"""

from __future__ import annotations

import re
from datetime import timedelta

from fireline.core.answers import Answer, OpenModal, Reply
from fireline.core.buttons import RUN_LINE, line_value
from fireline.core.events import UserId
from fireline.core.feature import SlackEvent
from fireline.core.masking import masked
from fireline.core.text import plain
from fireline.envelopes import DIRECT
from fireline.features.incidents import receipts
from fireline.features.people import reads as people
from fireline.features.timeline.snapshots import moment_of
from fireline.frame import Frame, fault
from fireline.guard import Failure
from fireline.slack import kit, mrkdwn
from fireline.store import installation, surfaces
from fireline.store.unit import Unit
from fireline.whereabouts import Asked

STALE = timedelta(minutes=5)  # what was said before that is not done unasked: the world may have moved on
NAME = "fireline"  # until Slack has told how the bot is called here
GREETING = re.compile(r"(?:(?:hey|hi|hello|ok|okay|please|pls|dear)\b[ ,!]*)?", re.IGNORECASE)
LONGEST_LABEL = 40


class Mentions:
    """Takes what people say to the bot."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    def take(self, unit: Unit, event: SlackEvent) -> None:
        """Runs the line and answers. What back-fill found and what bots say is passed over."""
        asked = self._asked(unit, event)
        if asked is not None:
            self._tell(unit, event, asked, self._answer(unit, event, asked))

    def failed(self, unit: Unit, event: SlackEvent, failure: Failure) -> None:
        """A bug stopped the line: who said it hears so, as after a slash command."""
        asked = self._asked(unit, event)
        if asked is not None:
            line = masked(_line(unit, event) or "")
            self._tell(unit, event, asked, fault(failure, f"{asked.root or ''} {line}".strip() if line else ""))

    def _asked(self, unit: Unit, event: SlackEvent) -> Asked | None:
        payload, user = event.payload, str(event.payload.get("user") or "")
        is_bot = payload.get("bot_id") or people.person_of(unit, user).is_bot
        if event.late or is_bot or not user or event.channel_id is None or payload.get("edited"):
            return None
        if user == _me(unit):
            return None
        return Asked(
            workspace_id=event.workspace_id,
            user_id=UserId(user),
            channel_id=event.channel_id,
            key=f"said:{event.channel_id}:{payload['ts']}",
            response_url=receipts.at_place(event.channel_id, str(payload.get("thread_ts") or "")),
            root=None if event.type == DIRECT else f"@{_name(unit)}",
        )

    def _answer(self, unit: Unit, event: SlackEvent, asked: Asked) -> Answer:
        line, at = _line(unit, event), moment_of(str(event.payload["ts"]))
        if line is None:
            return _how(asked)
        if unit.now - at > STALE:
            return _late(masked(line), event)
        answer = self._frame.said(unit, asked, line, at=at)
        return _form_offered(masked(line), event) if isinstance(answer, OpenModal) else answer

    def _tell(self, unit: Unit, event: SlackEvent, asked: Asked, answer: Answer) -> None:
        thread = str(event.payload.get("thread_ts") or "")
        if not isinstance(answer, Reply) and not thread and event.type != DIRECT:
            return  # it shows in the channel
        reply = answer if isinstance(answer, Reply) else Reply("The answer is in the channel.")
        said = kit.message(reply.text, reply.blocks)
        assert asked.channel_id is not None
        if event.type == DIRECT:  # nobody else is there, and what is shown to somebody alone does not reach a phone
            if surfaces.named(unit, asked.key) is None:  # the same message in another envelope: its answer stands
                unit.show(asked.key, to=asked.channel_id, incident_id=event.incident_id, **said.content)
            return
        unit.whisper(
            channel=asked.channel_id,
            user=asked.user_id,
            key=asked.key,
            incident_id=event.incident_id,
            thread=thread or None,
            **said.content,
        )


def _line(unit: Unit, event: SlackEvent) -> str | None:
    """What was said to us; in a direct message that is all of it."""
    text = str(event.payload.get("text") or "")
    line = line_in(text, _me(unit))
    return text.strip() if line is None and event.type == DIRECT else line


def line_in(text: str, me: str) -> str | None:
    """The line that follows our name at the beginning; None for a message that only speaks of us."""
    mention = re.compile(rf"<@{re.escape(me)}(?:\|[^>]*)?>[:,]?")
    greeting = GREETING.match(plain(text.lstrip()))
    start = len(text) - len(text.lstrip()) + (greeting.end() if greeting else 0)
    found = mention.match(text, start)
    return text[found.end() :].strip() if found else None


def _how(asked: Asked) -> Reply:
    text = f"A line for Fireline begins with its name: `{asked.root} status`."
    return Reply(text, [kit.section(f"{text} Nothing was done.\n`{asked.root} help` lists what can be said.")])


def _late(line: str, event: SlackEvent) -> Reply:
    text = "Fireline was away when this was said. Nothing was done."
    label = f"Run “{mrkdwn.fit(mrkdwn.plain(line), LONGEST_LABEL)}”" if line else "Show what is going on"
    return Reply(text, [kit.section(f"*{text}*\n{_quoted(line)}".strip()), kit.actions(_button(label, line, event))])


def _form_offered(line: str, event: SlackEvent) -> Reply:
    text = "This opens a form, and Slack opens forms only from a button."
    return Reply(
        text, [kit.section(f"{text}\n{_quoted(line)}".strip()), kit.actions(_button("Open the form", line, event))]
    )


def _button(label: str, line: str, event: SlackEvent) -> kit.Block:
    value = line_value(line, at=moment_of(str(event.payload["ts"])), incident_id=event.incident_id)
    return kit.button(label, f"{RUN_LINE}:0", value)


def _quoted(line: str) -> str:
    return kit.quoted(mrkdwn.inert(line)) if line else ""


def _me(unit: Unit) -> str:
    me = unit.recall("me", lambda: installation.of_workspace(unit.connection, unit.workspace_id))
    return me.bot_user_id if me else ""


def _name(unit: Unit) -> str:
    me = people.person_of(unit, _me(unit))
    return me.name if me.is_known else NAME
