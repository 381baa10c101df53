"""Sentences of the code that no picture of `docs/screens` shows, and why: they are read somewhere else."""

from __future__ import annotations

from tests.house.sentences import Sentence, normal

# Whole files, by their path in the package.
FILES = {
    "core/couriers.py": "it speaks to whoever writes a courier",
    "features/timeline/exports.py": "it writes the files of `fireline timeline`",
    "features/timeline/forgetting.py": "`fireline forget` says it, in the terminal",
    "core/moments.py": "it holds the words that people type for days",
}
# Single sentences, as they stand in the code or a piece of them.
SENTENCES = {
    "is private; its export has to be asked for by name": "`fireline export` says it, in the terminal",
    "> was not allowed to": "an exported timeline says it; in Slack it is left out, and shown to nobody",
    "ids of user groups (S…) are accepted here": "`fireline config check` says it, in the terminal",
    "there is no role": "`fireline config check` says it, in the terminal",
    "nobody holds a role outside an incident": "`fireline config check` says it, in the terminal",
    "declare anyway": "a line behind a button, which nobody types",
    "declare as drill": "a line behind a button, which nobody types",
    "read in from a Slack export": "an exported timeline says it, with `--all`",
    "about after again alert alerts": "words that are left out when titles are compared",
    "an entry became a key moment": "an exported timeline says it; in Slack the entry itself shows it",
    "an entry is no key moment any more": "an exported timeline says it; in Slack the entry itself shows it",
    "an entry was left out": "an exported timeline says it; in Slack the entry itself shows it",
    "an entry was put back on the timeline": "an exported timeline says it; in Slack the entry itself shows it",
    "an entry got another time": "an exported timeline says it; in Slack the entry itself shows it",
}


def tells(sentence: Sentence) -> bool:
    """Whether it is known that no picture shows this."""
    return sentence.place in FILES or any(normal(each) in normal(sentence.words) for each in SENTENCES)
