"""What has to be so before somebody is given something to do."""

from __future__ import annotations

from fireline.core.errors import Refused
from fireline.features.people import reads
from fireline.store.unit import Unit


def demand_able(unit: Unit, user_id: str, thing: str, *, without: str | None = None) -> None:
    """Refuses whoever can have no `thing` (`a task`): accounts that are gone, apps, guests.

    `without` is the line that names nobody, where the thing can wait for somebody.
    """
    person, or_nobody = reads.person_of(unit, user_id), ", or nobody yet" if without else ""
    if person.is_deleted:
        raise Refused(f"<@{user_id}> has left this workspace; name somebody else{or_nobody}.", try_line=without)
    if person.is_bot:
        raise Refused(f"<@{user_id}> is an app; {thing} needs a person{or_nobody}.", try_line=without)
    if person.is_guest:
        raise Refused(f"<@{user_id}> is a guest here; {thing} needs a full member{or_nobody}.", try_line=without)
