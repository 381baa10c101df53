"""What the document cannot say: what nobody recorded, and what cannot be so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fireline.core.durations import in_words
from fireline.features.postmortems.phases import Gap, Moments
from fireline.features.postmortems.record import Record


def unknown(record: Record, moments: Moments) -> Iterator[str]:
    """What nobody has recorded; the template adds who could know."""
    answers, found = record.answers, record.incident
    if not found.impact and "impact" not in record.written:
        yield "Who was hit, and how, is not stated."
    if moments.began is None:
        yield "When the impact began is not recorded; the declaration is the earliest certain moment."
    if not answers.found_by:
        yield "How it was found is not answered."
    if not answers.services:
        yield "Which service it was is not answered."
    if not answers.failure_class or answers.failure_class == "unknown":
        yield "How it failed (the failure class) is not known."
    if not answers.triggers:
        yield "What changed just before is not answered."
    nobodys = [item for item in record.items if item.needs_owner]
    if nobodys:
        yield f"{len(nobodys)} action item{'s' if len(nobodys) > 1 else ''} without an owner."


def doubts(moments: Moments, gaps: Sequence[Gap]) -> Iterator[str]:
    """What cannot be so, or wants a word."""
    if moments.began and moments.declared < moments.began:
        yield "It was declared before its impact began."
    if gaps:
        longest = max(gaps, key=lambda gap: gap.length)
        yield f"Nobody wrote anything for {in_words(longest.length)}."
