"""What takes more than one call: DMs, channels, files, invitations."""

from __future__ import annotations

from pathlib import Path

import pytest

from fireline.store.tables import delivery
from tests.delivery.conftest import Outbound


async def test_a_dm_is_opened_once_for_all_messages(outbound: Outbound) -> None:
    outbound.start()

    for number in range(3):
        await outbound.post(f"n:{number}", f"note {number}", to="U7")
    await outbound.all_ended()

    assert outbound.slack.texts("D1") == ["note 0", "note 1", "note 2"]
    assert outbound.slack.asked("conversations.open") == [{"users": "U7"}]


async def test_a_dm_whose_answer_was_lost_is_found_in_the_dm(outbound: Outbound) -> None:
    outbound.slack.fails("chat.postMessage", "reset", after_effect=True)
    outbound.start()

    await outbound.post("n", "note", to="U7")
    await outbound.all_ended()

    assert outbound.slack.texts("D1") == ["note"]


async def test_a_channel_gets_the_first_name_that_is_free(outbound: Outbound) -> None:
    outbound.slack.has_channel("inc-1-checkout", creator="UBEA")
    outbound.start()

    await outbound.call("conversations.create", names=["inc-1-checkout", "inc-1-checkout-2"], is_private=False)
    await outbound.all_ended()

    assert outbound.settled[0].result["channel"]["name"] == "inc-1-checkout-2"


async def test_when_every_name_is_taken_the_feature_is_told(outbound: Outbound) -> None:
    outbound.slack.has_channel("inc-1", creator="UBEA")
    outbound.start()

    await outbound.call("conversations.create", name="inc-1")
    await outbound.all_ended()

    assert outbound.settled[0].error == "conversations.create: name_taken"


@pytest.mark.parametrize("after_effect", [False, True])
async def test_a_channel_whose_answer_was_lost_is_made_once(outbound: Outbound, after_effect: bool) -> None:
    outbound.slack.fails("conversations.create", "reset", after_effect=after_effect)
    outbound.start()

    await outbound.call("conversations.create", names=["inc-1", "inc-1-2"])
    await outbound.all_ended()

    assert [c["name"] for c in outbound.slack.channels.values()] == ["inc-1"]
    assert outbound.settled[0].result["channel"]["name"] == "inc-1"


async def test_a_channel_that_appears_only_after_the_look_up_is_still_ours(outbound: Outbound) -> None:
    outbound.slack.fails("conversations.create", "reset")
    outbound.slack.once_answered["users.conversations"] = lambda: outbound.slack.has_channel("inc-1", creator="UBOT")
    outbound.start()

    await outbound.call("conversations.create", names=["inc-1", "inc-1-2"])
    await outbound.all_ended()

    assert [c["name"] for c in outbound.slack.channels.values()] == ["inc-1"]
    assert outbound.settled[0].result["channel"]["name"] == "inc-1"


@pytest.mark.parametrize("why", ["another's", "older", "an incident has it"])
async def test_a_channel_that_is_not_ours_is_not_taken(outbound: Outbound, why: str) -> None:
    outbound.slack.fails("conversations.create", "reset")
    created = outbound.clock.now().timestamp() - (600 if why == "older" else 0)
    creator = "UBEA" if why == "another's" else "UBOT"
    other = outbound.slack.has_channel("inc-1", creator=creator, created=created)
    if why == "an incident has it":
        outbound.taken.add(other["id"])
    outbound.start()

    await outbound.call("conversations.create", names=["inc-1", "inc-1-2"])
    await outbound.all_ended()

    assert outbound.settled[0].result["channel"]["name"] == "inc-1-2"


async def test_a_file_is_shared(outbound: Outbound, tmp_path: Path) -> None:
    document = tmp_path / "postmortem.md"
    document.write_text("# Checkout\n")
    outbound.start()

    await outbound.call("files.upload", channel="C1", filename="postmortem.md", path=str(document))
    await outbound.all_ended()

    assert outbound.slack.texts("C1") == ["file F1"]
    assert outbound.slack.files["F1"]["content"] == b"# Checkout\n"
    assert outbound.settled[0].result == {"file": "F1", "permalink": "https://files/F1"}


STEPS = [
    ("files.getUploadURLExternal", "reset", True),
    ("upload", "500", False),
    ("upload", "reset", False),
    ("files.completeUploadExternal", "reset", False),
    ("files.completeUploadExternal", "reset", True),
    ("files.completeUploadExternal", "500", True),
    ("files.completeUploadExternal", "file_not_found", False),
    ("files.info", "500", False),
]


@pytest.mark.parametrize(("step", "how", "after_effect"), STEPS)
async def test_a_file_whose_upload_broke_is_shared_once(
    outbound: Outbound, step: str, how: str, after_effect: bool
) -> None:
    outbound.slack.fails(step, how, after_effect=after_effect)
    outbound.start()

    await outbound.call("files.upload", channel="C1", filename="p.md", title="Postmortem", content="# Prüfung\n")
    await outbound.all_ended()

    assert len(outbound.slack.texts("C1")) == 1
    assert len(outbound.settled) == 1
    assert outbound.settled[0].error is None


async def test_a_file_that_is_gone_from_the_disk_is_a_dead_letter(outbound: Outbound) -> None:
    outbound.start()

    await outbound.call("files.upload", channel="C1", filename="p.md", path="/nowhere/p.md")
    await outbound.all_ended()

    assert outbound.settled[0].error == "files.upload: p.md cannot be read (No such file or directory)"


async def test_an_invitation_of_those_who_are_in_already_is_done(outbound: Outbound) -> None:
    outbound.slack.refused["conversations.invite"] = "already_in_channel"
    outbound.start()

    await outbound.call("conversations.invite", channel="C1", users=["U1", "U2"])
    await outbound.all_ended()

    assert outbound.slack.asked("conversations.invite") == [{"channel": "C1", "users": "U1,U2", "force": True}]
    assert await outbound.states() == ["sent"]


async def test_no_text_of_a_message_is_kept_once_it_was_sent(outbound: Outbound) -> None:
    outbound.start()

    await outbound.post("n", "Secret plans.")
    await outbound.all_ended()

    [row] = await outbound.rows(delivery)
    assert "Secret" not in repr(row)
