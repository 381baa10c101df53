"""Who may do what: the rule by itself, and the one check that every door leads through."""

from __future__ import annotations

import re
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest
from sqlalchemy import select

from fireline.catalogue import FEATURES
from fireline.core.events import UserId
from fireline.core.grammar import Kind
from fireline.core.permissions import REFUSED, Act, Asker, Permissions
from fireline.core.registry import Registry
from fireline.features.incidents import reads as incidents
from fireline.store import groups
from fireline.store.tables import entry
from fireline.store.unit import Unit
from tests.room import Room, open_room

HOLDER = Asker(user_id="U001", roles=frozenset({"scribe"}))
BYSTANDER = Asker(user_id="U002")
LISTED = Asker(user_id="U003")
MEMBER = Asker(user_id="U004", groups=frozenset({"S001"}))
ADMIN = Asker(user_id="U005", is_admin=True)
GUEST = Asker(user_id="U006", is_guest=True, roles=frozenset({"scribe"}), groups=frozenset({"S001"}))
PEOPLE = (HOLDER, BYSTANDER, LISTED, MEMBER, ADMIN, GUEST)

KIND = re.compile(r"[a-z_]+\.[a-z_]+")

# One line for each act, in an order in which each is possible when the one before it was done.
LINES = {
    Act.CONTRIBUTE: "note pool is full",
    Act.RAISE_SEVERITY: "sev1",
    Act.LOWER_SEVERITY: "sev3",
    Act.TAKE_ROLE: "scribe me",
    Act.REPLACE_HOLDER: "comms me",
    Act.SEND_UPDATE: "update we are rolling back",
    Act.VISIBILITY: "private",
    Act.CHANGE_STATUS: "resolve",
    Act.EXPORT: "postmortem export md",
    Act.CLOSE: "close",
    Act.CANCEL: "cancel",
    Act.DECLARE: "declare sev4 the lift is slow",
}


@pytest.mark.parametrize(
    ("who", "let_in"),
    [
        ("everyone", {HOLDER, BYSTANDER, LISTED, MEMBER, ADMIN}),
        ("holders", {HOLDER}),
        ("scribe", {HOLDER}),
        ("ic", set()),
        ("U003", {LISTED}),
        ("S001", {MEMBER}),
        ("admins", {ADMIN}),
        (["admins", "U003", "U006"], {ADMIN, LISTED}),
        ([], set()),
    ],
)
def test_what_is_written_decides_and_guests_stay_outside(who: object, let_in: set[Asker]) -> None:
    rule = Permissions.model_validate({act.value: who for act in Act})

    assert all({each for each in PEOPLE if rule.allows(act, each)} == let_in for act in Act)


def test_a_word_that_names_nobody_is_refused() -> None:
    with pytest.raises(ValueError, match="names nobody"):
        Permissions.model_validate({"close": "the boss"})


async def said(room: Room, user: str, channel: str, line: str) -> str:
    outcome = await room.type(user, channel, f"/incident {line}")
    return outcome.shown.words if outcome.shown is not None else ""


async def refusals(room: Room) -> list[tuple[str, str]]:
    rows = await room.unit(lambda unit: unit.rows(select(entry).where(entry.c.kind == REFUSED).order_by(entry.c.id)))
    return [(row.actor_id, row.data["act"]) for row in rows]


async def test_every_verb_is_held_against_what_is_written(migrated_sqlite_url: str, tmp_path: Path) -> None:
    config = {"permissions": {act.value: ["U0DEE", "U0ANA"] for act in LINES}}
    async with open_room(migrated_sqlite_url, config=config, folder=tmp_path) as room:
        channel = await room.opened()
        await room.sandbox.join("dee", channel)
        await room.type("ana", channel, "/incident comms me")

        for line in LINES.values():
            refused = await said(room, "bea", channel, line)
            assert refused.startswith("Only <@U0DEE> or <@U0ANA> can "), (line, refused)
            assert line in refused, "what was typed comes back"
            assert not (await said(room, "dee", channel, line)).startswith("Only "), line
        assert await refusals(room) == [("U0BEA", act.value) for act in LINES]


