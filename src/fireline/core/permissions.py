"""Who may do what: the section `permissions` of the settings, and the one rule that reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, WithJsonSchema

from fireline.core.errors import Refused

EVERYONE, ADMINS, HOLDERS = "everyone", "admins", "holders"
REFUSED = "permissions.refused"  # kind of the journal's entry: {act, way}; written hidden
MARK = "mark"  # the `way` of one that was refused as an emoji: there is no answer that could say so
USER, GROUP, ROLE = re.compile(r"[UW][A-Z0-9]{2,}"), re.compile(r"S[A-Z0-9]{2,}"), re.compile(r"[a-z][a-z0-9_-]{0,31}")


class Act(StrEnum):
    """What somebody may be let do; the value is the key in the settings."""

    DECLARE = "declare"
    CONTRIBUTE = "contribute"
    CHANGE_STATUS = "change_status"
    RAISE_SEVERITY = "raise_severity"
    LOWER_SEVERITY = "lower_severity"
    TAKE_ROLE = "take_role"
    REPLACE_HOLDER = "replace_holder"
    SEND_UPDATE = "send_update"
    CLOSE = "close"
    CANCEL = "cancel"
    VISIBILITY = "visibility"
    MERGE = "merge"
    EXPORT = "export"
    ADMINISTER = "administer"


# What a refusal calls it; {} is the incident.
DEEDS: Mapping[Act, str] = {
    Act.DECLARE: "declare incidents",
    Act.CONTRIBUTE: "add to the record of {}",
    Act.CHANGE_STATUS: "change the status of {}",
    Act.RAISE_SEVERITY: "raise the severity of {}",
    Act.LOWER_SEVERITY: "lower the severity of {}",
    Act.TAKE_ROLE: "take or give roles of {}",
    Act.REPLACE_HOLDER: "take a role of {} from somebody",
    Act.SEND_UPDATE: "send updates of {}",
    Act.CLOSE: "close {}",
    Act.CANCEL: "cancel {}",
    Act.VISIBILITY: "decide who sees {}",
    Act.MERGE: "merge {}",
    Act.EXPORT: "take {} out as a file",
    Act.ADMINISTER: "manage Fireline here",
}


class NotAllowed(Refused):
    """Somebody may not do this; who can is named."""

    def __init__(self, message: str, act: Act, *, try_line: str | None = None) -> None:
        super().__init__(message, try_line=try_line)
        self.act = act


@dataclass(frozen=True, kw_only=True)
class Asker:
    """Whoever wants to do something: `roles` are those held in the incident that it is about."""

    user_id: str
    is_admin: bool = False
    is_guest: bool = False
    roles: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _entries(value: Any) -> Any:
    for entry in _listed(value) if isinstance(value, str | list | tuple) else ():
        if not isinstance(entry, str) or not any(form.fullmatch(entry) for form in (USER, GROUP, ROLE)):
            raise ValueError(
                f"{entry!r} names nobody; everyone, admins, holders, the key of a role, a user id (U…) and the id of "
                "a user group (S…) are accepted"
            )
    return _listed(value)


# What is asked when there is no incident yet, or none that it is about.
OUTSIDE_INCIDENTS = ("declare", "administer")
_WITHOUT_ROLES = "everyone, admins, user ids (U…) and ids of user groups (S…) are accepted here"
_ENTRY = {"type": "string", "pattern": "^(everyone|admins|holders|[UWS][A-Z0-9]{2,}|[a-z][a-z0-9_-]{0,31})$"}
Who = Annotated[
    tuple[str, ...],
    BeforeValidator(_entries),
    WithJsonSchema({"anyOf": [_ENTRY, {"type": "array", "items": _ENTRY}]}),
]
ALL: Who = (EVERYONE,)
LEADS: Who = ("ic", ADMINS)


class Permissions(BaseModel):
    """The section `permissions`: who may do what. Guests may do none of it, whoever is named.

    Each key takes one or several of `everyone`, `admins` (of the workspace), `holders` (of any role in the incident),
    the key of a role, a user id and the id of a user group.
    """

    model_config = ConfigDict(extra="forbid")

    declare: Who = ALL
    contribute: Who = ALL
    change_status: Who = ALL
    raise_severity: Who = ALL
    lower_severity: Who = ALL
    take_role: Who = ALL
    replace_holder: Who = ALL
    send_update: Who = ALL
    close: Who = ALL
    cancel: Who = ALL
    visibility: Who = LEADS
    merge: Who = LEADS
    export: Who = ALL
    administer: Who = (ADMINS,)
    see_private: Who = ()

    def who(self, act: Act) -> tuple[str, ...]:
        found: tuple[str, ...] = getattr(self, act.value)
        return found

    def allows(self, act: Act, asker: Asker) -> bool:
        return not asker.is_guest and any(_covers(entry, asker) for entry in self.who(act))

    @property
    def groups(self) -> frozenset[str]:
        """The user groups of which the members have to be known."""
        entries = {entry for name in type(self).model_fields for entry in getattr(self, name)}
        return frozenset(entry for entry in entries if GROUP.fullmatch(entry))

    def disagreements(self, sections: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], str]]:
        """What does not fit the other sections: the path of a key, and what is wrong there."""
        known = [role.key for role in sections["roles"].root] if "roles" in sections else []
        for name in type(self).model_fields:
            for entry in getattr(self, name):
                is_one = USER.fullmatch(entry) or GROUP.fullmatch(entry)
                if name == "see_private" and not is_one:
                    yield (name,), f"{entry!r}: user ids (U…) and ids of user groups (S…) are accepted here"
                elif name in OUTSIDE_INCIDENTS and not is_one and entry not in (EVERYONE, ADMINS):
                    yield (name,), f"{entry!r}: nobody holds a role outside an incident; {_WITHOUT_ROLES}"
                elif ROLE.fullmatch(entry) and entry not in (EVERYONE, ADMINS, HOLDERS, *known) and known:
                    yield (name,), f"there is no role {entry!r}; the roles are {', '.join(known)}"


def _covers(entry: str, asker: Asker) -> bool:
    if entry == EVERYONE:
        return True
    if entry == ADMINS:
        return asker.is_admin
    if entry == HOLDERS:
        return bool(asker.roles)
    return entry == asker.user_id or entry in asker.groups or entry in asker.roles
