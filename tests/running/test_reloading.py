"""The settings file is read anew while Fireline runs: all of it holds, or none; and user groups that it names."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import yaml

from fireline.features.incidents.rules import Channels
from fireline.features.updates.rules import Cadence
from fireline.store import groups
from tests.room import Room, open_room


def write(folder: Path, **sections: object) -> None:
    (folder / "fireline.yml").write_text(yaml.safe_dump(sections))


async def told(room: Room) -> str:
    await room.settle()
    return room.bot_lines("#general")[-1].words


async def test_what_is_changed_holds_at_once_and_admins_hear_of_it(migrated_sqlite_url: str, tmp_path: Path) -> None:
    config = {"channels": {"admin": "general"}}
    async with open_room(migrated_sqlite_url, config=config, folder=tmp_path) as room:
        await room.sandbox.join("fireline", "#general")
        await room.settle()
        channel = await room.opened()

        write(tmp_path, channels={"admin": "general"}, permissions={"cancel": "admins"}, cadence={"sev1": None})
        assert await room.app.reloading.run()
        refused = await room.type("bea", channel, "/incident cancel")

        assert refused.shown is not None and refused.shown.words.startswith("Only admins of this workspace can cancel")
        said = await told(room)
        assert "Changed: `cadence`, `permissions`." in said
        assert "`cadence` holds from the next update of each incident on" in said


async def test_a_wrong_file_changes_nothing_and_says_what_is_wrong(migrated_sqlite_url: str, tmp_path: Path) -> None:
    config = {"channels": {"admin": "general", "digest": "general"}}
    async with open_room(migrated_sqlite_url, config=config, folder=tmp_path) as room:
        await room.sandbox.join("fireline", "#general")
        await room.settle()

        write(tmp_path, channels={"digest": "elsewhere"}, cadense={})
        assert not await room.app.reloading.run()

        said = await told(room)
        assert "The settings file is wrong; the settings from before hold." in said
        assert "cadense (line 1): no such key; did you mean cadence?" in said
        assert (await room.unit(lambda unit: unit.config(Channels))).digest == "general"


async def test_a_workspace_may_differ(migrated_sqlite_url: str, tmp_path: Path) -> None:
    apart = {"T0FIRELINE": {"cadence": {"sev2": None}}, "T0OTHER": {"channels": {"digest": "theirs"}}}
    config = {"channels": {"digest": "ours"}, "workspaces": apart}
    async with open_room(migrated_sqlite_url, config=config, folder=tmp_path) as room:
        cadence, channels = await room.unit(lambda unit: (unit.config(Cadence), unit.config(Channels)))

        assert (cadence.sev1, cadence.sev2, channels.digest) == (Cadence().sev1, None, "ours")
        theirs = room.app.registry.settings_of("T0OTHER")
        assert (theirs[Channels].digest, theirs[Cadence]) == ("theirs", Cadence())


async def test_a_group_that_the_app_may_not_read_is_told_until_it_may(migrated_sqlite_url: str, tmp_path: Path) -> None:
    config = {"channels": {"admin": "general"}, "permissions": {"close": "S0SRE"}}
    async with open_room(migrated_sqlite_url, config=config, folder=tmp_path) as room:
        await room.sandbox.join("fireline", "#general")
        await room.settle()
        await room.unit(lambda unit: groups.remember(unit.connection, unit.workspace_id, "S0SRE", ["U0CY"]))

        await room.app.groups.refresh()

        assert "The app needs the scope `usergroups:read`" in await told(room)
        kept = await room.unit(lambda unit: groups.of_user(unit.connection, unit.workspace_id, "U0CY"))
        assert kept == {"S0SRE"}, "what was known stays"

        world = room.sandbox.world
        world.manifest = replace(world.manifest, scopes=world.manifest.scopes | {"usergroups:read"})
        await room.app.groups.refresh()

        known = await room.unit(lambda unit: groups.of_user(unit.connection, unit.workspace_id, "U0ANA"))
        assert known == {"S0SRE"}
