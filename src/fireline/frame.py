"""The frame around every command, press and form: who, where, which verb; one unit; commit; then the answer.

A handler is a plain function that runs inside the unit, so a whole command is one hop to the database. Slack's side
(ack, forms, private messages) is `slack/bolt.py`, which speaks what comes back from here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeAlias

import structlog
from sqlalchemy.exc import DataError

from fireline import typed
from fireline.core.answers import Answer, Done, FieldErrors, OpenModal, Refusal, Reply, UpdateModal
from fireline.core.buttons import RUN_LINE, read_line_value
from fireline.core.errors import Refused
from fireline.core.events import IncidentId
from fireline.core.feature import Command, Context, Press, Shortcut, Submission
from fireline.core.grammar import Kind, Place, Reading, Vocabulary
from fireline.core.line import shows_bare
from fireline.core.masking import masked
from fireline.core.permissions import NotAllowed
from fireline.core.registry import Registry
from fireline.features.incidents.rules import named
from fireline.features.people import reads as people
from fireline.features.people.service import note_root
from fireline.features.roles import permits
from fireline.guard import Failure, Guard
from fireline.slack import kit, mrkdwn
from fireline.store import inbox
from fireline.store.unit import Unit
from fireline.store.units import Units
from fireline.whereabouts import Asked, addressed, here_of, incident_in, named_in, seen

ToldRefusal: TypeAlias = Callable[[Context, Refused], Answer]
SAME_LINE_WITHIN = timedelta(seconds=10)  # a phone on a bad network sends a line twice
TWICE = Reply("That line came twice within ten seconds; it was done once.")
UNREADABLE = (ValueError, LookupError, OverflowError, DataError)
BYGONE = "This button is from a version that is gone. `{root} help` shows what can be done here."
UNFIT = "This does not fit what is on record any more, and nothing was changed. `{root} status` shows how it stands."
log = structlog.get_logger("fireline.frame")


class Guide(Protocol):
    """Answers lines that are no complete sentence of the grammar; the overview feature is one."""

    def meant(self, ctx: Context, reading: Reading[Command]) -> str | None: ...

    def unread(self, ctx: Context, reading: Reading[Command]) -> Answer: ...

    def needs_incident(self, ctx: Context, reading: Reading[Command]) -> Answer: ...

    def aside(self, ctx: Context, reading: Reading[Command]) -> Answer | None: ...

    def refused(self, ctx: Context, refusal: Refused) -> Answer: ...


class Frame:
    def __init__(self, *, units: Units, registry: Registry, guide: Guide, guard: Guard) -> None:
        self._units = units
        self._registry = registry
        self._guide = guide
        self._guard = guard
        self._vocabulary = Vocabulary(registry.commands)
        self.unfit = 0

    async def command(
        self, asked: Asked, line: str, *, typed_at: datetime | None = None, about: int | None = None
    ) -> Answer:
        """Runs one typed line. A button that kept a line says when it was typed and which incident it is about."""
        kept = masked(line)
        reading = self._vocabulary.read(kept)
        is_show = reading.verb is not None and reading.verb.kind is Kind.SHOW
        kept_by = None if typed_at is None else f"{about} {typed_at}"
        again = TWICE if kept_by is None else Done()  # what the first press of a button shows stays
        run = self._units.read if is_show else self._units.run

        def hop(unit: Unit) -> Answer:
            is_new = is_show or self._is_first(unit, asked, reading, kept_by=kept_by)
            if asked.root and not is_show:
                note_root(unit, asked.user_id, asked.root)
            return self._answered(unit, asked, reading, typed_at=typed_at, about=about) if is_new else again

        as_typed = f"{asked.root} {kept}" if asked.root else kept
        answer = await self._guarded("command", lambda: run(asked.workspace_id, hop), as_typed)
        return typed.told(answer, is_masked=kept != line)

    def said(self, unit: Unit, asked: Asked, line: str, *, at: datetime) -> Answer:
        """Runs one line inside a unit that is open already: it came as a message, and what was said at `at` counts."""
        kept = masked(line)
        reading = self._vocabulary.read(kept)
        is_new = self._is_first(unit, asked, reading)
        answer = self._answered(unit, asked, reading, typed_at=at) if is_new else TWICE
        return typed.told(answer, is_masked=kept != line)

    def _answered(
        self,
        unit: Unit,
        asked: Asked,
        reading: Reading[Command],
        *,
        typed_at: datetime | None = None,
        about: int | None = None,
    ) -> Answer:
        here = here_of(unit, asked) if about is None else seen(unit, about, asked)
        reading = addressed(reading, is_elsewhere=here is None)
        incident_id = named_in(unit, asked, reading, here)
        ctx = self._context(unit, asked, incident_id, typed=reading.typed)
        return self._refusing(ctx, lambda: self._run(ctx, reading, typed_at))

    async def press(self, asked: Asked, press: Press) -> Answer:
        """Runs what a button, select or overflow stands for."""
        incident_id, rest = incident_in(press)
        if press.action_id.startswith(RUN_LINE):
            kept = read_line_value(rest)
            return await self._line_chosen(asked, kept, incident_id) if kept else await self._plainly(asked, UNFIT)
        handler = self._registry.actions.get(press.action_id)
        if handler is None:
            return await self._plainly(asked, BYGONE)
        told = Press(**{**press.__dict__, "value": rest})
        return await self._door("press", asked, incident_id, lambda ctx: handler(ctx, told), door=press.action_id)

    async def _plainly(self, asked: Asked, text: str) -> Answer:
        """Words for a button that no handler takes, with the root that this person types."""

        def said(unit: Unit) -> Reply:
            return Reply(text.format(root=people.root_of(unit, asked.user_id)))

        return await self._guarded("press", lambda: self._units.read(asked.workspace_id, said))

    async def _line_chosen(self, asked: Asked, kept: tuple[datetime, str], about: int | None) -> Answer:
        """The answer stands in the place of the question: an answered one is not asked any longer."""
        answer = await self.command(asked, kept[1], typed_at=kept[0], about=about)
        if isinstance(answer, Reply) and not isinstance(answer, Refusal):
            return replace(answer, replace=True)
        return answer

    async def submit(self, asked: Asked, submission: Submission, incident_id: IncidentId | None) -> Answer:
        """Takes a form; what was typed stays in it when it is refused."""
        handler = self._registry.views.get(submission.callback_id)
        if handler is None:
            return Reply("This form is from an older version; nothing was changed. Type the line instead.")
        kept = typed.form(submission)
        answer = await self._door(
            "form", asked, incident_id, lambda ctx: handler(ctx, kept), _kept, door=kept.callback_id
        )
        return typed.told(answer, is_masked=kept != submission)

    async def shortcut(self, asked: Asked, shortcut: Shortcut) -> Answer:
        handler = self._registry.shortcuts.get(shortcut.callback_id)
        if handler is None:
            return Done()
        used = typed.shortcut(shortcut)
        return await self._door("shortcut", asked, None, lambda ctx: handler(ctx, used), door=shortcut.callback_id)

    async def _door(
        self,
        what: str,
        asked: Asked,
        incident_id: int | None,
        handle: Callable[[Context], Answer],
        refused: ToldRefusal | None = None,
        door: str = "",
    ) -> Answer:
        def hop(unit: Unit) -> Answer:
            if not inbox.claim_key(unit, asked.key):
                return Done()
            named = seen(unit, incident_id, asked) if incident_id else None
            if incident_id and named is None:
                return Reply("This is about an incident that you cannot see; nothing was done.")
            here = named or seen(unit, here_of(unit, asked), asked)
            ctx = self._context(unit, asked, here)
            answer = self._fitting(
                what, ctx, lambda: self._refusing(ctx, lambda: self._through(ctx, door, handle), refused)
            )
            if isinstance(answer, FieldErrors):
                inbox.release_key(unit, asked.key)  # the form stays open, and is sent again under the same key
                return _in_plain_text(unit, answer)
            return answer

        return await self._guarded(what, lambda: self._units.run(asked.workspace_id, hop))

    def _run(self, ctx: Context, reading: Reading[Command], typed_at: datetime | None) -> Answer:
        is_named_alone = reading.verb is not None or not reading.rest  # `INC-42 looks odd` is no command
        if reading.incident_number is not None and ctx.incident_id is None and is_named_alone:
            raise Refused(f"There is no {named(reading.incident_number)} here.", try_line="list all")
        if reading.verb is None and (meant := self._guide.meant(ctx, reading)):
            reading = self._vocabulary.read(meant)
        if reading.verb is None:
            return self._guide.unread(ctx, reading)
        if reading.verb.place is Place.INCIDENT and ctx.incident_id is None:
            return self._guide.needs_incident(ctx, reading)
        if (question := self._guide.aside(ctx, reading)) is not None:
            return question
        verb, line = reading.verb, reading.line(now=typed_at or ctx.now, zone=ctx.zone)
        return self._through(ctx, "" if line.shows else verb.name, lambda ctx: verb.handler(ctx, line))

    def _through(self, ctx: Context, door: str, handle: Callable[[Context], Answer]) -> Answer:
        """Every door leads through here: who may not is refused before it, and for whatever was done behind it.

        A form is a door as well: nobody fills in one that would be refused.
        """
        before = len(ctx.unit.done)
        self._demand(ctx, door)
        answer = handle(ctx)
        permits.demand_all(ctx.unit, ctx.actor_id, ctx.unit.done[before:])
        if isinstance(answer, OpenModal | UpdateModal):
            self._demand(ctx, str(answer.view.get("callback_id")))
        return answer

    def _demand(self, ctx: Context, door: str) -> None:
        if act := self._registry.act_at(door):
            permits.demand(ctx.unit, ctx.actor_id, act, ctx.incident_id)

    def _refusing(self, ctx: Context, run: Callable[[], Answer], told: ToldRefusal | None = None) -> Answer:
        """A refusal takes back whatever the handler had begun, and comes back as words."""
        try:
            with ctx.unit.savepoint():
                return run()
        except Refused as refusal:
            if isinstance(refusal, NotAllowed):
                permits.record(ctx.unit, refusal, by=ctx.actor_id, incident_id=ctx.incident_id)
            return (told or self._guide.refused)(ctx, refusal)

    def _fitting(self, what: str, ctx: Context, run: Callable[[], Answer]) -> Answer:
        """Buttons and forms outlive what they name and the version that made them; their values may be forged.

        A value that a handler cannot read, or that names what is not there, is no bug. It is logged as one all the
        same, and counted, since a bug can look like it.
        """
        try:
            return run()
        except UNREADABLE as error:
            self.unfit += 1
            log.warning("A value could not be read.", what=what, exc_info=error)
            text = UNFIT.format(root=ctx.root)
            return FieldErrors({"": text}) if what == "form" else Reply(text)

    def _is_first(self, unit: Unit, asked: Asked, reading: Reading[Command], *, kept_by: str | None = None) -> bool:
        """False for a request that came before, and for the same line by the same person a moment ago.

        `kept_by` tells buttons apart: two of the same words may both be meant, one that is pressed twice is meant once.
        """
        if not inbox.claim_key(unit, asked.key):
            return False
        if kept_by is None and not reading.rest and shows_bare(reading.word):
            return True
        way = "line" if kept_by is None else f"press {kept_by}"
        slot = f"{way}:{asked.user_id}:{asked.channel_id}:{' '.join(reading.typed.split()).casefold()}"
        return not reading.typed.strip() or inbox.claim_recent(unit, slot, SAME_LINE_WITHIN)

    def _context(self, unit: Unit, asked: Asked, incident_id: IncidentId | None, typed: str = "") -> Context:
        person = people.person_of(unit, asked.user_id)
        return Context(
            unit=unit,
            now=unit.now,
            workspace_id=asked.workspace_id,
            actor_id=asked.user_id,
            zone=person.zone,
            channel_id=asked.channel_id,
            incident_id=incident_id,
            root=asked.root or people.root_of(unit, asked.user_id),
            typed=typed,
            trigger_id=asked.trigger_id,
            response_url=asked.response_url,
            view_id=asked.view_id,
            is_admin=person.is_admin,
            is_guest=person.is_guest,
        )

    async def _guarded(self, what: str, work: Callable[[], Any], as_typed: str = "") -> Answer:
        outcome: Answer | Failure = await self._guard.run(what, work)
        if not isinstance(outcome, Failure):
            return outcome
        told = fault(outcome, as_typed)
        return FieldErrors({"": mrkdwn.plain(told.text)}) if what == "form" else told  # it stays open, with its words


def fault(failure: Failure, as_typed: str = "") -> Reply:
    """What a person hears of a bug; a line that was typed comes back."""
    text = (
        "That did not work, and nothing was changed: a fault in Fireline, not in what you typed. "
        f"Try once more; if it fails again, an admin finds it in the log as `{failure.reference}`."
    )
    return Reply(text, kit.sections(f"{text}\n{kit.quoted(mrkdwn.inert(as_typed))}") if as_typed.strip() else [])


def _kept(_: Context, refusal: Refused) -> Answer:
    """A refused form stays open with what was typed; "" stands for its first field."""
    return FieldErrors({"": refusal.message})


def _in_plain_text(unit: Unit, wrong: FieldErrors) -> FieldErrors:
    """Slack shows no mentions under fields: people stand there by name."""
    names = people.names(unit)
    return FieldErrors({field: mrkdwn.plain(said, names) for field, said in wrong.errors.items()})
