"""Doors of the wrap-up and of the forms: moments, facts, times, sections, remarks."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from fireline.core.answers import Answer, CloseModals, Done, FieldErrors, OpenModal, Reply, UpdateModal
from fireline.core.errors import Refused
from fireline.core.events import UserId
from fireline.core.feature import Context, Press, Submission
from fireline.features.incidents import closing
from fireline.features.incidents.handlers import here
from fireline.features.incidents.reads import Incident
from fireline.features.people import reads as people
from fireline.features.postmortems import blocks, forms, picking, reads, remarks, service, wrapup
from fireline.features.postmortems.reads import Answers
from fireline.features.postmortems.taxonomy import HEADINGS


# the message --------------------------------------------------------------------------------------------------
def press_moments(ctx: Context, press: Press) -> Answer:
    found = here(ctx)
    candidates, _ = picking.proposed(ctx.unit, found.id)
    view = forms.moments(found, candidates, people.names(ctx.unit), ctx.zone, channel=ctx.channel_id)
    return OpenModal(view)


def submit_moments(ctx: Context, form: Submission) -> Answer:
    ticked = {int(each) for name, chosen in form.values.items() if name.startswith("moments_") for each in chosen or ()}
    offered = [int(each) for each in _unseen(form).get("offered", ())]
    picking.pick(ctx.unit, here(ctx).id, ticked, offered=offered, by=ctx.actor_id)
    return Done()


def press_facts(ctx: Context, press: Press) -> Answer:
    found = here(ctx)
    view = forms.facts(found, reads.answers(ctx.unit, found.id), channel=ctx.channel_id)
    return OpenModal(view, push=press.view is not None)


def submit_facts(ctx: Context, form: Submission) -> Answer:
    said = form.values
    services = [each.strip() for each in (said.get("services") or "").split(",")]
    answers = Answers(
        found_by=said.get("found_by") or "",
        could_be_sooner=said.get("sooner") or "",
        sooner_how=said.get("sooner_how") or "",
        services=tuple(dict.fromkeys(each for each in services if each)),
        failure_class=said.get("failure_class") or "",
        triggers=tuple(said.get("triggers") or ()),
    )
    found = here(ctx)
    service.answer(ctx.unit, found.id, answers, by=ctx.actor_id)
    return Done() if wrapup.is_before(ctx.unit, found.id, ctx.actor_id) else CloseModals(_facts_saved(found, answers))


def _facts_saved(found: Incident, answers: Answers) -> Reply:
    left = f"Still open: {blocks.unanswered(answers)}." if blocks.missing(answers) else "All are answered."
    return Reply(f"Facts of {found.reference} are saved. {left}")


def press_close(ctx: Context, press: Press) -> Answer:
    closing.close(ctx.unit, here(ctx).id, by=ctx.actor_id)
    return Done()


def press_tomorrow(ctx: Context, press: Press) -> Answer:
    wrapup.postpone(ctx.unit, here(ctx).id)
    return Done()


def press_now(ctx: Context, press: Press) -> Answer:
    wrapup.take_now(ctx.unit, here(ctx).id)
    return Done()


def press_someone(ctx: Context, press: Press) -> Answer:
    if not press.selected:
        return Done()
    wrapup.give(ctx.unit, here(ctx).id, UserId(press.selected[0]), by=ctx.actor_id)
    return Done()


# times --------------------------------------------------------------------------------------------------------
def press_times(ctx: Context, press: Press) -> Answer:
    return OpenModal(forms.times(_over(ctx), channel=ctx.channel_id))


def submit_times(ctx: Context, form: Submission) -> Answer:
    found = _over(ctx)
    times = {name: _moment(form.values.get(name), getattr(found, name)) for name in service.TIMES}
    if wrong := _disorder(times, ctx.now):
        return FieldErrors(wrong)
    service.correct_times(ctx.unit, found.id, by=ctx.actor_id, **times)
    return Done()


def _moment(seconds: Any, before: datetime | None) -> datetime | None:
    """What was picked, to the minute; what was left alone keeps its microseconds."""
    if seconds is None:
        return None
    if before is not None and int(before.timestamp()) == int(seconds):
        return before
    return datetime.fromtimestamp(int(seconds), UTC)


def _disorder(times: dict[str, datetime | None], now: datetime) -> dict[str, str]:
    began, mitigated, resolved = (times[name] for name in service.TIMES)
    if resolved is None or resolved > now:
        return {"resolved_at": "That has not come yet; a time in the past is accepted."}
    if mitigated and mitigated > resolved:
        return {"mitigated_at": "It cannot be mitigated after it was resolved."}
    if began and began > (mitigated or resolved):
        return {"impact_since": "The impact cannot begin after its end."}
    return {}


# sections -----------------------------------------------------------------------------------------------------
def press_edit(ctx: Context, press: Press) -> Answer:
    """With a heading in its value it opens that section, else it asks which."""
    found, written = _over(ctx), reads.sections(ctx.unit, here(ctx).id)
    if press.value in HEADINGS:
        view = forms.edit(found, press.value, written.get(press.value), channel=ctx.channel_id)
        return UpdateModal(view) if press.view is not None else OpenModal(view)
    return OpenModal(forms.choose_section(found, written, channel=ctx.channel_id), push=press.view is not None)


def submit_choice(ctx: Context, form: Submission) -> Answer:
    found, heading = _over(ctx), form.values["heading"]
    written = reads.sections(ctx.unit, found.id).get(heading)
    return UpdateModal(forms.edit(found, heading, written, channel=ctx.channel_id))


def submit_section(ctx: Context, form: Submission) -> Answer:
    found, heading = _over(ctx), _unseen(form)["heading"]
    text = (form.values.get("text") or "").strip()
    service.write(ctx.unit, found.id, heading, text, by=ctx.actor_id)
    noticed = remarks.after_saving(ctx, found, heading)
    return UpdateModal(noticed) if noticed else CloseModals(blocks.section_saved(found, heading, is_empty=not text))


def _unseen(form: Submission) -> dict[str, Any]:
    """What the form carried besides its fields."""
    carried: dict[str, Any] = json.loads(form.metadata or "{}")
    return carried


def _over(ctx: Context) -> Incident:
    found = here(ctx)
    if found.is_active:
        said = f"{found.reference} is open again ({found.status.value}); this can be changed once it is resolved."
        raise Refused(said, try_line="status")
    return found
