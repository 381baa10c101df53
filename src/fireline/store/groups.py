"""Who belongs to the user groups that the settings name, as Slack last said."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, delete, insert, select

from fireline.core.events import WorkspaceId
from fireline.store.tables import user_group_member

_c = user_group_member.c


def remember(connection: Connection, workspace_id: WorkspaceId, group_id: str, user_ids: Sequence[str]) -> None:
    """Takes the members of one group in place of those known before."""
    connection.execute(delete(user_group_member).where(_c.workspace_id == workspace_id, _c.group_id == group_id))
    rows = [{"workspace_id": workspace_id, "group_id": group_id, "user_id": user} for user in dict.fromkeys(user_ids)]
    if rows:
        connection.execute(insert(user_group_member), rows)


def forget_others(connection: Connection, workspace_id: WorkspaceId, named: Sequence[str]) -> None:
    """Lets go of the groups that the settings name no more."""
    connection.execute(
        delete(user_group_member).where(_c.workspace_id == workspace_id, _c.group_id.not_in(list(named)))
    )


def known(connection: Connection, workspace_id: WorkspaceId) -> frozenset[str]:
    """The groups of which members are known."""
    found = connection.execute(select(_c.group_id).where(_c.workspace_id == workspace_id).distinct())
    return frozenset(row.group_id for row in found)


def of_user(connection: Connection, workspace_id: WorkspaceId, user_id: str) -> frozenset[str]:
    """The known groups that somebody is in."""
    found = connection.execute(select(_c.group_id).where(_c.workspace_id == workspace_id, _c.user_id == user_id))
    return frozenset(row.group_id for row in found)
