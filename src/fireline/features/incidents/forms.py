"""The forms of the trunk: declare, resolve, what is hit, a line of text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fireline.core.answers import Blocks
from fireline.features.incidents.reads import Incident
from fireline.features.incidents.rules import MEANING, Severity
from fireline.slack import kit, mrkdwn


def declare_form(
    active: Sequence[Incident],
    *,
    channel: str | None,
    title: str = "",
    origin: str = "",
    severity: str | None = None,
    is_private: bool = False,
) -> dict[str, Any]:
    """The form behind a bare `declare`: nothing in it is required, so a tired person can just send it."""
    severities = [kit.option(f"{s.label}: {MEANING[s]}", s.value) for s in Severity]
    fields = [
        *_going_on(active),
        kit.text_input(
            "title", "What is wrong", initial=title or None, optional=True, placeholder="checkout returns 500s"
        ),
        kit.select_input(
            "severity",
            "How bad",
            severities,
            initial=severity,
            optional=True,
            hint="Left empty, it is SEV3 and shown as assumed.",
        ),
        kit.checkbox_input(
            "private",
            "Who can see it",
            [kit.option("Private: only people who are named", "private")],
            initial=["private"] if is_private else [],
            optional=True,
        ),
    ]
    return kit.modal(
        "Declare an incident",
        fields,
        callback_id="incidents:declare",
        submit="Declare",
        private_metadata=kit.metadata(channel=channel, origin=origin or None),
    )


def _going_on(active: Sequence[Incident]) -> Blocks:
    if not active:
        return []
    running = "\n".join(f"• *{i.heading}* {i.severity.label} {mrkdwn.inert(i.title)}" for i in active[:5])
    return [kit.context("Going on now"), kit.section(running), kit.divider()]


def resolve_form(found: Incident, *, channel: str | None) -> dict[str, Any]:
    fields = [
        kit.text_input("note", "What ended it", multiline=True, optional=True, placeholder="pool size restored"),
        kit.text_input("at", "When it ended", optional=True, placeholder="03:40", hint="Left empty, it is now."),
    ]
    return kit.modal(
        f"Resolve {found.reference}",
        fields,
        callback_id="incidents:resolve",
        submit="Resolve",
        private_metadata=kit.metadata(channel=channel, incident=found.id),
    )


def impact_form(found: Incident, *, channel: str | None) -> dict[str, Any]:
    field = kit.text_input(
        "impact",
        "Who is hit, and how",
        initial=found.impact or None,
        multiline=True,
        placeholder="12 % of EU checkouts fail",
    )
    return kit.modal(
        f"Impact of {found.reference}",
        [field],
        callback_id="incidents:impact",
        submit="Set impact",
        private_metadata=kit.metadata(channel=channel, incident=found.id),
    )


def text_form(found: Incident, *, what: str, title: str, initial: str, channel: str | None) -> dict[str, Any]:
    """One field, for the title, the summary or the link of the call."""
    field = kit.text_input("text", title, initial=initial or None, multiline=what == "summary")
    return kit.modal(
        f"{title} of {found.reference}",
        [field],
        callback_id=f"incidents:{what}",
        submit="Save",
        private_metadata=kit.metadata(channel=channel, incident=found.id),
    )
