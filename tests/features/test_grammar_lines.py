"""Lines that people type, through the whole frame: what each shows, and what is true afterwards."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from fireline.features.timeline import reads as timeline
from fireline.sandbox.outcome import Outcome
from fireline.store.tables import entry
from tests.databases import CopyMigrated
from tests.room import Room, open_room

# It walks again through what other tests walk through: traced, it would take twice as long and show nothing new.
pytestmark = pytest.mark.no_cover

INSIDE, OUTSIDE = "inside", "#general"


@dataclass(frozen=True)
class Case:
    """A line, where it is typed, the words of the answer (and of its form), its buttons, what is stored then."""

    line: str
    place: str = INSIDE
    words: tuple[str, ...] = ()
    buttons: tuple[str, ...] = ()
    form: str = ""
    status: str = "declared"
    severity: str = "sev2"
    incidents: int = 1
    before: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.place}: {self.line or 'bare'}"


def says(line: str, *words: str, **more: object) -> Case:
    return Case(line, words=words, **more)  # type: ignore[arg-type]  # fields by name


CASES = [
    # showing
    says("", "INC-1 checkout returns 500s", "*Impact:* not stated yet", buttons=("I'll lead", "Resolve")),
    says("", place=OUTSIDE, form="Declare an incident"),
    says("status", "SEV2 · Declared", buttons=("Investigating", "Resolve")),
    says("status", "INC-1 checkout returns 500s", place=OUTSIDE),
    says("status INC-1", "INC-1 checkout returns 500s", place=OUTSIDE),
    says("show 1", "INC-1 checkout returns 500s", place=OUTSIDE),
    says("INC-1", "INC-1 checkout returns 500s", place=OUTSIDE),
    says("list all", "All incidents", "INC-1", place=OUTSIDE),
    says("list sev1", "There is no SEV1 incident in this list", place=OUTSIDE),
    says("list purple", "“purple” chooses no incidents", "list all", place=OUTSIDE),
    says("list mine", "Yours", "INC-1", place=OUTSIDE),
    says("hlep", "In INC-1", "/incident"),
    says("?", "In INC-1", "/incident help all"),
    says("ic", "*IC:*", "(acting)", buttons=("I'll lead",)),
    says("catchup", "SEV2, declared since", "*Next:*"),
    says("catchup 1", "SEV2, declared since", "*Next:*", place=OUTSIDE),
    says("catchup 42", "There is no INC-42 here"),
    # opening
    says("checkout is down", "That is no command", place=OUTSIDE, buttons=("Declare “checkout is down”",)),
    says("checkout is down", "That is no command", buttons=("Add as a note", "Declare another")),
    says("declare sev2 login broken", "INC-2 is open", "SEV2", buttons=("SEV1", "SEV4"), incidents=2),
    says("declare login broken sev2", "*SEV2*: login broken", incidents=2),
    says("declare 500 errors on login", "SEV3 (assumed)*: 500 errors on login", incidents=2),
    says("declare P1 login broken", "SEV1", incidents=2),
    says("declare sev0 everything dead", "SEV1", "sev0 is SEV1 here", incidents=2),
    says("declare critical db down", "*SEV3 (assumed)*: critical db down", incidents=2),
    says("declare test", "Is this a test?", buttons=("Make it a drill", "Open the incident")),
    says("declare drill sev2 region failover", "Is this a test?", buttons=("Make it a drill", "Open the incident")),
    says("declare private sev1 keys leaked", "only people who are named see it", incidents=2),
    says("declare private", form="Declare an incident"),
    says("new incident: login down", "INC-2 is open", "login down", incidents=2),
    says("Declare: “login down”", "INC-2 is open", "login down", place=OUTSIDE, incidents=2),
    says("open", form="Declare an incident"),
    says("declare mitigated", "called “mitigated”?", buttons=("Run “mitigated”", "Open “mitigated”", "Leave it")),
    says("declare INC-1", "called “INC-1”?", buttons=("Run “INC-1”",)),
    says("declare impact", "called “impact”?"),
    says("declare checkout 500s in the EU", "INC-1 may be the same", buttons=("Join INC-1", "Open anyway")),
    says("create task @bea restart consumer", "Task for <@U0BEA>: restart consumer", buttons=("Undo",)),
    says("add action item", form="Action item of INC-1"),
    says("streams", "INC-1 has no streams", "switched off here"),
    says("stream database @bea", "Streams are switched off here"),
    says("create workstream database", "Streams are switched off here"),
    # severity and status
    says("sev1", "INC-1 is SEV1 now (was SEV2)", severity="sev1", buttons=("Undo",)),
    says("sev 1 all regions", "INC-1 is SEV1 now", severity="sev1"),
    says("severity high", "Which severity is INC-1?", "← now", buttons=("SEV1", "SEV2", "SEV3", "SEV4")),
    says("set severity", "Which severity is INC-1?"),
    says("start investigating", "INC-1 is investigating", status="investigating"),
    says("status mitigating rolling back", "INC-1 is mitigating", status="mitigating"),
    says("update status mitigating", "INC-1 is mitigating", status="mitigating"),
    says("status confused", "“confused” is no status", buttons=("Investigating", "Add as a note")),
    says("status mitigating 16:40 rolling back", "has not come yet", "mitigating rolling back"),
    says("call me maybe", "leads nowhere"),
    says("status all good now", "all good now", buttons=("Resolve with this", "Mitigated", "Add as a note")),
    says("status monitoring errors fall", "Which incident is `status` about?", place=OUTSIDE),
    says("mitigated", "INC-1 is mitigated", status="monitoring"),
    says("monitoring", "INC-1 is monitoring", status="monitoring"),
    # ends
    says("resolved", "INC-1 is resolved", status="resolved"),
    says("resolve", form="Resolve INC-1"),
    says("resolve 15:02 pool restored", "INC-1 is resolved", status="resolved"),
    says("resolve 16:40 pool restored", "has not come yet", "pool restored"),
    says("invite @dee", "is being invited to"),
    says("invite", "Whom?", "invite @bea"),
    says("resolve in 5m pool restored", "has not come yet", "resolve pool restored"),
    says("mitigated tomorrow 9:00", "has not come yet"),
    says("fixed", "Is INC-1 over?", buttons=("Resolve", "Mitigated", "Add as a note")),
    says("all clear pool restored", "all clear pool restored", buttons=("Resolve with this",)),
    says("close", "Did it end?", buttons=("Resolve now", "Resolve and close", "It ended earlier")),
    says("cancel", "Told so far: <#C0INCIDENTS>", buttons=("Cancel the incident", "Keep it open")),
    says("false alarm", "as a false alarm?"),
    says("restart web pods", "nothing to reopen", buttons=("Add as a note",)),
    says(
        "restart web pods",
        before=("resolved",),
        status="resolved",
        buttons=("Add as a note", "Make it a task", "Reopen INC-1"),
    ),
    # roles, updates, notes, items
    says("ic me", "You are IC of INC-1"),
    says("ic none", "You are no longer IC"),
    says("leave", "You are no longer IC"),
    says("assign @bea", "Which role"),
    says("assign ic to @bea", "is asked to be IC"),
    says("@bea ic", "is asked to be IC"),
    says("handoff @bea", "is asked to take IC"),
    says("handoff ic to @bea", "is asked to take IC"),
    says("hand over scribe", "You are not scribe of INC-1"),
    says("comms none @bea", "Nobody is communications lead"),
    says("shadow ic", "You are IC of INC-1; a shadow learns beside another"),
    says("shadow comms", "You shadow the communications lead of INC-1", buttons=("Undo",)),
    says("comms shadow @bea", "<@U0BEA> shadows the communications lead"),
    says("shadow", "Which role of INC-1 do you want to learn?", buttons=("Shadow the scribe",)),
    says("shadow traffic is failing", "names neither a role nor anybody", buttons=("Add as a note",)),
    says("shadw comms", "That is no command", buttons=("shadow comms",)),
    says("rota", "Nobody is on duty: no rota is set"),
    says("who is on call?", "Nobody is on duty", place=OUTSIDE),
    says("new rota service is down", "INC-2 is open", "rota service is down", incidents=2),
    says("cadence 20", "every 20 min"),
    says("every 20 min", "every 20 min"),
    says("cadence 1h30", "1 h 30 min"),
    says("cadence off", form="No updates: INC-1"),
    says("pause", buttons=("Quiet the bot 30 min", "Pause updates")),
    says("mute", buttons=("Quiet the bot 30 min", "Pause updates")),
    says("snooze", buttons=("Quiet the bot 30 min", "Pause updates")),
    says("note 15:01 rolled back web", "Noted for INC-1", "rolled back web"),
    says("note 500s back to 2 %", "500s back to 2 %"),
    says("impact 12 % of EU checkouts fail", "Impact of INC-1: 12 % of EU checkouts fail"),
    says("action @bea alert on queue depth by friday", "alert on queue depth", buttons=("Undo",)),
    # tasks
    says("tasks", "INC-1 has no tasks"),
    says(
        "tasks", "INC-1: 1 task open", "restart consumer", before=("task restart consumer",), buttons=("I'll take it",)
    ),
    says("tasks", "You have no open task", place=OUTSIDE),
    says("task", form="Task of INC-1"),
    says("task", "Which incident is the task for?", place=OUTSIDE, buttons=("INC-1 checkout returns 500s",)),
    says("task @bea check last 30m", "check last 30m", "(30 min)", "read as its time box", buttons=("Undo",)),
    says("task restart the consumer in 20m @bea", "Task for <@U0BEA>, until", "(20 min): restart the consumer"),
    says("task restart consumer in 3 weeks", "A time box is at most a week", "action restart consumer in 3 weeks"),
    says("task @bea", "What is to be done?", "task @bea restart the consumer in 20m"),
    says("INC-1 task me restart consumer", "Task for <@U0ANA>: restart consumer", place=OUTSIDE),
    says(
        "task restart consumer", "what is left to do is an action item", before=("resolved", "close"), status="closed"
    ),
    says("call", form="Call link of INC-1"),
    says("bridge", form="Call link of INC-1"),
    says("service checkout, payments", "Affected by INC-1: checkout, payments", buttons=("Undo",)),
    says("affects", "Affected by INC-1: checkout", before=("service checkout",), buttons=("Answer facts",)),
    says("service is down", "That is no command", place=OUTSIDE, buttons=("Declare “service is down”",)),
    says("zoom", "https://meet.example.com/x", before=("call https://meet.example.com/x",), buttons=("Change",)),
    says("join 1", "You are in", "already", place=OUTSIDE),
    says("join 42", "There is no INC-42 here", "join 42", place=OUTSIDE),
    says("show", "Which incident?", "list", place=OUTSIDE),
    says("show 99999999999999999999", "There is no incident with so high a number here"),
    says("join 99999999999999999999", "There is no incident with so high a number here"),
    says("resolve INC-99999999999999999999", "There is no incident with so high a number here"),
    says("resolve INC-42", "There is no INC-42 here", "resolve INC-42"),
    says("resolve INC-1", form="Resolve INC-1", place=OUTSIDE),
    says("resolve 25:61 pool restored", "“25:61” is no time", "resolve 15:02 pool restored"),
    says("action alert on depth by 2027-02-29", "is no day", "action alert on depth by 2027-02-28"),
    says("public", "INC-1 is public already"),
    says("subscribe sev1", "SEV1", place=OUTSIDE),
    says("subscribe 42", "There is no INC-42 here", place=OUTSIDE),
    says("unsubscribe", place=OUTSIDE),
    # known from elsewhere, and not built yet
    says("page @bea", "Nobody was paged", buttons=("Add as a note",)),
    says("page", "Nobody was paged", place=OUTSIDE),
    says("retro", "Postmortem draft of INC-1", before=("resolved",), status="resolved", buttons=("Read draft",)),
    says("backfill", place=OUTSIDE, form="Write down a past one"),
    says("retro sev2 yesterday 14:00 to 15:10 login broken", "INC-2 is written down", "Nobody was told"),
    says("test the rollback", buttons=("Open a drill", "Add as a note")),
    says("gameday", "Open a drill?", place=OUTSIDE, buttons=("Open a drill",)),
    says("not a drill", "INC-1 is real"),
    says("merge 41", "There is no INC-41 here"),
    says("link INC-41", "There is no INC-41 here"),
    says("report login is slow", "Reported in", place=OUTSIDE, buttons=("Declare it now",)),
    says("report login is slow", "Is this about this incident?", buttons=("Add as a note", "Report it apart")),
    says("report", place=OUTSIDE, form="Report something"),
]


SHARDS = 6  # so that the workers of a test run share the lines


@pytest.mark.parametrize("shard", range(SHARDS))
async def test_every_line_does_what_it_says(copy_migrated: CopyMigrated, tmp_path: Path, shard: int) -> None:
    """A line that left the record as it was leaves its room to the next one."""
    waiting, wrong = CASES[shard::SHARDS], []
    for number in itertools.count():
        if not waiting:
            break
        async with open_room(copy_migrated(tmp_path / str(number))) as room:
            channel = await room.declare()
            is_untouched = True
            while waiting and is_untouched:
                case, *waiting = waiting
                before = await _record(room)
                try:
                    await _does_what_it_says(room, channel, case)
                except AssertionError as why:
                    wrong.append(f"{case}: {why}")
                is_untouched = not case.before and before == await _record(room)
                if waiting and waiting[0].before:
                    break
    assert wrong == []


async def _record(room: Room) -> int:
    """How much is on record."""
    return await room.unit(lambda unit: int(unit.execute(select(func.count()).select_from(entry)).scalar_one()))


async def _does_what_it_says(room: Room, channel: str, case: Case) -> None:
    for line in case.before:
        await room.type("ana", channel, f"/incident {line}")

    place = channel if case.place == INSIDE else case.place
    answered = await room.type("ana", place, f"/incident {case.line}")

    _shows(answered, case)
    found = await room.incident()
    assert (found.status, found.severity) == (case.status, case.severity)
    assert len([c for c in room.sandbox.channels() if c["name"].startswith("inc-")]) == case.incidents


def _shows(answered: Outcome, case: Case) -> None:
    if case.form:
        assert answered.modal is not None and answered.modal.title == case.form
        return
    assert answered.shown is not None, "never silent"
    for words in case.words:
        assert words in answered.shown.words
    labels = answered.shown.labels
    assert [label for label in case.buttons if label not in labels] == [], labels


async def test_what_is_shown_may_be_asked_for_twice_at_once(room: Room) -> None:
    channel = await room.declare()

    answers = [await room.type("ana", channel, "/incident status") for _ in range(2)]

    assert all(a.shown is not None and "SEV2 · Declared" in a.shown.words for a in answers)


async def test_a_kept_line_means_the_time_of_typing(room: Room) -> None:
    channel = await room.declare()
    room.clock.forward(minutes=10)
    asked = await room.type("ana", channel, "/incident all clear 2m ago pool restored")
    assert asked.shown is not None

    room.clock.forward(minutes=30)
    await room.press("ana", asked.shown, "Resolve with this")

    found = await room.incident()
    assert found.resolved_at is not None and found.resolved_at.strftime("%H:%M") == "14:10"
    assert found.resolution == "pool restored"


async def test_an_update_of_the_ic_shows_at_once_and_names_its_next_word(room: Room) -> None:
    channel = await room.declare()

    await room.type("ana", channel, "/incident update We are rolling back; next word 16:30")

    waiting = room.bot_lines(channel)[-1]
    assert "We are rolling back" in waiting.words and "next word" not in waiting.words
    assert "Stop" in waiting.labels


async def test_an_update_of_somebody_else_is_a_preview(room: Room) -> None:
    channel = await room.opened()

    previewed = await room.type("bea", channel, "/incident update failover failed")

    assert previewed.shown is not None and "failover failed" in previewed.shown.words
    assert {"Send", "Keep as a note"} <= {button.label for button in previewed.shown.buttons}


async def test_late_at_night_a_time_of_the_evening_is_yesterdays(room: Room) -> None:
    channel = await room.declare()
    room.clock.jump(datetime(2026, 3, 4, 23, 20, tzinfo=UTC))  # 00:20 in Berlin

    noted = await room.type("ana", channel, "/incident note 23:58 rolled back web")

    found = await room.incident()
    kept = await room.unit(lambda unit: timeline.entries(unit, found.id))
    assert noted.shown is not None and "rolled back web" in noted.shown.words
    assert ("rolled back web", datetime(2026, 3, 4, 22, 58, tzinfo=UTC)) in [(e.text, e.happened_at) for e in kept]
