"""The draft as a Markdown document: the facts through a template, the same every time for the same record."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import groupby

from fireline.core.durations import in_words
from fireline.documents import render
from fireline.features.incidents.events import RESOLVED
from fireline.features.incidents.reads import Incident
from fireline.features.postmortems.facts import facts_of
from fireline.features.postmortems.phases import Gap, Span
from fireline.features.postmortems.record import Record
from fireline.features.postmortems.rules import TIER_WORDS
from fireline.features.postmortems.taxonomy import CATEGORIES, HEADINGS
from fireline.features.roles.reads import Stint
from fireline.features.timeline.events import NOTED
from fireline.features.timeline.reads import Entry, is_purged
from fireline.features.updates.reads import Told
from fireline.slack.markdown import escape_markdown, link, to_markdown

MOST_WITNESSES = 6
_FENCE = re.compile(r" {0,3}(`{3,})")


def markdown(record: Record) -> str:
    """The whole document, as long as the incident's tier asks for."""
    facts = facts_of(record)
    template = f"postmortem/{facts.tier}.md"
    return render(template, f=facts, i=facts.incident, say=Speech(record), categories=CATEGORIES).rstrip() + "\n"


def filename(record: Record) -> str:
    """`INC-42-postmortem.md`"""
    return f"{record.incident.reference}-postmortem.md"


def sections(document: str) -> list[tuple[str, str]]:
    """The document parted at its second-level headings; what stands before the first has no heading."""
    parts: list[tuple[str, list[str]]] = [("", [])]
    fence = ""
    for line in document.splitlines():
        found = _FENCE.match(line)
        if found and (not fence or found[1].startswith(fence)):
            fence = "" if fence else found[1]
        if line.startswith("## ") and not fence:
            parts.append((line[3:].strip(), []))
        else:
            parts[-1][1].append(line)
    return [(title, "\n".join(lines).strip()) for title, lines in parts]


