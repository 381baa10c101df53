"""How an incident opens, as the people around it see it."""

from __future__ import annotations

from tests.room import open_room


async def test_one_line_opens_a_channel_with_a_pinned_card(migrated_sqlite_url: str) -> None:
    async with open_room(migrated_sqlite_url) as room:
        receipt = await room.type("ana", "#incidents", "/incident declare sev2 checkout returns 500s")

        channel = "#inc-1-checkout-returns-500s"
        assert receipt.shown is not None
        assert "INC-1 is open" in receipt.shown.words
        assert set(room.sandbox.members(channel)) == {"ana", "fireline"}
        card = room.card(channel)
        assert "INC-1 checkout returns 500s" in card.words
        assert "not stated yet" in card.words
        assert room.sandbox.topic(channel) == "INC-1 · checkout returns 500s"
        assert "INC-1 checkout returns 500s" in room.find("dee", "#incidents", "INC-1").words
