"""The page that lists the pictures: docs/screens/README.md."""

from __future__ import annotations

from pathlib import Path

from tests.browser.replies import THEMES

# The single things, in the order of the story: the name of the picture, and what it shows.
STATIONS = {
    "page-the-first-thing-seen": "the demo as it opens, the first line typed already",
    "page-incidents-to-watch": "scripted incidents that can be watched",
    "form-declare": "the form behind a bare `/incident declare`, with what is going on",
    "page-completion": "what can be typed after `/incident `",
    "answer-help": "`help` outside an incident",
    "message-declare-receipt": "what a declaration answers",
    "message-card-without-commander": "the card that is pinned in the incident's channel",
    "message-no-confirmed-ic": "the reminder that nobody has said that they lead",
    "message-you-lead": "the receipt of *I'll lead*",
    "form-impact": "the form of the impact",
    "answer-impact": "its receipt, with *Undo*",
    "message-incident-under-way": "an incident under way: card, lines, a marked message",
    "answer-a-mistake": "a mistake: what is accepted, as buttons",
    "answer-note": "a note with a time of its own",
    "answer-catchup": "catching up, privately",
    "answer-timeline": "the timeline",
    "answer-task": "a task given away",
    "answer-more": "*More* on the card",
    "form-handoff": "handing over",
    "page-thread": "a thread beside the channel",
    "page-message-menu": "the menu of a message, with the bot's shortcuts",
    "page-pins": "what is pinned",
    "page-be-somebody-else": "becoming somebody else",
    "form-update": "writing a stakeholder update",
    "message-update-leaves": "an update before it leaves, with *Stop*",
    "message-stakeholder-update": "the update as stakeholders read it",
    "page-inspector": "the inspector: requests, answers, the clock",
    "message-update-prompt": "the prompt before an update is due, with a draft",
    "message-holding-update": "what stands in for an update that nobody wrote",
    "home-of-ana": "the home tab of the IC",
    "home-of-cy": "the home tab of somebody with a task",
    "form-resolve": "the form of *Resolve*, which may be sent empty",
    "message-resolved": "that it is over",
    "form-times": "correcting the times",
    "form-action-item": "writing down an action item",
    "answer-action-item": "its receipt",
    "message-wrap-up": "the wrap-up on the next working day",
    "form-facts": "its facts",
    "message-draft-ready": "the postmortem draft is ready",
    "form-draft": "reading it",
    "form-section": "writing a section",
    "page-file": "the draft as a file",
    "message-action-item": "an action item for its owner",
    "form-done": "saying that it is done",
    "form-new-date": "giving it a new date",
    "message-overdue": "what its owner hears when it is late",
    "answer-action-items": "one's own items",
    "answer-list": "the list of incidents",
    "message-digest": "the digest",
    "page-narrow-lists": "the lists on a narrow screen",
    "page-narrow": "the channel on a narrow screen",
}


def write(folder: Path) -> None:
    """Lists the pictures that are there, each with one line."""
    said = {**STATIONS, **{f"replies-{theme.name}": theme.about for theme in THEMES}}
    lines = [_line(picture, said[picture.stem.partition("-")[2]]) for picture in sorted(folder.glob("*.png"))]
    head = "# What people see\n\nEvery picture shows the real bot on a local Slack. `make screens` makes them anew.\n"
    head += "What they say stands in [words.md](words.md).\n"
    sheets = [line for line in lines if "-replies-" in line]
    single = [line for line in lines if line not in sheets]
    parts = [head, "## One thing each\n", *single, "\n## All replies, theme by theme\n", *sheets]
    (folder / "README.md").write_text("\n".join(parts) + "\n")


def _line(picture: Path, words: str) -> str:
    return f"- [{picture.stem}]({picture.name}): {words.rstrip('.')}"
