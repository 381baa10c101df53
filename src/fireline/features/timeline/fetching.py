"""Where only marked messages are recorded, a message's text is asked of Slack when somebody marks it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update

from fireline.core.events import ChannelId, IncidentId
from fireline.store.tables import delivery
from fireline.store.unit import Unit

FETCHED = "timeline.fetched"


def ask(unit: Unit, incident_id: IncidentId, channel_id: ChannelId, ts: str, *, since: datetime) -> None:
    """Asks Slack for the message; one request for each new mark."""
    key = f"fetch:{channel_id}:{ts}:{since.isoformat()}"
    unit.call(
        "conversations.replies",
        {"channel": channel_id, "ts": ts, "oldest": ts, "latest": ts, "inclusive": True, "limit": 10},
        lane=f"fetch:{channel_id}:{ts}",
        key=key,
        topic=FETCHED,
        data={"channel": channel_id, "ts": ts, "key": key},
        incident_id=incident_id,
    )


def forget_answer(unit: Unit, key: str) -> None:
    """The answer of a call is kept with it; this one holds people's words."""
    unit.execute(
        update(delivery).where(delivery.c.workspace_id == unit.workspace_id, delivery.c.key == key).values(result={})
    )