class Speech:
    """How values are said in the document: times, people, typed text. Templates call it `say`."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._zone = record.zone
        self._converted: dict[str, str] = {}
        self._streams = {str(each.channel_id): each.name for each in record.streams}
        ends = record.of_kind(RESOLVED)
        self._end = ends[-1] if ends else None
        self._has_local = str(record.zone) not in ("UTC", "Etc/UTC")

    def md(self, text: str) -> str:
        """What somebody typed, as Markdown. A key moment stands in two places of the document."""
        if text not in self._converted:
            self._converted[text] = to_markdown(text, self._record.names)
        return self._converted[text]

    def item(self, text: str) -> str:
        """The same inside a list: what follows the first line is indented under it."""
        return self.md(text).replace("\n", "\n  ")

    def written(self, heading: str) -> str:
        """What people wrote under a heading; "" when nobody did."""
        found = self._record.written.get(heading)
        return self.md(found.text) if found else ""

    def besides(self, *shown: str) -> list[tuple[str, str]]:
        """Title and text of what people wrote under other headings: a shorter document loses none of it."""
        written = {code: said.text for code, said in self._record.written.items() if said.text and code not in shown}
        return [(title, self.md(written[code])) for code, (title, _) in HEADINGS.items() if code in written]

    def name(self, user_id: str | None) -> str:
        return escape_markdown(self._record.names.get(user_id, user_id)) if user_id else "nobody"

    def names(self, user_ids: Iterable[str]) -> str:
        return ", ".join(map(self.name, user_ids))

    def role(self, stint: Stint) -> str:
        return ("acting " if stint.is_acting else "") + self._record.role_names.get(stint.role, stint.role)

    def clock(self, moment: datetime) -> str:
        """As exact as it was given: seconds only where there are some."""
        return moment.astimezone(UTC).strftime("%H:%M:%S" if moment.second else "%H:%M")

    def at(self, moment: datetime | None) -> str:
        """`Wed 4 Mar 2026, 14:02 UTC (15:02 Europe/Berlin)`"""
        if moment is None:
            return "not recorded"
        return f"{day(moment.astimezone(UTC).date())}, {self.clock(moment)} UTC{self.local(moment)}"

    def local(self, moment: datetime) -> str:
        """The declarer's clock in brackets, with the day where it is another; "" in UTC."""
        if not self._has_local:
            return ""
        there = moment.astimezone(self._zone)
        other_day = f" on {day(there.date())}" if there.date() != moment.astimezone(UTC).date() else ""
        clock = there.strftime("%H:%M:%S" if moment.second else "%H:%M")
        return f" ({clock}{other_day} {self._zone})"

    def between(self, span: Span) -> str:
        """`14:02 to 14:30 UTC`, with the days where there are two."""
        start, end = span.start.astimezone(UTC), span.end.astimezone(UTC)
        if start.date() == end.date():
            return f"{self.clock(start)} to {self.clock(end)} UTC"
        return f"{day(start.date())}, {self.clock(start)} to {day(end.date())}, {self.clock(end)} UTC"

    def moment(self, at: datetime) -> str:
        """`14:30 UTC`, with its day where that is not the day of the declaration."""
        when = at.astimezone(UTC).date()
        is_other = when != self._record.incident.declared_at.astimezone(UTC).date()
        return f"{f'{day(when)}, ' if is_other else ''}{self.clock(at)} UTC"

    def span(self, start: datetime | None, end: datetime | None) -> str:
        """How long from one moment to another; "" when one is missing or they are in the wrong order."""
        return in_words(Span(start, end).length) if start and end and end >= start else ""

    def length(self, time: timedelta) -> str:
        return in_words(time)

    def times(self, spent: Mapping[str, timedelta]) -> str:
        return ", ".join(f"{self.name(user_id)} {in_words(time)}" for user_id, time in spent.items())

    def day(self, when: date) -> str:
        return day(when)

    def days(self, lines: Sequence[Entry | Gap]) -> list[tuple[str, list[str]]]:
        """The lines of the timeline under their UTC days."""
        told = [(_moment(line).astimezone(UTC).date(), self._line(line)) for line in lines]
        return [(day(when), [line for _, line in group]) for when, group in groupby(told, key=lambda pair: pair[0])]

    def entry(self, entry: Entry) -> str:
        """An entry with its whole time: outside the timeline."""
        return f"{self.at(entry.happened_at)}: {self._said(entry)}"

    def places(self, told: Told) -> str:
        """Where one update went: channels by name, subscribers by number."""
        names = [self.place(p.to) for p in told.places if p.kind != "dm"]
        heard = sum(1 for p in told.places if p.kind == "dm")
        names += [f"{heard} {'person' if heard == 1 else 'people'} by DM"] if heard else []
        return " and ".join(names) or "no place on record"

    def place(self, channel_id: str) -> str:
        if channel_id == self._record.incident.channel_id:
            return "the incident's channel"
        return escape_markdown("#" + self._record.places.get(channel_id, channel_id))

    def other(self, found: Incident) -> str:
        """Another incident; a private one only by its reference."""
        if found.is_private:
            return found.reference
        return f"{found.reference}: {self.md(found.title)} ({found.severity.label}, {self.at(found.declared_at)})"

    def where(self, place: str) -> str:
        """Where a remark of the check applies."""
        kind, _, number = place.partition(":")
        return f"item {number}" if kind == "item" else kind.replace("_", " ")

    def tier(self, tier: str) -> str:
        return TIER_WORDS[tier]

    def witnesses(self) -> str:
        """Who could know what is not recorded: role holders, then authors of key entries."""
        held = [stint.user_id for stint in self._record.stints]
        wrote = [e.actor_id for e in self._record.entries if e.is_key and e.is_message and e.actor_id]
        found = list(dict.fromkeys([*held, *wrote]))[:MOST_WITNESSES]
        return self.names(found or [self._record.incident.declared_by])

    def _line(self, line: Entry | Gap) -> str:
        if isinstance(line, Gap):
            who = dict.fromkeys(user for user in (line.before, line.after) if user)
            return f"*No record from {self.between(line)} ({in_words(line.length)}). Could know: {self.names(who)}.*"
        at = f"**{self.clock(line.happened_at)} UTC**{self.local(line.happened_at)}"
        return f"{at} {self._said(line)}{self._corrected(line)}"

    def _corrected(self, entry: Entry) -> str:
        """Of the end that counts: the header may give another time than the one at which it was said."""
        end = self._record.incident.resolved_at
        if entry is not self._end or end is None or end == entry.happened_at:
            return ""
        return f" _(corrected: {self.moment(end)})_"

    def _said(self, entry: Entry) -> str:
        words = "_text no longer kept_" if is_purged(entry) else self.item(entry.text)
        marks = f" _({', '.join(m for m in entry.marks if m != 'key')})_" if set(entry.marks) - {"key"} else ""
        there = f" {link('link', entry.permalink)}" if entry.permalink else ""
        stream = self._streams.get(entry.channel_id or "")
        of = f"\\[{self.md(stream)}\\] " if stream else ""
        said = " ".join(filter(None, (self._by(entry, words), self._files(entry))))
        return f"{of}{said}{marks}{there}"

    def _by(self, entry: Entry, words: str) -> str:
        """What somebody said begins with the name; what somebody did ends with it, unless it is told already."""
        if not entry.actor_id:
            return words
        if entry.is_message or entry.kind == NOTED:
            return f"{self.name(entry.actor_id)}: {words}".strip()
        return words if f"<@{entry.actor_id}" in entry.text else f"{words} ({self.name(entry.actor_id)})"

    def _files(self, entry: Entry) -> str:
        named = [escape_markdown(str(file.get("name") or "file")) for file in entry.files]
        return f"[files: {', '.join(named)}]" if named else ""


def day(when: date) -> str:
    """`Wed 4 Mar 2026`"""
    return f"{when:%a} {when.day} {when:%b %Y}"


def _moment(line: Entry | Gap) -> datetime:
    return line.start if isinstance(line, Gap) else line.happened_at
