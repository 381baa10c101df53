"""What the frame promises of every handler: a refusal leaves nothing behind."""

from __future__ import annotations

from sqlalchemy import insert, select

from fireline.core.answers import Answer, Done, FieldErrors
from fireline.core.errors import Refused
from fireline.core.events import UserId
from fireline.core.feature import Context, Submission
from fireline.features.overview.guidance import Guidance
from fireline.frame import Frame
from fireline.guard import Guard
from fireline.whereabouts import Asked
from tests.contracts.conftest import WORKSPACE, Store, counter


def _write_then_refuse(ctx: Context, form: Submission) -> Answer:
    """Counts, and takes no negative number."""
    ctx.unit.execute(insert(counter).values(name=form.values["name"], value=1))
    if form.values["number"] < 0:
        raise Refused("Only numbers &gt; -1 are accepted.")
    return Done()


async def test_a_refused_form_leaves_nothing_and_may_be_sent_again(store: Store) -> None:
    store.with_feature(views={"test:form": _write_then_refuse})
    units = store.units
    frame = Frame(units=units, registry=units.registry, guide=Guidance(), guard=Guard())
    asked = Asked(workspace_id=WORKSPACE, user_id=UserId("U1"), channel_id=None, key="view:1")

    def filled(number: int) -> Submission:
        return Submission(callback_id="test:form", values={"name": "a", "number": number})

    refused = await frame.submit(asked, filled(-1), None)
    left = await store.run(lambda unit: unit.execute(select(counter.c.value)).all())
    accepted = await frame.submit(asked, filled(1), None)

    assert refused == FieldErrors({"": "Only numbers > -1 are accepted."})  # plain text, as Slack shows it
    assert left == []
    assert accepted == Done()


def _divide(ctx: Context, form: Submission) -> Answer:
    """Meets a bug where the number is 0."""
    assert 1 / form.values["number"]
    return Done()


async def test_a_form_that_meets_a_bug_stays_open(store: Store) -> None:
    store.with_feature(views={"test:form": _divide})
    units, guard = store.units, Guard()
    frame = Frame(units=units, registry=units.registry, guide=Guidance(), guard=guard)
    asked = Asked(workspace_id=WORKSPACE, user_id=UserId("U1"), channel_id=None, key="view:2")

    failed = await frame.submit(asked, Submission(callback_id="test:form", values={"number": 0}), None)
    again = await frame.submit(asked, Submission(callback_id="test:form", values={"number": 1}), None)

    assert isinstance(failed, FieldErrors) and "Try once more" in failed.errors[""]
    assert (again, guard.caught) == (Done(), 1)