async def test_by_default_only_guests_are_refused_and_only_the_ic_decides_who_sees_it(room: Room) -> None:
    channel = await room.opened()
    await room.sandbox.join("gus", channel)
    await room.settle()

    by_guest = {act: await said(room, "gus", channel, line) for act, line in LINES.items()}
    private = await said(room, "bea", channel, "private")

    assert {act for act, words in by_guest.items() if "uest" not in words} == set(), by_guest
    assert private.startswith("Only the IC (<@U0ANA>) or admins of this workspace can decide who sees INC-1.")


async def test_a_group_of_slack_may_be_named(migrated_sqlite_url: str, tmp_path: Path) -> None:
    config = {"permissions": {"close": ["S0SRE"], "see_private": ["S0SRE"]}}
    async with open_room(migrated_sqlite_url, config=config, folder=tmp_path) as room:

        def learn(unit: Unit) -> None:
            groups.remember(unit.connection, unit.workspace_id, "S0SRE", ["U0CY"])

        await room.unit(learn)
        await room.declare("declare private sev2 keys leaked")

        by_bea = await said(room, "bea", "#general", "INC-1 close")
        by_cy = await said(room, "cy", "#general", "INC-1")

    assert "There is no INC-1 here" in by_bea
    assert "INC-1" in by_cy and "no INC-1" not in by_cy


async def test_a_refused_button_stays_and_nothing_was_done(migrated_sqlite_url: str, tmp_path: Path) -> None:
    config = {"permissions": {"take_role": ["scribe"], "change_status": ["ic"]}}
    async with open_room(migrated_sqlite_url, config=config, folder=tmp_path) as room:
        channel = await room.opened()
        card = room.card(channel)

        lead = await room.press("bea", card, "I'll lead")
        resolve = await room.press("bea", card, "Resolve")

        assert lead.shown is not None
        assert "Only the scribe (nobody now) can take or give roles of INC-1" in lead.shown.words
        assert resolve.shown is not None
        assert "Only the IC (<@U0ANA>) can change the status of INC-1." in resolve.shown.words
        assert "I'll lead" in room.card(channel).words
        assert (await room.incident()).is_active


async def test_where_any_role_will_do_a_free_one_is_offered(migrated_sqlite_url: str, tmp_path: Path) -> None:
    config = {"permissions": {"contribute": "holders"}}
    async with open_room(migrated_sqlite_url, config=config, folder=tmp_path) as room:
        channel = await room.opened()

        refused = await said(room, "bea", channel, "note rolled back")
        await room.type("bea", channel, "/incident role scribe me")
        noted = await said(room, "bea", channel, "note rolled back again")

        assert "Only those who hold a role can add" in refused and "What works: `/incident role scribe me`" in refused
        assert not noted.startswith("Only ")


# What anybody may cause, or what nobody does: it comes of something else.
FREE = {
    "incidents.origin_found",
    "incidents.channel_opened",
    "incidents.channel_moved",
    "incidents.access_granted",  # `access` asks at its door; naming somebody to a role of a private one lets them in
    "incidents.access_ended",  # it comes of leaving the channel
    "roles.acting",
    "roles.accepted",  # whoever offered it was let
    "roles.handed_over",
    "roles.declined",
    "roles.withdrawn",
    "triage.reported",  # whoever accepted it declared
    "incidents.absorbed",  # the door of a merge asks for either incident
    "incidents.parted",
    "updates.stopped",  # stopping is always safe
    "updates.missed",
    "updates.replanned",
}


# What anybody may do to themselves: whoever only watches takes nothing.
OWN = {"roles.shadowed", "roles.shadow_ended"}


def test_every_kind_of_change_is_held_against_a_permission() -> None:
    registry = Registry(FEATURES)
    folders = [f"fireline.features.{feature.name}.events" for feature in FEATURES]
    modules = [import_module(name) for name in folders if find_spec(name)]
    kinds = {v for m in modules for v in vars(m).values() if isinstance(v, str) and KIND.fullmatch(v)} - {REFUSED}

    assert {kind for kind in kinds if not registry.is_held(kind)} == FREE
    shows = [c.name for c in registry.commands if c.kind is Kind.SHOW]
    assert not [name for name in shows if registry.act_at(name)], (
        "a refusal is written down; who only looks writes nothing"
    )


