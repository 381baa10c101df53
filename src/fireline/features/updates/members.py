"""Who sits in the stakeholder channel: they read an update there, and not a second time by DM.

Slack tells no app who is in a channel, so it is asked before each update leaves, while somebody subscribes at all.
"""

from __future__ import annotations

from sqlalchemy import delete, insert, select

from fireline.core.feature import Settled
from fireline.features.updates import reads
from fireline.features.updates.tables import stakeholder_member, update_subscription
from fireline.store.unit import Unit

PAGE = 1000
TOPIC = "updates.members"


def refresh(unit: Unit) -> None:
    """Asks who is in the stakeholder channel now; the answer comes within the ten seconds of an update that waits."""
    channel = reads.stakeholder_channel(unit)
    subscribed = select(update_subscription.c.scope).where(update_subscription.c.workspace_id == unit.workspace_id)
    if channel is not None and unit.first(subscribed.limit(1)) is not None:
        _ask(unit, channel, unit.now.isoformat(), "")


def _ask(unit: Unit, channel: str, asked: str, cursor: str) -> None:
    unit.call(
        "conversations.members",
        {"channel": channel, "limit": PAGE, **({"cursor": cursor} if cursor else {})},
        lane=f"members:{channel}",
        key=f"members:{channel}:{asked}:{cursor}"[:200],
        topic=TOPIC,
        data={"channel": channel, "asked": asked, "is_first": not cursor},
    )


def on_members(unit: Unit, settled: Settled) -> None:
    """One page of them; when it cannot be told, what was known stays."""
    if settled.error:
        return
    channel, c = settled.data["channel"], stakeholder_member.c
    here = (c.workspace_id == unit.workspace_id, c.channel_id == channel)
    ids = set(settled.result.get("members", ()))
    if settled.data["is_first"]:
        unit.execute(delete(stakeholder_member).where(*here))
    else:
        ids -= {row.user_id for row in unit.rows(select(c.user_id).where(*here))}
    rows = [{"workspace_id": unit.workspace_id, "channel_id": channel, "user_id": user_id} for user_id in sorted(ids)]
    if rows:
        unit.execute(insert(stakeholder_member), rows)
    if cursor := (settled.result.get("response_metadata") or {}).get("next_cursor"):
        _ask(unit, channel, settled.data["asked"], cursor)
