"""What the home tab tells an admin: which channels are missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from fireline.core.answers import Blocks, Reply
from fireline.features.overview.channels import is_to_create
from fireline.slack import kit, mrkdwn

WITHOUT = {
    "digest": "no incident is announced outside its own channel",
    "stakeholders": "updates stay under the digest line, or in the incident's channel",
}
LABELS = {"digest": "Where incidents are announced", "stakeholders": "Where updates go"}


@dataclass(frozen=True)
class Setup:
    """What an admin is told: channels that are missing, each with what is to be spoken in it."""

    missing: Mapping[str, str] = field(default_factory=dict)


def admins_part(setup: Setup) -> Blocks:
    """The part of the home tab that only admins see."""
    parts = _missing(setup.missing)
    return [kit.header("For admins"), *parts] if parts else []


def _missing(missing: Mapping[str, str]) -> Blocks:
    if not missing:
        return []
    names = list(dict.fromkeys(missing.values()))
    there = f"in neither {_names(names, 'nor')}" if len(names) > 1 else f"not in {_names(names)}"
    lines = [f"*Fireline is {there}.*"]
    lines += [f"Without {mrkdwn.channel_named(name)}, {WITHOUT[key]}." for key, name in missing.items()]
    row = kit.actions(
        _create([name for name in dict.fromkeys(missing.values()) if is_to_create(name)]),
        kit.button("Choose", "overview:channels_choose", ":x"),
        kit.button("Later", "overview:channels_later", ":x"),
        block_id="channels",
    )
    return [kit.section("\n".join(lines)), row]


def _create(names: Sequence[str]) -> kit.Element | None:
    if not names:
        return None
    label = f"Create #{names[0]}" if len(names) == 1 else "Create both"
    return kit.button(label, "overview:channels_create", ":x")


def _names(names: Iterable[str], between: str = "and") -> str:
    return f" {between} ".join(mrkdwn.channel_named(name) for name in dict.fromkeys(names))


def choice_form(missing: Mapping[str, str]) -> kit.View:
    """Other channels than those of the settings; one that is left empty stays as it is."""
    fields = [kit.conversation_input(key, LABELS[key], optional=True, hint=_now(name)) for key, name in missing.items()]
    return kit.modal("Choose channels", fields, callback_id="overview:channels", submit="Choose")


def _now(name: str) -> str:
    """A hint shows no links: a channel that was chosen here has no name that can be told."""
    if is_to_create(name):
        return f"Now: #{mrkdwn.plain(name).lstrip('#')}, where Fireline is not."
    return "One was chosen already: type /invite @fireline in it, or choose another here."


def settled_by_file(missing: Mapping[str, str]) -> Reply:
    """The settings file names them all: it is changed there, or the bot is invited where it says."""
    keys = " and ".join(f"`channels.{key}`" for key in missing)
    lines = [f"*The settings file names these channels:* {keys}. Another name is set there."]
    lines.append(f"Or create {_names(missing.values())}, and type `/invite @fireline` in it.")
    return Reply("The settings file names these channels.", [kit.section("\n".join(lines))])


def chosen(spoken: Sequence[str], silent: Sequence[str]) -> Reply:
    """Where it speaks now, and where somebody has to let it in: Slack lets no bot walk in by itself."""
    lines = [f"Fireline speaks in {_names(spoken)} now."] if spoken else []
    lines += [f"Type `/invite @fireline` in {_names(silent)}: from then on it speaks there."] if silent else []
    lines = lines or ["Nothing was chosen, and nothing has changed."]
    return Reply(lines[0], [kit.section("\n".join(lines))])
