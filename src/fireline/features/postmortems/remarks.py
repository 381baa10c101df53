"""The remarks of the blameless check: whoever wrote the words reads them alone, and may keep them with a reason."""

from __future__ import annotations

import json
from collections.abc import Sequence

from fireline.core.answers import Answer, Blocks, OpenModal, UpdateModal
from fireline.core.events import UserId
from fireline.core.feature import Context, Press, Submission
from fireline.features.incidents import events as incident_events
from fireline.features.incidents.handlers import here
from fireline.features.incidents.reads import Incident
from fireline.features.postmortems import service
from fireline.features.postmortems.blameless import Finding
from fireline.features.postmortems.facts import Facts, facts_of
from fireline.features.postmortems.record import Record, record_of
from fireline.features.postmortems.taxonomy import HEADINGS
from fireline.slack import kit, mrkdwn

MOST = 12
SET = {"summary": incident_events.SUMMARY_SET, "impact": incident_events.IMPACT_SET}


def of_person(facts: Facts, user_id: UserId) -> list[Finding]:
    """The open remarks on what this person wrote."""
    return [finding for finding in facts.open_findings if _author(facts.record, finding) == user_id]


def _author(record: Record, finding: Finding) -> str | None:
    kind, _, number = finding.place.partition(":")
    if kind == "item":
        return next((item.created_by for item in record.items if str(item.id) == number), None)
    if finding.place in record.written:
        return record.written[finding.place].edited_by
    set_by = [entry.actor_id for entry in record.of_kind(SET[finding.place])]
    return set_by[-1] if set_by else record.incident.declared_by


# doors --------------------------------------------------------------------------------------------------------
def press_show(ctx: Context, press: Press) -> Answer:
    found = here(ctx)
    left = of_person(facts_of(record_of(ctx.unit, found.id)), ctx.actor_id)
    said = f"*{_count(left)} on your words*, seen by you alone."
    return OpenModal(view(found, left, said, channel=ctx.channel_id), push=press.view is not None)


def press_waive(ctx: Context, press: Press) -> Answer:
    return OpenModal(waive_form(here(ctx), press.value, channel=ctx.channel_id), push=press.view is not None)


def submit_waiver(ctx: Context, form: Submission) -> Answer:
    found, finding = here(ctx), json.loads(form.metadata)["finding"]
    service.waive(ctx.unit, found.id, finding, form.values["reason"], by=ctx.actor_id)
    left = of_person(facts_of(record_of(ctx.unit, found.id)), ctx.actor_id)
    said = f"*Kept as it is.* {_count(left)} {'is' if len(left) < 2 else 'are'} left."
    return UpdateModal(view(found, left, said, channel=ctx.channel_id, clears=True))


def after_saving(ctx: Context, found: Incident, heading: str) -> kit.View | None:
    """What the check noticed in a section that was saved; None when it noticed nothing."""
    noticed = [f for f in facts_of(record_of(ctx.unit, found.id)).open_findings if f.place == heading]
    said = f"*Saved.* {_count(noticed)}, seen by you alone."
    return view(found, noticed, said, channel=ctx.channel_id) if noticed else None


def _count(findings: Sequence[Finding]) -> str:
    return f"{len(findings) or 'No'} remark{'' if len(findings) < 2 else 's'}"


# forms --------------------------------------------------------------------------------------------------------
def view(
    found: Incident, findings: Sequence[Finding], said: str, *, channel: str | None, clears: bool = False
) -> kit.View:
    """The remarks, for their author alone. `clears`: an older list of them lies beneath, and goes with this one."""
    shown: Blocks = [kit.section(said)]
    for finding in findings[:MOST]:
        text = f"“{mrkdwn.inert(finding.words)}” ({_where(finding)})\n{finding.why}\n*{finding.ask}*"
        keep = kit.button("Keep it, because …", "postmortems:waive_form", f"{found.id}:{finding.key}")
        shown += [kit.section(text, accessory=keep)]
    places = {finding.place for finding in findings}
    only = places.pop() if len(places) == 1 else ""
    again = ("Edit again", only) if only in HEADINGS else ("Edit a section", "")
    shown += [kit.actions(kit.button(again[0], "postmortems:edit", f"{found.id}:{again[1]}"), block_id="remarks")]
    made = kit.modal(
        "Before others read it",
        shown,
        callback_id="postmortems:remarks",
        close="Done",
        private_metadata=kit.metadata(channel=channel, incident=found.id),
    )
    return {**made, "clear_on_close": True} if clears else made


def _where(finding: Finding) -> str:
    return HEADINGS[finding.place][0] if finding.place in HEADINGS else "action item"


def waive_form(found: Incident, finding: str, *, channel: str | None) -> kit.View:
    """A remark that stays as it is needs a reason."""
    field = kit.text_input("reason", "Why it stays", multiline=True, placeholder="it quotes the vendor's report")
    return kit.modal(
        "Keep the wording",
        [field],
        callback_id="postmortems:waive",
        submit="Keep it",
        private_metadata=kit.metadata(channel=channel, incident=found.id, finding=finding),
    )
