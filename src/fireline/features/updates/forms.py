"""Forms that write, edit and correct updates, and the one that switches them off."""

from __future__ import annotations

from typing import Any

from fireline.features.incidents.reads import Incident
from fireline.slack import kit


def write_form(
    found: Incident,
    *,
    news: str,
    impact: str,
    channel: str | None,
    title: str = "Update",
    next_shown: str = "",
    next_kept: str = "",
    ready_at: str = "",
    correcting: bool = False,
    **facts: Any,
) -> dict[str, Any]:
    """Writes, edits or corrects an update; `facts` tell the handler which one.

    `next_kept` is the time of the next one that was given before.
    """
    fields = [
        kit.text_input("news", "What is new", initial=news or None, multiline=True, max_length=2500),
        kit.text_input("impact", "Impact", initial=impact or None, multiline=True, optional=True, max_length=1000),
    ]
    if not correcting and found.is_active:
        fields.append(
            kit.text_input(
                "next",
                "Next update",
                initial=next_shown or None,
                optional=True,
                placeholder="14:30 or 45m",
                hint=f"Left empty, it stays {next_kept}." if next_kept else None,
            )
        )
    if ready_at:
        choice = kit.option(f"Ready: let it leave by itself at {ready_at}", "ready")
        fields.append(kit.checkbox_input("ready", "When", [choice], optional=True))
    return kit.modal(
        f"{title} of {found.reference}" if not correcting else f"Correct {found.reference}",
        fields,
        callback_id="updates:correct" if correcting else "updates:write",
        submit="Correct" if correcting else "Send",
        private_metadata=kit.metadata(channel=channel, incident=found.id, **facts),
    )


def pause_form(found: Incident, *, channel: str | None) -> dict[str, Any]:
    """Switching updates off needs a reason: it is the first thing that stakeholders ask."""
    field = kit.text_input("why", "Why stakeholders need none", placeholder="night; only the batch job is hit")
    return kit.modal(
        f"No updates: {found.reference}",
        [kit.section("Regular updates come back by themselves after 4 hours."), field],
        callback_id="updates:pause",
        submit="Switch off",
        private_metadata=kit.metadata(channel=channel, incident=found.id),
    )
