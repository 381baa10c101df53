"""Which workspaces Fireline is installed in, and who it is there. Tokens are never stored."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from fireline.core.events import UserId, WorkspaceId
from fireline.store.sql import Upsert
from fireline.store.tables import installation

_OVERWRITTEN = ("bot_user_id", "bot_id", "app_id", "team_name")
_PUT = Upsert(installation, ("workspace_id",), _OVERWRITTEN)


@dataclass(frozen=True, kw_only=True)
class Installation:
    """What `auth.test` said about us in one workspace; `installed_at` is when it was first seen."""

    workspace_id: WorkspaceId
    bot_user_id: UserId
    bot_id: str
    team_name: str
    installed_at: datetime
    app_id: str | None = None


def remember(connection: Connection, one: Installation) -> None:
    """Stores who we are there; the first `installed_at` stays."""
    connection.execute(_PUT.on(connection), asdict(one))


def of_workspace(connection: Connection, workspace_id: WorkspaceId) -> Installation | None:
    """Who we are in this workspace; None when Fireline was never seen there."""
    found = connection.execute(select(installation).where(installation.c.workspace_id == workspace_id)).first()
    return None if found is None else Installation(**found._mapping)