async def test_the_bare_word_shows_what_goes_on_to_who_may_not_declare(
    migrated_sqlite_url: str, tmp_path: Path
) -> None:
    async with open_room(migrated_sqlite_url, config={"permissions": {"declare": ["U0ANA"]}}, folder=tmp_path) as room:
        await room.opened()

        outcome = await room.type("bea", "#incidents", "/incident")

        assert outcome.modal is None and outcome.shown is not None
        assert "INC-1 checkout returns 500s" in outcome.shown.words and "declare" not in outcome.shown.words


async def test_no_verb_changes_anything_for_who_is_named_nowhere(migrated_sqlite_url: str, tmp_path: Path) -> None:
    config = {"permissions": {act.value: ["U0DEE"] for act in Act} | {"declare": ["U0ANA"]}}
    async with open_room(migrated_sqlite_url, config=config, folder=tmp_path) as room:
        channel = await room.opened()

        for command in room.app.registry.commands:
            for line in dict.fromkeys((command.example or command.name, command.name)):
                await room.type("bea", channel, f"/incident {line}")

        mine = await room.unit(lambda unit: unit.rows(select(entry.c.kind).where(entry.c.actor_id == "U0BEA")))
        assert {row.kind for row in mine} - FREE - OWN == {REFUSED, "timeline.joined"}
        assert len(await room.unit(lambda unit: incidents.listed(unit, UserId("U0ANA")))) == 1


# Forms by which nothing is changed that is not one's own; those of a stream look themselves at who leads it.
OPEN_FORMS = {"roles:handoff", "triage:report", "triage:merge", "triage:decline", "streams:status", "streams:done"}
OPENING = ("task", "action", "note", "impact", "rename", "summary", "link", "resolve", "assign", "declare", "retro")


def test_every_form_says_for_whom_it_opens() -> None:
    registry = Registry(FEATURES)

    assert {view for view in registry.views if registry.act_at(view) is None} == OPEN_FORMS


async def test_a_form_does_not_open_for_who_would_be_refused_at_its_end(
    migrated_sqlite_url: str, tmp_path: Path
) -> None:
    config = {"permissions": {act.value: ["U0DEE"] for act in Act} | {"declare": ["U0ANA"]}}
    async with open_room(migrated_sqlite_url, config=config, folder=tmp_path) as room:
        channel = await room.opened()

        for line in OPENING:
            refused = await room.type("bea", channel, f"/incident {line}")
            assert refused.shown is not None and refused.shown.words.startswith("Only <@U0"), line
            assert refused.modal is None, line


async def test_an_emoji_of_who_may_not_counts_for_nothing_and_they_hear_so_once(
    migrated_sqlite_url: str, tmp_path: Path
) -> None:
    config = {"permissions": {"contribute": ["ic"]}}
    async with open_room(migrated_sqlite_url, config=config, folder=tmp_path) as room:
        channel = await room.opened()
        said = [await room.say("bea", channel, f"pool {n} is full") for n in range(2)]
        await room.type("ana", channel, "/incident task restart the pool")
        line = room.find("ana", channel, "restart the pool")

        for message in said:
            await room.sandbox.react("bea", message, "pushpin")
        await room.sandbox.react("bea", said[0], "clipboard")
        await room.sandbox.react("bea", line, "white_check_mark")
        await room.sandbox.react("ana", said[1], "pushpin")
        await room.settle()

        told = [m for m in room.sees("bea", channel) if m.is_ephemeral and "can add to the record" in m.words]
        entries = await room.timeline("timeline.message")
        changed = await room.timeline("tasks.done", "action_items.", with_hidden=True)
    assert [entry.is_key for entry in entries] == [False, True] and not changed
    assert len(told) == 1 and told[0].words.startswith("Only the IC (<@U0ANA>) can add to the record of INC-1.")


async def test_what_one_said_oneself_one_may_leave_out(migrated_sqlite_url: str, tmp_path: Path) -> None:
    config = {"permissions": {"contribute": ["ic"]}}
    async with open_room(migrated_sqlite_url, config=config, folder=tmp_path) as room:
        channel = await room.opened()
        slip, other = [await room.say(user, channel, f"{user} said it") for user in ("bea", "cy")]

        for message in (slip, other):
            await room.sandbox.react("bea", message, "scissors")
        await room.settle()
        assert [e.text for e in await room.timeline("timeline.message")] == ["cy said it"]

        await room.sandbox.unreact("bea", slip, "scissors")
        await room.settle()
        assert [e.text for e in await room.timeline("timeline.message")] == ["bea said it", "cy said it"]
