"""The forms of the wrap-up and of the draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo

from fireline.core.answers import Blocks
from fireline.features.incidents.reads import Incident
from fireline.features.postmortems.moments import Candidate
from fireline.features.postmortems.reads import Answers, Written
from fireline.features.postmortems.taxonomy import CLASSES, FOUND_BY, HEADINGS, SOONER, TRIGGERS
from fireline.slack import kit, mrkdwn

IN_ONE_GROUP = 6  # boxes; Slack takes ten, and two even groups read better than ten and two


def moments(
    found: Incident, candidates: Sequence[Candidate], names: Mapping[str, str], zone: tzinfo, *, channel: str | None
) -> kit.View:
    """Candidates in their order, with the reason in words; what is ticked becomes key."""
    tick = kit.context("A tick makes it a moment of the postmortem. Nothing else changes.")
    fields: Blocks = [tick] if candidates else []
    for at in range(0, len(candidates), IN_ONE_GROUP):
        group = candidates[at : at + IN_ONE_GROUP]
        options = [_moment(c, names, zone) for c in group]
        ticked = [str(c.said.entry_id) for c in group if c.is_ticked]
        label = "What mattered" if at == 0 else "And these"
        fields.append(kit.checkbox_input(f"moments_{at}", label, options, initial=ticked, optional=True))
    if not candidates:
        fields.append(kit.section("No message stands out. 📌 on a message makes it a key moment at any time."))
    offered = [c.said.entry_id for c in candidates]
    return kit.modal(
        f"Moments of {found.reference}",
        fields,
        callback_id="postmortems:moments",
        close="Cancel" if candidates else "Close",
        submit="Save" if candidates else None,
        private_metadata=kit.metadata(channel=channel, incident=found.id, offered=offered),
    )


def _moment(candidate: Candidate, names: Mapping[str, str], zone: tzinfo) -> kit.Option:
    said = candidate.said
    who = names.get(said.author or "", "a bot" if said.is_bot else "somebody")
    words = " ".join(mrkdwn.plain(said.text, names).split())
    why = ", ".join(candidate.why) or "marked already"
    label = kit.fit(f"{said.at.astimezone(zone):%H:%M} {who}: {words}", 75)
    return kit.option(label, str(said.entry_id), kit.fit(why, 75))


def facts(found: Incident, answers: Answers, *, channel: str | None) -> kit.View:
    """How it was found, which service, how it failed, what changed before."""
    return kit.modal(
        f"Facts of {found.reference}",
        [*_how_found(answers), *_how_failed(answers)],
        callback_id="postmortems:facts",
        submit="Save",
        private_metadata=kit.metadata(channel=channel, incident=found.id),
    )


def _how_found(said: Answers) -> Blocks:
    by, sooner, how = said.found_by or None, said.could_be_sooner or None, said.sooner_how or None
    return [
        kit.select_input("found_by", "How was it found", _options(FOUND_BY), initial=by, optional=True),
        kit.radio_input("sooner", "Could it be found sooner", _options(SOONER), initial=sooner, optional=True),
        kit.text_input("sooner_how", "What would have shown it in half the time", initial=how, optional=True),
    ]


def _how_failed(said: Answers) -> Blocks:
    services, changed = ", ".join(said.services) or None, said.triggers
    return [
        kit.text_input("services", "Which service", initial=services, optional=True, hint="Several: with commas."),
        kit.select_input(
            "failure_class",
            "What kind of failure",
            _options(CLASSES),
            initial=said.failure_class or None,
            optional=True,
            hint="How it failed. A manual step is what came before, never the kind.",
        ),
        kit.multi_select_input(
            "triggers", "What changed just before", _options(TRIGGERS), initial=changed, optional=True
        ),
    ]


def _options(words: Mapping[str, str]) -> list[kit.Option]:
    return [kit.option(said[:1].upper() + said[1:], code) for code, said in words.items()]


def times(found: Incident, *, channel: str | None) -> kit.View:
    """When it hurt, when it stopped hurting, when it was over."""
    fields = [
        kit.datetime_input("impact_since", "Impact began", initial=_seconds(found.impact_since), optional=True),
        kit.datetime_input("mitigated_at", "Mitigated", initial=_seconds(found.mitigated_at), optional=True),
        kit.datetime_input("resolved_at", "Resolved", initial=_seconds(found.resolved_at)),
    ]
    return kit.modal(
        f"Times of {found.reference}",
        fields,
        callback_id="postmortems:times",
        submit="Correct",
        private_metadata=kit.metadata(channel=channel, incident=found.id),
    )


def _seconds(moment: datetime | None) -> int | None:
    return int(moment.timestamp()) if moment else None


def reader(found: Incident, parts: Sequence[tuple[str, str]], *, channel: str | None) -> kit.View:
    """The draft to read, part by part."""
    shown: Blocks = []
    for title, body in parts:
        shown += [kit.header(title)] if title else []
        shown += kit.sections(body) if body else []
    shown.append(kit.actions(kit.button("Edit a section", "postmortems:edit", f"{found.id}:"), block_id="reader"))
    return kit.modal(
        f"{found.heading} draft",
        shown,
        callback_id="postmortems:reader",
        close="Done",
        private_metadata=kit.metadata(channel=channel, incident=found.id),
    )


def choose_section(found: Incident, written: Mapping[str, Written], *, channel: str | None) -> kit.View:
    """Which heading to write under."""
    options = [
        kit.option(title + (" (written)" if code in written else ""), code, kit.fit(hint, 75))
        for code, (title, hint) in HEADINGS.items()
    ]
    fields = [
        kit.select_input("heading", "Section", options, hint="What the record says stays beside what you write."),
    ]
    return kit.modal(
        f"Edit {found.reference}",
        fields,
        callback_id="postmortems:choose",
        submit="Write",
        private_metadata=kit.metadata(channel=channel, incident=found.id),
    )


def edit(found: Incident, heading: str, written: Written | None, *, channel: str | None) -> kit.View:
    """One section, as people wrote it."""
    title, hint = HEADINGS[heading]
    field = kit.text_input(
        "text", title, initial=written.text if written else None, multiline=True, optional=True, hint=hint
    )
    return kit.modal(
        f"Edit {found.reference}",
        [field],
        callback_id="postmortems:edit",
        submit="Save",
        private_metadata=kit.metadata(channel=channel, incident=found.id, heading=heading),
    )
